//! The directory: countries, bodies, groups, people, policy fields.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::one::one;
use crate::sight::case::{Case, Found, ids, of, of_ids};
use crate::sight::drawn::{COUNTRIES, Party};
use crate::sight::rule::Thing;

pub async fn nodes_of_every_kind(case: &Case<'_>) -> Found {
    // What is said about a thing is part of it.
    let own = |thing: Thing| !matches!(thing, Thing::Comment(_) | Thing::Revision(_) | Thing::Proposal(_));
    let all: Vec<String> = case.things().filter(|t| own(*t)).map(|thing| case.id(thing).to_string()).collect();
    for some in all.chunks(100) {
        let data = case.graphql("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", of_ids(some)).await?;
        let found: BTreeSet<String> = ids(&data["nodes"]).into_iter().collect();
        let expected = case.seen(own).into_iter().filter(|id| some.contains(id)).collect();
        case.same("nodes", &found, &expected)?;
    }
    for one in case.some(&all.iter().collect::<Vec<_>>(), 2) {
        let data = case.graphql("query($id: ID!) { node(id: $id) { id } }", json!({ "id": one })).await?;
        if data["node"].is_null() == case.seen(own).contains(one) {
            return Err(format!("node({one}) is {}", data["node"]));
        }
    }
    Ok(())
}

pub async fn experts_in_lists(case: &Case<'_>) -> Found {
    let expert = |thing| matches!(thing, Thing::Expert(_));
    let expected = case.seen(expert);
    case.list("/v1/experts?lifecycle=ALL", 9, &expected).await?;
    case.list("/v1/experts?lifecycle=ALL&q=pers", 100, &expected).await?;
    let of_first = |thing| match thing {
        Thing::Expert(n) => {
            case.drawn.people[n].as_ref().is_some_and(|p| p.body == 1) && case.drawn.post_runs(n, case.day)
        }
        _ => false,
    };
    case.list("/v1/experts?organisation=body-1", 9, &case.seen(of_first)).await?;
    let query = "{ experts(first: 50, filter: {lifecycle: ALL}) { totalCount nodes { id } } }";
    let found = case.graphql(query, json!({})).await?["experts"].clone();
    case.same("experts", &ids(&found["nodes"]).into_iter().collect(), &expected)?;
    match found["totalCount"] == json!(expected.len()) {
        true => Ok(()),
        false => Err(format!("experts counted {} of {}", found["totalCount"], expected.len())),
    }
}

pub async fn experts_one_by_one(case: &Case<'_>) -> Found {
    for n in case.built.experts.keys().step_by(4) {
        one(case, Thing::Expert(*n), "/v1/experts").await?;
        history(case, Thing::Expert(*n), "/v1/experts").await?;
    }
    Ok(())
}

/// A history is seen with its thing.
async fn history(case: &Case<'_>, thing: Thing, list: &str) -> Found {
    let (id, path) = (case.id(thing), format!("{list}/{{id}}/history"));
    if !case.sees(thing) {
        return case.hidden(&path, id).await;
    }
    match case.get(&path.replace("{id}", &id.to_string())).await.status {
        200 => Ok(()),
        status => Err(format!("{path} of {thing:?} is seen and answered {status}")),
    }
}

pub async fn contact_cards(case: &Case<'_>) -> Found {
    for (n, expert) in &case.built.experts {
        let thing = Thing::Card(*n);
        let Some(_) = case.built.things.get(&thing) else { continue };
        let answer = case.get(&format!("/v1/experts/{expert}/contact-card")).await;
        if (answer.status == 200) != case.sees(thing) {
            return Err(format!("the card of Person({n}) answered {} {}", answer.status, answer.body));
        }
    }
    let some: Vec<_> = case.built.experts.iter().map(|(n, expert)| (*n, *expert)).collect();
    for (n, expert) in case.some(&some, 2) {
        let query = "query($id: UUID!) { contactCard(expertId: $id) { id } }";
        let answer = case.client.graphql(query, json!({ "id": expert })).await;
        case.place.log.graphql(query);
        let shown = case.built.things.contains_key(&Thing::Card(n)) && case.sees(Thing::Card(n));
        if answer.body["data"]["contactCard"].is_object() != shown {
            return Err(format!("contactCard of Person({n}) is {}", answer.body));
        }
    }
    Ok(())
}

