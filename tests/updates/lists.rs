//! Lists of updates: filters, pages, and what a page costs.

use serde_json::{Value, json};

use super::{draft, published, to};
use crate::harness::on_both;
use crate::harness::world_updates::Network;

#[test]
fn lists_are_filtered_and_paged_newest_first() {
    on_both("lists_are_filtered_and_paged_newest_first", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut ids = Vec::new();
        for k in 0..7 {
            app.clock.advance(std::time::Duration::from_secs(1));
            let mut input = if k % 3 == 0 { draft(json!([])) } else { to(json!([{"kind": "NETWORK"}])) };
            input["topics"] = json!(if k % 2 == 0 { vec!["reception"] } else { vec!["borders"] });
            input["countryCodes"] = json!(if k < 3 { vec!["UA"] } else { vec!["PL", "LT"] });
            input["language"] = json!(if k < 2 { "uk" } else { "en" });
            ids.push(published(&member, input).await);
        }
        let list = async |query: &str| -> Vec<usize> {
            let page = member.get(&format!("/v1/updates?{query}")).await.ok(200);
            let items = page["items"].as_array().expect("items").clone();
            items.iter().map(|u| ids.iter().position(|id| u["id"] == **id).expect("known")).collect()
        };
        assert_eq!(list("").await, [6, 5, 4, 3, 2, 1, 0]);
        assert_eq!(list("sort=publishedAt").await, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(list("state=PUBLISHED").await, [5, 4, 2, 1]);
        assert_eq!(list("state=DRAFT,WITHDRAWN").await, [6, 3, 0]);
        assert_eq!(list("topic=asylum").await, [6, 4, 2, 0]);
        assert_eq!(list("topic=borders&country=PL").await, [5, 3]);
        assert_eq!(list("country=UA,PL&language=uk").await, [1, 0]);
        assert_eq!(list(&format!("owner={}", n.ua_migration)).await.len(), 7);
        assert_eq!(list(&format!("owner={}", n.pl_office)).await.len(), 0);
        assert_eq!(list(&format!("author={}", n.member.expert)).await.len(), 7);
        assert_eq!(list(&format!("ids={},{}", ids[1], ids[4])).await, [4, 1]);
        assert_eq!(list("publishedFrom=2026-03-02&publishedTo=2026-03-02").await, [5, 4, 2, 1]);
        assert_eq!(list("publishedTo=2026-03-01").await.len(), 0);
        // Whoever may not see who wrote it may not filter by it.
        let by = format!("/v1/updates?author={}", n.member.expert);
        assert_eq!(app.nobody().get(&by).await.status, 422);
        assert_eq!(member.get("/v1/updates?sort=title").await.status, 400);
        // Pages, with an insert in between.
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = member.get(&format!("/v1/updates?first=3{after}")).await.ok(200);
            seen.extend(page["items"].as_array().expect("items").iter().map(|u| u["id"].clone()));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor"));
            app.clock.advance(std::time::Duration::from_secs(1));
            published(&member, to(json!([{"kind": "NETWORK"}]))).await;
        }
        let expected: Vec<Value> = ids.iter().rev().map(|id| json!(id)).collect();
        assert_eq!(seen, expected);
        let answer = member.get(&format!("/v1/updates?first=3&state=DRAFT{after}")).await;
        assert_eq!(answer.code(), "BAD_CURSOR");
    });
}

#[test]
fn a_page_costs_the_same_number_of_statements_at_any_length() {
    on_both("a_page_costs_the_same_number_of_statements_at_any_length", async |app| {
        let n = Network::new(&app).await;
        let writers = [&n.member, &n.pole, &n.guard, &n.volunteer, &n.lithuanian];
        let mut ids = Vec::new();
        for person in writers {
            let client = Network::client(&app, person).await;
            for k in 0..8 {
                let audience =
                    if k % 2 == 0 { json!([{"kind": "NETWORK"}]) } else { json!([{"kind": "COUNTRY", "code": "PL"}]) };
                let mut input = to(audience);
                input["topics"] = json!(["asylum", "borders"]);
                input["countryCodes"] = json!(["UA", "PL"]);
                ids.push(published(&client, input).await);
            }
        }
        // Three rows and four and twenty have the same sorts of owners, authors and audiences. Each is asked
        // of a server that remembers nothing yet.
        let cost = async |first: usize| {
            let app = app.replica().await;
            let reader = Network::client(&app, &n.lithuanian).await;
            let before = app.world.database.statements();
            let page = reader.get(&format!("/v1/updates?first={first}&count=true")).await.ok(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(first));
            app.world.database.statements() - before
        };
        let (short, long) = (cost(3).await, cost(24).await);
        assert_eq!(short, long);
        assert!(short <= 20, "{short} statements");
        let nodes = async |many: usize| {
            let app = app.replica().await;
            let reader = Network::client(&app, &n.lithuanian).await;
            let before = app.world.database.statements();
            let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Update { title author { name } } } }";
            let asked: Vec<&String> = ids.iter().skip(8).take(many).collect();
            let data = reader.graphql(query, json!({ "ids": asked })).await.data();
            assert_eq!(data["nodes"].as_array().map(Vec::len), Some(many));
            app.world.database.statements() - before
        };
        assert_eq!(nodes(2).await, nodes(8).await);
    });
}

#[test]
fn a_list_is_shown_without_what_went_while_it_was_read() {
    on_both("a_list_is_shown_without_what_went_while_it_was_read", async |app| {
        use sea_orm::EntityTrait;
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(member.post("/v1/updates", to(json!([{"kind": "NETWORK"}]))).await.ok(201)["id"].clone());
            app.clock.advance(std::time::Duration::from_secs(1));
        }
        // As a reader finds it who looked at the items before, and at the texts after one was deleted.
        let gone = uuid::Uuid::parse_str(ids[1].as_str().expect("an id")).expect("an id");
        let db = app.world.database.writer();
        entity::update::Entity::delete_by_id(gone).exec(db).await.expect("gone");
        // Of a server that does not remember the text.
        let app = app.replica().await;
        let member = Network::client(&app, &n.member).await;
        let page = member.get("/v1/updates").await.ok(200);
        let shown: Vec<&Value> = page["items"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
        assert_eq!(shown, [&ids[2], &ids[0]]);
        // More follows, as it did.
        let page = member.get("/v1/updates?first=2").await.ok(200);
        assert_eq!((&page["items"][0]["id"], &page["pageInfo"]["hasNextPage"]), (&ids[2], &json!(true)));
        assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(member.get(&format!("/v1/updates/{gone}")).await.status, 404);
    });
}
