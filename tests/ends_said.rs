//! A body whose end was said: what begins in it lasts no longer, and its end is brought forward alone. A country
//! that has left is spoken for by nobody.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::world_identity::PASSWORD;
use crate::harness::world_organisations::Directory;
use crate::harness::world_partners::{last_token, world};
use crate::harness::{on_both, signed_in};

const WHY: &str = "It ends.";
const MONTH: Duration = Duration::from_secs(31 * 24 * 3_600);

fn ends(day: &str) -> Value {
    json!({ "validTo": day, "reason": WHY })
}

#[test]
fn whoever_is_invited_into_a_body_that_ends_stands_there_no_longer() {
    on_both("whoever_is_invited_into_a_body_that_ends_stands_there_no_longer", async |app| {
        let world = world(&app).await;
        let body = world.admin.get("/v1/organisations?code=ua-dmsu").await.ok(200)["items"][0]["id"].clone();
        let end = format!("/v1/organisations/{}/end", body.as_str().expect("an id"));
        world.admin.post(&end, ends("2026-03-20")).await.ok(200);
        let newcomer = |from: Value| {
            json!({
                "email": "nina@dmsu.example", "name": "Nina Newcomer",
                "post": { "organisationCode": "ua-dmsu", "title": "Officer", "validFrom": from },
                "grants": [{ "role": "MEMBER", "scope": { "kind": "ORGANISATION", "code": "ua-dmsu" } }],
            })
        };
        let late = world.editor.post("/v1/invitations", newcomer(json!("2026-04-01"))).await;
        assert_eq!((late.status, &late.body["errors"][0]["pointer"]), (422, &json!("/post/organisationCode")));
        world.editor.post("/v1/invitations", newcomer(Value::Null)).await.ok(201);
        let token = last_token(&app, "/invitation/").await;
        let accept = json!({ "token": token, "password": PASSWORD });
        let session = app.nobody().post("/v1/invitations/accept", accept).await.ok(200);
        let nina = app.nobody().with_token(session["accessToken"].as_str().expect("a token"));
        let me = nina.get("/v1/me").await.ok(200);
        assert_eq!(me["expert"]["post"]["validTo"], "2026-03-20", "{me:#}");
        // A partner system lasts no longer, either.
        let register =
            json!({ "organisationCode": "ua-dmsu", "name": "Cases", "validTo": "2027-12-31", "reason": "Cases." });
        let partner = world.editor.post("/v1/partners", register).await.ok(201);
        assert!(partner["validTo"].as_str().is_some_and(|at| at.starts_with("2026-03-20T")), "{partner:#}");

        app.clock.advance(MONTH);
        let expert = serde_json::from_value(me["expert"]["id"].clone()).expect("an id");
        let parties = signed_in(&app, expert).await.get("/v1/me").await.ok(200)["parties"].clone();
        assert_eq!(parties.as_array().map(Vec::len), Some(1), "PUBLIC alone: {parties:#}");
    });
}

#[test]
fn the_end_of_a_body_is_brought_forward_and_put_off_by_nobody() {
    on_both("the_end_of_a_body_is_brought_forward_and_put_off_by_nobody", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let path = format!("/v1/organisations/{}", net.guard);
        let end = format!("{path}/end");
        administrator.post(&end, ends("2026-12-31")).await.ok(200);
        let later = administrator.post(&end, ends("2027-06-30")).await;
        assert_eq!((later.status, &later.body["errors"][0]["pointer"]), (422, &json!("/validTo")), "{:#}", later.body);
        assert_eq!(administrator.post(&end, ends("2026-11-30")).await.ok(200)["validTo"], "2026-11-30");
        assert_eq!(administrator.post(&end, ends("2026-11-30")).await.status, 409, "that was said already");
        // No other body is carried on in it.
        let merge = json!({ "into": net.guard, "reason": "One body." });
        let merged = administrator.post(&format!("/v1/organisations/{}/merge", net.ministry), merge).await;
        assert_eq!((merged.status, merged.code().as_str()), (409, "CONFLICT"), "{:#}", merged.body);
        // Ended today: nobody enters it any more, and it does not live again.
        administrator.post(&end, json!({ "reason": WHY })).await.ok(200);
        assert_eq!(administrator.post(&end, json!({ "reason": WHY })).await.status, 409, "it has ended");
        assert_eq!(administrator.post(&end, ends("2026-12-31")).await.status, 422);
        let post = json!({ "expertId": net.editor.expert, "organisationId": net.guard, "title": "Adviser" });
        let entered = administrator.post("/v1/posts", post).await;
        assert_eq!((entered.status, &entered.body["errors"][0]["pointer"]), (422, &json!("/organisationId")));
    });
}

