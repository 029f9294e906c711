//! What may not be seen does not exist: on every surface the answer about something hidden is, word
//! for word, the answer about what never was.

use entity::vocabulary::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::sight::case::{Case, Found};
use crate::sight::rule::{Reader, Thing};

/// Whoever may look, or act, before sight.
fn looks_before_sight(case: &Case<'_>) -> bool {
    let roles = case.drawn.roles(case.reader, case.day);
    roles.contains(&Role::Administrator) || roles.contains(&Role::Auditor)
}

fn graphql(query: &str, variables: Value) -> Value {
    json!({ "query": query, "variables": variables })
}

/// Every look and every act.
pub async fn of_items(case: &Case<'_>) -> Found {
    let hidden = case.hidden_of(|thing| matches!(thing, Thing::Update(_)));
    for thing in case.some(&hidden, 1) {
        let id = case.id(thing);
        let Thing::Update(n) = thing else { continue };
        // Whoever is asked knows of the item, by what is proposed.
        let asked = case.built.things.contains_key(&Thing::Proposal(n)) && case.sees(Thing::Proposal(n));
        let now = case.built.instant(case.day);
        let to = json!({ "kind": "COUNTRY", "code": "UA" });
        let parties = json!({ "parties": [to] });
        let reason = json!({ "reason": "Why not." });
        let acts: Vec<(Method, &str, Value)> = vec![
            (Method::GET, "/v1/updates/{id}", Value::Null),
            (Method::HEAD, "/v1/updates/{id}", Value::Null),
            (Method::PATCH, "/v1/updates/{id}", json!({ "title": "Other" })),
            (Method::DELETE, "/v1/items/{id}", Value::Null),
            (Method::GET, "/v1/items/{id}/access", Value::Null),
            (Method::GET, "/v1/items/{id}/comments", Value::Null),
            (Method::POST, "/v1/items/{id}/comments", json!({ "bodyMarkdown": "Well." })),
            (Method::GET, "/v1/items/{id}/revisions", Value::Null),
            (Method::GET, "/v1/items/{id}/revisions/1", Value::Null),
            (Method::POST, "/v1/items/{id}/publish", json!({})),
            (Method::POST, "/v1/items/{id}/propose", json!({})),
            (Method::POST, "/v1/items/{id}/withdraw", reason.clone()),
            (Method::POST, "/v1/items/{id}/transfer", json!({ "toOwner": to, "reason": "Yours." })),
            (Method::PUT, "/v1/items/{id}/audience", parties.clone()),
            (Method::GET, "/i/{id}", Value::Null),
        ];
        for (method, path, body) in case.some(&acts.iter().collect::<Vec<_>>(), 5) {
            case.as_missing(method.clone(), path, body, id).await?;
        }
        if !asked {
            for (method, path, body) in [
                (Method::GET, "/v1/items/{id}/proposals", Value::Null),
                (Method::POST, "/v1/items/{id}/confirm", json!({})),
                (Method::POST, "/v1/items/{id}/return", json!({ "comment": "Not so." })),
            ] {
                case.as_missing(method, path, &body, id).await?;
            }
        }
        if !looks_before_sight(case) {
            let at = format!("/v1/items/{{id}}/access?at={now}");
            case.as_missing(Method::GET, &at, &Value::Null, id).await?;
            case.as_missing(Method::POST, "/v1/items/{id}/purge", &reason, id).await?;
            case.as_missing(Method::POST, "/v1/items/{id}/break-glass", &reason, id).await?;
        }
        let input = |more: Value| {
            let mut input = json!({ "id": "{id}", "revision": 1 });
            input.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
            json!({ "input": input })
        };
        let queries: Vec<Value> = vec![
            graphql("query($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", json!({ "id": "{id}" })),
            graphql("query($id: UUID!) { itemAccess(id: $id) { kind } }", json!({ "id": "{id}" })),
            graphql("query($id: UUID!) { comments(itemId: $id) { totalCount } }", json!({ "id": "{id}" })),
            graphql("query($id: UUID!) { itemRevisions(itemId: $id) { totalCount } }", json!({ "id": "{id}" })),
            graphql(
                "query($id: UUID!) { itemRevision(itemId: $id, revision: 1) { revision } }",
                json!({ "id": "{id}" }),
            ),
            graphql(
                "mutation($input: EditUpdateInput!) { editUpdate(input: $input) { update { id } } }",
                input(json!({ "title": "Other" })),
            ),
            graphql(
                "mutation($input: ChangeAudienceInput!) { changeAudience(input: $input) { item { id } } }",
                input(parties.clone()),
            ),
            graphql(
                "mutation($input: WithdrawItemInput!) { withdrawItem(input: $input) { item { id } } }",
                input(json!({ "reason": "Why not." })),
            ),
        ];
        for query in case.some(&queries.iter().collect::<Vec<_>>(), 2) {
            case.as_missing(Method::POST, "/graphql", query, id).await?;
        }
    }
    Ok(())
}

