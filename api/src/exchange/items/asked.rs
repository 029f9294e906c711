//! To whom is proposed what its author may not publish: to the country for authorities; for other
//! bodies to the body's keepers and the Secretariat.

use entity::ids::{PUBLIC, keepers_of};
use uuid::Uuid;

use super::{PartyInput, PartyInputKind, resolve_parties_in};
use crate::access::{PartySet, place_of};
use crate::error::{Error, Result};
use crate::ledger::Unit;

/// The keepers whose word a publication in the name of `owner` to `audience` waits for.
pub(crate) async fn asked_for(unit: &Unit, owner: Uuid, audience: &PartySet) -> Result<PartySet> {
    let place = place_of(unit.tx(), owner, unit.at()).await?.ok_or_else(Error::not_found)?;
    let releasing = match place.country {
        Some(country) => keepers_of(country),
        None => keepers_of(unit.world().secretariat().await?),
    };
    // Narrower than PUBLIC is published by the owner's own people.
    let own = place.country.is_none() || !audience.contains(PUBLIC);
    Ok(PartySet::of([releasing].into_iter().chain(own.then(|| keepers_of(owner)))))
}

/// The same, where the proposer names one of those to ask: the owner, its country, or the
/// Secretariat's body.
pub(super) async fn asked_of(
    unit: &Unit,
    owner: Uuid,
    audience: &PartySet,
    to: Option<&PartyInput>,
) -> Result<PartySet> {
    let Some(to) = to else {
        return asked_for(unit, owner, audience).await;
    };
    let found = one_party(unit, to, "/to").await?;
    let place = place_of(unit.tx(), owner, unit.at()).await?.unwrap_or_default();
    let kept = if to.kind == PartyInputKind::Keepers { found } else { keepers_of(found) };
    let may = [
        Some(keepers_of(owner)),
        place.country.map(keepers_of),
        place.country.is_none().then_some(keepers_of(unit.world().secretariat().await?)),
    ];
    match may.contains(&Some(kept)) {
        true => Ok(PartySet::of([kept])),
        false => Err(Error::invalid(
            "/to",
            "Propose it to the owner's keepers, to the country for its authorities, or to the Secretariat's body \
             for all others; or leave `to` out.",
        )),
    }
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
