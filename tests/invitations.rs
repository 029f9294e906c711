//! Invitations: who may bring whom in, and when what an invitation carries counts.

use std::time::Duration;

use focalpoint_api::identity::invitations::look;
use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::world_identity::PASSWORD;
use crate::harness::world_partners::{last_token, letters, world};
use crate::harness::{Answer, App, Client, on_both};

fn newcomer(email: &str, body: &str, role: &str) -> Value {
    json!({
        "email": email, "name": "Nina Newcomer", "languages": ["en"],
        "post": {"organisationCode": body, "title": "Officer"},
        "grants": [{"role": role, "scope": {"kind": "ORGANISATION", "code": body}}],
        "message": "Welcome."
    })
}

async fn invite(client: &Client, email: &str) -> Answer {
    client.post("/v1/invitations", newcomer(email, "ua-dmsu", "MEMBER")).await
}

async fn accept(app: &App, token: &str) -> Answer {
    app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await
}

fn client(app: &App, session: &Value) -> Client {
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

#[test]
fn accepting_makes_an_account_with_post_and_grants() {
    on_both("accepting_makes_an_account_with_post_and_grants", async |app| {
        let world = world(&app).await;
        let made = invite(&world.editor, "nina@dmsu.example").await.ok(201);
        assert_eq!(made["state"], "SENT", "{made:#}");
        assert_eq!(made["grants"][0]["role"], "MEMBER");
        let expert = format!("/v1/experts/{}", made["expertId"].as_str().expect("an id"));
        assert_eq!(world.member.get(&expert).await.status, 404, "not shown to the network before it is accepted");
        let token = last_token(&app, "/invitation/").await;
        // Looking consumes nothing.
        for _ in 0..2 {
            let offer = look(&app.system(), &token).await.expect("an offer");
            assert_eq!((offer.title.as_str(), offer.email.as_str()), ("Officer", "nina@dmsu.example"));
        }
        let weak = json!({"token": token, "password": "password1234"});
        let answer = app.nobody().post("/v1/invitations/accept", weak).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/password")));
        let session = accept(&app, &token).await.ok(200);
        let nina = client(&app, &session);
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["post"]["title"], "Officer", "{me:#}");
        assert_eq!(me["grants"][0]["role"], "MEMBER", "{me:#}");
        nina.get(&expert).await.ok(200);
        world.member.get(&expert).await.ok(200);
        let answer = accept(&app, &token).await;
        assert_eq!((answer.status, answer.code().as_str()), (410, "LINK_USED"), "{:#}", answer.body);
        let shown = world.editor.get("/v1/invitations?state=ACCEPTED&q=NINA").await.ok(200);
        assert_eq!(shown["items"][0]["state"], "ACCEPTED", "{shown:#}");
        assert_eq!(invite(&world.editor, "Nina@dmsu.example").await.status, 409, "there is an account");
        assert_eq!(accept(&app, "never-was").await.status, 404);
    });
}

#[test]
fn an_invitation_runs_out_and_can_be_sent_again() {
    on_both("an_invitation_runs_out_and_can_be_sent_again", async |app| {
        let world = world(&app).await;
        let id = invite(&world.editor, "nina@dmsu.example").await.ok(201)["id"].clone();
        let path = format!("/v1/invitations/{}", id.as_str().expect("an id"));
        assert_eq!(invite(&world.editor, "nina@dmsu.example").await.status, 409, "one at a time");
        let old = last_token(&app, "/invitation/").await;
        app.clock.advance(Duration::from_secs(72 * 3_600));
        let answer = accept(&app, &old).await;
        assert_eq!((answer.status, answer.code().as_str()), (410, "LINK_USED"), "{:#}", answer.body);
        let editor = crate::harness::people::signed_in(&app, world.editor_is.expert).await;
        assert_eq!(editor.get(&path).await.ok(200)["state"], "EXPIRED");
        assert_eq!(editor.post(&format!("{path}/resend"), json!({})).await.ok(200)["state"], "SENT");
        let new = last_token(&app, "/invitation/").await;
        assert_eq!(accept(&app, &old).await.status, 410);
        accept(&app, &new).await.ok(200);
        assert_eq!(editor.post(&format!("{path}/resend"), json!({})).await.status, 409);
    });
}

