//! Updates, in lists and one by one.

use std::collections::BTreeSet;

use entity::vocabulary::ItemState;
use reqwest::Method;
use serde_json::{Value, json};

use super::one::one;
use crate::sight::case::{Case, Found, ids};
use crate::sight::drawn::{COUNTRIES, LANGUAGES, Party, Update};
use crate::sight::rule::{Reader, Thing, keepers_of};

pub async fn in_each_order(case: &Case<'_>) -> Found {
    let expected = case.seen_updates(|_| true);
    let orders = [
        ("-publishedAt", 7),
        ("publishedAt", 40),
        ("-updatedAt", 13),
        ("updatedAt", 60),
        ("-createdAt", 50),
        ("createdAt", 100),
    ];
    for (sort, first) in orders {
        case.list(&format!("/v1/updates?sort={sort}"), first, &expected).await?;
    }
    Ok(())
}

pub async fn by_each_filter(case: &Case<'_>) -> Found {
    for (n, topic) in case.built.topics.iter().enumerate() {
        let expected = case.seen_updates(|update| update.topic == Some(n));
        case.list(&format!("/v1/updates?topic={topic}"), 20, &expected).await?;
    }
    for (n, code) in COUNTRIES.iter().enumerate() {
        let expected = case.seen_updates(|update| update.country == Some(n));
        case.list(&format!("/v1/updates?country={code}"), 20, &expected).await?;
    }
    for language in LANGUAGES {
        let expected = case.seen_updates(|update| update.language == Some(language));
        case.list(&format!("/v1/updates?language={language}"), 20, &expected).await?;
    }
    for state in ItemState::ALL.iter().copied().filter(|state| *state != ItemState::Purged) {
        let expected = case.seen_updates(|update| update.state == state);
        case.list(&format!("/v1/updates?state={state}"), 20, &expected).await?;
    }
    let owners =
        [(Party::Body(1), Thing::Body(1)), (Party::Country(0), Thing::Country(0)), (Party::Group(0), Thing::Group(0))];
    for (owner, thing) in owners {
        let id = case.built.parties[&owner];
        if !case.sees(thing) {
            // In whose name something stands is not told, nor can it be asked.
            case.as_missing(Method::GET, "/v1/updates?owner={id}&count=true", &Value::Null, id).await?;
            continue;
        }
        let expected = case.seen_updates(|update| update.owner == owner);
        case.list(&format!("/v1/updates?owner={id}"), 20, &expected).await?;
    }
    let named: Vec<String> = case.updates().take(100).map(|(n, _)| case.id(Thing::Update(n)).to_string()).collect();
    if !named.is_empty() {
        let expected = named.iter().filter(|id| case.seen_updates(|_| true).contains(*id)).cloned().collect();
        case.list(&format!("/v1/updates?ids={}", named.join(",")), 30, &expected).await?;
    }
    // All of it is of our time.
    for none in ["publishedTo=2001-01-01", "publishedFrom=2101-01-01"] {
        case.list(&format!("/v1/updates?{none}"), 20, &BTreeSet::new()).await?;
    }
    in_the_name_of_organisations(case).await?;
    what_waits(case).await?;
    news(case).await?;
    by_room(case).await?;
    by_author(case).await
}

/// Bodies are public, and so are their codes: one, several, and none that is.
async fn in_the_name_of_organisations(case: &Case<'_>) -> Found {
    let all: Vec<usize> = (0..case.drawn.bodies.len()).collect();
    let (one, two) = (case.some(&all, 1), case.some(&all, 2));
    for named in [one, two] {
        let codes: Vec<String> = named.iter().map(|n| format!("body-{n}")).collect();
        let expected = case.seen_updates(|update| named.iter().any(|n| update.owner == Party::Body(*n)));
        case.list(&format!("/v1/updates?organisation={}", codes.join(",")), 20, &expected).await?;
        filtered(case, json!({ "organisation": codes }), &expected).await?;
    }
    Ok(())
}

/// Those about which somebody is waited for: whoever is asked, and sees the item, too.
async fn what_waits(case: &Case<'_>) -> Found {
    let waits = |update: &Update| {
        update.proposal.as_ref().is_some_and(|waits| !waits.decided && case.holds(keepers_of(waits.asked)))
    };
    let expected = case.seen_updates(waits);
    case.list("/v1/updates?waitingForMe=true", 20, &expected).await?;
    filtered(case, json!({ "waitingForMe": true }), &expected).await
}

/// The same by a filter over GraphQL.
async fn filtered(case: &Case<'_>, filter: Value, expected: &BTreeSet<String>) -> Found {
    let query = "query($filter: UpdateFilter!) { updates(first: 100, filter: $filter) { totalCount nodes { id } } }";
    let page = case.graphql(query, json!({ "filter": filter })).await?["updates"].clone();
    if page["totalCount"] != json!(expected.len()) {
        return Err(format!("updates of {filter} counted {} of {}", page["totalCount"], expected.len()));
    }
    // All of them fit on the page in any network that is drawn, or nearly so.
    match expected.len() <= 100 {
        true => case.same(&format!("updates of {filter}"), &ids(&page["nodes"]).into_iter().collect(), expected),
        false => Ok(()),
    }
}

