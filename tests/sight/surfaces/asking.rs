//! Questions about sight that are asked beforehand, or about acts.

use std::collections::BTreeSet;

use entity::vocabulary::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::sight::case::{Case, Found};
use crate::sight::drawn::{COUNTRIES, Party};
use crate::sight::rule::{Reader, Thing};

/// Who would see something: each person and partner system counted once; whoever comes only through a
/// group whose members the asker may not see, in no total.
pub async fn preview(case: &Case<'_>) -> Found {
    let roles = case.drawn.roles(case.reader, case.day);
    let may = roles.iter().any(|role| {
        use Role::{FieldContact, FocalPoint, GroupEditor, Member, OrganisationEditor, Secretariat};
        matches!(role, Member | OrganisationEditor | FieldContact | FocalPoint | GroupEditor | Secretariat)
    });
    let all: Vec<usize> = case.updates().map(|(n, _)| n).collect();
    for n in case.some(&all, if may { 3 } else { 1 }) {
        let Some(update) = &case.drawn.updates[n] else { continue };
        let audience = nameable(case, &update.audience);
        if audience.is_empty() {
            continue;
        }
        let parties: Vec<Value> = audience.iter().map(|party| input(case, *party)).collect();
        let body = json!({ "parties": parties, "ownerId": case.id(Thing::Body(0)) });
        let answer = case.send(Method::POST, "/v1/audiences/preview", Some(body.clone())).await;
        if !may {
            let expected = if case.reader == Reader::Nobody { 401 } else { 403 };
            match answer.status == expected {
                true => continue,
                false => return Err(format!("a preview answered {} {}", answer.status, answer.body)),
            }
        }
        let hidden = |party: &Party| group_of(*party).is_some_and(|group| !members_shown(case, group));
        let counted: BTreeSet<Party> = audience.iter().copied().filter(|party| !hidden(party)).collect();
        let sees = |reader: &Reader| !case.drawn.held(*reader, case.day).is_disjoint(&counted);
        let readers: Vec<Reader> = case.drawn.readers().into_iter().filter(sees).collect();
        let people = readers.iter().filter(|reader| matches!(reader, Reader::Person(_))).count();
        let partners = readers.iter().filter(|reader| matches!(reader, Reader::Partner(_))).count();
        let everybody = audience.contains(&Party::Public);
        let total = if everybody { Value::Null } else { json!({ "people": people, "partnerSystems": partners }) };
        if answer.status != 200 || answer.body["total"] != total || answer.body["everybody"] != json!(everybody) {
            return Err(format!("a preview of {audience:?} is {} {} and not {total}", answer.status, answer.body));
        }
        let opaque = answer.body["opaque"].as_array().map_or(0, Vec::len);
        let expected = audience.iter().filter(|party| hidden(party)).count();
        if opaque != expected {
            return Err(format!("a preview of {audience:?} has {opaque} opaque parties and not {expected}"));
        }
        let query = "query($input: PreviewAudienceInput!) { previewAudience(input: $input) { total { people partnerSystems } } }";
        let data = case.graphql(query, json!({ "input": body })).await?;
        if data["previewAudience"]["total"] != total {
            return Err(format!("previewAudience of {audience:?} is {data} and not {total}"));
        }
    }
    Ok(())
}

fn group_of(party: Party) -> Option<usize> {
    match party {
        Party::Group(n) | Party::KeepersOfGroup(n) => Some(n),
        _ => None,
    }
}

fn members_shown(case: &Case<'_>, group: usize) -> bool {
    case.sees(Thing::Membership(group, 0))
}

/// What the reader may name: PUBLIC and NETWORK alone, and no posts or partner systems, which come and go.
fn nameable(case: &Case<'_>, audience: &BTreeSet<Party>) -> BTreeSet<Party> {
    for alone in [Party::Public, Party::Network] {
        if audience.contains(&alone) {
            return BTreeSet::from([alone]);
        }
    }
    let comes_and_goes = |party: &Party| matches!(party, Party::Post(_) | Party::Partner(_) | Party::Registry);
    let seen = |party: &Party| group_of(*party).is_none_or(|n| case.sees(Thing::Group(n)));
    audience.iter().copied().filter(|party| !comes_and_goes(party) && seen(party)).collect()
}

fn input(case: &Case<'_>, party: Party) -> Value {
    match party {
        Party::Public => json!({ "kind": "PUBLIC" }),
        Party::Network => json!({ "kind": "NETWORK" }),
        Party::Officials => json!({ "kind": "OFFICIALS" }),
        Party::Registry => json!({ "kind": "REGISTRY" }),
        Party::Country(n) => json!({ "kind": "COUNTRY", "code": COUNTRIES[n] }),
        Party::Group(n) => json!({ "kind": "GROUP", "partyId": case.id(Thing::Group(n)) }),
        Party::Body(n) => json!({ "kind": "ORGANISATION", "partyId": case.id(Thing::Body(n)) }),
        Party::Post(_) => json!({ "kind": "POST", "partyId": case.built.parties[&party] }),
        Party::Partner(_) => json!({ "kind": "PARTNER", "partyId": case.built.parties[&party] }),
        Party::KeepersOfCountry(n) => json!({ "kind": "KEEPERS", "code": COUNTRIES[n] }),
        Party::KeepersOfGroup(n) => json!({ "kind": "KEEPERS", "partyId": case.id(Thing::Group(n)) }),
        Party::KeepersOfBody(n) => json!({ "kind": "KEEPERS", "partyId": case.id(Thing::Body(n)) }),
    }
}

/// Whoever sees an item may ask about it, and is told that they may change it if they keep it.
pub async fn explain(case: &Case<'_>) -> Found {
    let all: Vec<usize> = case.updates().map(|(n, _)| n).collect();
    for n in case.some(&all, 4) {
        let (thing, id) = (Thing::Update(n), case.id(Thing::Update(n)));
        for (act, allowed) in [("look", true), ("withdrawItem", case.keeps(thing))] {
            let body = json!({ "act": act, "target": { "kind": "UPDATE", "id": id } });
            let answer = case.send(Method::POST, "/v1/access/explain", Some(body.clone())).await;
            let expected = match (case.reader, case.sees(thing)) {
                (Reader::Nobody, _) => (401, Value::Null),
                (_, false) => (404, Value::Null),
                (_, true) => (200, json!(allowed)),
            };
            if (answer.status, answer.body["allowed"].clone()) != expected {
                return Err(format!("explain {act} of Update({n}) answered {} {}", answer.status, answer.body));
            }
            let query = "query($input: ExplainAccessInput!) { explainAccess(input: $input) { allowed } }";
            let input = json!({ "query": query, "variables": { "input": body } });
            let over_graphql = case.send(Method::POST, "/graphql", Some(input)).await;
            if over_graphql.body["data"]["explainAccess"]["allowed"] != expected.1 {
                return Err(format!("explainAccess {act} of Update({n}) is {}", over_graphql.body));
            }
        }
    }
    Ok(())
}
