//! The only queries on what an item's audience was over time. They show nothing of the item: an auditor's answer is
//! made of it, and its keepers' list of openings tells by it who was named when.

use std::collections::BTreeMap;

use entity::ids::PUBLIC;
use entity::vocabulary::ItemKind;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::PartySet;
use crate::access::lives::Span;
use crate::error::{Error, Result};
use crate::exchange::items::audiences::party_sets;
use crate::exchange::items::proposals::store::shown_of_item;
use crate::kit::database::sql;

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    seen_after: Option<i64>,
    at: i64,
}

/// An item's kind, and what its effective audience was, from its making to now.
pub(super) struct Past {
    pub kind: ItemKind,
    pub timeline: Vec<(Span, PartySet)>,
    /// Whom each proposal about it was shown to besides its keepers, while it waited.
    pub proposed: BTreeMap<Uuid, Vec<(Span, PartySet)>>,
}

impl Past {
    /// What it was shown to otherwise than to everybody.
    pub(super) fn without_public(&self) -> Vec<(Span, PartySet)> {
        let other = |set: &PartySet| PartySet::of(set.parties().filter(|party| *party != PUBLIC));
        self.timeline.iter().map(|(span, set)| (*span, other(set))).collect()
    }

    /// What it was shown to at an instant.
    pub(super) fn at(&self, instant: i64) -> Option<&PartySet> {
        self.timeline.iter().find(|(span, _)| span.holds(instant)).map(|(_, set)| set)
    }
}

/// Read off the change records, which outlive the item; none for an id that never was.
pub(super) async fn past(db: &impl ConnectionTrait, item: Uuid) -> Result<Option<Past>> {
    let text = "SELECT c.kind, c.seen_after, r.at FROM change c JOIN ledger_record r ON r.seq = c.seq WHERE c.item = $1
        ORDER BY c.seq, c.n";
    let rows = Row::find_by_statement(sql(db.get_database_backend(), text, [item.into()])).all(db).await?;
    let Some(kind) = rows.first().map(|row| row.kind.clone()) else { return Ok(None) };
    let kind = ItemKind::from_word(&kind).ok_or_else(|| Error::internal(format!("a change of kind {kind}")))?;
    let mut audiences: Vec<i64> = rows.iter().filter_map(|row| row.seen_after).collect();
    audiences.sort_unstable();
    audiences.dedup();
    let sets = party_sets(db, &audiences).await?;
    // A clock that was set back does not turn the order of the ledger round.
    let starts: Vec<i64> = rows
        .iter()
        .scan(i64::MIN, |last, row| {
            *last = row.at.max(*last);
            Some(*last)
        })
        .collect();
    let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
    let mut timeline: Vec<(Span, PartySet)> = Vec::new();
    for ((row, from), until) in rows.iter().zip(&starts).zip(ends) {
        let span = Span { from: *from, until };
        let set = row.seen_after.and_then(|id| sets.get(&id)).cloned().unwrap_or_default();
        let set = PartySet::of(set);
        match timeline.last_mut() {
            _ if span.until == Some(span.from) => {}
            Some((last, same)) if *same == set && last.until == Some(span.from) => last.until = span.until,
            _ => timeline.push((span, set)),
        }
    }
    Ok(Some(Past { kind, timeline, proposed: proposed(db, item).await? }))
}

async fn proposed(db: &impl ConnectionTrait, item: Uuid) -> Result<BTreeMap<Uuid, Vec<(Span, PartySet)>>> {
    let rows = shown_of_item(db, item).await?;
    let sets = party_sets(db, &rows.iter().map(|row| row.shown_to).collect::<Vec<_>>()).await?;
    let mut proposed: BTreeMap<Uuid, Vec<(Span, PartySet)>> = BTreeMap::new();
    // What was decided as soon as it was proposed was shown to nobody.
    for row in rows.into_iter().filter(|row| row.until_at.is_none_or(|until| row.since < until)) {
        let span = Span { from: row.since, until: row.until_at };
        let set = PartySet::of(sets.get(&row.shown_to).cloned().unwrap_or_default());
        proposed.entry(row.proposal_id).or_default().push((span, set));
    }
    Ok(proposed)
}
