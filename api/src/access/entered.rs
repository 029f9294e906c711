//! Loads what the word is worked out from.

use std::collections::HashMap;
use std::time::Duration;

use entity::ids::{OFFICIALS, kept_by};
use entity::vocabulary::{GroupKind, PartyKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::broken::{Rule, broken};
use super::holders::{Which, holders};
use super::place::places_of;
use super::word::{Entered, Holders};
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;

/// *Removing its keepers opens no door*: "failing" and "without" mean none now, and none at any
/// time in the last thirty days.
const SETTLED: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Who can be asked for a word, as of an instant.
pub async fn words_at(db: &impl ConnectionTrait, at: Timestamp) -> Result<Holders> {
    let before = if broken(Rule::RemovingKeepersOpensNothing) { at } else { at.minus(SETTLED) };
    Ok(Holders {
        now: holders(db, Which::WithAWord, at, at).await?,
        month: holders(db, Which::WithAWord, before, at).await?,
        before: holders(db, Which::WithAWord, before, before).await?,
    })
}

/// What each of several parties is to somebody who enters it, and whether they become its keeper: three statements,
/// whatever the number. What cannot be entered is left out.
pub async fn entered(
    db: &impl ConnectionTrait,
    parties: &[Uuid],
    secretariat: Uuid,
    at: Timestamp,
) -> Result<HashMap<Uuid, (Entered, bool)>> {
    use entity::{network_group, party};
    let rows = party::Entity::find().filter(party::Column::Id.is_in(parties.iter().copied())).all(db).await?;
    let things: Vec<(Uuid, Uuid, bool)> = rows
        .iter()
        .map(|row| (row.id, row.kind == PartyKind::Keepers))
        .map(|(id, keeping)| (id, if keeping { kept_by(id) } else { id }, keeping))
        .collect();
    let ids: Vec<Uuid> = things.iter().map(|(_, thing, _)| *thing).collect();
    let places = places_of(db, &ids, at).await?;
    let groups: Vec<Uuid> = places.values().filter_map(|place| place.group).collect();
    let groups = network_group::Entity::find().filter(network_group::Column::Id.is_in(groups)).all(db).await?;
    let asks_secretariat = |group: Uuid| {
        groups.iter().any(|row| row.id == group && matches!(row.kind, GroupKind::Cluster | GroupKind::Committee))
    };
    let entered = |(party, thing, keeping): (Uuid, Uuid, bool)| {
        let place = places.get(&thing)?;
        let entered = match (place.body, place.country, place.group) {
            (Some(body), _, _) if body == secretariat => Entered::Secretariat,
            (Some(body), Some(country), _) => Entered::Authority { body, country },
            (Some(body), None, _) => Entered::Body(body),
            (None, Some(country), _) => Entered::Country(country),
            (None, None, Some(group)) => Entered::Group { group, with_secretariat: asks_secretariat(group) },
            (None, None, None) => return None,
        };
        Some((party, (entered, keeping)))
    };
    let officials = parties.contains(&OFFICIALS).then_some((OFFICIALS, (Entered::Secretariat, false)));
    Ok(things.into_iter().filter(|(party, ..)| *party != OFFICIALS).filter_map(entered).chain(officials).collect())
}

/// The same for one party, which can be entered.
pub async fn entered_one(
    db: &impl ConnectionTrait,
    party: Uuid,
    secretariat: Uuid,
    at: Timestamp,
) -> Result<(Entered, bool)> {
    let found = entered(db, &[party], secretariat, at).await?.remove(&party);
    found.ok_or_else(|| Error::internal(format!("party {party} cannot be entered")))
}
