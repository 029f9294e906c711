//! Lists of updates: in whose name, and what is new since one's last visit.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::world_readers::Readers;
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{Client, on_both};

async fn new(client: &Client) -> Vec<Value> {
    let page = client.get("/v1/updates?new=true&count=true").await.ok(200);
    let ids: Vec<Value> = page["items"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect();
    assert_eq!(page["totalCount"], json!(ids.len()));
    ids
}

#[test]
fn new_since_my_last_visit_is_what_was_not_shown_to_me_then() {
    on_both("new_since_my_last_visit_is_what_was_not_shown_to_me_then", async |app| {
        let r = Readers::new(&app).await;
        let later = || app.clock.advance(Duration::from_secs(60));
        let (member, pole) = (Network::client(&app, &r.n.member).await, Network::client(&app, &r.n.pole).await);
        let poland = json!([{"kind": "COUNTRY", "code": "PL"}]);
        let lithuania = json!([{"kind": "COUNTRY", "code": "LT"}]);
        let (old, elsewhere) = (r.published(&app, poland.clone()).await, r.published(&app, lithuania).await);
        // Before the first visit everything is new, but for one's own.
        assert_eq!(new(&pole).await, [json!(old)]);
        assert_eq!(new(&member).await, [] as [Value; 0]);
        // Reading moves no mark; saying so does.
        pole.get(&format!("/v1/updates/{old}")).await.ok(200);
        assert_eq!(new(&pole).await, [json!(old)]);
        let visit = pole.post("/v1/me/visit", json!({})).await.ok(200);
        assert_eq!(visit["previousVisitAt"], Value::Null);
        assert_eq!(new(&pole).await, [] as [Value; 0]);
        later();
        let fresh = r.published(&app, poland.clone()).await;
        assert_eq!(new(&pole).await, [json!(fresh)]);
        // What is edited, or commented on, is not new again; what is opened to me is.
        let etag = member.get(&format!("/v1/updates/{old}")).await.header("etag");
        member.patch(&format!("/v1/updates/{old}"), &etag, json!({"title": "Other"})).await.ok(200);
        pole.post(&format!("/v1/items/{old}/comments"), json!({"bodyMarkdown": "x"})).await.ok(201);
        assert_eq!(new(&pole).await, [json!(fresh)]);
        let etag = member.get(&format!("/v1/updates/{elsewhere}")).await.header("etag");
        let body = json!({"parties": poland, "confirm": true});
        let path = format!("/v1/items/{elsewhere}/audience");
        member.send(Method::PUT, &path, &[("if-match", &etag)], Some(body)).await.ok(200);
        assert_eq!(new(&pole).await, [json!(fresh), json!(elsewhere)]);
        // A draft is nobody's news, and neither is what was withdrawn.
        member.post(&format!("/v1/items/{fresh}/withdraw"), json!({"reason": "x"})).await.ok(200);
        assert_eq!(new(&pole).await, [json!(elsewhere)]);
        let query = "{ updates(filter: {new: true}) { totalCount nodes { id } } }";
        assert_eq!(pole.graphql(query, json!({})).await.data()["updates"]["totalCount"], json!(1));
        let data = pole
            .graphql("mutation { markVisit(input: {}) { visit { lastVisitAt previousVisitAt } } }", json!({}))
            .await
            .data();
        assert_eq!(data["markVisit"]["visit"]["previousVisitAt"], visit["lastVisitAt"]);
        assert_eq!(new(&pole).await, [] as [Value; 0]);
        assert_eq!(
            pole.get("/v1/me").await.ok(200)["account"]["lastVisitAt"],
            data["markVisit"]["visit"]["lastVisitAt"]
        );
        // Another's mark is another's.
        let group_editor = Network::client(&app, &r.n.group_editor).await;
        assert_eq!(new(&group_editor).await, [json!(elsewhere), json!(old)]);
        // It is a person's: nobody and a wrong word are refused.
        assert_eq!(app.nobody().get("/v1/updates?new=true").await.status, 401);
        assert_eq!(app.nobody().post("/v1/me/visit", json!({})).await.status, 401);
        assert_eq!(pole.get("/v1/updates?new=false").await.status, 400);
        assert_eq!(pole.post("/v1/me/visit", json!({"at": 1})).await.status, 400);
    });
}

#[test]
fn a_visit_is_marked_as_of_the_instant_at_which_its_list_was_read() {
    on_both("a_visit_is_marked_as_of_the_instant_at_which_its_list_was_read", async |app| {
        let r = Readers::new(&app).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let poland = json!([{"kind": "COUNTRY", "code": "PL"}]);
        let known = r.published(&app, poland.clone()).await;
        let read = app.world.clock.now().to_string();
        assert_eq!(new(&pole).await, [json!(known)]);
        app.clock.advance(Duration::from_secs(60));
        // What came while they read is new still; what they read is not.
        let meanwhile = r.published(&app, poland).await;
        let visit = pole.post("/v1/me/visit", json!({"at": read})).await.ok(200);
        assert_eq!(visit["lastVisitAt"], json!(read));
        assert_eq!(new(&pole).await, [json!(meanwhile)]);
        // The same over the other door; before there was anything everything is new.
        let mark = "mutation($at: Timestamp) { markVisit(input: {at: $at}) { visit { lastVisitAt } } }";
        let data = pole.graphql(mark, json!({"at": "2020-01-01T00:00:00Z"})).await.data();
        assert_eq!(data["markVisit"]["visit"]["lastVisitAt"], json!("2020-01-01T00:00:00.000000Z"));
        assert_eq!(new(&pole).await, [json!(meanwhile), json!(known)]);
        let later = pole.post("/v1/me/visit", json!({"at": "2999-01-01T00:00:00Z"})).await;
        assert_eq!((later.status, &later.body["errors"][0]["pointer"]), (422, &json!("/at")));
        assert_eq!(new(&pole).await, [json!(meanwhile), json!(known)]);
    });
}

#[test]
fn a_circle_that_was_entered_after_the_visit_is_new_whenever_the_visit_is_marked() {
    on_both("a_circle_that_was_entered_after_the_visit_is_new_whenever_the_visit_is_marked", async |app| {
        let r = Readers::new(&app).await;
        let held = r.published(&app, json!([{"kind": "GROUP", "code": "north"}])).await;
        let guard = Network::client(&app, &r.n.guard).await;
        let before = app.world.clock.now().to_string();
        app.clock.advance(Duration::from_secs(60));
        let mut b = Builder::begin(&app).await;
        b.member(r.n.north, r.n.ua_border).await;
        b.done().await;
        guard.post("/v1/me/visit", json!({"at": before})).await.ok(200);
        assert_eq!(new(&guard).await, [json!(held)], "they were not in the circle then");
        guard.post("/v1/me/visit", json!({})).await.ok(200);
        assert_eq!(new(&guard).await, [] as [Value; 0]);
    });
}

#[test]
fn updates_are_listed_by_organisation_topic_country_language_period_author_and_state() {
    on_both("updates_are_listed_by_organisation_topic_country_language_period_author_and_state", async |app| {
        let r = Readers::new(&app).await;
        let publish = async |client: &Client, more: Value| {
            let mut input = json!({"title": "N", "bodyMarkdown": "n", "audience": {"parties": [{"kind": "NETWORK"}]}});
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            client.post("/v1/updates", input).await.ok(201)["id"].clone()
        };
        let member = Network::client(&app, &r.n.member).await;
        let first = publish(&member, json!({"topics": ["reception"], "countryCodes": ["UA"], "language": "uk"})).await;
        app.clock.advance(Duration::from_secs(24 * 3_600));
        let pole = Network::client(&app, &r.n.pole).await;
        let second = publish(&pole, json!({"topics": ["borders"], "countryCodes": ["PL"], "language": "pl"})).await;
        let found = async |filter: &str| -> Vec<Value> {
            let page = pole.get(&format!("/v1/updates?{filter}")).await.ok(200);
            page["items"].as_array().expect("a list").iter().map(|one| one["id"].clone()).collect()
        };
        assert_eq!(found("").await, [second.clone(), first.clone()]);
        let of_first = [
            "organisation=ua-migration",
            "topic=asylum",
            "country=UA",
            "language=uk",
            "publishedTo=2026-03-02",
            &format!("author={}", r.n.member.expert),
            &format!("owner={}", r.n.ua_migration),
            "sort=publishedAt&first=1",
        ];
        for filter in of_first {
            assert_eq!(found(filter).await, std::slice::from_ref(&first), "{filter}");
        }
        for filter in ["organisation=pl-office", "publishedFrom=2026-03-03", "topic=borders&state=PUBLISHED"] {
            assert_eq!(found(filter).await, std::slice::from_ref(&second), "{filter}");
        }
        assert_eq!(found("organisation=pl-office,ua-migration").await.len(), 2);
        assert_eq!(found("state=WITHDRAWN").await.len(), 0);
        let unknown = pole.get("/v1/updates?organisation=pl-offize").await;
        assert_eq!(unknown.status, 422);
        assert!(
            unknown.body["detail"].as_str().is_some_and(|detail| detail.contains("pl-office")),
            "{:#}",
            unknown.body
        );
    });
}

#[test]
fn what_a_circle_held_is_new_to_whoever_comes_into_it() {
    on_both("what_a_circle_held_is_new_to_whoever_comes_into_it", async |app| {
        let r = Readers::new(&app).await;
        let old = r.published(&app, json!([{"kind": "GROUP", "code": "north"}])).await;
        let both = json!([{"kind": "GROUP", "code": "north"}, {"kind": "ORGANISATION", "code": "ua-border"}]);
        let known = r.published(&app, both).await;
        let guard = Network::client(&app, &r.n.guard).await;
        assert_eq!(new(&guard).await, [json!(known)]);
        guard.post("/v1/me/visit", json!({})).await.ok(200);
        assert_eq!(new(&guard).await, [] as [Value; 0]);
        let mut b = Builder::begin(&app).await;
        b.member(r.n.north, r.n.ua_border).await;
        b.done().await;
        assert_eq!(new(&guard).await, [json!(old)], "and not what they knew by another way");
        guard.post("/v1/me/visit", json!({})).await.ok(200);
        assert_eq!(new(&guard).await, [] as [Value; 0]);
    });
}