/// What is seen may have hidden things beside it.
pub async fn of_what_is_beside_them(case: &Case<'_>) -> Found {
    let comments = case.hidden_of(|thing| match thing {
        Thing::Comment(n) => case.sees(Thing::Update(n)),
        _ => false,
    });
    for thing in case.some(&comments, 1) {
        let Thing::Comment(n) = thing else { continue };
        let (item, id) = (case.id(Thing::Update(n)), case.id(thing));
        let path = format!("/v1/items/{item}/comments/{{id}}");
        case.hidden(&path, id).await?;
        case.as_missing(Method::PATCH, &path, &json!({ "bodyMarkdown": "Other." }), id).await?;
        for act in ["withdraw", "moderate"] {
            let body = if act == "withdraw" { json!({}) } else { json!({ "reason": "Rude." }) };
            case.as_missing(Method::POST, &format!("{path}/{act}"), &body, id).await?;
        }
        let query = "query($item: UUID!, $id: UUID!) { comment(itemId: $item, id: $id) { id } }";
        case.as_missing(Method::POST, "/graphql", &graphql(query, json!({ "item": item, "id": "{id}" })), id).await?;
    }
    // Nobody is asked to sign in first.
    let signed_in = case.reader != Reader::Nobody;
    let proposals = case.hidden_of(|thing| signed_in && matches!(thing, Thing::Proposal(_)));
    for thing in case.some(&proposals, 1) {
        case.hidden("/v1/proposals/{id}", case.id(thing)).await?;
        let query = "query($id: UUID!) { proposal(id: $id) { id } }";
        case.as_missing(Method::POST, "/graphql", &graphql(query, json!({ "id": "{id}" })), case.id(thing)).await?;
    }
    Ok(())
}

