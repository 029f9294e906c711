//! Updates: who may post what to whom, and what changing them takes.

mod changing;
mod costs;
mod lists;
mod publishing;
mod rooms;
mod states;

use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Answer, App, Client};

pub(super) fn to(parties: Value) -> Value {
    json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": parties}})
}

pub(super) fn in_name(owner: Uuid, parties: Value) -> Value {
    let mut input = to(parties);
    input["ownerId"] = json!(owner);
    input
}

pub(super) fn draft(parties: Value) -> Value {
    let mut input = to(parties);
    input["state"] = json!("DRAFT");
    input
}

pub(super) async fn publish(client: &Client, input: Value) -> Answer {
    client.post("/v1/updates", input).await
}

pub(super) async fn published(client: &Client, input: Value) -> String {
    let update = publish(client, input).await.ok(201);
    update["id"].as_str().expect("an id").to_owned()
}

pub(super) async fn status(client: &Client, id: &str) -> u16 {
    client.get(&format!("/v1/updates/{id}")).await.status
}

pub(super) async fn etag(client: &Client, id: &str) -> String {
    client.get(&format!("/v1/updates/{id}")).await.header("etag")
}

pub(super) async fn share(client: &Client, id: &str, body: Value) -> Answer {
    let etag = etag(client, id).await;
    client.send(Method::PUT, &format!("/v1/items/{id}/audience"), &[("if-match", &etag)], Some(body)).await
}

pub(super) async fn stored(app: &App) -> usize {
    entity::update::Entity::find().all(app.world.database.reader()).await.expect("updates").len()
}
