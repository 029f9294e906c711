//! The only queries on audience and its members: a set of parties is one row, and never changes.

use std::collections::{BTreeSet, HashMap};

use entity::{audience, audience_member, item};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, PartySet, Permit, Rows};
use crate::error::{Error, Result};
use crate::ledger::Unit;

const ITEMS: u8 = Rows::Items as u8;
/// Rows of one statement: SQLite takes 32,766 parameters.
const AT_ONCE: usize = 1_000;

/// The number of a set of parties.
pub(in crate::exchange) async fn intern<A: ActType>(unit: &Unit, permit: &Permit<A>, set: &PartySet) -> Result<i64> {
    number_in(&intern_all(unit, permit, std::slice::from_ref(set)).await?, set)
}

/// The number of a set among those that were interned.
pub(in crate::exchange) fn number_in(numbers: &HashMap<PartySet, i64>, set: &PartySet) -> Result<i64> {
    numbers.get(set).copied().ok_or_else(|| Error::internal("a set of parties that was not interned"))
}

/// The numbers of sets of parties, in a few statements, however many they are: equal sets are one row.
/// New numbers are given in the order of the list and only grow, so that for one reader the list of
/// audiences it sees only ever grows at the end.
pub(in crate::exchange) async fn intern_all<A: ActType>(
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
    if numbers.len() == digests.len() {
        return Ok(numbers);
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

/// The parties of an audience.
pub(in crate::exchange) async fn party_set(db: &impl ConnectionTrait, id: i64) -> Result<PartySet> {
    let rows = audience_member::Entity::find().filter(audience_member::Column::AudienceId.eq(id)).all(db).await?;
    Ok(PartySet::of(rows.into_iter().map(|row| row.party_id)))
}

/// The parties of several audiences.
pub(in crate::exchange) async fn party_sets(db: &impl ConnectionTrait, ids: &[i64]) -> Result<HashMap<i64, Vec<Uuid>>> {
    let mut sets: HashMap<i64, Vec<Uuid>> = HashMap::new();
    let distinct: BTreeSet<i64> = ids.iter().copied().collect();
    for chunk in distinct.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
        let members = audience_member::Column::AudienceId.is_in(chunk.iter().copied());
        for row in audience_member::Entity::find().filter(members).all(db).await? {
            sets.entry(row.audience_id).or_default().push(row.party_id);
        }
    }
    Ok(sets)
}

/// Who an item is declared to be for; none in a draft that names nobody yet.
pub(crate) async fn declared(db: &impl ConnectionTrait, row: &item::Model) -> Result<Option<PartySet>> {
    match row.audience {
        Some(id) => party_set(db, id).await.map(Some),
        None => Ok(None),
    }
}
