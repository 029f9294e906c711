//! What tests of an item's life ask again and again.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Answer, Client};

pub fn to(parties: Value) -> Value {
    json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": parties}})
}

pub fn public() -> Value {
    json!([{"kind": "PUBLIC"}])
}

pub fn network() -> Value {
    json!([{"kind": "NETWORK"}])
}

pub fn poland() -> Value {
    json!([{"kind": "COUNTRY", "code": "PL"}])
}

/// An update in some state.
pub fn being(state: &str, parties: Value) -> Value {
    let mut input = to(parties);
    input["state"] = json!(state);
    input
}

pub async fn made(client: &Client, input: Value) -> String {
    let update = client.post("/v1/updates", input).await.ok(201);
    update["id"].as_str().expect("an id").to_owned()
}

pub async fn status(client: &Client, id: &str) -> u16 {
    client.get(&format!("/v1/updates/{id}")).await.status
}

pub async fn state(client: &Client, id: &str) -> String {
    let update = client.get(&format!("/v1/updates/{id}")).await.ok(200);
    update["state"].as_str().expect("a state").to_owned()
}

pub async fn act(client: &Client, id: &str, act: &str, body: Value) -> Answer {
    client.post(&format!("/v1/items/{id}/{act}"), body).await
}

pub async fn edit(client: &Client, id: &str, body: Value) -> Answer {
    let etag = client.get(&format!("/v1/updates/{id}")).await.header("etag");
    client.patch(&format!("/v1/updates/{id}"), &etag, body).await
}

pub async fn share(client: &Client, id: &str, body: Value) -> Answer {
    let etag = client.get(&format!("/v1/updates/{id}")).await.header("etag");
    client.send(Method::PUT, &format!("/v1/items/{id}/audience"), &[("if-match", &etag)], Some(body)).await
}

/// The proposals about an item that somebody sees, the newest first.
pub async fn proposals(client: &Client, id: &str) -> Vec<Value> {
    let page = client.get(&format!("/v1/items/{id}/proposals?count=true")).await.ok(200);
    let items = page["items"].as_array().expect("a list").clone();
    assert_eq!(page["totalCount"], json!(items.len()));
    items
}

/// Ids of what waits for somebody's word.
pub async fn waiting(client: &Client) -> Vec<String> {
    let page = client.get("/v1/proposals?waitingForMe=true").await.ok(200);
    let ids = page["items"].as_array().expect("a list").iter().map(|p| p["itemId"].as_str().expect("an id").to_owned());
    ids.collect()
}

pub fn uuid(id: &str) -> Uuid {
    Uuid::parse_str(id).expect("an id")
}
