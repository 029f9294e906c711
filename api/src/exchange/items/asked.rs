//! To whom is proposed what its author may not publish, for those asked see all of it: to nobody but those
//! who may say yes. What is for everybody is proposed to the country for authorities, for other bodies to the
//! body's keepers and the Secretariat; what is for fewer, to the keepers of its owner alone.

use entity::ids::{PUBLIC, keepers_of, kept_by};
use uuid::Uuid;

use super::audiences::seen_things;
use super::{PartyInput, PartyInputKind, resolve_parties_in};
use crate::access::{PartySet, Place, place_of};
use crate::error::{Code, Error, Result};
use crate::ledger::Unit;
use crate::network::facts::life::last_day;

/// The keepers whose word a publication in the name of `owner` to `audience` waits for.
pub(crate) async fn keepers_to_ask(unit: &Unit, owner: Uuid, audience: &PartySet) -> Result<PartySet> {
    let place = place_of(unit.tx(), owner, unit.at()).await?.ok_or_else(Error::not_found)?;
    if !audience.contains(PUBLIC) {
        must_have_keepers(unit, owner, place).await?;
        return Ok(PartySet::of([keepers_of(owner)]));
    }
    Ok(match place.country {
        Some(country) => PartySet::of([keepers_of(country)]),
        None => PartySet::of([keepers_of(owner), keepers_of(unit.world().secretariat().await?)]),
    })
}

/// 409 where the owner has ended, and its keepers with it: nobody is left to say yes.
async fn must_have_keepers(unit: &Unit, owner: Uuid, place: Place) -> Result<()> {
    match has_ended(unit, owner, place).await? {
        false => Ok(()),
        true => Err(Error::new(
            Code::Conflict,
            "The owner of this has ended, and its keepers with it: nobody can say yes to it. It can be withdrawn, \
             `POST /v1/items/{id}/withdraw`, or transferred to another owner, `POST /v1/items/{id}/transfer`, whose \
             keepers confirm that and change it from then on.",
        )),
    }
}

/// Whether the owner of something has ended: a group, or a body that none has taken over.
pub(super) async fn has_ended(unit: &Unit, owner: Uuid, place: Place) -> Result<bool> {
    let today = unit.world().zone.day_of(unit.at());
    let last = last_day(unit.tx(), place.body.unwrap_or(owner)).await?;
    // A group ends at once, a body with the end of its last day.
    Ok(last.is_some_and(|last| last < today || last == today && place.group.is_some()))
}

/// The same, where the proposer names one of those to ask.
pub(super) async fn keepers_named(
    unit: &Unit,
    owner: Uuid,
    audience: &PartySet,
    to: Option<&PartyInput>,
) -> Result<PartySet> {
    let Some(to) = to else {
        return keepers_to_ask(unit, owner, audience).await;
    };
    let found = one_party(unit, to, "/to").await?;
    let kept = if to.kind == PartyInputKind::Keepers { found } else { keepers_of(found) };
    let can = keepers_to_ask(unit, owner, audience).await?;
    if can.contains(kept) {
        return Ok(PartySet::of([kept]));
    }
    let can: Vec<Uuid> = can.parties().map(kept_by).collect();
    let seen = seen_things(unit.tx(), unit.actor(), &can).await?;
    let named = can.iter().map(|id| match seen.get(id).and_then(|thing| thing.code.clone()) {
        Some(code) => format!("`{code}`"),
        None => id.to_string(),
    });
    let named = named.collect::<Vec<_>>().join(" or ");
    Err(Error::invalid(
        "/to",
        format!("The word on this is with the keepers of {named}: name one of them, or leave `to` out."),
    ))
}

/// One party that an input names, as the unit's actor sees it.
pub(super) async fn one_party(unit: &Unit, party: &PartyInput, pointer: &str) -> Result<Uuid> {
    let found = resolve_parties_in(unit, std::slice::from_ref(party), pointer).await;
    let found = found.map_err(|error| match error.field_errors().first() {
        Some(field) => Error::invalid(pointer, field.detail.clone()),
        None => error,
    })?;
    found.first().map(|party| party.id).ok_or_else(|| Error::invalid(pointer, "Name a party."))
}