/// Posts are part of their expert, and seen with them.
pub async fn posts(case: &Case<'_>) -> Found {
    let mut expected = BTreeSet::new();
    for n in case.built.experts.keys() {
        let runs = case.drawn.post_runs(*n, case.day);
        if runs && case.sees(Thing::Expert(*n)) {
            expected.insert(case.built.parties[&Party::Post(*n)].to_string());
        }
    }
    case.list("/v1/posts", 30, &expected).await?;
    let mut ever = BTreeSet::new();
    for n in case.built.experts.keys().filter(|n| case.sees(Thing::Expert(**n))) {
        ever.extend(case.built.parties.get(&Party::Post(*n)).map(ToString::to_string));
    }
    case.list("/v1/posts?lifecycle=ALL", 30, &ever).await?;
    let data = case.graphql("{ posts(first: 100) { nodes { id } } }", json!({})).await?;
    case.same("posts", &ids(&data["posts"]["nodes"]).into_iter().collect(), &expected)?;
    let all: Vec<usize> = case.built.experts.keys().copied().collect();
    for n in case.some(&all, 3) {
        let id = case.built.parties[&Party::Post(n)];
        let query = "query($id: UUID!) { post(id: $id) { id } }";
        let data = case.graphql(query, json!({ "id": id })).await?;
        if !case.sees(Thing::Expert(n)) {
            case.hidden("/v1/posts/{id}", id).await?;
        } else if case.get(&format!("/v1/posts/{id}")).await.status != 200 {
            return Err(format!("the post of Person({n}) is hidden"));
        }
        if data["post"].is_null() == case.sees(Thing::Expert(n)) {
            return Err(format!("post({n}) is {}", data["post"]));
        }
    }
    Ok(())
}

pub async fn groups_and_their_members(case: &Case<'_>) -> Found {
    case.list("/v1/groups?lifecycle=ALL", 2, &case.seen(|thing| matches!(thing, Thing::Group(_)))).await?;
    for n in 0..case.drawn.groups.len() {
        one(case, Thing::Group(n), "/v1/groups").await?;
        history(case, Thing::Group(n), "/v1/groups").await?;
        let path = format!("/v1/groups/{}/members?lifecycle=ALL", case.id(Thing::Group(n)));
        if case.sees(Thing::Group(n)) {
            case.list(&path, 3, &case.seen(|thing| matches!(thing, Thing::Membership(of, _) if of == n))).await?;
        } else if case.get(&path).await.status != 404 {
            return Err(format!("{path} is not 404"));
        }
    }
    let all: Vec<Thing> = case.things().filter(|thing| matches!(thing, Thing::Membership(..))).collect();
    for thing in case.some(&all, 3) {
        let Thing::Membership(n, _) = thing else { continue };
        let (group, id) = (case.id(Thing::Group(n)), case.id(thing));
        let path = format!("/v1/groups/{group}/members/{{id}}");
        let shown = case.sees(thing) && case.sees(Thing::Group(n));
        if !shown {
            case.hidden(&path, id).await?;
        } else if case.get(&path.replace("{id}", &id.to_string())).await.status != 200 {
            return Err(format!("{path} of {thing:?} is hidden"));
        }
        let query = "query($group: UUID!, $id: UUID!) { groupMembership(groupId: $group, id: $id) { id } }";
        let data = case.graphql(query, json!({ "group": group, "id": id })).await?;
        if data["groupMembership"].is_null() == shown {
            return Err(format!("groupMembership of {thing:?} is {}", data["groupMembership"]));
        }
        if case.sees(Thing::Group(n)) {
            let query = "query($group: UUID!) { groupMembers(groupId: $group, first: 50, filter: {lifecycle: ALL}) { totalCount nodes { id } } }";
            let data = case.graphql(query, json!({ "group": group })).await?["groupMembers"].clone();
            let expected = case.seen(|thing| matches!(thing, Thing::Membership(of, _) if of == n));
            case.same("groupMembers", &ids(&data["nodes"]).into_iter().collect(), &expected)?;
            if data["totalCount"] != json!(expected.len()) {
                return Err(format!("groupMembers counted {} of {}", data["totalCount"], expected.len()));
            }
        }
    }
    Ok(())
}

