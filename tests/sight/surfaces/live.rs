//! What is published, as it happens.

use std::collections::BTreeSet;

use entity::vocabulary::{ItemKind, ItemState};
use serde_json::{Value, json};

use super::feed::kind_of;
use crate::harness::socket::{Came, Socket};
use crate::sight::case::{Case, Found};
use crate::sight::rule::{Reader, Thing};

const QUERY: &str = "subscription($after: String, $kinds: [ItemKind!]) { itemPublished(after: $after, kinds: $kinds) { cursor item { id } } }";

/// From almost the beginning on: everything that is published and seen, and nothing else. The last
/// update is for everybody, so that with it all is told.
pub async fn what_is_published(case: &Case<'_>) -> Found {
    if case.reader == Reader::Nobody {
        return Ok(());
    }
    let mut socket = Socket::open(&case.app.url).await;
    let payload = json!({ "authorization": format!("Bearer {}", case.client.token()) });
    socket.say(json!({ "type": "connection_init", "payload": payload })).await;
    let live = !case.drawn.roles(case.reader, case.day).is_empty();
    match (socket.hear().await, live) {
        (Came::Closed(4401, _), false) => return Ok(()),
        (Came::Said(said), true) if said["type"] == "connection_ack" => {}
        (came, _) => return Err(format!("a socket said {came:?}")),
    }
    let only_updates = case.now_and_then(2);
    let (filter, kinds) = match only_updates {
        true => ("&kind=UPDATE", json!(["UPDATE"])),
        false => ("", Value::Null),
    };
    // A cursor behind the first thing.
    let first = case.get(&format!("/v1/changes?first=1{filter}")).await.body["items"][0].clone();
    let told = first["itemId"].as_str().unwrap_or_default().to_owned();
    case.place.log.graphql(QUERY);
    socket.subscribe("1", QUERY, json!({ "after": first["cursor"], "kinds": kinds })).await;
    let last = case.id(Thing::Update(case.drawn.updates.len() - 1)).to_string();
    let mut found = BTreeSet::from([told.clone()]);
    while !found.contains(&last) {
        match socket.hear().await {
            Came::Said(said) if said["type"] == "next" => {
                let id = said["payload"]["data"]["itemPublished"]["item"]["id"].as_str();
                found.insert(id.ok_or_else(|| format!("itemPublished said {said}"))?.to_owned());
            }
            came => return Err(format!("itemPublished ended with {came:?}")),
        }
    }
    let published = |thing: Thing| match thing {
        Thing::Update(n) => case.drawn.updates[n].as_ref().is_some_and(|u| u.state == ItemState::Published),
        _ => true,
    };
    let mut expected = case
        .seen(|thing| kind_of(thing).is_some_and(|kind| !only_updates || kind == ItemKind::Update) && published(thing));
    expected.insert(told);
    case.same("itemPublished", &found, &expected)
}
