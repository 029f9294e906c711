//! A body whose life is still to begin: what begins in it begins no sooner.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::world_organisations::Directory;
use crate::harness::{App, Client, on_both, signed_in};

const MONTH: Duration = Duration::from_secs(31 * 24 * 3_600);

async fn parties(app: &App, expert: uuid::Uuid) -> Vec<Value> {
    let me = signed_in(app, expert).await.get("/v1/me").await.ok(200);
    me["parties"].as_array().expect("parties").iter().map(|party| party["kind"].clone()).collect()
}

/// A migration service of Ukraine that begins on 1 April; today is in March 2026.
async fn to_come(client: &Client) -> String {
    let new = json!({
        "code": "ua-new", "type": "MIGRATION_SERVICE", "countryCode": "UA", "name": "New Service",
        "validFrom": "2026-04-01",
    });
    client.post("/v1/organisations", new).await.ok(201)["id"].as_str().expect("an id").to_owned()
}

#[test]
fn nobody_stands_in_a_body_before_it_begins() {
    on_both("nobody_stands_in_a_body_before_it_begins", async |app| {
        let net = Directory::new(&app).await;
        let (speaker, administrator) =
            (signed_in(&app, net.focal_point.expert).await, signed_in(&app, net.administrator.expert).await);
        let body = to_come(&speaker).await;
        // Somebody without a post, who has an account.
        let mut b = crate::harness::builder::Builder::begin(&app).await;
        let new = crate::harness::builder::expert("Nina Newcomer", net.ngo);
        let nina = b.expert(new).await;
        b.account(nina, "nina@example.org", None).await;
        b.done().await;
        let post = json!({ "expertId": nina, "organisationId": body, "title": "Adviser" });
        let begun = speaker.post("/v1/posts", post).await.ok(201);
        assert_eq!(begun["validFrom"], "2026-04-01", "{begun:#}");
        assert_eq!(parties(&app, nina).await, ["PUBLIC"], "nothing of it counts yet");
        let grant = json!({
            "expertId": nina, "role": "MEMBER", "scope": { "kind": "ORGANISATION", "id": body }, "reason": "Soon."
        });
        assert_eq!(speaker.post("/v1/grants", grant.clone()).await.status, 422, "no post runs");
        // A partner system, neither.
        let register = json!({ "organisationId": body, "name": "Cases", "validTo": "2027-12-31", "reason": "Cases." });
        let partner = administrator.post("/v1/partners", register).await;
        assert!([201, 202].contains(&partner.status), "{:#}", partner.body);
        if partner.status == 201 {
            assert_eq!(partner.body["state"], "WAITING", "{:#}", partner.body);
        }
        // No body is carried on in it.
        let merge = json!({ "into": body, "reason": "One body." });
        let merged = administrator.post(&format!("/v1/organisations/{}/merge", net.guard), merge).await;
        assert_eq!((merged.status, merged.code().as_str()), (409, "CONFLICT"), "{:#}", merged.body);

        app.clock.advance(MONTH);
        app.letters().await;
        let speaker = signed_in(&app, net.focal_point.expert).await;
        speaker.post("/v1/grants", grant).await.ok(201);
        let held = parties(&app, nina).await;
        for kind in ["COUNTRY", "ORGANISATION", "OFFICIALS", "NETWORK"] {
            assert!(held.contains(&json!(kind)), "{kind}: {held:?}");
        }
    });
}

#[test]
fn a_post_that_is_kept_runs_until_the_new_body_begins() {
    on_both("a_post_that_is_kept_runs_until_the_new_body_begins", async |app| {
        let net = Directory::new(&app).await;
        let speaker = signed_in(&app, net.focal_point.expert).await;
        let body = to_come(&speaker).await;
        let member = signed_in(&app, net.member.expert).await;
        let query =
            "mutation($input: BeginPostInput!) { beginPost(input: $input) { post { state } accessRequest { id } } }";
        let input = json!({ "expertId": net.member.expert, "organisationId": body, "title": "Adviser" });
        let asked = speaker.graphql(query, json!({ "input": input })).await.data();
        let request = asked["beginPost"]["accessRequest"]["id"].as_str().expect("the person's own word").to_owned();
        member.post(&format!("/v1/access-requests/{request}/approve"), json!({})).await.ok(200);
        let at = signed_in(&app, net.member.expert).await.get("/v1/me").await.ok(200)["expert"]["post"].clone();
        assert_eq!(at["organisation"]["code"], "ua-guard", "{at:#}");
        app.clock.advance(MONTH);
        app.letters().await;
        let at = signed_in(&app, net.member.expert).await.get("/v1/me").await.ok(200)["expert"]["post"].clone();
        assert_eq!(at["organisation"]["code"], "ua-new", "{at:#}");
    });
}

#[test]
fn a_partner_system_of_a_body_to_come_is_in_one_state_and_found_by_it() {
    on_both("a_partner_system_of_a_body_to_come_is_in_one_state_and_found_by_it", async |app| {
        let net = Directory::new(&app).await;
        let (speaker, administrator) =
            (signed_in(&app, net.focal_point.expert).await, signed_in(&app, net.administrator.expert).await);
        let body = to_come(&speaker).await;
        let register = json!({ "organisationId": body, "name": "Cases", "validTo": "2027-12-31", "reason": "Cases." });
        let waits = administrator.post("/v1/partners", register).await.ok(202);
        let approve = format!("/v1/access-requests/{}/approve", waits["id"].as_str().expect("an id"));
        speaker.post(&approve, json!({})).await.ok(200);
        let made = format!("/v1/partners/{}", waits["resultId"].as_str().expect("an id"));
        let made = administrator.get(&made).await.ok(200);
        assert_eq!(made["state"], "WAITING", "{made:#}");
        let found = async |state: &str| {
            let speaker = signed_in(&app, net.focal_point.expert).await;
            let page = speaker.get(&format!("/v1/partners?lifecycle=ALL&state={state}")).await.ok(200);
            page["items"].as_array().map(Vec::len)
        };
        for (state, number) in [("WAITING", 1), ("LIVE", 0), ("SUSPENDED", 0), ("ENDED", 0)] {
            assert_eq!(found(state).await, Some(number), "{state}");
        }
        let path = format!("/v1/partners/{}", made["id"].as_str().expect("an id"));
        for (what, input) in [
            ("suspend", json!({ "reason": "Why." })),
            ("secrets", json!({ "reason": "Why.", "validTo": "2027-01-01" })),
        ] {
            let refused = administrator.post(&format!("{path}/{what}"), input).await;
            assert_eq!(refused.status, 409);
            assert!(
                refused.body["detail"].as_str().is_some_and(|said| said.contains("has not begun")),
                "{:#}",
                refused.body
            );
        }
        app.clock.advance(MONTH);
        for (state, number) in [("WAITING", 0), ("LIVE", 1)] {
            assert_eq!(found(state).await, Some(number), "{state}");
        }
    });
}