/// From the public directory down to persons and circles.
pub async fn nested(case: &Case<'_>) -> Found {
    let query = "{ organisations(first: 20, filter: {lifecycle: ALL}) { nodes { code experts(first: 40) { totalCount nodes { id } } \
        groups(first: 20) { totalCount nodes { id } } } } countries { nodes { code groups(first: 20) { totalCount nodes { id } } } } }";
    let data = case.graphql(query, json!({})).await?;
    let groups = "{ groups(first: 20) { nodes { id members(first: 40) { totalCount nodes { id } } } } }";
    let groups = case.graphql(groups, json!({})).await?;
    for list in [&data["organisations"], &data["countries"], &groups["groups"]] {
        counted_as_shown("a list", list)?;
    }
    let nested = |list: &Value, part: &str| -> BTreeSet<String> {
        let list = list["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
        list.iter().flat_map(|one| ids(&one[part]["nodes"])).collect()
    };
    let present = |thing| match thing {
        Thing::Expert(n) => case.drawn.post_runs(n, case.day),
        _ => false,
    };
    case.same("organisations.experts", &nested(&data["organisations"], "experts"), &case.seen(present))?;
    // A group is told of a party to those who see both the group and that the party is in it.
    let holds = |thing: Thing, fits: fn(Party) -> bool| match thing {
        Thing::Group(n) => case.drawn.groups[n].members.iter().enumerate().any(|(m, (party, _))| {
            fits(*party) && case.drawn.is_member(n, m, case.day) && case.sees(Thing::Membership(n, m))
        }),
        _ => false,
    };
    let of_bodies = case.seen(|thing| holds(thing, |party| matches!(party, Party::Body(_))));
    case.same("organisations.groups", &nested(&data["organisations"], "groups"), &of_bodies)?;
    let of_countries = case.seen(|thing| holds(thing, |party| matches!(party, Party::Country(_))));
    case.same("countries.groups", &nested(&data["countries"], "groups"), &of_countries)?;
    let member = |thing| match thing {
        Thing::Membership(n, m) => case.drawn.is_member(n, m, case.day) && case.sees(Thing::Group(n)),
        _ => false,
    };
    case.same("groups.members", &nested(&groups["groups"], "members"), &case.seen(member))
}

/// No relation counts more than it shows, at any depth, where all of it fits on its page.
fn counted_as_shown(of: &str, shown: &Value) -> Found {
    match shown {
        Value::Object(fields) => {
            let rows = fields.get("nodes").and_then(Value::as_array).map_or(0, Vec::len);
            match fields.get("totalCount") {
                Some(counted) if *counted != json!(rows) => Err(format!("{of} counted {counted} and showed {rows}")),
                _ => fields.iter().try_for_each(|(name, value)| counted_as_shown(&format!("{of}.{name}"), value)),
            }
        }
        Value::Array(rows) => rows.iter().try_for_each(|row| counted_as_shown(of, row)),
        _ => Ok(()),
    }
}

pub async fn countries_and_bodies(case: &Case<'_>) -> Found {
    let (countries, bodies) =
        (case.seen(|thing| matches!(thing, Thing::Country(_))), case.seen(|thing| matches!(thing, Thing::Body(_))));
    case.list("/v1/countries", 2, &countries).await?;
    case.list("/v1/organisations?lifecycle=ALL", 4, &bodies).await?;
    for code in case.some(&COUNTRIES, 1) {
        for path in ["", "/history"].map(|more| format!("/v1/countries/{code}{more}")) {
            if case.get(&path).await.status != 200 {
                return Err(format!("{path} is hidden"));
            }
        }
        let data =
            case.graphql("query($code: String!) { country(code: $code) { code } }", json!({ "code": code })).await?;
        if data["country"]["code"] != json!(code) {
            return Err(format!("country({code}) is {}", data["country"]));
        }
    }
    let all: Vec<Thing> = case.things().filter(|thing| matches!(thing, Thing::Body(_))).collect();
    for thing in case.some(&all, 2) {
        one(case, thing, "/v1/organisations").await?;
        history(case, thing, "/v1/organisations").await?;
    }
    let query = "query($id: UUID!) { organisation(id: $id) { id } countries(first: 10) { nodes { id } } organisationsOn(day: \"2026-03-02\", first: 20) { nodes { organisationId } } }";
    let data = case.graphql(query, json!({ "id": case.id(Thing::Body(1)) })).await?;
    case.same("countries", &ids(&data["countries"]["nodes"]).into_iter().collect(), &countries)?;
    let on = of(&data["organisationsOn"]["nodes"], "organisationId").into_iter().collect();
    case.same("organisationsOn", &on, &bodies)
}

pub async fn competences(case: &Case<'_>) -> Found {
    let expected = case.seen(|thing| matches!(thing, Thing::Topic(_)));
    case.list("/v1/competences", 2, &expected).await?;
    let data = case.graphql("{ competences(first: 10) { nodes { id } } }", json!({})).await?;
    case.same("competences", &ids(&data["competences"]["nodes"]).into_iter().collect(), &expected)?;
    one(case, Thing::Topic(0), "/v1/competences").await?;
    history(case, Thing::Topic(0), "/v1/competences").await
}

/// Appointments are PUBLIC as functions; the person is named to those who see the expert.
pub async fn who_speaks(case: &Case<'_>) -> Found {
    let expected = case.seen(|thing| matches!(thing, Thing::Appointment(_)));
    let path = "/v1/focal-points?lifecycle=ALL";
    case.list(path, 2, &expected).await?;
    let query = "{ focalPoints(first: 50, lifecycle: ALL) { nodes { id expert { id } } } }";
    let data = case.graphql(query, json!({})).await?["focalPoints"].clone();
    case.same("focalPoints", &ids(&data["nodes"]).into_iter().collect(), &expected)?;
    let over_rest = case.get(&format!("{path}&first=50")).await;
    for list in [&data["nodes"], &over_rest.body["items"]] {
        for shown in list.as_array().into_iter().flatten() {
            let thing = case.things().find(|thing| shown["id"] == json!(case.id(*thing)));
            let Some(Thing::Appointment(n)) = thing else { return Err(format!("{shown} is no appointment")) };
            if shown["expert"].is_null() == case.sees(Thing::Expert(n)) {
                return Err(format!("the appointment of Person({n}) shows {}", shown["expert"]));
            }
        }
    }
    for thing in case.things().filter(|thing| matches!(thing, Thing::Appointment(_))).take(2) {
        one(case, thing, "/v1/focal-points").await?;
        let data =
            case.graphql("query($id: UUID!) { focalPoint(id: $id) { id } }", json!({ "id": case.id(thing) })).await?;
        if data["focalPoint"].is_null() {
            return Err(format!("focalPoint({thing:?}) is hidden"));
        }
    }
    let coverage = case.get("/v1/focal-points/coverage").await;
    let graphql = case.graphql("{ focalPointCoverage { __typename } }", json!({})).await?;
    match coverage.status == 200 && !graphql["focalPointCoverage"].is_null() {
        true => Ok(()),
        false => Err(format!("the coverage answered {} {}", coverage.status, coverage.body)),
    }
}
