//! The feed and the export: each a whole picture of what is seen, and of nothing else.

use std::collections::BTreeSet;

use entity::vocabulary::ItemKind;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::mirror::{Mirror, exported};
use crate::sight::case::{Case, Found, of};
use crate::sight::rule::{Reader, Thing};

/// The kind of what is an item; none for what is beside one.
pub fn kind_of(thing: Thing) -> Option<ItemKind> {
    match thing {
        Thing::Country(_) => Some(ItemKind::Country),
        Thing::Body(_) => Some(ItemKind::Organisation),
        Thing::Group(_) => Some(ItemKind::Group),
        Thing::Membership(..) => Some(ItemKind::Membership),
        Thing::Expert(_) => Some(ItemKind::Expert),
        Thing::Card(_) => Some(ItemKind::ContactCard),
        Thing::Topic(_) => Some(ItemKind::Competence),
        Thing::Appointment(_) => Some(ItemKind::Appointment),
        Thing::Update(_) => Some(ItemKind::Update),
        Thing::Proposal(_) | Thing::Comment(_) | Thing::Revision(_) => None,
    }
}

const FED: [ItemKind; 9] = [
    ItemKind::Country,
    ItemKind::Organisation,
    ItemKind::Group,
    ItemKind::Membership,
    ItemKind::Expert,
    ItemKind::ContactCard,
    ItemKind::Competence,
    ItemKind::Appointment,
    ItemKind::Update,
];

fn items(case: &Case<'_>, kind: Option<ItemKind>) -> BTreeSet<String> {
    case.seen(|thing| kind_of(thing).is_some_and(|of| kind.is_none_or(|kind| of == kind)))
}

/// All pages from the beginning: each thing once, as new, and the whole of what is seen.
pub async fn from_the_beginning(case: &Case<'_>) -> Found {
    let kind = case.some(&FED, 1)[0];
    for (kind, first, more) in [(None, 100, ""), (Some(kind), 9, "&include=item")] {
        let filter = kind.map(|kind| format!("&kind={kind}")).unwrap_or_default();
        let (mut found, mut after) = (BTreeSet::new(), String::new());
        loop {
            let answer = case.get(&format!("/v1/changes?first={first}{filter}{more}{after}")).await;
            for change in answer.body["items"].as_array().into_iter().flatten() {
                let new = found.insert(change["itemId"].as_str().unwrap_or_default().to_owned());
                let shows = more.is_empty() || change["item"]["id"] == change["itemId"];
                if change["op"] != "CREATED" || !new || !shows {
                    return Err(format!("the feed from the beginning told {change}"));
                }
            }
            if answer.body["caughtUp"] == json!(true) {
                break;
            }
            let Some(cursor) = answer.body["pageInfo"]["endCursor"].as_str() else {
                return Err(format!("the feed answered {} {}", answer.status, answer.body));
            };
            after = format!("&after={cursor}");
        }
        case.same(&format!("the feed{filter}"), &found, &items(case, kind))?;
    }
    Ok(())
}

/// Goes on where the reader was on an earlier day: what is held is what is seen now, and what is told
/// of things that are gone was held.
pub async fn from_day_to_day(case: &Case<'_>) -> Found {
    let before = case.place.mirrors.borrow_mut().remove(&case.reader);
    let mut mirror = before.unwrap_or_else(|| Mirror::new(case.client.clone()));
    mirror.client = case.client.clone();
    let held: BTreeSet<String> = mirror.holds.keys().cloned().collect();
    let seen = items(case, None);
    for (op, id) in mirror.news(60).await {
        let known = if op == "REMOVED" { held.contains(&id) } else { seen.contains(&id) };
        if !known {
            return Err(format!("the feed went on with {op} of {}", case.named(&id)));
        }
    }
    let holds = mirror.holds.keys().cloned().collect();
    case.place.mirrors.borrow_mut().insert(case.reader, mirror);
    case.same("the feed from day to day", &holds, &seen)
}

pub async fn over_graphql(case: &Case<'_>) -> Found {
    let query = "query($after: String) { changes(first: 60, after: $after) { caughtUp pageInfo { endCursor } items { op itemId item { id } } } }";
    let (mut found, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page = case.graphql(query, json!({ "after": after })).await?["changes"].clone();
        for change in page["items"].as_array().into_iter().flatten() {
            if change["item"]["id"] != change["itemId"] {
                return Err(format!("changes told {change}"));
            }
        }
        found.extend(of(&page["items"], "itemId"));
        if page["caughtUp"] == json!(true) {
            return case.same("changes", &found, &items(case, None));
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

pub async fn export(case: &Case<'_>) -> Found {
    let kind = case.some(&FED, 1)[0];
    for kind in [None, Some(kind)] {
        let path = kind.map_or_else(|| "/v1/export".to_owned(), |kind| format!("/v1/export?kind={kind}"));
        let answer = case.send(Method::GET, &path, None).await;
        let text = match (answer.status, answer.body) {
            (200, Value::String(text)) => text,
            (200, line) => line.to_string(),
            (status, body) => return Err(format!("{path} answered {status} {body}")),
        };
        let exported = exported(&text);
        let found: BTreeSet<String> = exported.order.iter().cloned().collect();
        if exported.cursor.is_none() || !exported.order.is_sorted() || found.len() != exported.order.len() {
            return Err(format!("{path} is not whole and in order"));
        }
        case.same(&path, &found, &items(case, kind))?;
        // Goes on behind any line, for whoever is signed in.
        let behind: Vec<&String> = exported.order.iter().collect();
        let resumes = case.reader != Reader::Nobody && case.now_and_then(4);
        if let (true, Some(after)) = (resumes, case.some(&behind, 1).first()) {
            let joint = if kind.is_some() { '&' } else { '?' };
            let rest = case.get(&format!("{path}{joint}after={after}")).await;
            let rest = crate::harness::mirror::exported(rest.body.as_str().unwrap_or(&rest.body.to_string()));
            let after = Uuid::parse_str(after).map_err(|error| error.to_string())?;
            let expected = found.iter().filter(|id| **id > after.to_string()).cloned().collect();
            case.same(&format!("{path} behind {after}"), &rest.order.into_iter().collect(), &expected)?;
        }
    }
    Ok(())
}
