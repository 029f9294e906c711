//! A filter by what is hidden answers like one by what never was.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::item_life::{act, made, network, public, to};
use crate::harness::world_updates::Network;
use crate::harness::{Answer, Client, on_both};

/// Every filter that takes a party, body, group, expert, post or item by its id, on every list: `{}` is where
/// the id stands.
const BY_ID: &[&str] = &[
    "/v1/updates?owner={}&count=true",
    "/v1/updates?owner={},{other}&count=true",
    "/v1/updates?author={}&count=true",
    "/v1/updates?sharedWith={}&count=true",
    "/v1/updates?ids={}&count=true",
    "/v1/updates?organisation={}&count=true",
    "/v1/groups?ids={}&lifecycle=ALL&count=true",
    "/v1/organisations?ids={}&lifecycle=ALL&count=true",
    "/v1/organisations?parent={}&count=true",
    "/v1/countries?ids={}&lifecycle=ALL&count=true",
    "/v1/competences?ids={}&lifecycle=ALL&count=true",
    "/v1/experts?ids={}&lifecycle=ALL&count=true",
    "/v1/experts?organisation={}&count=true",
    "/v1/posts?expert={}&count=true",
    "/v1/posts?organisation={}&count=true",
    "/v1/posts?ids={}&count=true",
    "/v1/focal-points?ids={}&lifecycle=ALL&count=true",
    "/v1/proposals?item={}&count=true",
    "/v1/access-requests?target={}&count=true",
    "/v1/grants?scope={}&lifecycle=ALL&count=true",
    "/v1/grants?expert={}&lifecycle=ALL&count=true",
    "/v1/grants?partner={}&lifecycle=ALL&count=true",
    "/v1/grants?ids={}&lifecycle=ALL&count=true",
    "/v1/partners?organisationId={}&count=true",
    "/v1/audit-events?actor={}&count=true",
    "/v1/audit-events?target={}&count=true",
];

/// The same over the other door.
const OF_GRAPHQL: &[&str] = &[
    "{ updates(filter: {owner: [\"{}\"]}) { totalCount nodes { id } } }",
    "{ updates(filter: {owner: [\"{}\", \"{other}\"]}) { totalCount nodes { id } } }",
    "{ updates(filter: {author: \"{}\"}) { totalCount nodes { id } } }",
    "{ updates(filter: {sharedWith: \"{}\"}) { totalCount nodes { id } } }",
    "{ updates(filter: {ids: [\"{}\"]}) { totalCount nodes { id } } }",
    "{ updates(filter: {organisation: [\"{}\"]}) { totalCount nodes { id } } }",
    "{ groups(filter: {ids: [\"{}\"], lifecycle: ALL}) { totalCount nodes { id } } }",
    "{ experts(filter: {ids: [\"{}\"], lifecycle: ALL}) { totalCount nodes { id } } }",
    "{ proposals(filter: {item: \"{}\"}) { totalCount nodes { id } } }",
    "{ grants(filter: {scope: \"{}\", lifecycle: ALL}) { totalCount nodes { id } } }",
    "{ grants(filter: {expert: \"{}\", lifecycle: ALL}) { totalCount nodes { id } } }",
    "{ accessRequests(filter: {target: \"{}\"}) { totalCount nodes { id } } }",
];

/// What is answered, with the id taken out.
fn told(answer: &Answer, id: &str) -> (u16, String) {
    let mut body = answer.body.clone();
    if let Some(body) = body.as_object_mut() {
        body.remove("requestId");
        for error in body.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(more) = error.get_mut("extensions").and_then(Value::as_object_mut) {
                more.remove("requestId");
            }
        }
    }
    // Which known codes are nearest to an id is a matter of its letters.
    let text = body.to_string().replace(id, "X");
    let text = text.split("; nearest").enumerate().map(|(n, part)| match (n, part.split_once("`.")) {
        (0, _) | (_, None) => part,
        (_, Some((_, rest))) => rest,
    });
    (answer.status, text.collect())
}

async fn answers_alike(client: &Client, who: &str, hidden: Uuid, never: Uuid, other: Uuid) {
    let (hidden, never) = (hidden.to_string(), never.to_string());
    for path in BY_ID {
        let path = |id: &str| path.replace("{}", id).replace("{other}", &other.to_string());
        let (one, two) = (client.get(&path(&hidden)).await, client.get(&path(&never)).await);
        assert_eq!(told(&one, &hidden), told(&two, &never), "{who} asked {}", path(&hidden));
    }
    for query in OF_GRAPHQL {
        let query = |id: &str| query.replace("{}", id).replace("{other}", &other.to_string());
        let one = client.graphql(&query(&hidden), json!({})).await;
        let two = client.graphql(&query(&never), json!({})).await;
        assert_eq!(told(&one, &hidden), told(&two, &never), "{who} asked {}", query(&hidden));
    }
}

#[test]
fn a_filter_by_what_is_hidden_answers_like_one_by_what_never_was() {
    on_both("a_filter_by_what_is_hidden_answers_like_one_by_what_never_was", async |app| {
        let n = Network::new(&app).await;
        let jonas = Network::client(&app, &n.lithuanian).await;
        let secretary = Network::client(&app, &n.secretary).await;
        // A circle that its members alone see, in whose name something stands for the network and for everybody.
        let new = json!({"kind": "SHARING_GROUP", "name": "Signals", "membersSeenBy": "KEEPERS"});
        let group: Uuid =
            jonas.post("/v1/groups", new).await.ok(201)["id"].as_str().expect("an id").parse().expect("one");
        let in_its_name = |parties: Value, state: &str| {
            let mut input = to(parties);
            (input["ownerId"], input["state"]) = (json!(group), json!(state));
            input
        };
        let shown = made(&jonas, in_its_name(network(), "PUBLISHED")).await;
        let released = made(&jonas, in_its_name(public(), "PROPOSED")).await;
        act(&secretary, &released, "confirm", json!({})).await.ok(200);
        let own = made(&jonas, to(json!([{"kind": "GROUP", "partyId": group}]))).await;
        // Whoever sees the circle finds by it.
        let found = jonas.get(&format!("/v1/updates?owner={group}&count=true")).await.ok(200);
        assert_eq!(found["totalCount"], json!(2));
        let pole = Network::client(&app, &n.pole).await;
        assert_eq!(pole.get(&format!("/v1/updates/{shown}")).await.ok(200)["owner"]["partyId"], Value::Null);
        let never = app.world.new_id();
        let (post, item) = (n.lithuanian.post, own.parse().expect("an id"));
        for hidden in [group, item] {
            answers_alike(&pole, "the pole", hidden, never, n.poland).await;
        }
        for hidden in [group, n.lithuanian.expert, post, item] {
            answers_alike(&app.nobody(), "nobody", hidden, never, n.poland).await;
        }
        let counted = app.nobody().get(&format!("/v1/updates?owner={group}&count=true")).await;
        assert_eq!((counted.status, counted.body["totalCount"].clone()), (422, Value::Null), "{:#}", counted.body);
    });
}
