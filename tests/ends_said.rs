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
        // No other body is carried on in it.
        let merge = json!({ "into": net.guard, "reason": "One body." });
        let merged = administrator.post(&format!("/v1/organisations/{}/merge", net.ministry), merge).await;
        assert_eq!((merged.status, merged.code().as_str()), (409, "CONFLICT"), "{:#}", merged.body);
        // Ended today: nobody enters it any more, and it does not live again.
        administrator.post(&end, json!({ "reason": WHY })).await.ok(200);
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
        let group = json!({ "kind": "WORKING_GROUP", "code": "wg", "name": "Working group" });
        let group = secretary.post("/v1/groups", group).await;
        let join = json!({ "party": { "kind": "COUNTRY", "code": "UA" }, "reason": "A seat." });
        let joined = secretary.post(&format!("{}/members", group.header("location")), join).await;
        assert_eq!((joined.status, joined.code().as_str()), (409, "CONFLICT"), "{:#}", joined.body);
    });
}
