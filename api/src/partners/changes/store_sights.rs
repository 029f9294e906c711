//! The only queries on sights: sets of parties that cursors name. They stand outside the ledger, since
//! whoever only reads makes them.

use std::collections::HashMap;

use entity::{sight, sight_party};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::PartySet;
use crate::ctx::World;
use crate::error::Result;

/// The sets of parties of ids; one that is not there is missing.
pub(crate) async fn known(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, PartySet>> {
    let rows =
        sight_party::Entity::find().filter(sight_party::Column::SightId.is_in(ids.iter().copied())).all(db).await?;
    let mut sets: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in rows {
        sets.entry(row.sight_id).or_default().push(row.party_id);
    }
    Ok(sets.into_iter().map(|(id, parties)| (id, PartySet::held(parties.into_iter().collect()))).collect())
}

/// Keeps a set of parties, before a cursor that names it is given out, or a visit is marked under it.
pub(crate) async fn intern(world: &World, id: Uuid, parties: &PartySet) -> Result<()> {
    let tx = world.database.begin().await?;
    let row = sight::ActiveModel { id: Set(id), made_at: Set(world.clock.now().micros()) };
    let there = OnConflict::new().do_nothing().to_owned();
    sight::Entity::insert(row).on_conflict(there.clone()).exec_without_returning(&tx).await?;
    let rows = parties.parties().map(|party| sight_party::ActiveModel { sight_id: Set(id), party_id: Set(party) });
    sight_party::Entity::insert_many(rows).on_conflict(there).exec_without_returning(&tx).await?;
    Ok(tx.commit().await?)
}
