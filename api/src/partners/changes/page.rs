//! The one page function of feed, export and subscription: a snapshot, what it holds that the reader
//! does not, and where the reader stands then.

use std::collections::HashMap;
use std::sync::Arc;

use entity::vocabulary::{ItemKind, ItemState};
use uuid::Uuid;

use super::cursor::{Binding, Mark, is_too_long, seal};
use super::drain::{Candidate, Cursor, Op, State, Way, plan};
use super::store::{self, Snapshot};
use super::store_candidates::{Compared, Wanted, candidates};
use super::store_sights;
use crate::access::broken::{Rule, broken};
use crate::access::{Actor, PartySet};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::kit::timestamp::Timestamp;

/// Whose feed, and of what.
#[derive(Clone, Debug)]
pub struct Feed {
    /// Only these kinds; all if there are none.
    pub kinds: Vec<ItemKind>,
    /// What its cursors are bound to.
    pub binding: Binding,
}

/// What a page is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Which way it goes.
    pub way: Way,
    /// How much it tells at most.
    pub most: usize,
}

/// A page before it is shown.
#[derive(Debug)]
pub struct Drained {
    /// What it tells, in order of id.
    pub told: Vec<Told>,
    /// Where the reader stands then.
    pub cursor: Cursor,
    /// The same for the client.
    pub sealed: String,
    /// The mark of the cursor.
    pub mark: Mark,
    /// Whether the drain reached its end.
    pub drained: bool,
    /// Whether the reader now holds all there is to see.
    pub caught_up: bool,
    /// The reader, as of the page.
    pub reader: Arc<Actor>,
}

/// One thing that a page tells.
#[derive(Debug)]
pub struct Told {
    /// The item.
    pub item: Uuid,
    /// Its kind.
    pub kind: ItemKind,
    /// What happened.
    pub op: Op,
    /// Where the reader stands after it.
    pub cursor: String,
    /// What is known of an item in sight; none for REMOVED.
    pub present: Option<Present>,
}

/// What is known of an item in sight.
#[derive(Clone, Copy, Debug)]
pub struct Present {
    /// Its revision.
    pub revision: i32,
    /// When it last changed.
    pub at: Timestamp,
    /// Whether it was published since the state held (or ever, if it was not held).
    pub newly_published: bool,
}

impl Feed {
    /// The feed of the context's actor.
    pub fn of(ctx: &Ctx, kinds: &[ItemKind]) -> Self {
        Self { kinds: kinds.to_vec(), binding: Binding::of(&ctx.actor, kinds) }
    }
}

/// A page after a cursor. `mark` is the one that the client brought with it; none for a cursor that
/// never left this database.
pub async fn page(ctx: &Ctx, feed: &Feed, cursor: &Cursor, mark: Option<Mark>, asked: Asked) -> Result<Drained> {
    let snapshot = Snapshot::take(ctx).await?;
    let (tx, reader) = (&snapshot.tx, Arc::clone(&snapshot.reader));
    let now = reader.parties();
    let sight = now.id();
    let marks = marks_of(&snapshot, cursor, mark).await?;
    let plan = plan(cursor, sight, snapshot.head, asked.way);
    let (known, ranges) = compared(&snapshot, cursor, &plan.segments(), sight).await?;
    let wanted = Wanted {
        ranges: &ranges,
        goal: plan.goal,
        now,
        head: snapshot.head,
        kinds: &feed.kinds,
        most: u64::try_from(asked.most).map_err(Error::internal)? + 1,
    };
    let found = candidates(tx, &wanted).await?;
    let merged = plan.merge(found.candidates, found.reached, asked.most);
    if is_too_long(&merged.cursor) {
        return Err(gone("What you may see changed too often while you read"));
    }
    let present: Vec<Uuid> = merged.told.iter().filter(|(op, ..)| *op != Op::Removed).map(|(_, c, _)| c.item).collect();
    let details = store::details(tx, &present).await?;
    // What is told is as it is now, also where it changed since the goal: a cursor names the unit, so that one from
    // before a restore is known by it.
    let read = if merged.told.is_empty() { cursor.read } else { snapshot.head };
    let mark_of = |cursor: &Cursor| match cursor.seq() {
        seq if seq == snapshot.head => Ok(snapshot.mark),
        seq => marks.get(&seq).copied().ok_or_else(|| Error::internal("a cursor without mark")),
    };
    let held_since = |item: Uuid| {
        let range = ranges.iter().find(|range| item <= range.segment.last)?;
        range.segment.held.map(|held| held.seq)
    };
    let told = merged.told.into_iter().map(|(op, candidate, after)| {
        let Candidate { item, kind, .. } = candidate;
        let present = match op {
            Op::Removed => None,
            Op::Created | Op::Updated => {
                let detail = details.get(&item).ok_or_else(|| Error::internal(format!("item {item} has no change")))?;
                let since = held_since(item).filter(|_| op == Op::Updated);
                Some(Present {
                    revision: detail.revision,
                    at: Timestamp::from_micros(detail.at),
                    newly_published: (detail.state == ItemState::Published || broken(Rule::PublishedAlone))
                        && since.is_none_or(|since| detail.published_seq.is_some_and(|seq| seq > since)),
                })
            }
        };
        let after = after.read_at(read);
        Ok(Told { item, kind, op, cursor: seal(ctx, &feed.binding, &after, &mark_of(&after)?), present })
    });
    let told = told.collect::<Result<_>>()?;
    let (drained, cursor) = (merged.drained, merged.cursor.read_at(read));
    let mark = mark_of(&cursor)?;
    let caught_up = drained && asked.way == Way::Feed && plan.goal.seq == snapshot.head;
    snapshot.end().await?;
    if !known {
        store_sights::intern(&ctx.world, sight, now).await?;
    }
    let sealed = seal(ctx, &feed.binding, &cursor, &mark);
    Ok(Drained { told, cursor, sealed, mark, drained, caught_up, reader })
}