#[test]
fn a_body_that_lives_cannot_begin_in_the_future_by_a_correction() {
    on_both("a_body_that_lives_cannot_begin_in_the_future_by_a_correction", async |app| {
        let net = Directory::new(&app).await;
        let editor = signed_in(&app, net.editor.expert).await;
        let history = editor.get(&format!("/v1/organisations/{}/history", net.ministry)).await.ok(200)["facts"].clone();
        let facts = history.as_array().expect("statements");
        let life = facts.iter().find(|fact| fact["kind"] == "LIFE").expect("a life");
        let path = format!("/v1/facts/{}/correct", life["factId"].as_str().expect("an id"));
        let correct = json!({ "validFrom": "2030-01-01", "reason": "A try." });
        let answer = editor.post(&path, correct).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/validFrom")));
        editor.post(&path, json!({ "validFrom": "2001", "reason": "It began then." })).await.ok(200);
    });
}

#[test]
fn two_bodies_are_not_each_others_superior() {
    on_both("two_bodies_are_not_each_others_superior", async |app| {
        let net = Directory::new(&app).await;
        let focal_point = signed_in(&app, net.focal_point.expert).await;
        let patch = async |body: uuid::Uuid, above: &str| {
            let path = format!("/v1/organisations/{body}");
            let etag = focal_point.get(&path).await.header("etag");
            focal_point.patch(&path, &etag, json!({ "parents": [{ "code": above }] })).await
        };
        patch(net.guard, "ua-mom").await.ok(200);
        let circle = patch(net.ministry, "ua-guard").await;
        assert_eq!(
            (circle.status, &circle.body["errors"][0]["pointer"]),
            (422, &json!("/parents")),
            "{:#}",
            circle.body
        );
    });
}

#[test]
fn two_bodies_are_not_each_others_superior_on_any_day_whichever_way_it_is_said() {
    on_both("two_bodies_are_not_each_others_superior_on_any_day_whichever_way_it_is_said", async |app| {
        let net = Directory::new(&app).await;
        let focal_point = signed_in(&app, net.focal_point.expert).await;
        let patch = async |body: uuid::Uuid, parents: Value| {
            let path = format!("/v1/organisations/{body}");
            let etag = focal_point.get(&path).await.header("etag");
            focal_point.patch(&path, &etag, json!({ "parents": parents })).await
        };
        let spell = |code: &str, from: &str, to: &str| json!({ "code": code, "validFrom": from, "validTo": to });
        let guard = json!([spell("ua-mom", "2010", "2019"), spell("ua-mom", "2030", "2039")]);
        patch(net.guard, guard).await.ok(200);
        // As little on days that have passed and days to come as today.
        for (from, to) in [("2015", "2016"), ("2019-12-31", "2020-01-01"), ("2035", "2036"), ("2000", "2050")] {
            let circle = patch(net.ministry, json!([spell("ua-guard", from, to)])).await;
            assert_eq!((circle.status, &circle.body["errors"][0]["pointer"]), (422, &json!("/parents")), "{from}");
        }
        patch(net.ministry, json!([spell("ua-guard", "2020", "2029")])).await.ok(200);
        // A correction is asked the same, over both doors.
        let history = focal_point.get(&format!("/v1/organisations/{}/history", net.ministry)).await.ok(200);
        let facts = history["facts"].as_array().expect("facts");
        let fact = facts.iter().find(|fact| fact["kind"] == "PARENT").expect("a superior");
        let path = format!("/v1/facts/{}/correct", fact["factId"].as_str().expect("an id"));
        let mutation = "mutation($input: CorrectFactInput!) { correctFact(input: $input) { history { factId } } }";
        for wrong in [json!({ "validTo": "2031" }), json!({ "validFrom": "2018" }), json!({ "validFrom": null })] {
            let mut input = wrong.clone();
            input["reason"] = json!("A try.");
            let circle = focal_point.post(&path, input.clone()).await;
            assert_eq!((circle.status, &circle.body["errors"][0]["pointer"]), (422, &json!("/validFrom")), "{wrong}");
            input["id"] = fact["factId"].clone();
            assert_eq!(focal_point.graphql(mutation, json!({ "input": input })).await.code(), "INVALID", "{wrong}");
        }
        focal_point.post(&path, json!({ "validTo": "2028", "reason": "The law." })).await.ok(200);
    });
}

