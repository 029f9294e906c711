//! Whose word is asked, and how they find what waits for it.

use serde_json::{Value, json};

use crate::harness::item_life::{act, being, edit, made, network, poland, public, state, status, to};
use crate::harness::world_updates::Network;
use crate::harness::{Client, on_both};

#[test]
fn updates_that_wait_for_ones_word_are_listed_with_what_is_proposed_about_them() {
    on_both("updates_that_wait_for_ones_word_are_listed", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let waits = made(&member, being("PROPOSED", public())).await;
        let published = made(&member, to(network())).await;
        edit(&member, &published, json!({"title": "Second"})).await.ok(200);
        let ids = async |client: &Client| -> Vec<String> {
            let page = client.get("/v1/updates?waitingForMe=true&count=true").await.ok(200);
            let items = page["items"].as_array().expect("items").clone();
            assert_eq!(page["totalCount"], json!(items.len()));
            items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
        };
        assert_eq!((ids(&lesia).await, ids(&member).await), (vec![waits.clone()], vec![]));
        // Nested: as far as each reader sees it, and in a constant number of statements.
        let query = "{ updates(filter: {}) { nodes { id proposals { nodes { kind state waitsForMe title } } } } }";
        let nested = async |client: &Client| client.graphql(query, json!({})).await.data()["updates"]["nodes"].clone();
        let of = |nodes: &Value, id: &str| {
            let node = nodes.as_array().expect("nodes").iter().find(|node| node["id"] == id).cloned();
            node.unwrap_or_default()["proposals"]["nodes"].clone()
        };
        let seen = nested(&lesia).await;
        let expected = json!([{"kind": "PUBLICATION", "state": "WAITING", "waitsForMe": true, "title": "News"}]);
        assert_eq!((of(&seen, &waits), of(&seen, &published)), (expected, json!([])));
        assert_eq!(of(&nested(&member).await, &waits)[0]["waitsForMe"], false);
        let only = "{ updates(filter: {waitingForMe: true}) { nodes { id } } }";
        assert_eq!(lesia.graphql(only, json!({})).await.data()["updates"]["nodes"], json!([{"id": waits}]));
        let cost = async || {
            let before = app.world.database.statements();
            nested(&lesia).await;
            app.world.database.statements() - before
        };
        let short = cost().await;
        for _ in 0..12 {
            made(&member, being("PROPOSED", public())).await;
        }
        assert_eq!(ids(&lesia).await.len(), 13);
        crate::harness::costs_no_more_by_length(short, cost().await);
    });
}

#[test]
fn only_those_who_can_say_the_word_are_asked_by_name() {
    on_both("only_those_who_can_say_the_word_are_asked_by_name", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&member, being("DRAFT", public())).await;
        // An authority's news for everybody is for its country's focal points alone.
        let to = json!({"to": {"kind": "ORGANISATION", "code": "ua-migration"}});
        let answer = act(&member, &id, "propose", to).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/to")), "{:#}", answer.body);
        assert!(answer.body["detail"].as_str().expect("a detail").contains("`UA`"), "{:#}", answer.body);
        assert_eq!(state(&member, &id).await, "DRAFT");
        let to = json!({"to": {"kind": "COUNTRY", "code": "UA"}});
        assert_eq!(act(&member, &id, "propose", to).await.ok(200)["state"], "PROPOSED");
        // Narrower, its own keepers can.
        let id = made(&member, being("DRAFT", poland())).await;
        let to = json!({"to": {"kind": "KEEPERS", "code": "ua-migration"}});
        assert_eq!(act(&member, &id, "propose", to).await.ok(200)["state"], "PROPOSED");
        // And nobody else reads what is not for them: the focal point could not confirm it.
        let lesia = Network::client(&app, &n.focal_point).await;
        assert_eq!(status(&lesia, &id).await, 404);
        let asked = lesia.get("/v1/proposals?waitingForMe=true").await.ok(200)["items"].clone();
        assert_eq!(asked.as_array().map(Vec::len), Some(1), "the one that is for everybody: {asked:#}");
    });
}

#[test]
fn a_groups_editors_alone_begin_what_is_the_groups() {
    on_both("a_groups_editors_alone_begin_what_is_the_groups", async |app| {
        let n = Network::new(&app).await;
        let secretary = Network::client(&app, &n.secretary).await;
        let ewa = Network::client(&app, &n.group_editor).await;
        let in_its_name = |state: &str| {
            let mut input = being(state, public());
            input["ownerId"] = json!(n.north);
            input
        };
        for state in ["PUBLISHED", "PROPOSED", "DRAFT"] {
            let answer = secretary.post("/v1/updates", in_its_name(state)).await;
            assert_eq!((answer.status, answer.code().as_str()), (403, "FORBIDDEN"), "{state}: {:#}", answer.body);
        }
        let ask = json!({"parties": public(), "ownerId": n.north});
        let shown = secretary.post("/v1/audiences/preview", ask).await.ok(200);
        assert_eq!(shown["publishing"], "REFUSED");
        // What its editors propose, the Secretariat releases to everybody.
        let id = made(&ewa, in_its_name("PROPOSED")).await;
        assert_eq!(act(&secretary, &id, "confirm", json!({})).await.ok(200)["state"], "PUBLISHED");
        assert_eq!(status(&app.nobody(), &id).await, 200);
        // For a body that is nobody's authority it speaks to everybody, as it does for its own.
        let mut input = to(public());
        input["ownerId"] = json!(n.ngo);
        made(&secretary, input).await;
    });
}