/// Before the first visit all that is published is new, but one's own; only people visit.
async fn news(case: &Case<'_>) -> Found {
    let Reader::Person(person) = case.reader else { return Ok(()) };
    let own = Party::Post(person);
    if !case.holds(own) {
        return Ok(());
    }
    let news = |update: &Update| update.state == ItemState::Published && update.author != own;
    case.list("/v1/updates?new=true", 30, &case.seen_updates(news)).await
}

/// What is shared with a party of the reader's; by no other, whether it is there or not.
async fn by_room(case: &Case<'_>) -> Found {
    let own = case.drawn.held(case.reader, case.day);
    let declared = |update: &Update, party: Party| match () {
        () if update.audience.contains(&Party::Public) => party == Party::Public,
        () if update.audience.contains(&Party::Network) => party == Party::Network,
        () => update.audience.contains(&party),
    };
    let parties: Vec<Party> = case.built.parties.keys().copied().collect();
    use Party::{KeepersOfBody, KeepersOfCountry, KeepersOfGroup, Registry};
    let keepers =
        |party: &Party| matches!(party, KeepersOfBody(_) | KeepersOfCountry(_) | KeepersOfGroup(_) | Registry);
    let (held, others): (Vec<_>, Vec<_>) =
        parties.into_iter().filter(|party| !keepers(party)).partition(|party| own.contains(party));
    for party in case.some(&held, 4) {
        let path = format!("/v1/updates?sharedWith={}", case.built.parties[&party]);
        case.list(&path, 20, &case.seen_updates(|update| declared(update, party))).await?;
    }
    for party in case.some(&others, 2) {
        case.as_missing(Method::GET, "/v1/updates?sharedWith={id}", &Value::Null, case.built.parties[&party]).await?;
    }
    Ok(())
}

/// Whoever may not see who wrote an item may not filter by it, either.
async fn by_author(case: &Case<'_>) -> Found {
    for (n, expert) in case.built.experts.iter().take(3) {
        let path = format!("/v1/updates?author={expert}");
        if case.sees(Thing::Expert(*n)) {
            case.list(&path, 20, &case.seen_updates(|update| update.author == Party::Post(*n))).await?;
        } else {
            let never = format!("/v1/updates?author={}", case.app.world.new_id());
            let (answer, never) = (case.get(&path).await, case.get(&never).await);
            if (answer.status, answer.code()) != (never.status, never.code()) || answer.status != 422 {
                return Err(format!("{path} answered {} {}", answer.status, answer.body));
            }
        }
    }
    Ok(())
}

pub async fn over_graphql(case: &Case<'_>) -> Found {
    let expected = case.seen_updates(|_| true);
    let query = "query($after: String) { updates(first: 60, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { id } } }";
    let (mut found, mut after) = (BTreeSet::new(), Value::Null);
    loop {
        let page = case.graphql(query, json!({ "after": after })).await?["updates"].clone();
        found.extend(ids(&page["nodes"]));
        if page["totalCount"] != json!(expected.len()) {
            return Err(format!("updates counted {} of {}", page["totalCount"], expected.len()));
        }
        if page["pageInfo"]["hasNextPage"] != json!(true) {
            return case.same("updates", &found, &expected);
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

pub async fn one_by_one(case: &Case<'_>) -> Found {
    for (n, _) in case.updates().step_by(6) {
        one(case, Thing::Update(n), "/v1/updates").await?;
    }
    Ok(())
}

pub async fn audience_and_author_to_whom_they_may(case: &Case<'_>) -> Found {
    let answer = case.get("/v1/updates?first=100").await;
    let party = |thing| matches!(thing, Thing::Country(_) | Thing::Body(_) | Thing::Group(_));
    let hidden: Vec<_> = case.hidden_of(party).into_iter().map(|thing| json!(case.id(thing))).collect();
    for shown in answer.body["items"].as_array().into_iter().flatten() {
        let named = shown["audience"]["parties"].as_array().into_iter().flatten().chain([&shown["owner"]]);
        if let Some(named) = named.map(|party| &party["partyId"]).find(|id| hidden.contains(id)) {
            return Err(format!("{named} is told to {:?}, who does not see it: {shown}", case.reader));
        }
        let Some((n, update)) = case.updates().find(|(n, _)| shown["id"] == json!(case.id(Thing::Update(*n)))) else {
            return Err(format!("{shown} is no update of this network"));
        };
        if shown["audience"].is_null() == case.keeps(Thing::Update(n)) {
            return Err(format!("Update({n}) shows its audience {} to {:?}", shown["audience"], case.reader));
        }
        let known = match update.author {
            Party::Post(author) => case.sees(Thing::Expert(author)),
            _ => continue,
        };
        if shown["author"].is_null() == known {
            return Err(format!("Update({n}) shows its author {} to {:?}", shown["author"], case.reader));
        }
    }
    Ok(())
}
