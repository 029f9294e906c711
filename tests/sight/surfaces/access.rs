//! Who sees an item, in its three answers.

use std::collections::BTreeSet;

use entity::vocabulary::Role;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sight::case::{Case, Found, of};
use crate::sight::drawn::{Party, Update};
use crate::sight::rule::{Reader, Thing};

/// Why one sees it: exactly by those of one's parties that are in its effective audience. To its keepers
/// the audience.
pub async fn why_and_keeping(case: &Case<'_>) -> Found {
    let all: Vec<usize> = case.updates().map(|(n, _)| n).collect();
    for n in case.some(&all, 6) {
        let thing = Thing::Update(n);
        let Some(update) = &case.drawn.updates[n] else { continue };
        if !case.sees(thing) {
            continue;
        }
        let answer = case.get(&format!("/v1/items/{}/access", case.id(thing))).await;
        let why: BTreeSet<String> = answer.body["why"].as_array().into_iter().flatten().map(shown).collect();
        let held = case.drawn.held(case.reader, case.day);
        let expected: BTreeSet<String> =
            absorbed(&case.drawn.seen_by(thing)).intersection(&held).map(|party| named(case, *party)).collect();
        if why != expected {
            return Err(format!("the access of Update({n}) says {why:?} and not {expected:?}: {}", answer.body));
        }
        let keeping = &answer.body["keeping"];
        if keeping.is_null() == case.keeps(thing) {
            return Err(format!("the access of Update({n}) shows keepers' part {keeping}"));
        }
        if case.keeps(thing) {
            let parties = keeping["audience"]["parties"].as_array().into_iter().flatten();
            let found: BTreeSet<String> = parties.map(|party| shown(&json!({ "party": party }))).collect();
            let expected: BTreeSet<String> =
                absorbed(&there(case, update)).iter().map(|party| named(case, *party)).collect();
            if found != expected {
                return Err(format!("the access of Update({n}) has the audience {found:?} and not {expected:?}"));
            }
        }
        let query = "query($id: UUID!) { itemAccess(id: $id) { why { party { kind } } keeping { audience { parties { kind } } } } }";
        let data = case.graphql(query, json!({ "id": case.id(thing) })).await?["itemAccess"].clone();
        let many = data["why"].as_array().map_or(0, Vec::len);
        if many == 0 || data["keeping"].is_null() == case.keeps(thing) {
            return Err(format!("itemAccess of Update({n}) is {data}"));
        }
    }
    Ok(())
}

/// Every person and partner system who could see it at this moment, and nobody else.
pub async fn an_auditors_answer(case: &Case<'_>) -> Found {
    let all: Vec<usize> = case
        .updates()
        .filter(|(_, update)| update.state != entity::vocabulary::ItemState::Purged)
        .map(|(n, _)| n)
        .collect();
    let now = case.built.instant(case.day);
    let is_auditor = case.drawn.roles(case.reader, case.day).contains(&Role::Auditor);
    for n in case.some(&all, if is_auditor { 6 } else { 1 }) {
        let (thing, path) = (Thing::Update(n), format!("/v1/items/{}/access?at={now}", case.id(Thing::Update(n))));
        let answer = case.get(&path).await;
        if !is_auditor {
            let expected = match (case.reader, case.sees(thing)) {
                (Reader::Nobody, _) => 401,
                (_, true) => 403,
                (_, false) => 404,
            };
            match answer.status == expected {
                true => continue,
                false => return Err(format!("{path} answered {} {}", answer.status, answer.body)),
            }
        }
        let audit = &answer.body["audit"];
        let everybody = audit["everybody"].as_array().is_some_and(|spans| !spans.is_empty());
        if answer.status != 200 || everybody != case.drawn.seen_by(thing).contains(&Party::Public) {
            return Err(format!("{path} answered {} {}", answer.status, answer.body));
        }
        if everybody {
            continue;
        }
        let readers = audit["readers"].as_array().into_iter().flatten().map(|reader| reader["actor"].clone());
        let found: BTreeSet<String> = of(&Value::Array(readers.collect()), "actorId").into_iter().collect();
        // Whoever reads of it in what is proposed and waits is named, too.
        let waits = matches!(&case.drawn.updates[n], Some(update) if update.proposal.is_some());
        let waits = (waits && !case.drawn.was_decided(n)).then(|| case.drawn.who_sees(Thing::Proposal(n), case.day));
        let all = case.drawn.who_sees(thing, case.day).into_iter().chain(waits.into_iter().flatten());
        let expected: BTreeSet<String> = all.map(|reader| actor(case, reader).to_string()).collect();
        case.same(&path, &found, &expected)?;
    }
    Ok(())
}

fn actor(case: &Case<'_>, reader: Reader) -> Uuid {
    match reader {
        Reader::Nobody => Uuid::nil(),
        Reader::Person(n) => case.built.experts[&n],
        Reader::Partner(n) => case.built.parties[&Party::Partner(n)],
    }
}

/// PUBLIC absorbs all others, NETWORK all but REGISTRY.
fn absorbed(set: &BTreeSet<Party>) -> BTreeSet<Party> {
    let mut set = set.clone();
    if set.contains(&Party::Public) {
        set.retain(|party| *party == Party::Public);
    } else if set.contains(&Party::Network) {
        set.retain(|party| matches!(party, Party::Network | Party::Registry));
    }
    set
}

/// Those of the declared audience that the shrinker has left.
fn there(case: &Case<'_>, update: &Update) -> BTreeSet<Party> {
    update.audience.iter().copied().filter(|party| case.built.parties.contains_key(party)).collect()
}

/// A party by kind and id.
fn named(case: &Case<'_>, party: Party) -> String {
    match party {
        Party::Public => "PUBLIC".to_owned(),
        Party::Network => "NETWORK".to_owned(),
        Party::Officials => "OFFICIALS".to_owned(),
        Party::Registry => "REGISTRY".to_owned(),
        Party::Country(_) | Party::Group(_) | Party::Body(_) | Party::Post(_) | Party::Partner(_) => {
            case.built.parties[&party].to_string()
        }
        Party::KeepersOfCountry(n) => format!("KEEPERS {}", case.id(Thing::Country(n))),
        Party::KeepersOfGroup(n) => format!("KEEPERS {}", case.id(Thing::Group(n))),
        Party::KeepersOfBody(n) => format!("KEEPERS {}", case.id(Thing::Body(n))),
    }
}

fn shown(chain: &Value) -> String {
    let (kind, id) = (chain["party"]["kind"].as_str().unwrap_or_default(), chain["party"]["partyId"].as_str());
    match (kind, id) {
        ("KEEPERS", Some(id)) => format!("KEEPERS {id}"),
        (_, Some(id)) => id.to_owned(),
        (kind, None) => kind.to_owned(),
    }
}
