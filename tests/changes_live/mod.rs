//! What is published, as it happens, over `/graphql/ws`.

mod sockets;
mod told;
mod waiting;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::harness::Client;

const FOLLOW: &str = "subscription($after: String) { itemPublished(after: $after, kinds: [UPDATE]) { cursor item { id ... on Update { title author { name } } } } }";

async fn published(client: &Client, title: &str, parties: Value) -> String {
    let input = json!({"title": title, "bodyMarkdown": "Text.", "audience": {"parties": parties}});
    client.post("/v1/updates", input).await.ok(201)["id"].as_str().expect("an id").to_owned()
}

/// Where somebody who is caught up with the updates stands.
async fn here(client: &Client) -> Value {
    let mut after = String::new();
    loop {
        let page = client.get(&format!("/v1/changes?first=100&kind=UPDATE{after}")).await.ok(200);
        let cursor = page["pageInfo"]["endCursor"].clone();
        if page["caughtUp"] == true {
            return cursor;
        }
        after = format!("&after={}", cursor.as_str().expect("a cursor"));
    }
}

fn of(event: &Value) -> (&str, &str) {
    let item = &event["itemPublished"]["item"];
    (item["id"].as_str().expect("an item"), item["title"].as_str().expect("a title"))
}

async fn changed(db: &impl ConnectionTrait, statement: &str, id: uuid::Uuid) {
    let statement = focalpoint_api::kit::database::sql(db.get_database_backend(), statement, [id.into()]);
    assert!(db.execute_raw(statement).await.expect("changed").rows_affected() > 0);
}