/// The cursor of a reader who holds all there is to see at this moment.
pub async fn caught_up_now(ctx: &Ctx) -> Result<(Cursor, Mark)> {
    let snapshot = Snapshot::take(ctx).await?;
    let reader = Arc::clone(&snapshot.reader);
    let sight = reader.parties().id();
    let known = store_sights::known(&snapshot.tx, &[sight]).await?.contains_key(&sight);
    let (seq, mark) = (snapshot.head, snapshot.mark);
    snapshot.end().await?;
    if !known {
        store_sights::intern(&ctx.world, sight, reader.parties()).await?;
    }
    Ok((Cursor::at(State { seq, sight }), mark))
}

/// The marks of the units that a cursor names. 410 where the ledger is not the one that the cursor was
/// made of.
async fn marks_of(snapshot: &Snapshot, cursor: &Cursor, mark: Option<Mark>) -> Result<HashMap<i64, Mark>> {
    let seqs: Vec<i64> =
        cursor.states().map(|state| state.seq).chain((cursor.read > 0).then_some(cursor.read)).collect();
    if seqs.is_empty() {
        return Ok(HashMap::new());
    }
    let marks = store::marks(&snapshot.tx, &seqs).await?;
    let highest = cursor.seq();
    let there = match highest {
        // Before the first unit.
        0 => true,
        seq => marks.get(&seq).is_some_and(|known| mark.is_none_or(|mark| *known == mark)),
    };
    match there {
        true => Ok(marks),
        false => Err(gone("The ledger is not the one that the cursor was made of (it was restored from a backup)")),
    }
}

/// The ranges with the parties that were held with each; and whether the sight now is interned.
async fn compared(
    snapshot: &Snapshot,
    cursor: &Cursor,
    segments: &[super::drain::Segment],
    sight: Uuid,
) -> Result<(bool, Vec<Compared>)> {
    let mut ids: Vec<Uuid> = cursor.states().map(|state| state.sight).chain([sight]).collect();
    ids.sort_unstable();
    ids.dedup();
    let sights = store_sights::known(&snapshot.tx, &ids).await?;
    let ranges = segments.iter().map(|segment| {
        let then = match segment.held {
            None => PartySet::default(),
            Some(held) if held.sight == sight => snapshot.reader.parties().clone(),
            Some(held) => sights.get(&held.sight).cloned().ok_or_else(|| gone("The cursor names what is not there"))?,
        };
        Ok(Compared { segment: *segment, then })
    });
    Ok((sights.contains_key(&sight), ranges.collect::<Result<_>>()?))
}

fn gone(why: &str) -> Error {
    Error::new(
        Code::CursorGone,
        format!("{why}. Take everything once more from `/v1/export`; its last line says where the feed goes on."),
    )
}
