//! What somebody held at an instant. Pure: dated rows in, an actor out.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use crate::access::actor::{Actor, Grant, Standing, Who};

/// From its first instant to the first past it, in microseconds; open where there is no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First instant.
    pub from: i64,
    /// First instant past it.
    pub until: Option<i64>,
}

impl Span {
    /// Whether it holds at an instant.
    pub fn holds(self, at: i64) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Both at once; none where they do not meet.
    pub fn and(self, other: Self) -> Option<Self> {
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let both = Self { from: self.from.max(other.from), until };
        both.until.is_none_or(|until| both.from < until).then_some(both)
    }

    pub(super) fn bounds(self) -> impl Iterator<Item = i64> {
        [Some(self.from), self.until].into_iter().flatten()
    }
}

/// Where a post or partner system stood.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    pub party: Uuid,
    pub body: Uuid,
    pub span: Span,
}

/// A grant's life.
#[derive(Clone, Debug)]
pub struct GrantLife {
    /// The grant.
    pub grant: Grant,
    /// Who holds it.
    pub holder: Uuid,
    /// Post or partner system that gave it; null for SYSTEM.
    pub given_by: Option<Uuid>,
    /// Why it was given.
    pub reason: String,
    /// When it counted.
    pub span: Span,
}

/// A membership's life.
#[derive(Clone, Copy, Debug)]
pub struct MembershipLife {
    /// The membership.
    pub id: Uuid,
    /// The group.
    pub group: Uuid,
    /// The country, organisation, post or partner system in it.
    pub member: Uuid,
    /// When it counted.
    pub span: Span,
}

/// A body's status: whose public authority it was, and whether it heard what is for OFFICIALS.
#[derive(Clone, Copy, Debug)]
pub(super) struct StatusLife {
    pub country: Option<Uuid>,
    pub official: bool,
    pub span: Span,
}

/// One person's, or partner system's, life.
#[derive(Clone, Debug)]
pub struct Life {
    /// Who.
    pub who: Who,
    pub(super) stands: Vec<Stand>,
    /// When the account was enabled; always for a partner system.
    pub(super) enabled: Vec<Span>,
    pub(super) grants: Vec<GrantLife>,
}

/// The lives of many, with what they share.
#[derive(Debug, Default)]
pub struct Lives {
    /// Everybody, by id.
    pub people: Vec<Life>,
    /// Take-overs: by the old body, the new one and since when.
    pub(super) heirs: BTreeMap<Uuid, Vec<(Uuid, i64)>>,
    pub(super) statuses: BTreeMap<Uuid, Vec<StatusLife>>,
    pub(super) memberships: BTreeMap<Uuid, Vec<MembershipLife>>,
    pub(super) secretariat: Option<Uuid>,
}

impl Life {
    /// Posts and partner systems as which they ever stood.
    pub fn parties(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.stands.iter().map(|stand| stand.party)
    }

    /// Their grants.
    pub fn grants(&self) -> &[GrantLife] {
        &self.grants
    }

    pub(super) fn stand_at(&self, at: i64) -> Option<Stand> {
        let enabled = self.enabled.iter().any(|span| span.holds(at));
        self.stands.iter().copied().find(|stand| enabled && stand.span.holds(at))
    }
}

impl Lives {
    /// What somebody was at an instant, as `load_actor` says it.
    pub fn actor_at(&self, life: &Life, at: i64) -> Actor {
        let standing = life.stand_at(at).map(|stand| self.standing(stand, at));
        let holds =
            |grant: &&GrantLife| standing.as_ref().is_some_and(|s| s.party == grant.holder) && grant.span.holds(at);
        let grants: Vec<Grant> = life.grants.iter().filter(holds).map(|life| life.grant).collect();
        Actor::new(life.who, None, standing, grants)
    }

    /// All memberships.
    pub fn memberships(&self) -> impl Iterator<Item = &MembershipLife> {
        self.memberships.values().flatten()
    }

