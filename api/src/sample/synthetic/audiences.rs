//! For whom an update is: many circles that a member belongs to, a long tail of small ones.

use entity::ids::{NETWORK, OFFICIALS, PUBLIC};
use uuid::Uuid;

use super::people::Author;
use super::{Directory, Drawing};
use crate::access::PartySet;

/// Of a thousand updates.
const FOR_OFFICIALS: usize = 320;
const FOR_A_CLUSTER: usize = FOR_OFFICIALS + 230;
const FOR_COUNTRIES: usize = FOR_A_CLUSTER + 190;
const FOR_A_GROUP: usize = FOR_COUNTRIES + 110;
const FOR_THE_OWN_BODY: usize = FOR_A_GROUP + 80;
const FOR_BODIES: usize = FOR_THE_OWN_BODY + 50;

/// Every so many-th update is for the NETWORK.
const NETWORK_EVERY: u64 = 1_000;
/// Within the first tenth, every so many-th is PUBLIC.
const PUBLIC_EVERY: u64 = 100;
/// At least so many of each, so that a page of either is full in a small network, too.
const AT_LEAST: u64 = 24;

/// For whom the update `n` of `all` is, where that follows from its number: the few that are for
/// everybody are spread evenly.
pub(super) fn for_everybody(n: u64, all: u64) -> Option<Uuid> {
    let every = |many: u64, usual: u64| (many / AT_LEAST).clamp(1, usual);
    let early = all / 10;
    if n < early && n.is_multiple_of(every(early, PUBLIC_EVERY)) {
        return Some(PUBLIC);
    }
    (n % every(all, NETWORK_EVERY) == 7).then_some(NETWORK)
}

impl Drawing {
    /// For whom an update of `author` is, whose place is in `country`.
    pub(super) fn draw_audience(&mut self, author: &Author) -> PartySet {
        let Self { dice, directory: Directory { countries, clusters, bodies, groups, authors, .. }, .. } = self;
        let own = bodies.get(author.body);
        let mut parties: Vec<Uuid> = Vec::new();
        match dice.below(1_000) {
            n if n < FOR_OFFICIALS => parties.push(OFFICIALS),
            n if n < FOR_A_CLUSTER => parties.extend(dice.one_of(clusters)),
            n if n < FOR_COUNTRIES => {
                let many = 1 + dice.below(3).min(dice.below(3));
                parties.extend((0..many).filter_map(|_| dice.one_of(countries).map(|(_, id)| *id)));
            }
            n if n < FOR_A_GROUP => parties.extend(dice.leaning(groups).map(|group| group.id)),
            n if n < FOR_THE_OWN_BODY => parties.extend(own.map(|body| body.id)),
            n if n < FOR_BODIES => {
                let many = 2 + dice.below(3);
                parties.extend((0..many).filter_map(|_| dice.leaning(bodies).map(|body| body.id)));
            }
            _ => {
                let many = 1 + dice.below(4);
                parties.extend((0..many).filter_map(|_| dice.one_of(authors).map(|author| author.post)));
            }
        }
        PartySet::of(parties)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_for_everybody_is_little_and_what_is_public_is_old() {
        for (all, network, public) in
            [(500, 23..=26, 24..=26), (9_000, 24..=25, 24..=27), (1_000_000, 900..=1_000, 1_000..=1_000)]
        {
            let of = |party| (0..all).filter(move |n| for_everybody(*n, all) == Some(party));
            assert!(network.contains(&of(NETWORK).count()), "{all}: {} for the network", of(NETWORK).count());
            assert!(public.contains(&of(PUBLIC).count()), "{all}: {} public", of(PUBLIC).count());
            assert!(of(PUBLIC).all(|n| n < all / 10));
        }
    }
}