#[test]
fn a_withdrawn_invitation_is_worth_nothing_and_the_address_can_be_invited_again() {
    on_both("a_withdrawn_invitation_is_worth_nothing_and_the_address_can_be_invited_again", async |app| {
        let world = world(&app).await;
        let id = invite(&world.editor, "nina@dmsu.example").await.ok(201)["id"].clone();
        let path = format!("/v1/invitations/{}/withdraw", id.as_str().expect("an id"));
        let token = last_token(&app, "/invitation/").await;
        assert_eq!(world.other.post(&path, json!({"reason": "Not mine."})).await.status, 404);
        let shown = world.editor.post(&path, json!({"reason": "A mistake."})).await.ok(200);
        assert_eq!(shown["state"], "WITHDRAWN");
        assert_eq!(accept(&app, &token).await.status, 410);
        invite(&world.editor, "nina@dmsu.example").await.ok(201);
        let token = last_token(&app, "/invitation/").await;
        accept(&app, &token).await.ok(200);
    });
}

#[test]
fn one_who_runs_out_is_invited_anew() {
    on_both("one_who_runs_out_is_invited_anew", async |app| {
        let world = world(&app).await;
        invite(&world.editor, "nina@dmsu.example").await.ok(201);
        app.clock.advance(Duration::from_secs(72 * 3_600));
        let editor = crate::harness::people::signed_in(&app, world.editor_is.expert).await;
        invite(&editor, "nina@dmsu.example").await.ok(201);
        let states = editor.get("/v1/invitations").await.ok(200);
        let states: Vec<&Value> = states["items"].as_array().expect("rows").iter().map(|row| &row["state"]).collect();
        assert_eq!(states, [&json!("SENT"), &json!("WITHDRAWN")]);
    });
}

#[test]
fn a_post_waits_for_its_body_whoever_invites() {
    on_both("a_post_waits_for_its_body_whoever_invites", async |app| {
        let world = world(&app).await;
        let made = invite(&world.admin, "nina@dmsu.example").await.ok(201);
        assert_eq!(made["state"], "WAITING_FOR_WORD", "{made:#}");
        let token = last_token(&app, "/invitation/").await;
        let nina = client(&app, &accept(&app, &token).await.ok(200));
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["post"], Value::Null, "accepted, and not confirmed: {me:#}");
        let request = made["accessRequestId"].as_str().expect("a request");
        assert_eq!(world.other.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.status, 404);
        world.editor.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["post"]["title"], "Officer", "{me:#}");
        let listed = world.admin.get("/v1/invitations?state=ACCEPTED").await.ok(200);
        assert_eq!(listed["items"][0]["accessRequestId"], Value::Null, "{listed:#}");
    });
}

#[test]
fn what_is_carried_is_judged_as_if_it_were_given_now() {
    on_both("what_is_carried_is_judged_as_if_it_were_given_now", async |app| {
        let world = world(&app).await;
        let send = async |client: &Client, body: &str, role: &str| {
            let answer = client.post("/v1/invitations", newcomer("nina@dmsu.example", body, role)).await;
            (answer.status, answer.body["errors"][0]["pointer"].clone(), answer.body)
        };
        let (status, pointer, body) = send(&world.editor, "ua-dmsu", "ORGANISATION_EDITOR").await;
        assert_eq!((status, pointer), (403, json!("/grants/0/role")), "{body:#}");
        let (status, _, body) = send(&world.member, "ua-dmsu", "READER").await;
        assert_eq!(status, 403, "{body:#}");
        let (status, _, body) = send(&world.other, "ua-dmsu", "READER").await;
        assert_eq!(status, 403, "{body:#}");
        let (status, pointer, body) = send(&world.editor, "ua-nowhere", "READER").await;
        assert_eq!((status, pointer), (422, json!("/post/organisationCode")), "{body:#}");
        let mut elsewhere = newcomer("nina@dmsu.example", "ua-dmsu", "READER");
        elsewhere["grants"][0]["scope"]["code"] = json!("ua-dpsu");
        let answer = world.admin.post("/v1/invitations", elsewhere).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/grants/0/scope")));
        let answer = invite(&app.nobody(), "nina@dmsu.example").await;
        assert_eq!(answer.status, 401);
        assert_eq!(world.member.get("/v1/invitations").await.status, 403);
    });
}

