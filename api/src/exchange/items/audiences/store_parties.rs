//! The only queries by which parties are found and named, all under the reader's sight: a country,
//! organisation or group by itself, a post by its expert, a partner system by its organisation.

use std::collections::HashMap;

use entity::ids::kept_by;
use entity::vocabulary::PartyKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::resolve::FoundParty;
use crate::access::{Actor, PartySet, visible};
use crate::error::Result;
use crate::exchange::items::store::party_kinds;
use crate::kit::timestamp::Timestamp;

/// A country, organisation or group with its code.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::exchange) struct Named {
    pub id: Uuid,
    pub code: Option<String>,
}

/// What was found of each kind.
pub(super) struct NamedByKind {
    pub countries: Vec<Named>,
    pub organisations: Vec<Named>,
    pub groups: Vec<Named>,
}

/// A post, and whether it runs.
#[derive(Clone, Copy, Debug)]
pub(super) struct FoundPost {
    pub id: Uuid,
    pub expert_id: Uuid,
    pub present: bool,
}

#[derive(FromQueryResult)]
struct PostRow {
    id: Uuid,
    expert_id: Uuid,
    valid_until: Option<i64>,
    counts_from: Option<i64>,
    ended_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct NameRow {
    id: Uuid,
    name: String,
}

fn seen_of(actor: &Actor, kind: PartyKind) -> (SelectStatement, &'static str) {
    let table = match kind {
        PartyKind::Country => "country",
        PartyKind::Group => "network_group",
        PartyKind::Organisation
        | PartyKind::Public
        | PartyKind::Network
        | PartyKind::Officials
        | PartyKind::Registry
        | PartyKind::Post
        | PartyKind::Partner
        | PartyKind::Keepers => "organisation",
    };
    let select = Query::select()
        .columns([(table, "id"), (table, "code")])
        .from(table)
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals((table, "id")))
        .cond_where(visible(actor))
        .to_owned();
    (select, table)
}

/// The code as it is kept: a country's in capitals, any other in small letters, however a client writes it.
fn as_kept(kind: PartyKind, code: &str) -> String {
    if kind == PartyKind::Country { code.to_ascii_uppercase() } else { code.to_ascii_lowercase() }
}

