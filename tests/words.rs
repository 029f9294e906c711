//! Whose word it is, where standing has changed: take-overs, partner systems, and principals.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_organisations::{Directory, Person};
use crate::harness::{App, Client, on_both, signed_in};

async fn client(app: &App, person: Person) -> Client {
    signed_in(app, person.expert).await
}

/// The experts whose word on `party` is missing.
fn asked(waiting: &Value, party: Uuid) -> Vec<Value> {
    let of = waiting["waitsFor"].as_array().expect("a list").iter().find(|w| w["party"]["partyId"] == json!(party));
    of.unwrap_or_else(|| panic!("no word of {party} is missing: {waiting:#}"))["expertIds"]
        .as_array()
        .expect("a list")
        .clone()
}

async fn approve(client: &Client, waiting: &Value) -> Value {
    let path = format!("/v1/access-requests/{}/approve", waiting["id"].as_str().expect("an id"));
    client.post(&path, json!({})).await.ok(200)
}

#[test]
fn whoever_stands_in_the_country_no_longer_says_no_word_for_it() {
    on_both("whoever_stands_in_the_country_no_longer_says_no_word_for_it", async |app| {
        let net = Directory::new(&app).await;
        let administrator = client(&app, net.administrator).await;
        let post = |body: Uuid| json!({ "expertId": net.volunteer.expert, "organisationId": body, "title": "Adviser" });
        let before = administrator.post("/v1/posts", post(net.guard)).await.ok(202);
        assert_eq!(asked(&before, net.guard), [json!(net.focal_point.expert)]);
        let path = format!("/v1/access-requests/{}/withdraw", before["id"].as_str().expect("an id"));
        administrator.post(&path, json!({ "reason": "A test." })).await.ok(200);
        // The ministry, where the focal point stands, is taken over by a body that is no authority.
        let take_over = format!("/v1/organisations/{}/merge", net.ministry);
        let waiting = administrator.post(&take_over, json!({ "into": net.ngo, "reason": "A test." })).await.ok(202);
        approve(&client(&app, net.editor).await, &waiting).await;
        assert_eq!(approve(&client(&app, net.volunteer).await, &waiting).await["state"], "DONE");
        let grants = administrator.get(&format!("/v1/grants?expert={}", net.focal_point.expert)).await.ok(200);
        assert_eq!(grants["items"][0]["state"], "DORMANT", "{grants}");
        let after = administrator.post("/v1/posts", post(net.guard)).await.ok(202);
        // There was somebody within the last thirty days, so no door has opened.
        assert_eq!(asked(&after, net.guard), Vec::<Value>::new());
    });
}

#[test]
fn a_partner_system_says_no_word_and_keeps_no_door_shut() {
    on_both("a_partner_system_says_no_word_and_keeps_no_door_shut", async |app| {
        let net = Directory::new(&app).await;
        let (administrator, volunteer) = (client(&app, net.administrator).await, client(&app, net.volunteer).await);
        let new = json!({ "organisationId": net.ngo, "name": "System", "validTo": "2026-12-31", "reason": "Why." });
        let partner = volunteer.post("/v1/partners", new).await.ok(201)["id"].clone();
        let scope = json!({ "kind": "ORGANISATION", "id": net.ngo });
        let editor = json!({ "partnerId": partner, "role": "ORGANISATION_EDITOR", "scope": scope, "reason": "Why." });
        administrator.post("/v1/grants", editor).await.ok(201);
        let held = administrator.get(&format!("/v1/grants?expert={}", net.volunteer.expert)).await.ok(200);
        let id = held["items"][0]["id"].as_str().expect("an id");
        administrator.post(&format!("/v1/grants/{id}/revoke"), json!({ "reason": "Why." })).await.ok(200);
        app.clock.advance(Duration::from_secs(31 * 24 * 3_600));
        let administrator = client(&app, net.administrator).await;
        let post = json!({ "expertId": net.member.expert, "organisationId": net.ngo, "title": "Adviser" });
        let waiting = administrator.post("/v1/posts", post).await.ok(202);
        assert_eq!(
            asked(&waiting, net.ngo),
            [json!(net.secretary.expert)],
            "without an editor who speaks: the Secretariat"
        );
    });
}

#[test]
fn a_principal_ends_deputies_and_no_other_principal() {
    on_both("a_principal_ends_deputies_and_no_other_principal", async |app| {
        let net = Directory::new(&app).await;
        let secretary = client(&app, net.secretary).await;
        let appointment = |person: Person, rank: &str, from: &str, to: Option<&str>| {
            json!({ "expertId": person.expert, "countryCode": "UA", "competence": "ALL", "rank": rank,
                    "validFrom": from, "validTo": to, "reason": "A test." })
        };
        let now = appointment(net.member, "PRINCIPAL", "2026-03-02T08:00:00Z", Some("2026-04-01"));
        secretary.post("/v1/focal-points", now).await.ok(201);
        let next = appointment(net.editor, "PRINCIPAL", "2026-04-02", None);
        let next = secretary.post("/v1/focal-points", next).await.ok(201);
        let principal = client(&app, net.member).await;
        let deputy = appointment(net.focal_point, "DEPUTY", "2026-03-03", None);
        let deputy = principal.post("/v1/focal-points", deputy).await.ok(201);
        let end = async |who: &Client, what: &Value| {
            let path = format!("/v1/focal-points/{}/end", what["id"].as_str().expect("an id"));
            who.post(&path, json!({ "reason": "A test." })).await.status
        };
        assert_eq!(end(&principal, &next).await, 403, "the successor was appointed by others");
        assert_eq!(end(&principal, &deputy).await, 200);
        assert_eq!(end(&secretary, &next).await, 200);
    });
}
