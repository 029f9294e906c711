//! The queries that write many items at once: what one act brings in, in a few statements, whatever
//! the number.

use std::collections::{BTreeMap, BTreeSet};

use entity::vocabulary::ItemKind;
use entity::{item, item_country, item_topic};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::{Error, Result};
use crate::kit::database::{placed, sql};
use crate::ledger::Unit;

const ITEMS: u8 = Rows::Items as u8;
/// Rows of one statement: SQLite takes 32,766 parameters, and an item has sixteen.
const AT_ONCE: usize = 1_000;

pub(super) async fn insert_all<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: &[item::Model]) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in rows.chunks(AT_ONCE) {
        let rows = chunk.iter().cloned().map(|row| item::ActiveModel::from(row).reset_all());
        item::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    note_all_audiences(unit, permit, rows).await
}

async fn note_all_audiences<A: ActType>(unit: &Unit, permit: &Permit<A>, rows: &[item::Model]) -> Result<()> {
    let mut seen_by: BTreeMap<&str, (ItemKind, BTreeSet<i64>)> = BTreeMap::new();
    for row in rows {
        seen_by.entry(row.kind.word()).or_insert_with(|| (row.kind, BTreeSet::new())).1.insert(row.seen_by);
    }
    for (kind, audiences) in seen_by.into_values() {
        note_audiences(unit, permit, kind, &audiences.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// The rows of items, in order of id.
pub(super) async fn rows<A: ActType>(unit: &Unit, permit: &Permit<A>, ids: &[Uuid]) -> Result<Vec<item::Model>> {
    permit.writes::<ITEMS>();
    let mut rows = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(AT_ONCE) {
        let some = item::Entity::find().filter(item::Column::Id.is_in(chunk.iter().copied()));
        rows.extend(some.all(unit.tx()).await?);
    }
    rows.sort_by_key(|row| row.id);
    Ok(rows)
}

/// Gives items that were published before or never will be another audience, declared and effective, and raises their
/// revisions. They stand in no list about a subject.
pub(super) async fn readdress<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    items: &[&item::Model],
    (declared, seen_by): (Option<i64>, i64),
) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in items.chunks(AT_ONCE) {
        item::Entity::update_many()
            .set(item::ActiveModel {
                audience: Set(declared),
                seen_by: Set(seen_by),
                updated_at: Set(unit.at().micros()),
                ..Default::default()
            })
            .col_expr(item::Column::Revision, Expr::col(item::Column::Revision).add(1))
            .filter(item::Column::Id.is_in(chunk.iter().map(|row| row.id)))
            .exec(unit.tx())
            .await?;
    }
    let mut kinds: Vec<ItemKind> = items.iter().map(|row| row.kind).collect();
    kinds.sort_unstable_by_key(|kind| kind.word());
    kinds.dedup();
    for kind in kinds {
        note_audiences(unit, permit, kind, &[seen_by]).await?;
    }
    Ok(())
}

/// Gives items, as they are to be from now on, their keeper and whoever sees them by that, and moves them in the lists
/// about their subjects.
pub(super) async fn put_keepers<A: ActType>(unit: &Unit, permit: &Permit<A>, items: &[item::Model]) -> Result<()> {
    permit.writes::<ITEMS>();
    let backend = unit.tx().get_database_backend();
    for chunk in items.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|row| [row.id.into(), row.keeper.into(), row.seen_by.into(), row.revision.into()]);
        let (places, mut values) = placed(2, rows);
        values.insert(0, unit.at().micros().into());
        let text = format!(
            "WITH next(id, keeper, seen_by, revision) AS (VALUES {places})
             UPDATE item SET keeper = next.keeper, seen_by = next.seen_by, revision = next.revision, updated_at = $1
             FROM next WHERE item.id = next.id"
        );
        unit.tx().execute_raw(sql(backend, &text, values)).await?;
        let ids = || chunk.iter().map(|row| row.id);
        let seen_by = |table: &'static str| {
            let own = Expr::col((table, "item_id")).equals(("item", "id"));
            let now = Query::select().column(("item", "seen_by")).from("item").and_where(own).to_owned();
            Expr::SubQuery(None, Box::new(now.into()))
        };
        let topics = item_topic::Entity::update_many().col_expr(item_topic::Column::SeenBy, seen_by("item_topic"));
        topics.filter(item_topic::Column::ItemId.is_in(ids())).exec(unit.tx()).await?;
        let countries = item_country::Entity::update_many();
        let countries = countries.col_expr(item_country::Column::SeenBy, seen_by("item_country"));
        countries.filter(item_country::Column::ItemId.is_in(ids())).exec(unit.tx()).await?;
    }
    note_all_audiences(unit, permit, items).await
}

/// Notes that items of a kind are seen through the audiences from now on: lists of the kind look into no
/// others. Whoever writes an item's row says so.
pub(super) async fn note_audiences<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    kind: ItemKind,
    audiences: &[i64],
) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in audiences.chunks(AT_ONCE) {
        let members = Query::select()
            .column(("audience_member", "party_id"))
            .expr(Expr::val(kind.word()))
            .column(("audience_member", "audience_id"))
            .from("audience_member")
            .and_where(Expr::col(("audience_member", "audience_id")).is_in(chunk.iter().copied()))
            .to_owned();
        let insert = Query::insert()
            .into_table("audience_of_kind")
            .columns(["party_id", "kind", "audience_id"])
            .select_from(members)
            .map_err(Error::internal)?
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .to_owned();
        unit.tx().execute(&insert).await?;
    }
    Ok(())
}

/// The place of an item in the order of lists: when it was first published, or begun.
pub(super) fn newest(row: &item::Model) -> i64 {
    row.published_at.unwrap_or(row.created_at)
}

/// Writes policy fields and countries, each with its item, which has none yet.
pub(crate) async fn insert_subjects<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    topics: &[(&item::Model, Uuid)],
    countries: &[(&item::Model, Uuid)],
) -> Result<()> {
    permit.writes::<ITEMS>();
    for chunk in topics.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|(item, topic)| item_topic::ActiveModel {
            item_id: Set(item.id),
            competence_id: Set(*topic),
            seen_by: Set(item.seen_by),
            newest: Set(newest(item)),
        });
        item_topic::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    for chunk in countries.chunks(AT_ONCE) {
        let rows = chunk.iter().map(|(item, country)| item_country::ActiveModel {
            item_id: Set(item.id),
            country_id: Set(*country),
            seen_by: Set(item.seen_by),
            newest: Set(newest(item)),
        });
        item_country::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// An item was published for the first time, or is seen by others: from now on it stands there in the
/// lists about its subjects.
pub(super) async fn move_subjects<A: ActType>(unit: &Unit, permit: &Permit<A>, item: &item::Model) -> Result<()> {
    permit.writes::<ITEMS>();
    item_topic::Entity::update_many()
        .set(item_topic::ActiveModel { seen_by: Set(item.seen_by), newest: Set(newest(item)), ..Default::default() })
        .filter(item_topic::Column::ItemId.eq(item.id))
        .exec(unit.tx())
        .await?;
    item_country::Entity::update_many()
        .set(item_country::ActiveModel { seen_by: Set(item.seen_by), newest: Set(newest(item)), ..Default::default() })
        .filter(item_country::Column::ItemId.eq(item.id))
        .exec(unit.tx())
        .await?;
    Ok(())
}
