//! The change feed without a database: what a cursor says, what a page has to look at, and what
//! follows from what was found. A feed is a *state delta, not a log*: a log replayed under changing
//! rights tells ids it should not.

use entity::vocabulary::ItemKind;
use uuid::Uuid;

/// Before every id.
pub const START: Uuid = Uuid::nil();
/// After every id.
pub const END: Uuid = Uuid::max();
/// Most ranges that one page looks at; the next page goes on.
const AT_ONCE: usize = 4;

/// Items as they were after a unit, seen with a set of parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The unit's number.
    pub seq: i64,
    /// The set of parties, interned.
    pub sight: Uuid,
}

/// What the reader holds of the ids up to `last`, after those of the range before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// Last id of the range.
    pub last: Uuid,
    /// The state that the reader holds; none where it holds nothing.
    pub held: Option<State>,
}

/// Where a reader stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The state held of each range of ids, in order; the last ends at [`END`].
    pub ranges: Vec<Range>,
    /// What the drain under way aims at; the first range has been brought to it.
    pub target: Option<State>,
    /// The last unit of which something may have been told, where it is later than those states: an item that
    /// changed while it was drained is told as it is then. 0 where it is not.
    pub read: i64,
}

/// Which way a page goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the first id on, comparing with what is held: the feed.
    Feed,
    /// From the first id of which nothing is held, never back: an export tells no removals. What
    /// changed behind it is left to the feed, since the ranges remember what each was brought to.
    Export,
}

/// A range of ids that a page looks at, and the state its reader holds of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The last id before it.
    pub after: Uuid,
    /// Its last id.
    pub last: Uuid,
    /// The state held; none where nothing is.
    pub held: Option<State>,
}

/// What a page has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What the reader is brought to.
    pub goal: State,
    /// Ranges that stay as they are.
    done: Vec<Range>,
    /// The last id behind the drain.
    after: Uuid,
    /// Ranges before it.
    rest: Vec<Range>,
}

/// An item that may have changed for the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The item.
    pub item: Uuid,
    /// Its kind.
    pub kind: ItemKind,
    /// Whether the reader holds it.
    pub held: bool,
    /// Whether the reader is to hold it: seen at the goal, and now.
    pub shown: bool,
    /// Whether it changed between the state held and the goal.
    pub touched: bool,
}

/// What happened to an item as one reader sees it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, async_graphql::Enum, utoipa::ToSchema,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[graphql(name = "ChangeOperation")]
#[schema(as = ChangeOperation)]
pub enum Op {
    /// It came into sight: made, or opened to the reader.
    Created,
    /// It changed and is in sight. Take it like CREATED where you do not hold it.
    Updated,
    /// It went out of sight: withdrawn, closed to the reader, deleted or erased.
    Removed,
}

/// A page: what it tells, and where its reader stands then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// What it tells, in order of id, each with where its reader stands after it.
    pub told: Vec<(Op, Candidate, Cursor)>,
    /// Where its reader stands after the page.
    pub cursor: Cursor,
    /// Whether the drain reached its end.
    pub drained: bool,
}

impl Cursor {
    /// Of a reader who holds nothing yet.
    pub fn beginning() -> Self {
        Self { ranges: vec![Range { last: END, held: None }], target: None, read: 0 }
    }

    /// Of a reader who holds everything there is to see.
    pub fn at(state: State) -> Self {
        Self { ranges: vec![Range { last: END, held: Some(state) }], target: None, read: 0 }
    }

    /// The states it names.
    pub fn states(&self) -> impl Iterator<Item = State> + '_ {
        self.ranges.iter().filter_map(|range| range.held).chain(self.target)
    }

    /// The highest unit it names; 0 where it names none.
    pub fn seq(&self) -> i64 {
        self.states().map(|state| state.seq).max().unwrap_or_default().max(self.read)
    }

    /// The same, read at a unit.
    pub fn read_at(mut self, unit: i64) -> Self {
        self.read = 0;
        self.read = if unit > self.seq() { unit } else { 0 };
        self
    }
}

/// What the next page has to do for a reader who now holds the parties `sight`, while the ledger
/// stands at `head`. A change of sight in mid-drain begins a new target, while the ranges remember
/// what each was brought to.
pub fn plan(cursor: &Cursor, sight: Uuid, head: i64, way: Way) -> Plan {
    let anew = State { seq: head, sight };
    match (way, cursor.target, cursor.ranges.split_first()) {
        (Way::Feed, Some(target), Some((first, rest))) if target.sight == sight => {
            Plan { goal: target, done: Vec::new(), after: first.last, rest: rest.to_vec() }
        }
        (Way::Feed, ..) => Plan { goal: anew, done: Vec::new(), after: START, rest: cursor.ranges.clone() },
        (Way::Export, ..) => {
            let (done, rest): (Vec<Range>, Vec<Range>) = cursor.ranges.iter().partition(|range| range.held.is_some());
            let last = done.last().copied();
            let goal = last.and_then(|range| range.held).filter(|held| held.sight == sight).unwrap_or(anew);
            Plan { goal, done, after: last.map_or(START, |range| range.last), rest }
        }
    }
}

impl Plan {
    /// The ranges that this page looks at. Of what nothing is held, nothing was held at the goal
    /// either: what lies between need not be looked at.
    pub fn segments(&self) -> Vec<Segment> {
        let mut after = self.after;
        self.rest
            .iter()
            .take(AT_ONCE)
            .map(|range| {
                let segment = Segment { after, last: range.last, held: range.held };
                after = range.last;
                segment
            })
            .collect()
    }

    /// What follows from the candidates up to `reached`, in order of id; `most` is how many are told
    /// at most.
    pub fn merge(&self, candidates: Vec<Candidate>, reached: Uuid, most: usize) -> Merged {
        let mut told: Vec<(Op, Candidate, Cursor)> = Vec::new();
        for candidate in candidates {
            let Some(op) = op(&candidate) else { continue };
            if told.len() == most {
                let cursor = told.last().map_or_else(|| self.up_to(self.after), |(_, _, cursor)| cursor.clone());
                return Merged { told, cursor, drained: false };
            }
            told.push((op, candidate, self.up_to(candidate.item)));
        }
        Merged { told, cursor: self.up_to(reached), drained: reached == END }
    }

    /// Where the reader stands once everything up to an id was told.
    fn up_to(&self, last: Uuid) -> Cursor {
        let mut ranges = self.done.clone();
        // What was brought to the goal by an earlier page of an export grows.
        ranges.pop_if(|range| range.held == Some(self.goal));
        let alone = ranges.is_empty();
        ranges.push(Range { last, held: Some(self.goal) });
        ranges.extend(self.rest.iter().filter(|range| range.last > last));
        let target = (last != END && alone).then_some(self.goal);
        Cursor { ranges, target, read: 0 }
    }
}

/// Held and not to be shown is REMOVED, to be shown and not held CREATED, both and changed UPDATED.
fn op(candidate: &Candidate) -> Option<Op> {
    match (candidate.held, candidate.shown) {
        (true, false) => Some(Op::Removed),
        (false, true) => Some(Op::Created),
        (true, true) if candidate.touched => Some(Op::Updated),
        (true, true) | (false, false) => None,
    }
}

#[cfg(test)]
mod tests;
