//! Loads what the word is worked out from.

use std::collections::HashMap;
use std::time::Duration;

use entity::ids::{OFFICIALS, kept_by};
use entity::party::Column;
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

/// What parties are to somebody who enters them, and whether they become their keepers: three statements,
/// whatever the number.
pub async fn entered(
    db: &impl ConnectionTrait,
    parties: &[Uuid],
    secretariat: Uuid,
    at: Timestamp,
) -> Result<HashMap<Uuid, (Entered, bool)>> {
    let rows = entity::party::Entity::find().filter(Column::Id.is_in(parties.iter().copied())).all(db).await?;
    let kept = |row: &entity::party::Model| match row.kind == PartyKind::Keepers {
        true => kept_by(row.id),
        false => row.id,
    };
    let things: Vec<Uuid> = rows.iter().filter(|row| row.id != OFFICIALS).map(kept).collect();
    let places = places_of(db, &things, at).await?;
    let groups: Vec<Uuid> = places.values().filter_map(|place| place.group).collect();
    let groups =
        entity::network_group::Entity::find().filter(entity::network_group::Column::Id.is_in(groups)).all(db).await?;
    let asks_secretariat = |group: Uuid| {
        let kind = groups.iter().find(|row| row.id == group).map(|row| row.kind);
        matches!(kind, Some(GroupKind::Cluster | GroupKind::Committee))
    };
    let mut all = HashMap::new();
    for row in &rows {
        let missing = || Error::internal(format!("party {} cannot be entered", row.id));
        if row.id == OFFICIALS {
            all.insert(row.id, (Entered::Secretariat, false));
            continue;
        }
        let place = places.get(&kept(row)).ok_or_else(missing)?;
        let entered = match (place.body, place.country, place.group) {
            (Some(body), _, _) if body == secretariat => Entered::Secretariat,
            (Some(body), Some(country), _) => Entered::Authority { body, country },
            (Some(body), None, _) => Entered::Body(body),
            (None, Some(country), _) => Entered::Country(country),
            (None, None, Some(group)) => Entered::Group { group, with_secretariat: asks_secretariat(group) },
            (None, None, None) => return Err(missing()),
        };
        all.insert(row.id, (entered, row.kind == PartyKind::Keepers));
    }
    Ok(all)
}
