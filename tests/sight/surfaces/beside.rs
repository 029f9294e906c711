//! What is said about an item, what it was before, and what is proposed about it.

use std::collections::BTreeSet;

use entity::vocabulary::ProposalKind;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::sight::case::{Case, Found, ids, of};
use crate::sight::drawn::{Party, Update};
use crate::sight::rule::{Reader, Thing, keepers_of};

/// Each keeps the circle of when it was made.
pub async fn comments_and_revisions(case: &Case<'_>) -> Found {
    let with_earlier: Vec<usize> =
        case.updates().filter(|(_, update)| update.earlier.is_some()).map(|(n, _)| n).collect();
    for n in case.some(&with_earlier, 8) {
        let id = case.id(Thing::Update(n));
        let (comments, revisions) = (format!("/v1/items/{id}/comments"), format!("/v1/items/{id}/revisions"));
        if !case.sees(Thing::Update(n)) {
            continue;
        }
        case.list(&comments, 20, &case.seen(|thing| thing == Thing::Comment(n))).await?;
        let answer = case.get(&revisions).await;
        let shown = answer.body["items"].as_array().into_iter().flatten().filter_map(|one| one["revision"].as_u64());
        let expected = if case.sees(Thing::Revision(n)) { vec![2, 1] } else { vec![2] };
        if shown.collect::<Vec<_>>() != expected {
            return Err(format!("{revisions} answered {} and not {expected:?}", answer.body));
        }
        for (path, thing) in [
            (format!("{revisions}/1"), Thing::Revision(n)),
            (format!("{comments}/{}", case.id(Thing::Comment(n))), Thing::Comment(n)),
        ] {
            let answer = case.get(&path).await;
            if (answer.status == 200) != case.sees(thing) {
                return Err(format!("{path} ({thing:?}) answered {} {}", answer.status, answer.body));
            }
        }
        let query = "query($item: UUID!, $id: UUID!) { \
            comments(itemId: $item, first: 10) { totalCount nodes { id } } comment(itemId: $item, id: $id) { id } \
            itemRevisions(itemId: $item, first: 10) { totalCount } itemRevision(itemId: $item, revision: 1) { revision } }";
        let data = case.graphql(query, json!({ "item": id, "id": case.id(Thing::Comment(n)) })).await?;
        let said = json!({
            "comments": u64::from(case.sees(Thing::Comment(n))), "revisions": expected.len(),
            "comment": case.sees(Thing::Comment(n)), "revision": case.sees(Thing::Revision(n)),
        });
        let found = json!({
            "comments": data["comments"]["totalCount"], "revisions": data["itemRevisions"]["totalCount"],
            "comment": !data["comment"].is_null(), "revision": !data["itemRevision"].is_null(),
        });
        if said != found {
            return Err(format!("over GraphQL Update({n}) has {found} and not {said}: {data}"));
        }
    }
    Ok(())
}

/// In a list of updates each has the comments that the reader is shown, and no more are counted.
pub async fn comments_nested(case: &Case<'_>) -> Found {
    let query =
        "{ updates(first: 50) { nodes { id author { actorId } comments(first: 5) { totalCount nodes { id } } } } }";
    let data = case.graphql(query, json!({})).await?;
    for shown in data["updates"]["nodes"].as_array().into_iter().flatten() {
        let Some(Thing::Update(n)) = case.thing(&shown["id"]) else { return Err(format!("{shown} is no update")) };
        let expected = case.seen(|thing| thing == Thing::Comment(n));
        case.same("updates.comments", &ids(&shown["comments"]["nodes"]).into_iter().collect(), &expected)?;
        let counted = &shown["comments"]["totalCount"];
        if *counted != json!(expected.len()) {
            return Err(format!("updates.comments of Update({n}) counted {counted} of {}", expected.len()));
        }
        by_whom(case, n, &shown["author"])?;
    }
    Ok(())
}

/// An author is named to those who see the expert.
fn by_whom(case: &Case<'_>, n: usize, author: &Value) -> Found {
    let written = case.drawn.updates[n].as_ref().map(|update| update.author);
    let Some(Party::Post(person)) = written else { return Ok(()) };
    match author.is_null() == case.sees(Thing::Expert(person)) {
        true => Err(format!("Update({n}) shows its author {author}")),
        false => Ok(()),
    }
}

