//! The people behind parties, for letters to those who keep something.

use entity::ids::kept_by;
use uuid::Uuid;

use super::store;
use crate::access::{ActType, By, PartySet, Permit, Which, holders, is_keepers, load_actor};
use crate::error::Result;
use crate::ledger::Unit;
use crate::texts::Wording;

/// Everybody behind the parties but the unit's actor, who knows.
pub(crate) async fn experts_behind<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    parties: &PartySet,
) -> Result<Vec<Uuid>> {
    let mut experts = everybody_behind(unit, permit, parties).await?;
    experts.retain(|expert| Some(*expert) != unit.actor().expert());
    Ok(experts)
}

/// Writes one letter to everybody behind the parties but the unit's actor. It goes out with the unit.
pub(crate) async fn tell<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    whom: &PartySet,
    wording: &Wording,
) -> Result<()> {
    let experts = experts_behind(unit, permit, whom).await?;
    tell_people(unit, permit, &experts, wording).await
}

/// Writes to whoever asked for an act or did one in a post, while they hold it still, with whatever right.
pub(crate) async fn tell_holder<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    post: Uuid,
    wording: &Wording,
) -> Result<()> {
    let (Some(expert), _) = store::person_behind(unit.tx(), post).await? else { return Ok(()) };
    let present = load_actor(unit.tx(), By::Expert(expert), unit.at()).await?;
    let told = present.is_some_and(|actor| actor.party() == Some(post)) && unit.actor().expert() != Some(expert);
    match told {
        true => tell_people(unit, permit, &[expert], wording).await,
        false => Ok(()),
    }
}

/// The same to people who were found already. Whoever would get the same letter twice for one act gets it once.
pub(crate) async fn tell_people<A: ActType>(
    unit: &mut Unit,
    _permit: &Permit<A>,
    experts: &[Uuid],
    wording: &Wording,
) -> Result<()> {
    for reader in store::readers(unit.tx(), experts).await? {
        unit.mail_once(&wording.to(&reader)).await?;
    }
    Ok(())
}

/// The experts who hold one of the keepers' parties now, and those who hold one of the posts with a
/// live grant. Other parties are nobody's to be written to.
pub(crate) async fn everybody_behind<A: ActType>(
    unit: &Unit,
    _permit: &Permit<A>,
    parties: &PartySet,
) -> Result<Vec<Uuid>> {
    let at = unit.at();
    let mut experts = Vec::new();
    let kept: Vec<Uuid> = parties.parties().filter(is_keepers).map(kept_by).collect();
    if !kept.is_empty() {
        let all = holders(unit.tx(), Which::WithAWord, at, at).await?;
        experts.extend(all.iter().filter(|h| kept.iter().any(|k| h.keeps(*k))).filter_map(|h| h.expert));
    }
    for post in parties.parties().filter(|party| !is_keepers(party)) {
        let (Some(expert), _) = store::person_behind(unit.tx(), post).await? else { continue };
        let present = load_actor(unit.tx(), By::Expert(expert), at).await?;
        if present.is_some_and(|a| a.party() == Some(post) && a.parties().contains(post)) {
            experts.push(expert);
        }
    }
    experts.sort_unstable();
    experts.dedup();
    Ok(experts)
}
