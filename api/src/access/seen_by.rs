//! What follows from state, keeping and sharing: the one set that sight asks.

use entity::ids::{REGISTRY, keepers_of};
use entity::item;
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
    /// The post or partner system that keeps it: whoever wrote it, or took over from them; for a contact
    /// card, the present post.
    pub keeper: Option<Uuid>,
}

impl From<&item::Model> for Kept {
    fn from(row: &item::Model) -> Self {
        Self { kind: row.kind, owner: row.owner, keeper: row.keeper }
    }
}

impl Kept {
    /// The parties of its keepers: the author's post, or the one that took over from it, and the keepers of its owner; for items of the
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
            ItemKind::ContactCard => PartySet::of(self.keeper),
            ItemKind::Membership => PartySet::of([of_owner]),
            ItemKind::Update => {
                let keeper = self.keeper.filter(|_| !broken(Rule::AuthorsKeep));
                let of_owner = Some(of_owner).filter(|_| !broken(Rule::OwnersKeep));
                PartySet::of(keeper.into_iter().chain(of_owner))
            }
        }
    }
}

/// The effective audience: draft, scheduled and withdrawn items are seen by their keepers alone, a
/// proposed one also by the keepers of the party asked, a published one by its audience and its
/// keepers, a purged one by nobody. `audience` is the declared one, none in a draft that names nobody
/// yet; `asked` are the keepers whose word it waits for.
pub fn seen_by(kept: &Kept, state: ItemState, audience: Option<&PartySet>, asked: Option<&PartySet>) -> PartySet {
    let keepers = kept.keepers();
    let ignored = broken(Rule::StateCounts) || broken(Rule::ScheduledWaits) && state == ItemState::Scheduled;
    let state = if ignored { ItemState::Published } else { state };
    let also = match state {
        ItemState::Published => audience,
        ItemState::Proposed => asked.filter(|_| !broken(Rule::AskedSee)),
        ItemState::Draft | ItemState::Scheduled | ItemState::Withdrawn => None,
        ItemState::Purged => return PartySet::default(),
    };
    also.map_or_else(|| keepers.clone(), |also| keepers.union(also))
}