/// What waits is seen by the keepers of the item and by those asked, whether or not they see the item.
pub async fn proposals(case: &Case<'_>) -> Found {
    if case.reader == Reader::Nobody {
        return nobody_has_proposals(case).await;
    }
    let of_kind = |kind: Option<ProposalKind>, mine: bool| {
        case.seen(|thing| match thing {
            Thing::Proposal(n) => {
                case.drawn.updates[n].as_ref().and_then(|u| u.proposal.as_ref()).is_some_and(|waits| {
                    kind.is_none_or(|kind| waits.kind == kind)
                        && (!mine || !waits.decided && case.holds(keepers_of(waits.asked)))
                })
            }
            _ => false,
        })
    };
    let waiting = case.seen(|thing| matches!(thing, Thing::Proposal(n) if !case.drawn.was_decided(n)));
    case.list("/v1/proposals?state=WAITING", 9, &waiting).await?;
    case.list("/v1/proposals?waitingForMe=true&itemKind=UPDATE", 50, &of_kind(None, true)).await?;
    let kind = case.some(ProposalKind::ALL, 1)[0];
    case.list(&format!("/v1/proposals?kind={kind}"), 50, &of_kind(Some(kind), false)).await?;
    let query = "{ proposals(first: 100) { totalCount nodes { id itemId waitsForMe } } }";
    let found = case.graphql(query, json!({})).await?["proposals"].clone();
    let (all, mine) = (of_kind(None, false), of_kind(None, true));
    if found["totalCount"] != json!(all.len()) {
        return Err(format!("proposals counted {} of {}", found["totalCount"], all.len()));
    }
    for shown in found["nodes"].as_array().into_iter().flatten() {
        let id = shown["id"].as_str().unwrap_or_default();
        if !all.contains(id) || shown["waitsForMe"] != json!(mine.contains(id)) {
            return Err(format!("proposals showed {shown}"));
        }
    }
    Ok(())
}

/// What is never for everybody asks who looks, before anything else.
async fn nobody_has_proposals(case: &Case<'_>) -> Found {
    let any = Uuid::now_v7();
    for path in ["/v1/proposals".to_owned(), format!("/v1/proposals/{any}"), format!("/v1/items/{any}/proposals")] {
        let answer = case.get(&path).await;
        if answer.status != 401 {
            return Err(format!("nobody asked {path} and was answered {}", answer.status));
        }
    }
    Ok(())
}

pub async fn proposals_of_an_item(case: &Case<'_>) -> Found {
    if case.reader == Reader::Nobody {
        return nobody_has_proposals(case).await;
    }
    let waits = |(n, update): (usize, &Update)| update.proposal.is_some().then_some(n);
    let all: Vec<usize> = case.updates().filter_map(waits).collect();
    for n in case.some(&all, 5) {
        let (item, id) = (case.id(Thing::Update(n)), case.id(Thing::Proposal(n)));
        let shown = case.sees(Thing::Proposal(n));
        let path = format!("/v1/items/{item}/proposals");
        if shown || case.sees(Thing::Update(n)) {
            case.list(&path, 5, &case.seen(|thing| thing == Thing::Proposal(n))).await?;
        } else {
            case.hidden("/v1/items/{id}/proposals", item).await?;
        }
        match shown {
            true if case.get(&format!("/v1/proposals/{id}")).await.status == 200 => {}
            true => return Err(format!("Proposal({n}) is hidden")),
            false => case.hidden("/v1/proposals/{id}", id).await?,
        }
        let query = "query($id: UUID!, $item: UUID!) { proposal(id: $id) { id } proposals(first: 5, filter: {item: $item}) { nodes { id } } }";
        let data = case.graphql(query, json!({ "id": id, "item": item })).await?;
        let listed: BTreeSet<String> = of(&data["proposals"]["nodes"], "id").into_iter().collect();
        if data["proposal"].is_null() == shown || listed.len() != usize::from(shown) {
            return Err(format!("over GraphQL Proposal({n}) is {data}"));
        }
    }
    Ok(())
}
