//! What is in a room: what is shared with a group, country or body of the asker's.

use entity::vocabulary::MembersSeenBy;
use serde_json::{Value, json};

use super::{draft, published, to};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{Client, costs_no_more_by_length, on_both};

async fn titles_in(client: &Client, room: &str) -> Vec<String> {
    let page = client.get(&format!("/v1/updates?sharedWith={room}&count=true")).await.ok(200);
    let items = page["items"].as_array().expect("items");
    assert_eq!(page["totalCount"], json!(items.len()));
    items.iter().map(|item| item["id"].as_str().expect("an id").to_owned()).collect()
}

#[test]
fn a_room_shows_what_is_shared_with_it_to_whoever_is_in_it() {
    on_both("a_room_shows_what_is_shared_with_it_to_whoever_is_in_it", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let (pole, editor) = (Network::client(&app, &n.pole).await, Network::client(&app, &n.group_editor).await);
        let north = json!({"kind": "GROUP", "code": "north"});
        let poland = json!({"kind": "COUNTRY", "code": "PL"});
        let in_north = published(&member, to(json!([north]))).await;
        let for_both = published(&member, to(json!([north, poland]))).await;
        let for_poland = published(&member, to(json!([poland]))).await;
        let for_all = published(&member, to(json!([{"kind": "NETWORK"}]))).await;
        published(&member, draft(json!([north]))).await;
        assert_eq!(titles_in(&pole, "north").await, [for_both.clone(), in_north.clone()]);
        assert_eq!(titles_in(&pole, &n.north.to_string()).await, [for_both.clone(), in_north.clone()]);
        assert_eq!(titles_in(&pole, "PL").await, [for_poland, for_both.clone()]);
        assert_eq!(titles_in(&pole, "NETWORK").await, [for_all]);
        assert_eq!(titles_in(&pole, "pl-office").await, Vec::<String>::new());
        // Together with another filter, in another order, over the other door, and page by page.
        for more in ["&topic=asylum", "&country=UA", "&state=DRAFT"] {
            assert_eq!(titles_in(&pole, &format!("north{more}")).await, Vec::<String>::new(), "{more}");
        }
        assert_eq!(titles_in(&editor, "north&sort=updatedAt").await, [in_north.clone(), for_both.clone()]);
        let query = r#"{ updates(filter: {sharedWith: "north"}) { nodes { id } } }"#;
        let nodes = pole.graphql(query, json!({})).await;
        assert_eq!(nodes.body["data"]["updates"]["nodes"], json!([{"id": for_both}, {"id": in_north}]));
        let first = pole.get("/v1/updates?sharedWith=north&first=1").await.ok(200);
        let after = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        let second = pole.get(&format!("/v1/updates?sharedWith=north&first=1&after={after}")).await.ok(200);
        assert_eq!((&first["items"][0]["id"], &second["items"][0]["id"]), (&json!(for_both), &json!(in_north)));
    });
}

#[test]
fn another_room_is_unknown_whether_it_is_hidden_seen_or_never_was() {
    on_both("another_room_is_unknown_whether_it_is_hidden_seen_or_never_was", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let hidden = b.group("secret-room", MembersSeenBy::Keepers, &[n.ua_border]).await;
        b.done().await;
        let pole = Network::client(&app, &n.pole).await;
        let plain = |mut body: Value, room: &str| {
            body.as_object_mut().expect("a problem").remove("requestId");
            body.to_string().replace(room, "ROOM")
        };
        let mut said = Vec::new();
        // A group in which one is not, a country and a body that are not one's own, and what never was.
        let strange =
            [hidden.to_string(), n.ukraine.to_string(), n.ua_border.to_string(), app.world.new_id().to_string()];
        for room in &strange {
            let answer = pole.get(&format!("/v1/updates?sharedWith={room}")).await;
            assert_eq!(answer.status, 422, "{}", answer.body);
            said.push(plain(answer.body, room));
        }
        said.dedup();
        assert_eq!(said.len(), 1, "{said:?}");
        let guard = Network::client(&app, &n.guard).await;
        assert_eq!(titles_in(&guard, &hidden.to_string()).await, Vec::<String>::new());
        for room in ["secret-room", "secret-rooo", "UA", "ua-border", "OFFICIAL", "REGISTRY", ""] {
            let answer = pole.get(&format!("/v1/updates?sharedWith={room}")).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("?sharedWith")), "{room}");
            let detail = answer.body["errors"][0]["detail"].as_str().expect("a detail");
            assert!(detail.contains("`north`") || detail.contains("`PL`"), "only one's own are near: {detail}");
            assert!(!detail.contains("`ua-border`; ") && !detail.replace(&format!("`{room}`"), "").contains("secret"));
        }
        let nobody = app.nobody();
        assert_eq!(nobody.get("/v1/updates?sharedWith=north").await.status, 422);
        nobody.get("/v1/updates?sharedWith=PUBLIC").await.ok(200);
    });
}

#[test]
fn a_room_costs_the_same_however_much_is_in_it() {
    on_both("a_room_costs_the_same_however_much_is_in_it", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let mut costs = Vec::new();
        for many in [2, 12] {
            for _ in 0..many {
                published(&member, to(json!([{"kind": "GROUP", "code": "north"}]))).await;
            }
            pole.get("/v1/updates?sharedWith=north").await.ok(200);
            let before = app.world.database.statements();
            pole.get("/v1/updates?sharedWith=north").await.ok(200);
            costs.push(app.world.database.statements() - before);
        }
        costs_no_more_by_length(costs[0], costs[1]);
    });
}
