//! What follows from state, keeping and sharing: the one set that sight asks.

use entity::ids::{REGISTRY, keepers_of};
use entity::vocabulary::{ItemKind, ItemState};
use uuid::Uuid;

use super::broken::{Rule, broken};
use super::party_set::PartySet;

/// What decides who keeps an item.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// Kind of the item.
    pub kind: ItemKind,
    /// The country, organisation or group that owns it.
    pub owner: Uuid,
    /// The post or partner system that wrote it; for a contact card, the present post.
    pub author: Option<Uuid>,
}

impl Kept {
    /// The parties of its keepers: the author's post and the keepers of its owner; for items of the
    /// directory the keepers of their owner and REGISTRY; a contact card has its present post
    /// alone, a membership its group's keepers.
    pub fn keepers(&self) -> PartySet {
        let of_owner = keepers_of(self.owner);
        match self.kind {
            ItemKind::Country
            | ItemKind::Group
            | ItemKind::Organisation
            | ItemKind::Expert
            | ItemKind::Appointment
            | ItemKind::Competence => PartySet::of([of_owner, REGISTRY]),
            ItemKind::ContactCard => PartySet::of(self.author),
            ItemKind::Membership => PartySet::of([of_owner]),
            ItemKind::Update => PartySet::of(self.author.into_iter().chain([of_owner])),
        }
    }
}

/// The effective audience: draft, scheduled and withdrawn items are seen by their keepers alone, a
/// published one by its audience and its keepers. `audience` is the declared one; none in a draft
/// that names nobody yet.
pub fn seen_by(kept: &Kept, state: ItemState, audience: Option<&PartySet>) -> PartySet {
    let keepers = kept.keepers();
    let state = if broken(Rule::StateCounts) { ItemState::Published } else { state };
    match (state, audience) {
        (ItemState::Published, Some(audience)) => keepers.union(audience),
        (ItemState::Published, None)
        | (ItemState::Draft | ItemState::Proposed | ItemState::Scheduled | ItemState::Withdrawn, _) => keepers,
    }
}
