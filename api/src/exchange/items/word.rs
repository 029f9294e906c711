//! Finding what somebody is to say a word on. Those asked need not see the item itself.

use entity::vocabulary::{ProposalKind, ProposalState};
use entity::{item, proposal};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::proposals::store::Brief;
use super::publishing::target_of;
use super::{audiences, proposals, store};
use crate::access::{Actor, PartySet, Target};
use crate::error::{Code, Error, Result};
use crate::ledger::Unit;

/// An item, and what is proposed about it, as an actor sees them.
pub(super) struct Found {
    /// The item's row; whether the actor sees it is said by `seen`.
    pub item: item::Model,
    /// Whether the actor sees the item itself.
    pub seen: bool,
    /// What was named, else what waits for the actor's word, else what waits, else the newest.
    pub proposal: Option<proposal::Model>,
    /// Whose word the proposal waits for, or waited for.
    pub asked: PartySet,
    /// The publication that was confirmed last, whatever else was proposed since.
    pub confirmed: Option<Uuid>,
}

impl Found {
    /// What `decide` must know: those asked judge the proposal, its keepers the item.
    pub fn target(&self) -> Target {
        let of_item = target_of(&self.item);
        let target = match self.seen {
            true => of_item,
            false => Target { author: None, owner: None, ..of_item },
        };
        Target { asked: self.asked.clone(), ..target }
    }

    /// Whether the actor is one of those asked.
    pub fn asks(&self, actor: &Actor) -> bool {
        actor.holds_any(&self.asked)
    }
}

/// The same again, inside a unit: 409 where somebody else has decided what waited for the actor's word a moment ago,
/// and which they see no longer.
pub(super) async fn found_again(unit: &Unit, seen: &Found, id: Uuid, named: Option<Uuid>) -> Result<Found> {
    let waited = seen.proposal.as_ref().filter(|row| row.state == ProposalState::Waiting && seen.asks(unit.actor()));
    let now = found(unit.tx(), unit.actor(), id, named).await;
    let Some(waited) = waited else { return now };
    let gone = || Error::new(Code::Conflict, "Somebody else has decided it meanwhile.");
    match now {
        Ok(now) if now.proposal.as_ref().is_some_and(|row| row.id == waited.id) => Ok(now),
        Ok(_) => Err(gone()),
        Err(error) if error.code() == Code::NotFound => Err(gone()),
        Err(error) => Err(error),
    }
}

/// Looks under the actor's sight: 404 for whoever sees neither the item nor a proposal about it.
pub(super) async fn found(db: &impl ConnectionTrait, actor: &Actor, id: Uuid, named: Option<Uuid>) -> Result<Found> {
    let seen = store::find(db, actor, id).await?;
    let about = proposals::store::of_item(db, actor, id).await?;
    let (item, is_seen) = match seen {
        Some(item) => (item, true),
        None if about.is_empty() => return Err(Error::not_found()),
        None => (store::beside(db, &[id]).await?.remove(&id).ok_or_else(Error::not_found)?, false),
    };
    let sets = audiences::party_sets(db, &about.iter().map(|row| row.asked).collect::<Vec<_>>()).await?;
    let asked_by = |row: &Brief| PartySet::of(sets.get(&row.asked).into_iter().flatten().copied());
    let waits = |row: &&Brief| row.state == ProposalState::Waiting;
    let chosen = match named {
        Some(named) => about.iter().find(|row| row.id == named),
        None => about
            .iter()
            .find(|row| waits(row) && actor.holds_any(&asked_by(row)))
            .or_else(|| about.iter().find(waits))
            .or_else(|| about.first()),
    };
    let asked = chosen.map(asked_by).unwrap_or_default();
    let proposal = match chosen {
        Some(row) => proposals::store::one(db, actor, row.id).await?,
        None => None,
    };
    let confirmed = about
        .iter()
        .find(|row| row.kind == ProposalKind::Publication && row.state == ProposalState::Confirmed)
        .map(|row| row.id);
    Ok(Found { item, seen: is_seen, proposal, asked, confirmed })
}
