//! Every surface through which something is seen, compared with the rule. A new slice adds its own
//! to [`SURFACES`]; nothing else needs to change.

use std::collections::BTreeSet;
use std::pin::Pin;

use entity::vocabulary::ItemState;
use serde_json::{Value, json};

use super::case::{Case, Found, ids, of_ids};
use super::drawn::{COUNTRIES, LANGUAGES, Party};
use super::rule::Thing;

type Ask = for<'a> fn(&'a Case<'a>) -> Pin<Box<dyn Future<Output = Found> + 'a>>;

/// A surface by its name.
#[derive(Clone, Copy)]
pub struct Surface {
    pub name: &'static str,
    pub ask: Ask,
}

macro_rules! surfaces {
    ($($name:ident),+ $(,)?) => {
        /// All of them.
        pub const SURFACES: &[Surface] =
            &[$(Surface { name: stringify!($name), ask: |case| Box::pin($name(case)) }),+];
    };
}

surfaces! {
    updates_in_each_order,
    updates_by_each_filter,
    updates_over_graphql,
    updates_one_by_one,
    updates_show_audience_and_author_to_whom_they_may,
    comments_and_revisions,
    nodes_of_every_kind,
    experts_in_lists,
    experts_one_by_one,
    contact_cards,
    groups_and_their_members,
    the_directory_nested,
    countries_and_bodies,
}

async fn updates_in_each_order(case: &Case<'_>) -> Found {
    let expected = case.seen_updates(|_| true);
    for (sort, first) in [("-publishedAt", 7), ("publishedAt", 40), ("-updatedAt", 13), ("createdAt", 100)] {
        case.list(&format!("/v1/updates?sort={sort}"), first, &expected).await?;
    }
    Ok(())
}