#[test]
fn an_appointment_begins_with_the_post_it_is_carried_for() {
    on_both("an_appointment_begins_with_the_post_it_is_carried_for", async |app| {
        let world = world(&app).await;
        let mut body = newcomer("nina@dmsu.example", "pl-udsc", "MEMBER");
        body["appointments"] = json!([{"countryCode": "PL", "competence": "ALL", "rank": "PRINCIPAL"}]);
        let answer = world.other.post("/v1/invitations", body.clone()).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (403, &json!("/appointments/0/rank")));
        let made = world.admin.post("/v1/invitations", body).await.ok(201);
        let listed = app.nobody().get("/v1/focal-points?country=PL").await.ok(200);
        assert_eq!(listed["items"], json!([]), "nothing counts yet");
        let token = last_token(&app, "/invitation/").await;
        accept(&app, &token).await.ok(200);
        let request = made["accessRequestId"].as_str().expect("a request");
        world.other.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        let listed = app.nobody().get("/v1/focal-points?country=PL").await.ok(200);
        assert_eq!(listed["items"][0]["rank"], "PRINCIPAL", "{listed:#}");
    });
}

#[test]
fn an_invitation_says_for_which_field_and_rank_and_where_one_is_appointed() {
    on_both("an_invitation_says_for_which_field_and_rank_and_where_one_is_appointed", async |app| {
        let world = world(&app).await;
        let mut body = newcomer("nina@dmsu.example", "pl-udsc", "MEMBER");
        body["appointments"] = json!([
            {"countryCode": "PL", "competence": "migration", "rank": "PRINCIPAL"},
            {"countryCode": "PL", "competence": "border-control", "rank": "DEPUTY"},
        ]);
        let made = world.admin.post("/v1/invitations", body).await.ok(201);
        let told = |grants: &Value| {
            let appointed = |grant: &&Value| grant["role"] == "FIELD_CONTACT";
            let of = |grant: &Value| {
                let field = |name: &str| grant[name].as_str().unwrap_or_default().to_owned();
                ["competence", "rank", "scopeCode"].map(field)
            };
            grants.as_array().expect("grants").iter().filter(appointed).map(of).collect::<Vec<_>>()
        };
        let expected = [["migration", "PRINCIPAL", "PL"], ["border-control", "DEPUTY", "PL"]];
        assert_eq!(told(&made["grants"]), expected);
        let query = "query($id: UUID!) { invitation(id: $id) { grants { role competence competenceLabel rank scopeCode scopeName } } }";
        let twin = world.admin.graphql(query, json!({ "id": made["id"] })).await.data();
        assert_eq!(told(&twin["invitation"]["grants"]), expected);
        for (grant, twin) in made["grants"]
            .as_array()
            .expect("grants")
            .iter()
            .zip(twin["invitation"]["grants"].as_array().expect("grants"))
        {
            for field in ["competenceLabel", "scopeName", "rank"] {
                assert_eq!(grant[field], twin[field], "{field}");
            }
            assert!(grant["scopeName"].is_string(), "{grant:#}");
        }
        let page = format!("/invitation/{}", last_token(&app, "/invitation/").await);
        let text = Browser::new(&app).open(&page).await.text;
        let country = app.nobody().get("/v1/countries/PL").await.ok(200)["name"].as_str().expect("a name").to_owned();
        for (competence, rank) in [("migration", "Principal"), ("border-control", "Deputy")] {
            let path = format!("/v1/competences?code={competence}");
            let label = app.nobody().get(&path).await.ok(200)["items"][0]["label"].clone();
            let label = label.as_str().expect("a label");
            let line = format!("Field contact: {label} <span class=\"soft\">· {country} · {rank}");
            assert!(text.contains(&line), "{line}: {text}");
        }
    });
}

