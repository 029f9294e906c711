//! The only queries on item, party, topics and countries of items.

use std::collections::HashMap;

use entity::vocabulary::{ItemKind, ItemState, PartyKind};
use entity::{item, item_country, item_topic, party};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::audiences::party_set;
use super::written::written_kinds;
use super::{Release, store_many};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Actor, Decision, PartySet, Permit, Rows, Target, decide, visible};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::any_order::same_in_any_order;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const ITEMS: u8 = Rows::Items as u8;
/// Most items that one look of the job publishes; the rest follows with the next.
const DUE_AT_ONCE: u64 = 200;

/// One item's row, if the actor sees it. Every "one" of every slice begins here.
pub(crate) async fn one(ctx: &Ctx, id: Uuid) -> Result<item::Model> {
    find(ctx.db(), &ctx.actor, id).await?.ok_or_else(Error::not_found)
}

/// The same, where nothing to be seen is no error.
pub(crate) async fn find(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Option<item::Model>> {
    let sight = if broken(Rule::OneUnderSight) { Condition::all() } else { visible(actor) };
    Ok(item::Entity::find_by_id(id).filter(sight).one(db).await?)
}

/// One item's row, if the actor sees it and it is of the kind: an id of another kind is nothing here.
pub(crate) async fn one_of(ctx: &Ctx, kind: ItemKind, id: Uuid) -> Result<item::Model> {
    let row = one(ctx, id).await?;
    if row.kind == kind { Ok(row) } else { Err(Error::not_found()) }
}

/// The same inside a unit, as its actor sees it now.
pub(crate) async fn one_in(unit: &Unit, id: Uuid) -> Result<item::Model> {
    find(unit.tx(), unit.actor(), id).await?.ok_or_else(Error::not_found)
}

/// Those of the items that the actor sees.
pub(crate) async fn seen(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, item::Model>> {
    let rows = item::Entity::find()
        .filter(item::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(&ctx.actor))
        .all(ctx.db())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// An item's row, whoever asks: for a step whose permit entails it.
pub(crate) async fn row<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<item::Model> {
    permit.writes::<ITEMS>();
    item::Entity::find_by_id(id).one(unit.tx()).await?.ok_or_else(|| Error::internal(format!("item {id} is missing")))
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: item::Model) -> Result<()> {
    permit.writes::<ITEMS>();
    let (kind, seen_by) = (row.kind, row.seen_by);
    item::Entity::insert(item::ActiveModel::from(row).reset_all()).exec_without_returning(unit.tx()).await?;
    store_many::note_audiences(unit, permit, kind, &[seen_by]).await
}

pub(super) async fn update<A: ActType>(unit: &Unit, permit: &Permit<A>, row: item::ActiveModel) -> Result<item::Model> {
    permit.writes::<ITEMS>();
    let after = row.update(unit.tx()).await?;
    store_many::note_audiences(unit, permit, after.kind, &[after.seen_by]).await?;
    Ok(after)
}

/// Deletes a draft's row and what hangs on it. The kind's own table goes first.
pub(crate) async fn delete_draft<A: ActType>(unit: &mut Unit, permit: &Permit<A>, row: &item::Model) -> Result<()> {
    permit.writes::<ITEMS>();
    permit.covers(row.id)?;
    super::openings::store::delete_of(unit.tx(), row.id).await?;
    item_topic::Entity::delete_many().filter(item_topic::Column::ItemId.eq(row.id)).exec(unit.tx()).await?;
    item_country::Entity::delete_many().filter(item_country::Column::ItemId.eq(row.id)).exec(unit.tx()).await?;
    item::Entity::delete_by_id(row.id).exec(unit.tx()).await?;
    unit.changed(row.id, row.kind, Some(row.seen_by), None, row.revision);
    Ok(())
}

/// What an item waits for.
pub(super) async fn release_of(db: &impl ConnectionTrait, row: &item::Model) -> Result<Release> {
    let asked = match row.asked {
        Some(id) => Some(party_set(db, id).await?),
        None => None,
    };
    Ok(Release { asked, publish_at: row.publish_at.map(Timestamp::from_micros), released_by: row.released_by })
}

/// Ids of scheduled items whose time has come, the longest due first.
pub(super) async fn due(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Uuid>> {
    let rows = item::Entity::find()
        .filter(item::Column::State.eq(ItemState::Scheduled))
        .filter(item::Column::PublishAt.lte(now.micros()))
        .order_by_asc(item::Column::PublishAt)
        .order_by_asc(item::Column::Id)
        .limit(DUE_AT_ONCE)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// An item's row before sight, if there is one: for an act that shows nothing of it, and for the
/// word on something proposed that is not seen by itself.
pub(super) async fn unseen<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<Option<item::Model>> {
    permit.writes::<ITEMS>();
    Ok(item::Entity::find_by_id(id).one(unit.tx()).await?)
}

/// An item's row for somebody who does not see it, where `act` is done before sight and theirs to do; else it is
/// nothing to them.
pub(crate) async fn before_sight(ctx: &Ctx, act: Act, id: Uuid) -> Result<item::Model> {
    let target = Target { id: Some(id), ..Target::none("ITEM") };
    let before = matches!(act, Act::BreakGlass | Act::PurgeItem | Act::ReadItemAccess);
    if !before || matches!(decide(&ctx.actor, act, &target), Decision::Refused(_)) {
        return Err(Error::not_found());
    }
    beside(ctx.db(), &[id]).await?.remove(&id).ok_or_else(Error::not_found)
}

/// Whether an item is published: neither waiting for a word nor withdrawn.
pub(crate) async fn is_published(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let row = item::Entity::find_by_id(id).one(db).await?;
    Ok(row.is_some_and(|row| row.state == ItemState::Published))
}

/// Rows of items, for those who were found to see something beside them: owner and kind are shown.
pub(super) async fn beside(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, item::Model>> {
    let rows = item::Entity::find().filter(item::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Empties what hangs on an item of whatever kind: policy fields, countries, words, other systems' ids.
pub(super) async fn empty<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.covers(id)?;
    set_subjects(unit, permit, id, &[], &[]).await?;
    set_words(unit, permit, id, &[]).await?;
    set_external_ids(unit, permit, id, &[]).await?;
    Ok(())
}

/// Makes a party, with its keepers' party where it has keepers.
pub(crate) async fn insert_party<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, kind: PartyKind) -> Result<()> {
    permit.writes::<ITEMS>();
    let mut rows = vec![party::ActiveModel { id: Set(id), kind: Set(kind) }];
    if matches!(kind, PartyKind::Country | PartyKind::Group | PartyKind::Organisation) {
        rows.push(party::ActiveModel { id: Set(entity::ids::keepers_of(id)), kind: Set(PartyKind::Keepers) });
    }
    party::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Kinds of parties by id.
pub(crate) async fn party_kinds(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, PartyKind>> {
    let rows = party::Entity::find().filter(party::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.kind)).collect())
}

/// Replaces the policy fields and countries of an item.
pub(crate) async fn set_subjects<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    topics: &[Uuid],
    countries: &[Uuid],
) -> Result<()> {
    permit.writes::<ITEMS>();
    item_topic::Entity::delete_many().filter(item_topic::Column::ItemId.eq(id)).exec(unit.tx()).await?;
    item_country::Entity::delete_many().filter(item_country::Column::ItemId.eq(id)).exec(unit.tx()).await?;
    if topics.is_empty() && countries.is_empty() {
        return Ok(());
    }
    let item = row(unit, permit, id).await?;
    let of = |ids: &[Uuid]| ids.iter().map(|other| (&item, *other)).collect::<Vec<_>>();
    store_many::insert_subjects(unit, permit, &of(topics), &of(countries)).await
}

/// Folded words of an item's names, for `q=`: replaces those it had.
pub(crate) async fn set_words<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, words: &[String]) -> Result<()> {
    permit.writes::<ITEMS>();
    entity::item_word::Entity::delete_many().filter(entity::item_word::Column::ItemId.eq(id)).exec(unit.tx()).await?;
    let rows: Vec<_> =
        words.iter().map(|word| entity::item_word::ActiveModel { word: Set(word.clone()), item_id: Set(id) }).collect();
    if !rows.is_empty() {
        entity::item_word::Entity::insert_many(rows)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(unit.tx())
            .await?;
    }
    Ok(())
}

/// What other systems call an item: replaces what was there. Returns whether that was something else.
pub(crate) async fn set_external_ids<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    ids: &[(String, String)],
) -> Result<bool> {
    permit.writes::<ITEMS>();
    use entity::external_id::{ActiveModel, Column, Entity};
    let known = Entity::find().filter(Column::ItemId.eq(id)).all(unit.tx()).await?;
    let known: Vec<_> = known.into_iter().map(|row| (row.system, row.value)).collect();
    if same_in_any_order(&known, ids) {
        return Ok(false);
    }
    Entity::delete_many().filter(Column::ItemId.eq(id)).exec(unit.tx()).await?;
    let rows: Vec<_> = ids
        .iter()
        .map(|(system, value)| ActiveModel { item_id: Set(id), system: Set(system.clone()), value: Set(value.clone()) })
        .collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(true)
}

/// What other systems call each of the items.
pub(crate) async fn external_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<(String, String)>>> {
    use entity::external_id::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::ItemId.is_in(ids.iter().copied()))
        .order_by_asc(Column::System)
        .order_by_asc(Column::Value)
        .all(ctx.db())
        .await?;
    let mut by_item: HashMap<Uuid, Vec<(String, String)>> = HashMap::new();
    for row in rows {
        by_item.entry(row.item_id).or_default().push((row.system, row.value));
    }
    Ok(by_item)
}

/// How many rows a select of seen things has, counted up to one past [`crate::kit::page::COUNTED`].
pub(crate) async fn count(db: &impl ConnectionTrait, mut select: sea_orm::sea_query::SelectStatement) -> Result<u64> {
    use sea_orm::sea_query::{Expr, Func, Query};
    select.clear_order_by().limit(crate::kit::page::COUNTED + 1);
    let counting = Query::select().expr_as(Func::count(Expr::val(1)), "n").from_subquery(select, "counted").to_owned();
    let row = db.query_one(&counting).await?.ok_or_else(|| Error::internal("a count without a row"))?;
    let n: i64 = row.try_get("", "n")?;
    Ok(u64::try_from(n).unwrap_or_default())
}

/// The same for each parent of a relation, in one statement; what has none is left out. The page of each
/// parent looks at all of its rows, so counting them costs no more.
pub(crate) async fn count_each(
    db: &impl ConnectionTrait,
    mut select: sea_orm::sea_query::SelectStatement,
    parent: (&'static str, &'static str),
) -> Result<HashMap<Uuid, u64>> {
    use sea_orm::sea_query::{Expr, Func, Query};
    select.clear_selects().clear_order_by().expr_as(Expr::col(parent), "parent");
    let counting = Query::select()
        .column(("counted", "parent"))
        .expr_as(Func::count(Expr::val(1)), "n")
        .from_subquery(select, "counted")
        .group_by_col(("counted", "parent"))
        .to_owned();
    let mut counts = HashMap::new();
    for row in db.query_all(&counting).await? {
        let n: i64 = row.try_get("", "n")?;
        counts.insert(row.try_get("", "parent")?, u64::try_from(n).unwrap_or_default());
    }
    Ok(counts)
}

/// Whether a group whose members the actor may not see is among those to whom an item is shown, in whose name it
/// stands, or whose word on it is `asked`: the answers of `explain` about others would tell who is in it or keeps it.
pub(crate) async fn hangs_on_hidden_group(ctx: &Ctx, row: &item::Model, asked: &PartySet) -> Result<bool> {
    let seen_by = party_set(ctx.db(), row.seen_by).await?;
    let declared = match row.audience {
        Some(audience) => party_set(ctx.db(), audience).await?,
        None => PartySet::default(),
    };
    // Not as one set: in that, NETWORK would stand for all of them.
    let parties = [&seen_by, &declared, asked].into_iter().flat_map(|set| set.parties()).chain([row.owner]);
    Ok(!super::store_parts::opaque_groups(ctx.db(), &ctx.actor, parties).await?.is_empty())
}

/// How many items that people write stand in the name of a body, country or group.
pub(crate) async fn owned(db: &impl ConnectionTrait, owner: Uuid) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    let written = item::Entity::find()
        .filter(item::Column::Owner.eq(owner))
        .filter(item::Column::Kind.is_in(written_kinds()))
        .filter(item::Column::State.ne(ItemState::Purged));
    Ok(written.count(db).await?)
}

/// More folded words by which `q=` finds an item; those it had stay.
pub(crate) async fn add_words<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, words: &[String]) -> Result<()> {
    use entity::item_word::{ActiveModel, Column, Entity};
    permit.writes::<ITEMS>();
    let known = Entity::find().filter(Column::ItemId.eq(id)).all(unit.tx()).await?;
    let mut new: Vec<&String> = words.iter().filter(|word| !known.iter().any(|row| row.word == **word)).collect();
    new.sort_unstable();
    new.dedup();
    let rows: Vec<_> = new.into_iter().map(|word| ActiveModel { word: Set(word.clone()), item_id: Set(id) }).collect();
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}