async fn updates_by_each_filter(case: &Case<'_>) -> Found {
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
    for state in [ItemState::Published, ItemState::Draft, ItemState::Withdrawn] {
        let expected = case.seen_updates(|update| update.state == state);
        case.list(&format!("/v1/updates?state={state}"), 20, &expected).await?;
    }
    for owner in [Party::Body(1), Party::Country(0), Party::Group(0)] {
        let expected = case.seen_updates(|update| update.owner == owner);
        case.list(&format!("/v1/updates?owner={}", case.built.parties[&owner]), 20, &expected).await?;
    }
    let named: Vec<String> = case.updates().take(100).map(|(n, _)| case.id(Thing::Update(n)).to_string()).collect();
    if !named.is_empty() {
        let expected = named.iter().filter(|id| case.seen_updates(|_| true).contains(*id)).cloned().collect();
        case.list(&format!("/v1/updates?ids={}", named.join(",")), 30, &expected).await?;
    }
    by_author(case).await
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

async fn updates_over_graphql(case: &Case<'_>) -> Found {
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

async fn updates_one_by_one(case: &Case<'_>) -> Found {
    for (n, _) in case.updates().step_by(6) {
        one(case, Thing::Update(n), "/v1/updates").await?;
    }
    Ok(())
}

async fn one(case: &Case<'_>, thing: Thing, list: &str) -> Found {
    let id = case.id(thing);
    if !case.sees(thing) {
        return case.hidden(|id| format!("{list}/{id}"), id).await;
    }
    match case.get(&format!("{list}/{id}")).await {
        answer if answer.status == 200 && answer.body["id"] == json!(id) => Ok(()),
        answer => Err(format!("{list}/{id} ({thing:?}) is seen and answered {} {}", answer.status, answer.body)),
    }
}

async fn updates_show_audience_and_author_to_whom_they_may(case: &Case<'_>) -> Found {
    let answer = case.get("/v1/updates?first=100").await;
    for shown in answer.body["items"].as_array().into_iter().flatten() {
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

/// Each keeps the circle of when it was made.
async fn comments_and_revisions(case: &Case<'_>) -> Found {
    for (n, _) in case.updates().filter(|(_, update)| update.earlier.is_some()).take(12) {
        let id = case.id(Thing::Update(n));
        let (comments, revisions) = (format!("/v1/items/{id}/comments"), format!("/v1/items/{id}/revisions"));
        if !case.sees(Thing::Update(n)) {
            case.hidden(|id| format!("/v1/items/{id}/comments"), id).await?;
            case.hidden(|id| format!("/v1/items/{id}/revisions"), id).await?;
            continue;
        }
        case.list(&comments, 20, &case.seen(|thing| thing == Thing::Comment(n))).await?;
        let answer = case.get(&revisions).await;
        let shown = answer.body["items"].as_array().into_iter().flatten().filter_map(|one| one["revision"].as_u64());
        let expected = if case.sees(Thing::Revision(n)) { vec![2, 1] } else { vec![2] };
        if shown.collect::<Vec<_>>() != expected {
            return Err(format!("{revisions} answered {} and not {expected:?}", answer.body));
        }
        let first = case.get(&format!("{revisions}/1")).await;
        if (first.status == 200) != case.sees(Thing::Revision(n)) {
            return Err(format!("{revisions}/1 answered {} {}", first.status, first.body));
        }
    }
    Ok(())
}

async fn nodes_of_every_kind(case: &Case<'_>) -> Found {
    // What has no page of its own is part of something else.
    let own = |thing: Thing| {
        !matches!(thing, Thing::Membership(..) | Thing::Card(_) | Thing::Comment(_) | Thing::Revision(_))
    };
    let all: Vec<String> = case.things().filter(|t| own(*t)).map(|thing| case.id(thing).to_string()).collect();
    for some in all.chunks(100) {
        let data = case.graphql("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", of_ids(some)).await?;
        let found: BTreeSet<String> = ids(&data["nodes"]).into_iter().collect();
        let expected = case.seen(own).into_iter().filter(|id| some.contains(id)).collect();
        case.same("nodes", &found, &expected)?;
    }
    Ok(())
}

async fn experts_in_lists(case: &Case<'_>) -> Found {
    let expert = |thing| matches!(thing, Thing::Expert(_));
    let expected = case.seen(expert);
    case.list("/v1/experts?lifecycle=ALL", 9, &expected).await?;
    case.list("/v1/experts?lifecycle=ALL&q=pers", 100, &expected).await?;
    let of_first = |thing| match thing {
        Thing::Expert(n) => case.drawn.people[n].as_ref().is_some_and(|p| p.body == 1 && p.post.holds(case.day)),
        _ => false,
    };
    case.list("/v1/experts?organisation=body-1", 9, &case.seen(of_first)).await
}

async fn experts_one_by_one(case: &Case<'_>) -> Found {
    for n in case.built.experts.keys().step_by(4) {
        one(case, Thing::Expert(*n), "/v1/experts").await?;
    }
    Ok(())
}

async fn contact_cards(case: &Case<'_>) -> Found {
    for (n, expert) in &case.built.experts {
        let thing = Thing::Card(*n);
        let Some(_) = case.built.things.get(&thing) else { continue };
        let answer = case.get(&format!("/v1/experts/{expert}/contact-card")).await;
        let shown = case.sees(thing) && case.sees(Thing::Expert(*n));
        if (answer.status == 200) != shown {
            return Err(format!("the card of Person({n}) answered {} {}", answer.status, answer.body));
        }
    }
    Ok(())
}

async fn groups_and_their_members(case: &Case<'_>) -> Found {
    case.list("/v1/groups?lifecycle=ALL", 2, &case.seen(|thing| matches!(thing, Thing::Group(_)))).await?;
    for n in 0..case.drawn.groups.len() {
        one(case, Thing::Group(n), "/v1/groups").await?;
        let path = format!("/v1/groups/{}/members?lifecycle=ALL", case.id(Thing::Group(n)));
        if case.sees(Thing::Group(n)) {
            case.list(&path, 3, &case.seen(|thing| matches!(thing, Thing::Membership(of, _) if of == n))).await?;
        } else if case.get(&path).await.status != 404 {
            return Err(format!("{path} is not 404"));
        }
    }
    Ok(())
}

/// From the public directory down to persons and circles.
async fn the_directory_nested(case: &Case<'_>) -> Found {
    let bodies = case.graphql("{ organisations(first: 20) { nodes { code experts(first: 40) { id } } } }", json!({}));
    let groups = case.graphql("{ groups(first: 20) { nodes { id members { id } } } }", json!({}));
    let (bodies, groups) = (bodies.await?, groups.await?);
    let nested = |list: &Value, part: &str| -> BTreeSet<String> {
        let list = list["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().flat_map(|one| ids(one[part].get("nodes").unwrap_or(&one[part]))).collect()
    };
    let present = |thing| match thing {
        Thing::Expert(n) => case.drawn.people[n].as_ref().is_some_and(|person| person.post.holds(case.day)),
        _ => false,
    };
    case.same("organisations.experts", &nested(&bodies["organisations"], "experts"), &case.seen(present))?;
    let member = |thing| match thing {
        Thing::Membership(n, m) => case.drawn.groups[n].members[m].1.holds(case.day) && case.sees(Thing::Group(n)),
        _ => false,
    };
    case.same("groups.members", &nested(&groups["groups"], "members"), &case.seen(member))
}

async fn countries_and_bodies(case: &Case<'_>) -> Found {
    case.list("/v1/countries", 2, &case.seen(|thing| matches!(thing, Thing::Country(_)))).await?;
    case.list("/v1/organisations?lifecycle=ALL", 4, &case.seen(|thing| matches!(thing, Thing::Body(_)))).await
}