/// Those of the ids and codes of one kind that the actor sees; codes in capitals or not.
pub(in crate::exchange) async fn named(
    db: &impl ConnectionTrait,
    actor: &Actor,
    kind: PartyKind,
    ids: &[Uuid],
    codes: &[String],
) -> Result<Vec<Named>> {
    if ids.is_empty() && codes.is_empty() {
        return Ok(Vec::new());
    }
    let (mut select, table) = seen_of(actor, kind);
    let mut which = Condition::any();
    if !ids.is_empty() {
        which = which.add(Expr::col((table, "id")).is_in(ids.iter().copied()));
    }
    if !codes.is_empty() {
        which = which.add(Expr::col((table, "code")).is_in(codes.iter().map(|code| as_kept(kind, code))));
    }
    select.cond_where(which);
    Ok(Named::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The codes of the parties that the actor holds and sees, for errors that name the nearest ones.
pub(in crate::exchange) async fn codes_of_parties(
    db: &impl ConnectionTrait,
    actor: &Actor,
    kinds: &[PartyKind],
) -> Result<Vec<String>> {
    let own: Vec<Uuid> = actor.parties().parties().collect();
    let mut codes = Vec::new();
    for kind in kinds {
        codes.extend(named(db, actor, *kind, &own, &[]).await?.into_iter().filter_map(|party| party.code));
    }
    Ok(codes)
}

/// All codes of one kind that the actor sees, for errors that name the nearest ones.
pub(in crate::exchange) async fn codes(
    db: &impl ConnectionTrait,
    actor: &Actor,
    kind: PartyKind,
) -> Result<Vec<String>> {
    let (select, _) = seen_of(actor, kind);
    let rows = Named::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().filter_map(|row| row.code).collect())
}

/// A country, organisation or group that the actor sees, as it stands.
#[derive(Clone, Debug, FromQueryResult)]
pub(in crate::exchange) struct SeenThing {
    pub id: Uuid,
    pub code: Option<String>,
    pub revision: i32,
}

/// Those countries, organisations and groups that the actor sees.
pub(in crate::exchange) async fn seen_things(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, SeenThing>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let code = |table: &'static str| Expr::col((table, "code"));
    let mut select = Query::select()
        .columns([("item", "id"), ("item", "revision")])
        .expr_as(
            Expr::case(code("country").is_not_null(), code("country"))
                .case(code("organisation").is_not_null(), code("organisation"))
                .finally(code("network_group")),
            "code",
        )
        .from("item")
        .cond_where(visible(actor))
        .and_where(Expr::col(("item", "id")).is_in(ids.iter().copied()))
        .to_owned();
    for table in ["country", "organisation", "network_group"] {
        select.join(JoinType::LeftJoin, table, Expr::col((table, "id")).equals(("item", "id")));
    }
    let rows = SeenThing::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The countries, groups and organisations among some parties that the actor does not see, and the keepers of such.
pub(super) async fn unseen(db: &impl ConnectionTrait, actor: &Actor, parties: &PartySet) -> Result<Vec<FoundParty>> {
    let ids: Vec<Uuid> = parties.parties().collect();
    let kinds = party_kinds(db, &ids).await?;
    let thing = |id: Uuid, kind: PartyKind| match kind {
        PartyKind::Country | PartyKind::Group | PartyKind::Organisation => Some(id),
        PartyKind::Keepers => Some(kept_by(id)),
        PartyKind::Public
        | PartyKind::Network
        | PartyKind::Officials
        | PartyKind::Registry
        | PartyKind::Post
        | PartyKind::Partner => None,
    };
    let things: Vec<Uuid> = kinds.iter().filter_map(|(id, kind)| thing(*id, *kind)).collect();
    let seen = seen_things(db, actor, &things).await?;
    let hidden = |id: Uuid, kind: PartyKind| thing(id, kind).is_some_and(|thing| !seen.contains_key(&thing));
    Ok(kinds.into_iter().filter(|(id, kind)| hidden(*id, *kind)).map(|(id, kind)| FoundParty { id, kind }).collect())
}

/// Posts by their ids, and those that experts hold now, where the expert is seen.
pub(super) async fn posts(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    posts: &[Uuid],
    experts: &[Uuid],
) -> Result<Vec<FoundPost>> {
    if posts.is_empty() && experts.is_empty() {
        return Ok(Vec::new());
    }
    let select = Query::select()
        .columns(["id", "expert_id", "valid_until", "counts_from", "ended_at"].map(|column| ("post", column)))
        .from("post")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("post", "expert_id")))
        .cond_where(visible(actor))
        .cond_where(
            Condition::any()
                .add(Expr::col(("post", "id")).is_in(posts.iter().copied()))
                .add(Expr::col(("post", "expert_id")).is_in(experts.iter().copied())),
        )
        .to_owned();
    let rows = PostRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    let now = now.micros();
    let runs = |row: &PostRow| {
        row.counts_from.is_some_and(|from| from <= now)
            && row.valid_until.is_none_or(|until| until > now)
            && row.ended_at.is_none_or(|at| at > now)
    };
    Ok(rows.iter().map(|row| FoundPost { id: row.id, expert_id: row.expert_id, present: runs(row) }).collect())
}

/// Names of the experts who hold posts, where the expert is seen.
pub(super) async fn names_of_posts(
    db: &impl ConnectionTrait,
    actor: &Actor,
    posts: &[Uuid],
) -> Result<HashMap<Uuid, String>> {
    if posts.is_empty() {
        return Ok(HashMap::new());
    }
    let select = Query::select()
        .column(("post", "id"))
        .column(("expert", "name"))
        .from("post")
        .join(JoinType::InnerJoin, "expert", Expr::col(("expert", "id")).equals(("post", "expert_id")))
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("expert", "id")))
        .cond_where(visible(actor))
        .and_where(Expr::col(("post", "id")).is_in(posts.iter().copied()))
        .to_owned();
    let rows = NameRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
