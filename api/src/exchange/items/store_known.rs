//! What is looked up once and known from then on, since it never changes under its key: the kind of a
//! party, the parties of an audience, what a revision of an item is about, how one of a country, body or
//! group is named. Never what somebody may see
//! or do. Only what is committed is remembered, so all of it is read outside of units.

use std::collections::HashMap;
use std::sync::Arc;

use entity::vocabulary::{FactKind, PartyKind};
use entity::{fact, item};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement, UnionType};
use uuid::Uuid;

use super::audiences::party_sets as party_sets_of;
use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::remembered::Remembered;
use crate::network::facts::store::of_revisions;

/// What is known of items, whoever asks.
#[derive(Debug, Default)]
pub struct Known {
    kinds: Remembered<Uuid, PartyKind>,
    audiences: Remembered<i64, Arc<[Uuid]>>,
    subjects: Remembered<(Uuid, i32), Arc<Subjects>>,
    names: Remembered<(Uuid, i32), Arc<[fact::Model]>>,
}

/// Codes of the policy fields and countries of one revision of an item, sorted. Policy fields and
/// countries are PUBLIC: their codes are shown to whoever sees the item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Subjects {
    pub topics: Vec<String>,
    pub countries: Vec<String>,
}

/// Those of the keys that are not known, and the values of those that are.
fn split<K: Copy + Eq + std::hash::Hash, V: Clone>(memory: &Remembered<K, V>, keys: &[K]) -> (HashMap<K, V>, Vec<K>) {
    let known: HashMap<K, V> = keys.iter().filter_map(|key| Some((*key, memory.get(key)?))).collect();
    let missing = keys.iter().copied().filter(|key| !known.contains_key(key)).collect();
    (known, missing)
}

/// Kinds of parties by id.
pub(super) async fn party_kinds(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, PartyKind>> {
    let memory = &ctx.world.known.kinds;
    let (mut known, missing) = split(memory, ids);
    if !missing.is_empty() {
        for (id, kind) in store::party_kinds(ctx.db(), &missing).await? {
            memory.put(id, kind);
            known.insert(id, kind);
        }
    }
    Ok(known)
}

/// The parties of audiences.
pub(super) async fn party_sets(ctx: &Ctx, ids: &[i64]) -> Result<HashMap<i64, Arc<[Uuid]>>> {
    let memory = &ctx.world.known.audiences;
    let (mut known, missing) = split(memory, ids);
    if !missing.is_empty() {
        for (id, parties) in party_sets_of(ctx.db(), &missing).await? {
            let parties: Arc<[Uuid]> = parties.into();
            memory.put(id, Arc::clone(&parties));
            known.insert(id, parties);
        }
    }
    Ok(known)
}

/// What is said of the names of things, whatever its dates, of revisions that the reader was found to
/// see. Of what has another revision by now, that.
pub(super) async fn names(
    ctx: &Ctx,
    things: impl Iterator<Item = (Uuid, i32)>,
) -> Result<HashMap<Uuid, Arc<[fact::Model]>>> {
    let memory = &ctx.world.known.names;
    let (known, missing) = split(memory, &things.collect::<Vec<_>>());
    let mut all: HashMap<Uuid, Arc<[fact::Model]>> = known.into_iter().map(|((id, _), said)| (id, said)).collect();
    if !missing.is_empty() {
        let ids: Vec<Uuid> = missing.iter().map(|(id, _)| *id).collect();
        for (key, said) in of_revisions(ctx.db(), &ids, &[FactKind::Name, FactKind::NativeName]).await? {
            let said: Arc<[fact::Model]> = said.into();
            memory.put(key, Arc::clone(&said));
            all.insert(key.0, said);
        }
    }
    Ok(all)
}

#[derive(FromQueryResult)]
struct Coded {
    id: Uuid,
    revision: i32,
    code: Option<String>,
    is_topic: bool,
}

/// What each of the items is about. What is read beside another revision than that of the row is
/// shown, and not remembered.
pub(super) async fn subjects(ctx: &Ctx, items: &[item::Model]) -> Result<HashMap<Uuid, Arc<Subjects>>> {
    let memory = &ctx.world.known.subjects;
    let keys: Vec<(Uuid, i32)> = items.iter().map(|row| (row.id, row.revision)).collect();
    let (known, missing) = split(memory, &keys);
    let mut all: HashMap<Uuid, Arc<Subjects>> = known.into_iter().map(|((id, _), subjects)| (id, subjects)).collect();
    if missing.is_empty() {
        return Ok(all);
    }
    let ids: Vec<Uuid> = missing.iter().map(|(id, _)| *id).collect();
    let mut select = codes(&ids, "item_topic", "competence_id", "competence", "1 = 1");
    select.union(UnionType::All, codes(&ids, "item_country", "country_id", "country", "1 = 0"));
    let rows = Coded::find_by_statement(ctx.db().get_database_backend().build(&select)).all(ctx.db()).await?;
    let mut found: HashMap<(Uuid, i32), Subjects> = HashMap::new();
    for row in rows {
        let subjects = found.entry((row.id, row.revision)).or_default();
        let codes = if row.is_topic { &mut subjects.topics } else { &mut subjects.countries };
        codes.extend(row.code);
    }
    for (key, mut subjects) in found {
        subjects.topics.sort_unstable();
        subjects.countries.sort_unstable();
        let subjects = Arc::new(subjects);
        memory.put(key, Arc::clone(&subjects));
        all.insert(key.0, subjects);
    }
    Ok(all)
}

/// One row at least for each item, in one statement with its revision.
fn codes(
    ids: &[Uuid],
    table: &'static str,
    column: &'static str,
    of: &'static str,
    is_topic: &'static str,
) -> SelectStatement {
    Query::select()
        .columns([("item", "id"), ("item", "revision")])
        .expr_as(Expr::col((of, "code")), "code")
        .expr_as(Expr::cust(format!("({is_topic})")), "is_topic")
        .from("item")
        .join(JoinType::LeftJoin, table, Expr::col((table, "item_id")).equals(("item", "id")))
        .join(JoinType::LeftJoin, of, Expr::col((of, "id")).equals((table, column)))
        .and_where(Expr::col(("item", "id")).is_in(ids.iter().copied()))
        .to_owned()
}
