//! Loads what the word is worked out from.

use std::time::Duration;

use entity::ids::{OFFICIALS, kept_by};
use entity::vocabulary::{GroupKind, PartyKind};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::broken::{Rule, broken};
use super::holders::{Which, holders};
use super::place::place_of;
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

/// What a party is to somebody who enters it, and whether they become its keeper.
pub async fn entered(
    db: &impl ConnectionTrait,
    party: Uuid,
    secretariat: Uuid,
    at: Timestamp,
) -> Result<(Entered, bool)> {
    if party == OFFICIALS {
        return Ok((Entered::Secretariat, false));
    }
    let missing = || Error::internal(format!("party {party} cannot be entered"));
    let row = entity::party::Entity::find_by_id(party).one(db).await?.ok_or_else(missing)?;
    let keeping = row.kind == PartyKind::Keepers;
    let thing = if keeping { kept_by(party) } else { party };
    let place = place_of(db, thing, at).await?.ok_or_else(missing)?;
    let entered = match (place.body, place.country, place.group) {
        (Some(body), _, _) if body == secretariat => Entered::Secretariat,
        (Some(body), Some(country), _) => Entered::Authority { body, country },
        (Some(body), None, _) => Entered::Body(body),
        (None, Some(country), _) => Entered::Country(country),
        (None, None, Some(group)) => {
            let row = entity::network_group::Entity::find_by_id(group).one(db).await?.ok_or_else(missing)?;
            let with_secretariat = matches!(row.kind, GroupKind::Cluster | GroupKind::Committee);
            Entered::Group { group, with_secretariat }
        }
        (None, None, None) => return Err(missing()),
    };
    Ok((entered, keeping))
}