#[test]
fn a_batch_says_what_is_wrong_with_each_row_and_is_all_or_none() {
    on_both("a_batch_says_what_is_wrong_with_each_row_and_is_all_or_none", async |app| {
        let world = world(&app).await;
        let mut rows: Vec<Value> =
            (0..40).map(|n| newcomer(&format!("person{n}@dmsu.example"), "ua-dmsu", "MEMBER")).collect();
        rows[3]["email"] = json!("no address");
        rows[7]["email"] = json!("person6@dmsu.example");
        rows[11]["grants"][0]["role"] = json!("ORGANISATION_EDITOR");
        rows[19]["name"] = json!("  ");
        let dry = json!({"invitations": rows, "dryRun": true});
        let report = world.editor.post("/v1/invitations/batch", dry).await.ok(200);
        let found = |n: usize| report["rows"][n]["findings"].clone();
        assert_eq!(report["rows"].as_array().map(Vec::len), Some(40));
        assert_eq!(found(3)[0]["pointer"], "/email", "{:#}", report["rows"][3]);
        assert_eq!(found(7)[0]["code"], "CONFLICT", "{:#}", report["rows"][7]);
        assert_eq!((&found(11)[0]["pointer"], &found(11)[0]["code"]), (&json!("/grants/0/role"), &json!("FORBIDDEN")));
        assert_eq!(found(19)[0]["pointer"], "/name");
        assert_eq!((0..40).filter(|n| found(*n) == json!([])).count(), 36);
        assert_eq!(letters(&app).await.len(), 0, "a dry run sends nothing");
        assert_eq!(world.editor.get("/v1/invitations").await.ok(200)["items"], json!([]));
        let answer = world.editor.post("/v1/invitations/batch", json!({"invitations": rows})).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/invitations/3/email")));
        assert_eq!(world.editor.get("/v1/invitations").await.ok(200)["items"], json!([]));
        let right: Vec<&Value> = [0, 1, 2].map(|n| &rows[n]).to_vec();
        let dry = json!({"invitations": right});
        let report = world.editor.post("/v1/invitations/batch?dryRun=true", dry).await.ok(200);
        assert_eq!((&report["dryRun"], letters(&app).await.len()), (&json!(true), 0), "asked for in the address");
        let query = "mutation($input: InviteExpertsInput!) { inviteExperts(input: $input) { report { rows { row invitation { state } } } } }";
        let data = world.editor.graphql(query, json!({"input": {"invitations": right}})).await.data();
        assert_eq!(data["inviteExperts"]["report"]["rows"][2]["invitation"]["state"], "SENT", "{data:#}");
        assert_eq!(letters(&app).await.len(), 3);
    });
}

#[test]
fn a_batch_may_be_a_table() {
    on_both("a_batch_may_be_a_table", async |app| {
        let world = world(&app).await;
        let table =
            "email,name,organisationCode,title,role\nnina@dmsu.example,Nina Newcomer,ua-dmsu,Officer,MEMBER;READER\n";
        let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", table).await.ok(200);
        assert_eq!((&report["dryRun"], &report["rows"][0]["findings"]), (&json!(true), &json!([])), "{report:#}");
        let report = world.editor.text("/v1/invitations/batch", "text/csv", table).await.ok(200);
        let roles = report["rows"][0]["invitation"]["grants"].as_array().map(Vec::len);
        assert_eq!(roles, Some(2), "{report:#}");
        let answer = world.editor.text("/v1/invitations/batch", "text/csv", "email,colour\na,b\n").await;
        assert_eq!(answer.status, 400, "{:#}", answer.body);
    });
}