pub async fn of_the_directory(case: &Case<'_>) -> Found {
    let hidden = case.hidden_of(|thing| matches!(thing, Thing::Expert(_) | Thing::Group(_) | Thing::Membership(..)));
    for thing in case.some(&hidden, 2) {
        let id = case.id(thing);
        let mut asks: Vec<(Method, String, Value)> = Vec::new();
        let reason = json!({ "reason": "Why not." });
        match thing {
            Thing::Expert(n) => {
                // A card is an item of its own: it may be shown to more readers than its expert.
                if !case.sees(Thing::Card(n)) {
                    asks.push((Method::GET, "/v1/experts/{id}/contact-card".to_owned(), Value::Null));
                }
                asks.extend([
                    (Method::PATCH, "/v1/experts/{id}".to_owned(), json!({ "languages": ["uk"] })),
                    (Method::POST, "/v1/experts/{id}/erase".to_owned(), reason),
                ]);
            }
            Thing::Group(_) => asks.extend([
                (Method::GET, "/v1/groups/{id}/members".to_owned(), Value::Null),
                (Method::GET, "/v1/updates?owner={id}&count=true".to_owned(), Value::Null),
                (Method::PATCH, "/v1/groups/{id}".to_owned(), json!({ "description": "Other." })),
                (Method::POST, "/v1/groups/{id}/end".to_owned(), reason),
            ]),
            Thing::Membership(n, _) => {
                let path = format!("/v1/groups/{}/members/{{id}}/end", case.id(Thing::Group(n)));
                asks.push((Method::POST, path, reason));
            }
            _ => {}
        }
        for (method, path, body) in asks {
            case.as_missing(method, &path, &body, id).await?;
        }
    }
    // A card that is not shown is no card.
    let cards = case.hidden_of(|thing| matches!(thing, Thing::Card(n) if case.sees(Thing::Expert(n))));
    let bare = case
        .built
        .experts
        .iter()
        .find(|(n, _)| case.sees(Thing::Expert(**n)) && !case.built.things.contains_key(&Thing::Card(**n)));
    if let (Some(Thing::Card(n)), Some((_, bare))) = (case.some(&cards, 1).first(), bare) {
        let mut answers = Vec::new();
        for expert in [&case.built.experts[n], bare] {
            let mut answer = case.get(&format!("/v1/experts/{expert}/contact-card")).await;
            answer.body.as_object_mut().map(|body| body.remove("requestId"));
            answers.push((answer.status, answer.body));
        }
        if answers[0] != answers[1] {
            return Err(format!("a hidden card answered {:?}, and where there is none {:?}", answers[0], answers[1]));
        }
    }
    Ok(())
}

/// An id in a body.
pub async fn in_bodies(case: &Case<'_>) -> Found {
    let items = case.hidden_of(|thing| matches!(thing, Thing::Update(_)));
    for thing in case.some(&items, 1) {
        let id = case.id(thing);
        let Thing::Update(n) = thing else { continue };
        let preview = json!({ "parties": [{ "kind": "COUNTRY", "code": "UA" }], "itemId": "{id}" });
        case.as_missing(Method::POST, "/v1/audiences/preview", &preview, id).await?;
        for kind in ["UPDATE", "ITEM"] {
            let explain = json!({ "act": "editUpdate", "target": { "kind": kind, "id": "{id}" } });
            case.as_missing(Method::POST, "/v1/access/explain", &explain, id).await?;
        }
        let owner = json!({ "title": "News", "bodyMarkdown": "Text.", "ownerId": "{id}", "state": "DRAFT" });
        case.as_missing(Method::POST, "/v1/updates", &owner, id).await?;
        if !case.built.things.contains_key(&Thing::Proposal(n)) {
            case.as_missing(Method::GET, "/v1/proposals?item={id}&count=true", &Value::Null, id).await?;
        }
        case.as_missing(Method::GET, "/v1/updates?ids={id}&count=true", &Value::Null, id).await?;
    }
    let people = case.hidden_of(|thing| matches!(thing, Thing::Expert(_)));
    let own = |thing: &Thing| matches!((case.reader, *thing), (Reader::Person(n), Thing::Expert(own)) if n == own);
    let others: Vec<Thing> = people.into_iter().filter(|thing| !own(thing)).collect();
    for thing in case.some(&others, 1) {
        let id = case.id(thing);
        let preview = json!({ "parties": [{ "kind": "EXPERT", "partyId": "{id}" }] });
        case.as_missing(Method::POST, "/v1/audiences/preview", &preview, id).await?;
        let explain = json!({ "act": "look", "actor": { "expertId": "{id}" } });
        case.as_missing(Method::POST, "/v1/access/explain", &explain, id).await?;
        case.as_missing(Method::GET, "/v1/updates?author={id}", &Value::Null, id).await?;
        case.as_missing(Method::GET, "/v1/experts?ids={id}&count=true&lifecycle=ALL", &Value::Null, id).await?;
        case.as_missing(Method::GET, "/v1/posts?expert={id}", &Value::Null, id).await?;
    }
    Ok(())
}