#[test]
fn a_body_has_one_superior_at_a_time() {
    on_both("a_body_has_one_superior_at_a_time", async |app| {
        let net = Directory::new(&app).await;
        let focal_point = signed_in(&app, net.focal_point.expert).await;
        let path = format!("/v1/organisations/{}", net.guard);
        let patch = async |parents: Value| {
            let etag = focal_point.get(&path).await.header("etag");
            focal_point.patch(&path, &etag, json!({ "parents": parents })).await
        };
        let spell = |code: &str, from: &str, to: &str| json!({ "code": code, "validFrom": from, "validTo": to });
        for other in ["ua-mom", "pl-office"] {
            let two = patch(json!([spell("ua-mom", "2010", "2019-06-30"), spell(other, "2019-06-30", "2024")])).await;
            assert_eq!((two.status, &two.body["errors"][0]["pointer"]), (422, &json!("/parents/1")), "{other}");
        }
        // Known to the year alone, one may have followed the other in it.
        patch(json!([spell("ua-mom", "2010", "2019"), spell("pl-office", "2019", "2024")])).await.ok(200);
        let history = focal_point.get(&format!("{path}/history")).await.ok(200);
        let facts = history["facts"].as_array().expect("facts");
        let second = facts.iter().find(|fact| fact["validFrom"] == "2019").expect("the second");
        let correct = format!("/v1/facts/{}/correct", second["factId"].as_str().expect("an id"));
        let wrong = focal_point.post(&correct, json!({ "validFrom": "2015", "reason": "A try." })).await;
        assert_eq!((wrong.status, &wrong.body["errors"][0]["pointer"]), (422, &json!("/validFrom")));
    });
}

#[test]
fn a_body_keeps_a_name_of_today_whatever_is_corrected() {
    on_both("a_body_keeps_a_name_of_today_whatever_is_corrected", async |app| {
        let net = Directory::new(&app).await;
        let editor = signed_in(&app, net.editor.expert).await;
        let path = format!("/v1/organisations/{}", net.ministry);
        let history = editor.get(&format!("{path}/history")).await.ok(200)["facts"].clone();
        let facts = history.as_array().expect("statements");
        let name = facts.iter().find(|fact| fact["kind"] == "NAME").expect("a name");
        let correct = format!("/v1/facts/{}/correct", name["factId"].as_str().expect("an id"));
        for (wrong, pointer) in [
            (json!({ "validFrom": "2030", "reason": "A try." }), "/validFrom"),
            (json!({ "validTo": "2020", "reason": "A try." }), "/validTo"),
            (json!({ "retract": true, "reason": "A try." }), "/retract"),
        ] {
            let answer = editor.post(&correct, wrong.clone()).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!(pointer)), "{wrong}");
        }
        // Beside another name of today it is anybody's to correct.
        let etag = editor.get(&path).await.header("etag");
        editor.patch(&path, &etag, json!({ "name": "Ministry of Borders", "validFrom": "2025" })).await.ok(200);
        let history = editor.get(&format!("{path}/history")).await.ok(200)["facts"].clone();
        let standing = history.as_array().expect("statements").iter();
        let mut old = standing.filter(|fact| fact["kind"] == "NAME" && fact["supersededAt"].is_null());
        let old = old.find(|fact| fact["text"] == "Ministry of Migration").expect("the old name");
        let correct = format!("/v1/facts/{}/correct", old["factId"].as_str().expect("an id"));
        editor.post(&correct, json!({ "retract": true, "reason": "Never its name." })).await.ok(200);
    });
}

