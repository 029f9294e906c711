//! The queries that write many items at once: what one act brings in, in a few statements, whatever
//! the number.

use std::collections::HashMap;

use entity::{audience, audience_member, item, item_country, item_topic};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, PartySet, Permit, Rows};
use crate::error::Result;
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
    Ok(())
}

/// The audiences of sets of parties, as [`super::store::intern`] gives them one by one, in the order
/// of the list.
pub(super) async fn intern_all<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    sets: &[PartySet],
) -> Result<HashMap<PartySet, i64>> {
    permit.writes::<ITEMS>();
    let digests: HashMap<Vec<u8>, &PartySet> = sets.iter().map(|set| (set.digest(), set)).collect();
    let asked: Vec<&Vec<u8>> = digests.keys().collect();
    let mut numbers = HashMap::with_capacity(digests.len());
    for chunk in asked.chunks(AT_ONCE) {
        let digests_asked = chunk.iter().map(|digest| (*digest).clone());
        let found = audience::Entity::find().filter(audience::Column::Digest.is_in(digests_asked)).all(unit.tx());
        for row in found.await? {
            numbers.extend(digests.get(&row.digest).map(|set| ((*set).clone(), row.id)));
        }
    }
    // The unit holds the ledger's head, so nobody else can take the same numbers.
    let last = audience::Entity::find().order_by_desc(audience::Column::Id).one(unit.tx()).await?;
    let mut last = last.map_or(0, |row| row.id);
    let (mut rows, mut members) = (Vec::new(), Vec::new());
    for set in sets {
        if numbers.contains_key(set) {
            continue;
        }
        last += 1;
        numbers.insert(set.clone(), last);
        rows.push(audience::ActiveModel { id: Set(last), digest: Set(set.digest()) });
        let parties = set.parties().map(|p| audience_member::ActiveModel { audience_id: Set(last), party_id: Set(p) });
        members.extend(parties);
    }
    for chunk in rows.chunks(AT_ONCE) {
        audience::Entity::insert_many(chunk.to_vec()).exec_without_returning(unit.tx()).await?;
    }
    for chunk in members.chunks(AT_ONCE) {
        audience_member::Entity::insert_many(chunk.to_vec()).exec_without_returning(unit.tx()).await?;
    }
    Ok(numbers)
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
