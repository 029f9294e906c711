//! Whoever invites is told all that is wrong with what they sent at once, row by row, whatever is wrong with the
//! others; and a dry run says what the real one would.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::builder::Builder;
use crate::harness::world_partners::{letters, world};
use crate::harness::{Answer, Client, on_both};

fn newcomer(email: &str) -> Value {
    json!({
        "email": email, "name": "Nina Newcomer", "post": {"organisationCode": "ua-dmsu", "title": "Officer"},
        "grants": [{"role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}}],
    })
}

fn told(findings: &Value) -> Vec<(String, String)> {
    let word = |finding: &Value, name: &str| finding[name].as_str().expect("a word").to_owned();
    findings.as_array().expect("findings").iter().map(|one| (word(one, "pointer"), word(one, "code"))).collect()
}

async fn batch(client: &Client, rows: &Value, dry_run: bool) -> Answer {
    client.post("/v1/invitations/batch", json!({"invitations": rows, "dryRun": dry_run})).await
}

#[test]
fn every_row_of_a_batch_is_told_all_that_is_wrong_with_it_and_the_dry_run_tells_the_same() {
    let name = "every_row_of_a_batch_is_told_all_that_is_wrong_with_it_and_the_dry_run_tells_the_same";
    on_both(name, async |app| {
        let world = world(&app).await;
        let editor = format!("{}@example.org", world.editor_is.expert);
        let rows = json!([
            newcomer("nina@dmsu.example"),
            // Everything at once: not to be read, not known, not allowed, not in time.
            {
                "email": "no address", "name": " ", "colour": "red", "languages": ["not a tag!"],
                "post": {"organisationCode": "ua-nowhere", "title": "", "validFrom": "soon"},
                "grants": [
                    {"role": "MEMBR", "scope": {"kind": "PLANET"}},
                    {"role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-nothing"},
                        "validFrom": "2026-05-02", "validTo": "2026-05-01"},
                    {"role": "FIELD_CONTACT", "scope": {"kind": "COUNTRY", "code": "UA"}},
                ],
                "appointments": [{"countryCode": "XX", "competence": "no-such-field", "rank": "CHIEF"}],
            },
            // An address twice, whatever else is wrong with its row.
            {
                "email": "NINA@dmsu.example", "name": "Nina Again", "post": {"organisationCode": "ua-dmsu", "title": ""},
                "grants": [{"role": "ORGANISATION_EDITOR", "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}}],
            },
            // Somebody who is here already.
            {
                "email": editor, "name": "", "post": {"organisationCode": "ua-dmsu", "title": "Officer"},
                "grants": [{"role": "MEMBER", "scope": {"kind": "ORGANISATION", "code": "ua-dpsu"}}],
            },
            7,
        ]);
        let report = batch(&world.editor, &rows, true).await.ok(200);
        let found: Vec<_> = report["rows"].as_array().expect("rows").iter().map(|row| told(&row["findings"])).collect();
        let expected =
            |all: &[(&str, &str)]| all.iter().map(|(p, c)| ((*p).to_owned(), (*c).to_owned())).collect::<Vec<_>>();
        assert_eq!(found[0], []);
        let mut second = found[1].clone();
        second.sort();
        let all_of_it = expected(&[
            ("/appointments/0/competence", "INVALID"),
            ("/appointments/0/countryCode", "INVALID"),
            ("/appointments/0/rank", "BAD_REQUEST"),
            ("/colour", "UNKNOWN_FIELD"),
            ("/email", "INVALID"),
            ("/grants/0/role", "BAD_REQUEST"),
            ("/grants/0/scope/kind", "BAD_REQUEST"),
            ("/grants/1/scope/code", "INVALID"),
            ("/grants/1/validTo", "INVALID"),
            ("/grants/2/role", "INVALID"),
            ("/languages/0", "INVALID"),
            ("/name", "INVALID"),
            ("/post/organisationCode", "INVALID"),
            ("/post/title", "INVALID"),
            ("/post/validFrom", "BAD_REQUEST"),
        ]);
        assert_eq!(second, all_of_it, "{:#}", report["rows"][1]);
        let third = [("/post/title", "INVALID"), ("/grants/0/role", "FORBIDDEN"), ("/email", "CONFLICT")];
        assert_eq!(found[2], expected(&third), "{:#}", report["rows"][2]);
        assert_eq!(
            found[3].iter().map(|(pointer, _)| pointer.as_str()).collect::<Vec<_>>(),
            ["/name", "/grants/0/role", "/grants/0/scope", "/email"],
            "{:#}",
            report["rows"][3]
        );
        assert_eq!(found[4], expected(&[("", "BAD_REQUEST")]));
        // The real run refuses with the very same, each in its row.
        let answer = batch(&world.editor, &rows, false).await;
        let all: Vec<_> = found
            .iter()
            .enumerate()
            .flat_map(|(n, row)| {
                row.iter().map(move |(pointer, code)| (format!("/invitations/{n}{pointer}"), code.clone()))
            })
            .collect();
        assert_eq!((answer.status, told(&answer.body["errors"])), (422, all));
        assert_eq!(world.editor.get("/v1/invitations").await.ok(200)["items"], json!([]));
        assert_eq!(letters(&app).await.len(), 0);
    });
}

#[test]
fn a_row_of_a_table_is_told_all_that_is_wrong_with_it() {
    on_both("a_row_of_a_table_is_told_all_that_is_wrong_with_it", async |app| {
        let world = world(&app).await;
        let table = "email,name,organisationCode,title,role,appointments,countryCode,validFrom\n\
            no address,,ua-nowhere,,MEMBR;ORGANISATION_EDITOR,no-such-field:CHIEF,,soon\n";
        let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", table).await.ok(200);
        let row = &report["rows"][0];
        let mut found: Vec<_> = told(&row["findings"]).into_iter().map(|(pointer, _)| pointer).collect();
        found.sort();
        let expected = [
            "/appointments/0/competence",
            "/appointments/0/countryCode",
            "/appointments/0/rank",
            "/email",
            "/grants/0/role",
            "/grants/1/scope/code",
            "/name",
            "/post/organisationCode",
            "/post/title",
            "/post/validFrom",
        ];
        assert_eq!(found, expected, "{row:#}");
    });
}

#[test]
fn only_roles_that_are_accepted_are_offered() {
    on_both("only_roles_that_are_accepted_are_offered", async |app| {
        let world = world(&app).await;
        let table = "email,name,organisationCode,title,role\nnina@dmsu.example,Nina,ua-dmsu,Officer,MEMBR\n";
        let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", table).await.ok(200);
        let mut misspelt = newcomer("nina@dmsu.example");
        misspelt["grants"][0]["role"] = json!("MEMBR");
        let single = world.editor.post("/v1/invitations", misspelt).await;
        let granted = json!({"expertId": world.editor_is.expert, "role": "MEMBR", "reason": "A role.",
            "scope": {"kind": "ORGANISATION", "code": "ua-dmsu"}});
        let granted = world.admin.post("/v1/grants", granted).await;
        assert_eq!((single.status, granted.status), (400, 400));
        for (sentence, appointed) in [
            (&report["rows"][0]["findings"][0]["detail"], false),
            (&single.body["errors"][0]["detail"], false),
            (&granted.body["errors"][0]["detail"], true),
        ] {
            let sentence = sentence.as_str().expect("a sentence");
            assert!(sentence.contains("`MEMBR`") && sentence.contains("`ORGANISATION_EDITOR`"), "{sentence}");
            assert!(!sentence.contains("FIELD_CONTACT"), "{sentence}");
            assert_eq!(sentence.contains("`FOCAL_POINT`"), appointed, "{sentence}");
        }
    });
}

#[test]
fn what_is_told_first_is_what_the_first_of_the_errors_is_about() {
    on_both("what_is_told_first_is_what_the_first_of_the_errors_is_about", async |app| {
        let world = world(&app).await;
        let mut wrong = newcomer("no address");
        wrong["post"]["organisationCode"] = json!("ua-nowhere");
        let mut forbidden = newcomer("no address");
        forbidden["grants"][0]["role"] = json!("ORGANISATION_EDITOR");
        let taken = newcomer(&format!("{}@example.org", world.editor_is.expert));
        for (input, status, code, first) in [
            (wrong, 422, "INVALID", "/post/organisationCode"),
            (forbidden, 403, "FORBIDDEN", "/grants/0/role"),
            (taken, 409, "CONFLICT", "/email"),
        ] {
            let answer = world.editor.post("/v1/invitations", input).await;
            assert_eq!((answer.status, answer.code().as_str()), (status, code), "{:#}", answer.body);
            let error = &answer.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!(first), &json!(code)), "{:#}", answer.body);
            let said = format!("{first}: {}", error["detail"].as_str().expect("a sentence"));
            assert_eq!(answer.body["detail"], json!(said), "{:#}", answer.body);
        }
        let mut both = newcomer("no address");
        both["grants"][0]["role"] = json!("ORGANISATION_EDITOR");
        let answer = world.editor.post("/v1/invitations", both).await;
        let codes: Vec<_> = told(&answer.body["errors"]).into_iter().map(|(_, code)| code).collect();
        assert_eq!(codes, ["FORBIDDEN", "INVALID"], "{:#}", answer.body);
    });
}

#[test]
fn two_principals_for_one_field_are_not_invited_together_and_a_dry_run_says_so() {
    on_both("two_principals_for_one_field_are_not_invited_together_and_a_dry_run_says_so", async |app| {
        let world = world(&app).await;
        let row = |email: &str, rank: &str| {
            let mut row = newcomer(email);
            row["appointments"] = json!([{"countryCode": "UA", "competence": "migration", "rank": rank}]);
            row
        };
        let rows = json!([row("a@dmsu.example", "PRINCIPAL"), row("b@dmsu.example", "PRINCIPAL")]);
        let report = batch(&world.admin, &rows, true).await.ok(200);
        assert_eq!(report["rows"][0]["findings"], json!([]), "{report:#}");
        let expected = [("/appointments/0/rank".to_owned(), "CONFLICT".to_owned())];
        assert_eq!(told(&report["rows"][1]["findings"]), expected, "{report:#}");
        let answer = batch(&world.admin, &rows, false).await;
        assert_eq!(
            (answer.status, &answer.body["errors"][0]["pointer"]),
            (422, &json!("/invitations/1/appointments/0/rank"))
        );
        let mut twice = row("a@dmsu.example", "PRINCIPAL");
        twice["appointments"] = json!([twice["appointments"][0], twice["appointments"][0]]);
        assert_eq!(world.admin.post("/v1/invitations", twice).await.status, 409, "nor with one invitation");
        let rows = json!([row("a@dmsu.example", "PRINCIPAL"), row("b@dmsu.example", "DEPUTY")]);
        batch(&world.admin, &rows, false).await.ok(200);
    });
}

#[test]
fn a_dry_run_and_what_is_wrong_wait_for_nobody_who_writes() {
    on_both("a_dry_run_and_what_is_wrong_wait_for_nobody_who_writes", async |app| {
        let world = world(&app).await;
        let held = Builder::begin(&app).await;
        let soon =
            async |asked| tokio::time::timeout(Duration::from_secs(5), asked).await.expect("it waits for nobody");
        let right = json!([newcomer("nina@dmsu.example")]);
        assert_eq!(soon(batch(&world.editor, &right, true)).await.ok(200)["rows"][0]["findings"], json!([]));
        let wrong = json!([newcomer("no address")]);
        assert_eq!(soon(batch(&world.editor, &wrong, false)).await.status, 422);
        held.done().await;
    });
}

#[test]
fn of_an_address_it_is_told_who_may_invite() {
    on_both("of_an_address_it_is_told_who_may_invite", async |app| {
        let world = world(&app).await;
        let row = |body: &str| {
            let mut row = newcomer(&format!("{}@example.org", world.editor_is.expert));
            row["post"]["organisationCode"] = json!(body);
            row["grants"] = json!([]);
            json!([row])
        };
        // The focal point of Poland invites there, and not to the Ukrainian service.
        let report = batch(&world.other, &row("ua-dmsu"), true).await.ok(200);
        assert_eq!(told(&report["rows"][0]["findings"]), [(String::new(), "FORBIDDEN".to_owned())], "{report:#}");
        let report = batch(&world.other, &row("pl-udsc"), true).await.ok(200);
        assert_eq!(told(&report["rows"][0]["findings"]), [("/email".to_owned(), "CONFLICT".to_owned())], "{report:#}");
    });
}
