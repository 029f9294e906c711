//! Lines of take-overs, walked once when one of them begins to count and not whenever somebody asks where they
//! stand: for each body that was taken over the body in which its line ended, from when to when.

use std::collections::BTreeSet;

use entity::succession_line::Model as Line;
use uuid::Uuid;

use crate::access::broken::{Rule, broken};

/// One body takes over another from an instant on.
#[derive(Clone, Copy, Debug)]
pub(super) struct TakeOver {
    pub old: Uuid,
    pub new: Uuid,
    pub from: i64,
}

/// The lines of all bodies that were taken over. Nobody takes over a body that took them over; should the
/// tables say so all the same, the walk ends where it began.
pub(super) fn lines(all: &[TakeOver]) -> BTreeSet<Line> {
    let mut found = BTreeSet::new();
    for first in all {
        let mut passed = vec![first.old];
        walk(all, *first, first.new, first.from, &mut passed, &mut found);
    }
    found
}

fn walk(all: &[TakeOver], first: TakeOver, heir: Uuid, from: i64, passed: &mut Vec<Uuid>, found: &mut BTreeSet<Line>) {
    if passed.contains(&heir) {
        return;
    }
    passed.push(heir);
    let on = || all.iter().filter(|more| more.old == heir);
    let until = on().map(|more| more.from).min().filter(|_| !broken(Rule::LinesAreFollowed));
    if until.is_none_or(|until| from < until) {
        found.insert(Line { body_id: first.old, heir_id: heir, next_id: first.new, from_at: from, until_at: until });
    }
    for more in on().filter(|_| !broken(Rule::LinesAreFollowed)) {
        walk(all, first, more.new, from.max(more.from), passed, found);
    }
    passed.pop();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::dice::Dice;

    /// The line of a body at an instant, followed step by step.
    fn followed(all: &[TakeOver], body: Uuid, at: i64) -> Uuid {
        let next = all.iter().find(|one| one.old == body && one.from <= at);
        next.map_or(body, |one| followed(all, one.new, at))
    }

    #[test]
    fn a_line_leads_where_following_it_leads_at_every_instant() {
        let mut dice = Dice::new(7);
        let ids: Vec<Uuid> = (1..=7_u128).map(Uuid::from_u128).collect();
        for _ in 0..2_000 {
            // Each is taken over by one of those behind it, or by nobody.
            let mut all = Vec::new();
            for (n, old) in ids.iter().enumerate() {
                let behind = ids.get(n + 1..).unwrap_or_default();
                if let Some(new) = dice.one_of(behind).copied().filter(|_| dice.chance(600)) {
                    all.push(TakeOver { old: *old, new, from: i64::try_from(dice.below(6)).unwrap_or_default() });
                }
            }
            let lines = lines(&all);
            for at in 0..7 {
                for body in &ids {
                    let of = lines.iter().filter(|line| line.body_id == *body);
                    let mut now = of.filter(|line| line.from_at <= at && line.until_at.is_none_or(|until| at < until));
                    let heir = now.next().map_or(*body, |line| line.heir_id);
                    assert_eq!(heir, followed(&all, *body, at), "{all:?} at {at}");
                    assert!(now.next().is_none(), "it leads to one place: {all:?} at {at}");
                }
            }
        }
    }

    #[test]
    fn a_circle_ends_where_it_began() {
        let [a, b] = [1, 2].map(Uuid::from_u128);
        let circle = [TakeOver { old: a, new: b, from: 0 }, TakeOver { old: b, new: a, from: 1 }];
        assert_eq!(lines(&circle).len(), 1);
    }
}
