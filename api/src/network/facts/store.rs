//! The only queries on facts. A fact is seen with its item: whoever calls has asked sight first.

use std::collections::HashMap;

use entity::fact::{ActiveModel, Column, Entity, Model};
use entity::item;
use entity::vocabulary::FactKind;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const FACTS: u8 = Rows::Facts as u8;

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: Vec<Model>) -> Result<()> {
    permit.writes::<FACTS>();
    if !rows.is_empty() {
        Entity::insert_many(rows.into_iter().map(ActiveModel::from)).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

pub(super) async fn supersede<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: Uuid,
    kinds: &[FactKind],
) -> Result<()> {
    permit.writes::<FACTS>();
    Entity::update_many()
        .set(ActiveModel { until_seq: Set(Some(unit.seq())), ..Default::default() })
        .filter(Column::ItemId.eq(item))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Column::UntilSeq.is_null())
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// What is superseded by nothing, in order of time, then of statement.
fn said_today(items: &[Uuid], kinds: &[FactKind]) -> Select<Entity> {
    Entity::find()
        .filter(Column::ItemId.is_in(items.iter().copied()))
        .filter(Column::Kind.is_in(kinds.iter().copied()))
        .filter(Column::UntilSeq.is_null())
        .order_by_asc(Column::FromDay)
        .order_by_asc(Column::Id)
}

/// What the network says today about each of the items, in some kinds of fact: whatever its dates,
/// or only what holds on a day. In order of time, then of statement.
pub(crate) async fn of_items(
    db: &impl ConnectionTrait,
    items: &[Uuid],
    kinds: &[FactKind],
    as_of: Option<Day>,
) -> Result<HashMap<Uuid, Vec<Model>>> {
    let mut query = said_today(items, kinds);
    if let Some(day) = as_of {
        query = query.filter(Column::FromDay.lte(day.number())).filter(Column::ToDay.gte(day.number()));
    }
    let rows = query.all(db).await?;
    let mut by_item: HashMap<Uuid, Vec<Model>> = HashMap::new();
    for row in rows {
        by_item.entry(row.item_id).or_default().push(row);
    }
    Ok(by_item)
}

/// A fact, with the revision of its item at the same instant.
#[derive(FromQueryResult)]
struct OfRevision {
    revision: i32,
    #[sea_orm(nested)]
    fact: Model,
}

/// What [`of_items`] tells in one kind of fact or another, by item and revision: each change of what is
/// said about an item is a revision of it, so this never changes under its key.
pub(crate) async fn of_revisions(
    db: &impl ConnectionTrait,
    items: &[Uuid],
    kinds: &[FactKind],
) -> Result<HashMap<(Uuid, i32), Vec<Model>>> {
    let rows = said_today(items, kinds)
        .join(JoinType::InnerJoin, Entity::belongs_to(item::Entity).from(Column::ItemId).to(item::Column::Id).into())
        .column(item::Column::Revision)
        .into_model::<OfRevision>()
        .all(db)
        .await?;
    let mut by_revision: HashMap<(Uuid, i32), Vec<Model>> = HashMap::new();
    for OfRevision { revision, fact } in rows {
        by_revision.entry((fact.item_id, revision)).or_default().push(fact);
    }
    Ok(by_revision)
}

/// Everything the network ever said about the items, superseded statements included.
pub(super) async fn ever(db: &impl ConnectionTrait, items: &[Uuid]) -> Result<Vec<Model>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find()
        .filter(Column::ItemId.is_in(items.iter().copied()))
        .order_by_asc(Column::SinceSeq)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The instants of units of the ledger, by number.
pub(super) async fn instants(db: &impl ConnectionTrait, units: &[i64]) -> Result<HashMap<i64, Timestamp>> {
    use entity::ledger_record::{Column as Record, Entity as Records};
    if units.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(i64, i64)> = Records::find()
        .select_only()
        .columns([Record::Seq, Record::At])
        .filter(Record::Seq.is_in(units.iter().copied()))
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(seq, at)| (seq, Timestamp::from_micros(at))).collect())
}

/// One statement.
pub(super) async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Supersedes one statement.
pub(super) async fn supersede_one<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<FACTS>();
    Entity::update(ActiveModel { id: Set(id), until_seq: Set(Some(unit.seq())), ..Default::default() })
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// How many statements of a kind stand about an item.
pub(super) async fn number_of<A: ActType>(unit: &Unit, permit: &Permit<A>, item: Uuid, kind: FactKind) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    permit.writes::<FACTS>();
    let standing =
        Entity::find().filter(Column::ItemId.eq(item)).filter(Column::Kind.eq(kind)).filter(Column::UntilSeq.is_null());
    Ok(standing.count(unit.tx()).await?)
}