    /// Memberships by which somebody who stands so was in a group at an instant.
    pub(super) fn ways_in<'a>(
        &'a self,
        at: &'a Standing,
        group: Uuid,
        instant: i64,
    ) -> impl Iterator<Item = &'a MembershipLife> {
        let stands = at.bodies.iter().copied().chain([at.party]).chain(at.country);
        stands
            .flat_map(|member| self.memberships.get(&member).map(Vec::as_slice).unwrap_or_default())
            .filter(move |membership| membership.group == group && membership.span.holds(instant))
    }

    fn standing(&self, stand: Stand, at: i64) -> Standing {
        let body = self.heir(stand.body, at);
        let mut bodies = BTreeSet::from([body]);
        bodies.extend(self.heirs.keys().copied().filter(|old| self.heir(*old, at) == body));
        let taken = bodies.iter().filter(|old| **old != body).filter_map(|old| Some((*old, self.next(*old, at)?.0)));
        let taken = taken.collect();
        let status = self.statuses.get(&body).and_then(|rows| rows.iter().find(|row| row.span.holds(at)));
        let country = status.and_then(|row| row.country);
        let stands = bodies.iter().copied().chain([stand.party]).chain(country);
        let groups = stands
            .flat_map(|member| self.memberships.get(&member).map(Vec::as_slice).unwrap_or_default())
            .filter(|membership| membership.span.holds(at))
            .map(|membership| membership.group)
            .collect();
        Standing {
            party: stand.party,
            body,
            bodies,
            taken,
            country,
            official: status.is_some_and(|row| row.official),
            groups,
            secretariat: self.secretariat,
        }
    }

    /// The body after all take-overs. A circle cannot be made, and would end here after as many steps.
    fn heir(&self, body: Uuid, at: i64) -> Uuid {
        let next = |body: &Uuid| self.next(*body, at).map(|(new, _)| new);
        std::iter::successors(Some(body), next).take(self.heirs.len() + 1).last().unwrap_or(body)
    }

    /// The body that has taken another over by an instant, and since when.
    pub(super) fn next(&self, body: Uuid, at: i64) -> Option<(Uuid, i64)> {
        let heirs = self.heirs.get(&body).map(Vec::as_slice).unwrap_or_default();
        heirs.iter().copied().find(|(_, since)| *since <= at)
    }

    /// Every instant at which what somebody holds may change.
    pub(super) fn bounds(&self, life: &Life) -> BTreeSet<i64> {
        let mut bounds: BTreeSet<i64> = life.stands.iter().flat_map(|stand| stand.span.bounds()).collect();
        bounds.extend(life.enabled.iter().flat_map(|span| span.bounds()));
        bounds.extend(life.grants.iter().flat_map(|grant| grant.span.bounds()));
        let mut stands: BTreeSet<Uuid> = BTreeSet::new();
        for stand in &life.stands {
            stands.insert(stand.party);
            let kin = self.kin(stand.body);
            for body in &kin {
                bounds.extend(self.heirs.get(body).into_iter().flatten().map(|(_, since)| *since));
                for status in self.statuses.get(body).into_iter().flatten() {
                    bounds.extend(status.span.bounds());
                    stands.extend(status.country);
                }
            }
            stands.extend(kin);
        }
        let memberships = stands.iter().filter_map(|member| self.memberships.get(member)).flatten();
        bounds.extend(memberships.flat_map(|membership| membership.span.bounds()));
        bounds
    }

    /// All bodies that a body was ever joined with by take-overs.
    fn kin(&self, body: Uuid) -> BTreeSet<Uuid> {
        let mut kin = BTreeSet::from([body]);
        loop {
            let known = kin.len();
            for (old, heirs) in &self.heirs {
                if kin.contains(old) || heirs.iter().any(|(new, _)| kin.contains(new)) {
                    kin.insert(*old);
                    kin.extend(heirs.iter().map(|(new, _)| *new));
                }
            }
            if kin.len() == known {
                return kin;
            }
        }
    }
}