#[test]
fn a_row_that_cannot_be_read_is_told_beside_the_others_and_nothing_is_lost() {
    let name = "a_row_that_cannot_be_read_is_told_beside_the_others_and_nothing_is_lost";
    on_both(name, async |app| {
        let world = world(&app).await;
        let mut misspelt = newcomer("c@dmsu.example", "ua-dmsu", "MEMBER");
        misspelt["post"]["colour"] = json!("red");
        let rows = json!([
            newcomer("a@dmsu.example", "ua-dmsu", "MEMBER"),
            newcomer("b@dmsu.example", "ua-dmsu", "MEMBR"),
            misspelt,
            newcomer("no address", "ua-dmsu", "MEMBER"),
            7
        ]);
        let dry = json!({"invitations": rows, "dryRun": true});
        let report = world.editor.post("/v1/invitations/batch", dry).await.ok(200);
        let told: Vec<Value> =
            report["rows"].as_array().expect("rows").iter().map(|row| row["findings"][0]["pointer"].clone()).collect();
        assert_eq!(json!(told), json!([null, "/grants/0/role", "/post/colour", "/email", ""]), "{report:#}");
        let detail = report["rows"][1]["findings"][0]["detail"].as_str().expect("a sentence");
        assert!(detail.contains("MEMBR") && detail.contains("ORGANISATION_EDITOR"), "{detail}");
        let answer = world.editor.post("/v1/invitations/batch", json!({"invitations": rows})).await;
        let pointers: Vec<&str> =
            answer.body["errors"].as_array().expect("errors").iter().filter_map(|e| e["pointer"].as_str()).collect();
        assert_eq!(answer.status, 422);
        assert_eq!(
            pointers,
            ["/invitations/1/grants/0/role", "/invitations/2/post/colour", "/invitations/3/email", "/invitations/4"]
        );
        let table = "email,name,organisationCode,title,role\n\
                     a@dmsu.example,Ada Example,ua-dmsu,Officer,MEMBR\n\
                     b@dmsu.example,Bea Example,ua-dmsu,Officer, of a kind,MEMBER\n\
                     c@dmsu.example,Cya Example,ua-dmsu,Officer,MEMBER\n";
        let report = world.editor.text("/v1/invitations/batch?dryRun=true", "text/csv", table).await.ok(200);
        let told = |n: usize| report["rows"][n]["findings"].as_array().expect("findings").len();
        assert_eq!([told(0), told(1), told(2)], [1, 1, 0], "{report:#}");
        assert_eq!(world.editor.get("/v1/invitations").await.ok(200)["items"], json!([]));
    });
}

#[test]
fn the_page_of_an_invitation_shows_it_and_signs_in() {
    on_both("the_page_of_an_invitation_shows_it_and_signs_in", async |app| {
        let world = world(&app).await;
        invite(&world.editor, "nina@dmsu.example").await.ok(201);
        let page = format!("/invitation/{}", last_token(&app, "/invitation/").await);
        let browser = Browser::new(&app);
        let shown = browser.open(&page).await;
        assert!(shown.status == 200 && shown.text.contains("Officer"), "{} {}", shown.status, shown.text);
        let csrf = shown.csrf();
        let form = |again: &'static str| {
            [("csrf", csrf.clone()), ("password", PASSWORD.into()), ("passwordAgain", again.into())]
        };
        let send = async |again| {
            let form = form(again);
            let fields: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            browser.send(&page, &fields).await
        };
        assert_eq!(send("something else").await.status, 422);
        let done = send(PASSWORD).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/start?done=invitation"), "{}", done.text);
        let start = browser.open("/start").await;
        assert!(start.text.contains("Nina Newcomer") && start.text.contains("Officer"), "{}", start.text);
        assert_eq!(browser.open(&page).await.status, 410);
    });
}

