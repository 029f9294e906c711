//! The bodies above a body: none is its own superior, at whatever remove and on whatever day, and one at a time.

use std::collections::HashMap;

use entity::vocabulary::FactKind;
use uuid::Uuid;

use super::life::check_made;
use crate::error::{Error, Findings, Result};
use crate::kit::day::Day;
use crate::ledger::Unit;
use crate::network::facts::{Span, store as facts};

/// That a body has a superior from when to when, and where an input says so.
#[derive(Clone, Debug)]
pub(crate) struct Superior {
    /// The superior body.
    pub id: Uuid,
    /// From when to when.
    pub span: Span,
    /// The field that says so.
    pub pointer: String,
}

/// 422 where one of the superiors that a body is to have was not made yet, or stands below the body itself on a day
/// of its spell: as much for days that have passed and days to come as for today. A statement for each level.
pub(crate) async fn check_superiors(unit: &Unit, body: Uuid, pointer: &str, wanted: &[Superior]) -> Result<()> {
    let mut findings = Findings::default();
    for superior in wanted {
        check_made(unit, superior.id, &superior.pointer, &mut findings).await?;
    }
    findings.done()?;
    let mut above: Vec<Spell> = wanted.iter().map(|superior| Spell::of(superior.id, superior.span)).collect();
    let mut known: HashMap<Uuid, Vec<Spell>> = HashMap::new();
    while !above.is_empty() {
        if above.iter().any(|spell| spell.id == body) {
            let detail = "One of these stands below this organisation itself: end that first, or name another.";
            return Err(Error::invalid(pointer, detail));
        }
        for spell in &above {
            known.entry(spell.id).or_default().push(*spell);
        }
        let ids: Vec<Uuid> = above.iter().map(|spell| spell.id).collect();
        let facts = facts::of_items(unit.tx(), &ids, &[FactKind::Parent], None).await?;
        let mut next: Vec<Spell> = Vec::new();
        for spell in &above {
            for fact in facts.get(&spell.id).into_iter().flatten() {
                let Some(id) = fact.ref_id else { continue };
                let Some(higher) = spell.within(Spell::of(id, Span::of(fact))) else { continue };
                let is_known = known.get(&id).into_iter().flatten().chain(&next).any(|other| other.covers(higher));
                if !is_known {
                    next.push(higher);
                }
            }
        }
        above = next;
    }
    Ok(())
}

/// What is wrong with a spell of a superior beside others of the same body: it has one at a time. Where a date is
/// known to the year alone, one that ends in it and another that begins in it may have followed each other.
pub(crate) fn check_spell(findings: &mut Findings, pointer: &str, spell: Span, mut others: impl Iterator<Item = Span>) {
    let beside = others.any(|other| overlap(spell, other));
    let detail = "A body has one superior at a time, and this spell overlaps another one: end that one the day before.";
    findings.check(!beside, pointer, detail);
}

/// Whether two spells have a day in common, however their dates are to be understood.
fn overlap(one: Span, other: Span) -> bool {
    let begins = |span: Span| span.from.date().map_or(Day::MIN, |date| date.last_day());
    let ends = |span: Span| span.to.date().map_or(Day::MAX, |date| date.first_day());
    let after = |earlier: Span, later: Span| ends(earlier) < begins(later);
    !after(one, other) && !after(other, one)
}

/// A body that stands above another on some days.
#[derive(Clone, Copy, Debug)]
struct Spell {
    id: Uuid,
    first: Day,
    last: Day,
}

impl Spell {
    fn of(id: Uuid, span: Span) -> Self {
        Self { id, first: span.first_day(), last: span.last_day() }
    }

    /// What of another spell falls within the days of this one.
    fn within(self, other: Self) -> Option<Self> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Self { id: other.id, first, last })
    }

    fn covers(self, other: Self) -> bool {
        self.id == other.id && self.first <= other.first && other.last <= self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::partial_date::PartialDate;
    use crate::network::facts::Bound;

    #[test]
    fn spells_overlap_where_they_have_a_day_in_common_for_certain() {
        let date = |text: &str| PartialDate::parse(text).ok();
        let span =
            |from: &str, to: &str| Span { from: Bound::dated_or_open(date(from)), to: Bound::dated_or_open(date(to)) };
        for (one, other, is) in [
            (span("2010", "2019"), span("2020", ""), false),
            (span("2010", "2020"), span("2020", ""), false),
            (span("2010", "2021"), span("2020", ""), true),
            (span("2010", "2020-06-30"), span("2020-07-01", ""), false),
            (span("2010", "2020-07-01"), span("2020-07-01", ""), true),
            (span("", ""), span("2020", ""), true),
            (span("2020", ""), span("2020", ""), true),
            (span("", "2020-06-30"), span("2020", ""), false),
            (span("2011", "2012"), span("2010", "2013"), true),
        ] {
            assert_eq!((overlap(one, other), overlap(other, one)), (is, is), "{one:?} {other:?}");
        }
    }
}
