//! From when to when somebody could see something, and by which chain: *party of the audience ←
//! membership or post ← grant*. Pure.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::{PUBLIC, kept_by};
use uuid::Uuid;

use super::life::{Life, Lives, Span};
use crate::access::actor::{Actor, is_keepers, parties_by};
use crate::access::party_set::PartySet;

/// What an item's effective audience was, over time: in order, without overlap.
pub type Timeline = [(Span, PartySet)];

/// One way in which somebody sees something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The party of the audience.
    pub party: Uuid,
    /// Where it is a group: by which membership.
    pub membership: Option<Uuid>,
    /// The post or partner system that holds it; null for PUBLIC.
    pub post: Option<Uuid>,
    /// The body in which that stands, after all take-overs.
    pub body: Option<Uuid>,
    /// The body in which the post was held, where another one has taken that over.
    pub held_in: Option<Uuid>,
    /// The body that the party or the membership means, where it is one that was taken over.
    pub meant: Option<Uuid>,
    /// The grant that gives it; null for PUBLIC.
    pub grant: Option<Uuid>,
}

impl Link {
    /// By which everybody sees a set that holds PUBLIC.
    pub fn public(set: &PartySet) -> Option<Self> {
        let link =
            Self { party: PUBLIC, membership: None, post: None, body: None, held_in: None, meant: None, grant: None };
        set.contains(PUBLIC).then_some(link)
    }
}

/// That a body took another one over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TakenOver {
    /// Since when it counts.
    pub since: i64,
    /// The one that was taken over.
    pub old: Uuid,
    /// By which.
    pub by: Uuid,
}

/// A link, and when it held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chain {
    /// When.
    pub span: Span,
    /// How.
    pub link: Link,
}

/// When somebody could see something, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// When, in order.
    pub spans: Vec<Span>,
    /// Why, in order of time.
    pub chains: Vec<Chain>,
}

impl Lives {
    /// By which links somebody sees a set of parties at an instant.
    pub fn links_at(&self, life: &Life, set: &PartySet, at: i64) -> BTreeSet<Link> {
        let mut links: BTreeSet<Link> = Link::public(set).into_iter().collect();
        let actor = self.actor_at(life, at);
        let Some(standing) = actor.standing() else { return links };
        let held_in = life.stand_at(at).map(|stand| stand.body).filter(|body| *body != standing.body);
        let taken = |body: Uuid| Some(body).filter(|body| *body != standing.body && standing.bodies.contains(body));
        for grant in actor.grants() {
            for party in parties_by(standing, grant).into_iter().filter(|party| set.contains(*party)) {
                let link = Link {
                    party,
                    membership: None,
                    post: Some(standing.party),
                    body: Some(standing.body),
                    held_in,
                    meant: taken(if is_keepers(&party) { kept_by(party) } else { party }),
                    grant: Some(grant.id),
                };
                if standing.groups.contains(&party) {
                    let ways = self.ways_in(standing, party, at);
                    links.extend(ways.map(|way| Link { membership: Some(way.id), meant: taken(way.member), ..link }));
                } else {
                    links.insert(link);
                }
            }
        }
        links
    }

    /// The take-overs that a link goes through at an instant, the earliest first: from the body in which the post was
    /// held, and from the one that is meant, to the body that stands for both.
    pub fn take_overs(&self, link: &Link, at: i64) -> Vec<TakenOver> {
        let mut found: BTreeSet<TakenOver> = BTreeSet::new();
        for body in [link.held_in, link.meant].into_iter().flatten() {
            let mut old = body;
            // A circle cannot be made, and would end here.
            while let Some((by, since)) = self.next(old, at)
                && found.insert(TakenOver { since, old, by })
            {
                old = by;
            }
        }
        found.into_iter().collect()
    }

    /// The pieces of a span in which somebody was such an actor, in order.
    pub fn spans_of(&self, life: &Life, span: Span, such: impl Fn(&Actor) -> bool) -> Vec<Span> {
        let mut spans = Vec::new();
        for piece in pieces(span, &self.bounds(life)) {
            if such(&self.actor_at(life, piece.from)) {
                lengthen(&mut spans, piece);
            }
        }
        spans
    }

    /// When somebody could see what `timeline` was shown to, and why.
    pub fn sight(&self, life: &Life, timeline: &Timeline) -> Sight {
        let bounds = self.bounds(life);
        let mut open: BTreeMap<Link, Span> = BTreeMap::new();
        let mut sight = Sight::default();
        for (span, set) in timeline {
            for piece in pieces(*span, &bounds) {
                let links = self.links_at(life, set, piece.from);
                // What does not go on without a gap has ended.
                let ended: Vec<Link> = open
                    .iter()
                    .filter(|(link, held)| !links.contains(link) || held.until != Some(piece.from))
                    .map(|(link, _)| *link)
                    .collect();
                for link in ended {
                    sight.chains.extend(open.remove(&link).map(|span| Chain { span, link }));
                }
                if !links.is_empty() {
                    lengthen(&mut sight.spans, piece);
                }
                for link in links {
                    open.entry(link).or_insert(piece).until = piece.until;
                }
            }
        }
        sight.chains.extend(open.into_iter().map(|(link, span)| Chain { span, link }));
        sight.chains.sort_unstable();
        sight
    }
}

/// A span cut wherever something may change.
fn pieces(span: Span, bounds: &BTreeSet<i64>) -> Vec<Span> {
    let within = bounds.iter().copied().filter(|at| *at > span.from && span.holds(*at));
    let starts: Vec<i64> = [span.from].into_iter().chain(within).collect();
    let ends = starts.iter().skip(1).copied().map(Some).chain([span.until]);
    starts.iter().copied().zip(ends).map(|(from, until)| Span { from, until }).collect()
}

fn lengthen(spans: &mut Vec<Span>, piece: Span) {
    match spans.last_mut() {
        Some(last) if last.until == Some(piece.from) => last.until = piece.until,
        _ => spans.push(piece),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_cut_within_and_not_at_its_ends() {
        let span = Span { from: 10, until: Some(20) };
        let cut = pieces(span, &BTreeSet::from([5, 10, 12, 20, 30]));
        assert_eq!(cut, [Span { from: 10, until: Some(12) }, Span { from: 12, until: Some(20) }]);
        let open = pieces(Span { from: 10, until: None }, &BTreeSet::from([30]));
        assert_eq!(open, [Span { from: 10, until: Some(30) }, Span { from: 30, until: None }]);
    }

    #[test]
    fn spans_that_meet_are_one() {
        let mut spans = Vec::new();
        lengthen(&mut spans, Span { from: 1, until: Some(2) });
        lengthen(&mut spans, Span { from: 2, until: Some(3) });
        lengthen(&mut spans, Span { from: 4, until: None });
        assert_eq!(spans, [Span { from: 1, until: Some(3) }, Span { from: 4, until: None }]);
    }
}