#[test]
fn a_batch_looks_up_once_who_may_say_a_word() {
    on_both("a_batch_looks_up_once_who_may_say_a_word", async |app| {
        let world = world(&app).await;
        let statements = || app.world.database.statements();
        let before = statements();
        focalpoint_api::access::words_at(app.world.database.reader(), app.world.clock.now()).await.expect("holders");
        let words = statements() - before;
        let cost = async |name: &str, rows: usize| {
            let rows = (0..rows).map(|n| newcomer(&format!("{name}{n}@dmsu.example"), "ua-dmsu", "MEMBER"));
            let batch = json!({"invitations": rows.collect::<Vec<_>>()});
            let before = statements();
            world.editor.post("/v1/invitations/batch", batch).await.ok(200);
            statements() - before
        };
        // What is left of five rows without what each of twenty more costs is the batch's own.
        let (few, many) = (cost("a", 5).await, cost("b", 25).await);
        let own = few - (many - few) / 4;
        assert!((words..words + 60).contains(&own), "{words} for the words, {own} in all");
    });
}

#[test]
fn whoever_is_invited_to_keep_something_is_announced_when_it_begins_to_count() {
    on_both("whoever_is_invited_to_keep_something_is_announced_when_it_begins_to_count", async |app| {
        let world = world(&app).await;
        let announced = async || {
            let sent = app.letters().await.into_iter();
            sent.filter(|letter| letter.subject == "Somebody now keeps what you keep").map(|letter| letter.to).collect()
        };
        let _: Vec<String> = announced().await;
        let new = newcomer("nina@dmsu.example", "ua-dmsu", "ORGANISATION_EDITOR");
        world.focal.post("/v1/invitations", new).await.ok(201);
        let before: Vec<String> = announced().await;
        assert_eq!(before, Vec::<String>::new(), "who was invited keeps nothing");
        accept(&app, &last_token(&app, "/invitation/").await).await.ok(200);
        let told: Vec<String> = announced().await;
        assert_eq!(told, [format!("{}@example.org", world.editor_is.expert)]);
    });
}

#[test]
fn whoever_may_not_invite_is_told_so_before_the_ledger_is_taken() {
    on_both("whoever_may_not_invite_is_told_so_before_the_ledger_is_taken", async |app| {
        let world = world(&app).await;
        let held = crate::harness::builder::Builder::begin(&app).await;
        let asked = world.member.post("/v1/invitations", newcomer("nina@udsc.example", "pl-udsc", "MEMBER"));
        let answer = tokio::time::timeout(Duration::from_secs(5), asked).await.expect("it waits for nobody");
        assert_eq!((answer.status, answer.code().as_str()), (403, "FORBIDDEN"), "{:#}", answer.body);
        held.done().await;
    });
}

#[test]
fn the_page_of_a_link_that_was_used_says_so_and_not_that_it_ran_out() {
    on_both("the_page_of_a_link_that_was_used_says_so_and_not_that_it_ran_out", async |app| {
        let world = world(&app).await;
        let browser = Browser::new(&app);
        let page = async |token: &str| {
            let page = browser.open(&format!("/invitation/{token}")).await;
            assert_eq!(page.status, 410);
            (page.text.contains("has been accepted"), page.text.contains("has expired"))
        };
        invite(&world.editor, "nina@dmsu.example").await.ok(201);
        let used = last_token(&app, "/invitation/").await;
        accept(&app, &used).await.ok(200);
        assert_eq!(page(&used).await, (true, false));
        invite(&world.editor, "late@dmsu.example").await.ok(201);
        let late = last_token(&app, "/invitation/").await;
        app.clock.advance(Duration::from_secs(73 * 3_600));
        assert_eq!(page(&late).await, (false, true));
        assert_eq!(page("never-was").await, (false, true));
    });
}