#[test]
fn nobody_speaks_for_a_country_that_has_left() {
    on_both("nobody_speaks_for_a_country_that_has_left", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let secretary = signed_in(&app, net.secretary.expert).await;
        administrator.post("/v1/countries/UA/end", json!({ "reason": "It left." })).await.ok(200);
        let appointment = json!({
            "expertId": net.member.expert, "countryCode": "UA", "competence": "ALL", "rank": "PRINCIPAL", "reason": WHY
        });
        let answer = secretary.post("/v1/focal-points", appointment).await;
        assert_eq!((answer.status, answer.code().as_str()), (409, "CONFLICT"), "{:#}", answer.body);
        let grant = json!({
            "expertId": net.member.expert, "role": "FOCAL_POINT", "scope": { "kind": "COUNTRY", "code": "UA" },
            "reason": WHY
        });
        assert_eq!(administrator.post("/v1/grants", grant).await.status, 409);
        let invited = json!({
            "email": "nina@guard.example", "name": "Nina Newcomer",
            "post": { "organisationCode": "ua-guard", "title": "Officer" },
            "appointments": [{ "countryCode": "UA", "competence": "ALL", "rank": "PRINCIPAL", "reason": WHY }],
        });
        let invited = administrator.post("/v1/invitations", invited).await;
        let pointer = &invited.body["errors"][0]["pointer"];
        assert_eq!((invited.status, pointer), (409, &json!("/appointments/0/countryCode")), "{:#}", invited.body);
        let group = json!({ "kind": "WORKING_GROUP", "code": "wg", "name": "Working group" });
        let group = secretary.post("/v1/groups", group).await;
        let join = json!({ "party": { "kind": "COUNTRY", "code": "UA" }, "reason": "A seat." });
        let joined = secretary.post(&format!("{}/members", group.header("location")), join).await;
        assert_eq!((joined.status, joined.code().as_str()), (409, "CONFLICT"), "{:#}", joined.body);
    });
}

#[test]
fn what_a_thing_always_has_is_not_removed_by_null_and_a_field_stands_once() {
    on_both("what_a_thing_always_has_is_not_removed_by_null_and_a_field_stands_once", async |app| {
        let net = Directory::new(&app).await;
        let editor = signed_in(&app, net.editor.expert).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let path = format!("/v1/organisations/{}", net.ministry);
        let read = editor.get(&path).await;
        let (etag, before) = (read.header("etag"), read.ok(200));
        let mutation =
            "mutation($input: UpdateOrganisationInput!) { updateOrganisation(input: $input) { organisation { id } } }";
        for field in ["name", "nativeNames", "parents", "competences", "externalIds"] {
            let answer = editor.patch(&path, &etag, json!({ field: null })).await;
            let pointer = &answer.body["errors"][0]["pointer"];
            assert_eq!((answer.status, pointer), (422, &json!(format!("/{field}"))), "{:#}", answer.body);
            let input = json!({ "input": { "id": net.ministry, "revision": before["revision"], field: null } });
            assert_eq!(editor.graphql(mutation, input).await.code(), "INVALID", "{field}");
        }
        assert_eq!(editor.get(&path).await.header("etag"), etag, "nothing has changed");
        let fields = json!({ "competences": ["asylum", "borders", "asylum"] });
        let shown = editor.patch(&path, &etag, fields).await.ok(200);
        assert_eq!(shown["competences"], json!(["asylum", "borders"]));
        let history = editor.get(&format!("{path}/history")).await.ok(200);
        let facts = history["facts"].as_array().expect("facts").iter();
        assert_eq!(facts.filter(|fact| fact["kind"] == "COMPETENCE").count(), 2);

        let field = administrator.get("/v1/competences?code=asylum").await.ok(200)["items"][0].clone();
        let path = format!("/v1/competences/{}", field["id"].as_str().expect("an id"));
        let etag = administrator.get(&path).await.header("etag");
        let mutation =
            "mutation($input: UpdateCompetenceInput!) { updateCompetence(input: $input) { competence { id } } }";
        for name in ["labels", "position"] {
            let answer = administrator.patch(&path, &etag, json!({ name: null })).await;
            let pointer = &answer.body["errors"][0]["pointer"];
            assert_eq!((answer.status, pointer), (422, &json!(format!("/{name}"))), "{:#}", answer.body);
            let input = json!({ "input": { "id": field["id"], "revision": field["revision"], name: null } });
            assert_eq!(administrator.graphql(mutation, input).await.code(), "INVALID", "{name}");
        }
    });
}
