//! Sets of parties, normalised: fewer sets, same sight.

use std::collections::BTreeSet;

use entity::ids::{NETWORK, PUBLIC, REGISTRY};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A normalised set of parties: PUBLIC absorbs all others, NETWORK all but PUBLIC and REGISTRY.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartySet(BTreeSet<Uuid>);

impl PartySet {
    /// The normalised set of `parties`.
    pub fn of(parties: impl IntoIterator<Item = Uuid>) -> Self {
        let mut set: BTreeSet<Uuid> = parties.into_iter().collect();
        if set.contains(&PUBLIC) {
            set.retain(|p| *p == PUBLIC);
        } else if set.contains(&NETWORK) {
            set.retain(|p| *p == NETWORK || *p == REGISTRY);
        }
        Self(set)
    }

    /// What a reader holds or held: not an audience, so nothing absorbs anything.
    pub fn held(parties: BTreeSet<Uuid>) -> Self {
        Self(parties)
    }

    /// The parties, sorted.
    pub fn parties(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.0.iter().copied()
    }

    /// Whether the set holds `party` itself.
    pub fn contains(&self, party: Uuid) -> bool {
        self.0.contains(&party)
    }

    /// Whether there is nobody in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many parties it holds.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Both sets together.
    pub fn union(&self, other: &Self) -> Self {
        Self::of(self.parties().chain(other.parties()))
    }

    /// Whether whoever holds one of `self`'s parties is sure to hold one of `wider`'s: then going
    /// from `wider` to `self` opens the item to nobody new. REGISTRY is not within NETWORK.
    pub fn is_within(&self, wider: &Self) -> bool {
        wider.contains(PUBLIC)
            || self.0.iter().all(|p| wider.contains(*p) || (*p != PUBLIC && *p != REGISTRY && wider.contains(NETWORK)))
    }

    /// The beginning of its digest: equal sets have one id in every replica and after every restore.
    pub fn id(&self) -> Uuid {
        // A digest is twice as long.
        self.digest().first_chunk::<16>().copied().map_or_else(Uuid::nil, Uuid::from_bytes)
    }

    /// SHA-256 over the sorted ids: equal sets have equal digests, and one row.
    pub fn digest(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        for party in &self.0 {
            hash.update(party.as_bytes());
        }
        hash.finalize().to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_absorbs_all_and_network_all_but_registry() {
        let body = Uuid::new_v4();
        assert_eq!(PartySet::of([body, NETWORK, PUBLIC]), PartySet::of([PUBLIC]));
        assert_eq!(PartySet::of([body, NETWORK, REGISTRY]), PartySet::of([NETWORK, REGISTRY]));
        assert_eq!(PartySet::of([body, REGISTRY]).len(), 2);
    }

    #[test]
    fn widening_is_seen() {
        let (a, b) = (Uuid::new_v4(), Uuid::new_v4());
        assert!(PartySet::of([a]).is_within(&PartySet::of([a, b])));
        assert!(!PartySet::of([a, b]).is_within(&PartySet::of([a])));
        assert!(PartySet::of([a]).is_within(&PartySet::of([NETWORK])));
        assert!(!PartySet::of([REGISTRY]).is_within(&PartySet::of([NETWORK])));
        assert!(!PartySet::of([PUBLIC]).is_within(&PartySet::of([NETWORK])));
    }
}
