//! The lines of an export, page by page: no long transaction, and no more in memory than a page.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::futures_util::{Stream, stream};
use entity::vocabulary::{ItemKind, OpeningKind};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store;
use crate::access::{Act, Actor, Target, load_again};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items::openings;
use crate::kit::counted::UnderWay;
use crate::kit::page::PageRequest;
use crate::partners::changes::{Asked, Cursor, END, Feed, Op, Range, Told, Way, from_bytes, page, shown, to_bytes};

/// Items a page.
const MOST: usize = 200;
/// Of them so many are shown at once to begin with; fewer where they are long, more where they are short.
const SHOWN: usize = 25;
/// Most bytes of lines that wait to be sent, as far as single items allow.
const BYTES: usize = 2_000_000;

/// What is exported.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ExportFilter {
    /// Only items of these kinds, separated by commas. The cursor of the last line belongs to them.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[param(style = Form, explode = false)]
    pub kind: Vec<ItemKind>,
    /// With `after`: the export to go on with, as the header `Export-Pass` named it. Always give it: without it, one
    /// that broke off and was never gone on with, however long ago, makes it uncertain which is meant (410).
    pub pass: Option<Uuid>,
}

/// So long it can be gone on with an export at least.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3_600);

/// An export that was begun: its first page is there, so that what is wrong is said before the first
/// line.
pub struct Lines {
    ctx: Ctx,
    feed: Feed,
    cursor: Cursor,
    pass: Option<Uuid>,
    /// Of a page, what is not shown yet.
    told: VecDeque<Told>,
    /// The last item of which a line was made, or that came to be shown none.
    behind: Uuid,
    /// The reader by whom the page was read.
    reader: Arc<Actor>,
    at_once: usize,
    /// Where the feed goes on behind the last page, once that was read.
    last: Option<String>,
    ready: VecDeque<String>,
    count: u64,
    ended: bool,
    /// Whether its last line was made.
    whole: bool,
    _under_way: UnderWay,
}

/// Begins an export, or goes on with one that broke off.
pub async fn export(ctx: &Ctx, filter: ExportFilter, request: PageRequest) -> Result<Lines> {
    let feed = Feed::of(ctx, &filter.kind);
    for (name, given) in
        [("first", request.first.is_some()), ("sort", request.sort.is_some()), ("count", request.count)]
    {
        if given {
            return Err(Error::bad_field(format!("?{name}"), "An export is whole and in order of id; leave this out."));
        }
    }
    let after = match request.after.as_deref() {
        None => None,
        Some(after) => {
            let what = "Give the `itemId` of the last line that came whole, or leave `after` out.";
            Some(Uuid::parse_str(after).map_err(|_| Error::bad_field("?after", what))?)
        }
    };
    if after.is_none() && filter.pass.is_some() {
        return Err(Error::bad_field("?pass", "It says with which export `after` goes on; give both."));
    }
    ctx.permit(Act::Look, &Target::none("EXPORT"))?;
    let (pass, cursor) = match after {
        // Nothing is kept for whoever is nobody: what one of them was told is not what another was.
        None if !ctx.actor.is_somebody() => (None, Cursor::beginning()),
        None => {
            let id = ctx.new_id();
            store::begin(ctx, id, feed.binding.key(), ctx.now().minus(KEPT)).await?;
            (Some(id), Cursor::beginning())
        }
        Some(after) => {
            let (id, cursor) = gone_on_with(ctx, &feed, filter.pass, after).await?;
            (Some(id), cursor)
        }
    };
    let mut lines = Lines {
        ctx: ctx.clone(),
        feed,
        cursor,
        pass,
        told: VecDeque::new(),
        behind: Uuid::nil(),
        reader: Arc::clone(&ctx.actor),
        at_once: SHOWN,
        last: None,
        ready: VecDeque::new(),
        count: 0,
        ended: false,
        whole: false,
        _under_way: ctx.world.exports.begin(),
    };
    lines.read_on(true).await?;
    Ok(lines)
}

/// Where an export goes on that broke off behind an item: what was told up to it was told as that
/// export was when it passed there. Where it could be one of several, none is guessed at: the feed would
/// not be exact behind it.
async fn gone_on_with(ctx: &Ctx, feed: &Feed, named: Option<Uuid>, after: Uuid) -> Result<(Uuid, Cursor)> {
    let passes = store::passes(ctx, feed.binding.key(), named).await?;
    let gone = |why: &str| Error::new(Code::CursorGone, format!("{why} Begin again without `after`."));
    match passes.as_slice() {
        [] => Err(gone("There is no export of yours with this `kind` to go on with.")),
        [pass] => {
            let kept = from_bytes(&pass.ranges).ok_or_else(|| {
                gone("That export had told nothing yet, or broke off more than a week ago: what it told is not known any more.")
            })?;
            Ok((pass.id, cut_behind(&kept, after)))
        }
        _ => Err(gone(
            "More than one export of yours with this `kind` was begun and not received to its end: `after` alone does \
             not say which of them broke off there, and none is guessed at. Name it by `pass`, as the header \
             `Export-Pass` of its answer did.",
        )),
    }
}

/// What is held by whoever was told everything up to an item, and nothing behind it.
fn cut_behind(kept: &Cursor, after: Uuid) -> Cursor {
    let mut ranges: Vec<Range> = kept.ranges.iter().filter(|range| range.last <= after).copied().collect();
    let reached = ranges.last().map_or(Uuid::nil(), |range| range.last);
    if let Some(within) = kept.ranges.iter().find(|range| range.last > after).filter(|_| reached < after) {
        ranges.push(Range { last: after, held: within.held });
    }
    ranges.push(Range { last: END, held: None });
    Cursor { ranges, target: None, read: kept.read }
}

impl Lines {
    /// By which name it is gone on with.
    pub fn pass(&self) -> Option<Uuid> {
        self.pass
    }

    /// The lines. Dropped, nothing more is read.
    pub fn stream(self) -> impl Stream<Item = Result<String>> {
        stream::unfold(self, |mut lines| async move {
            let next = lines.next().await?;
            lines.ended |= next.is_err();
            Some((next, lines))
        })
    }

    async fn next(&mut self) -> Option<Result<String>> {
        loop {
            if let Some(line) = self.ready.pop_front() {
                return Some(Ok(line));
            }
            if self.ended {
                self.was_sent().await;
                return None;
            }
            let done = match (self.told.is_empty(), self.last.take()) {
                (true, None) => self.read_on(false).await,
                (true, Some(cursor)) => {
                    self.end(&cursor);
                    Ok(())
                }
                (false, last) => {
                    self.last = last;
                    self.show().await
                }
            };
            if let Err(error) = done {
                return Some(Err(error));
            }
        }
    }

    async fn read_on(&mut self, begins: bool) -> Result<()> {
        let before = states(&self.cursor);
        let asked = Asked { way: Way::Export, most: MOST };
        let drained = page(&self.ctx, &self.feed, &self.cursor, None, asked).await?;
        self.behind = told_up_to(&self.cursor);
        self.cursor = drained.cursor.clone();
        self.last = drained.drained.then_some(drained.sealed);
        self.told = drained.told.into();
        if begins || states(&self.cursor) != before {
            // Before a line is sent that was told under it. Everything behind is yet to come, in the
            // state that the export is in now.
            let kept = to_bytes(&to_the_end(&self.cursor));
            if let Some(pass) = self.pass {
                store::keep(&self.ctx, pass, kept).await?;
            }
        }
        self.reader = drained.reader;
        Ok(())
    }

    /// Makes the next lines of a page. Whoever reads slowly is shown what they may see when they do: where that is
    /// no longer what the page was read by, its rest is read anew, so that the cursor says of each line under which
    /// sight it was made.
    async fn show(&mut self) -> Result<()> {
        let now = load_again(self.ctx.db(), &self.reader, self.ctx.now()).await?;
        if now.parties() != self.reader.parties() {
            self.told.clear();
            self.last = None;
            self.cursor = cut_behind(&self.cursor, self.behind);
            return self.read_on(false).await;
        }
        let next: Vec<Told> = self.told.drain(..self.at_once.min(self.told.len())).collect();
        self.behind = next.last().map_or(self.behind, |told| told.item);
        let reader = Ctx { actor: now, ..self.ctx.clone() };
        let mut bytes = 0;
        for change in shown(&reader, next, true).await? {
            // What went out of sight since the page was read is left to the feed.
            if change.op == Op::Removed {
                continue;
            }
            change.node.iter().for_each(|item| item.note_opened(&reader, OpeningKind::Delivery));
            let line = json!({
                "itemId": change.item_id, "kind": change.kind, "revision": change.revision, "item": change.item,
            });
            let line = format!("{line}\n");
            bytes += line.len();
            self.ready.push_back(line);
            self.count += 1;
        }
        openings::relieve(&self.ctx).await;
        self.at_once = match bytes {
            BYTES.. => self.at_once.div_ceil(2),
            _ if bytes * 4 < BYTES => MOST.min(self.at_once * 2),
            _ => self.at_once,
        };
        Ok(())
    }

    /// All of it was taken, the last line too: until then it is one that broke off.
    async fn was_sent(&self) {
        if let (Some(pass), true) = (self.pass, self.whole)
            && let Err(error) = store::complete(&self.ctx, pass).await
        {
            tracing::warn!(cause = error.cause().unwrap_or(error.detail()), "an export's end was not kept");
        }
    }

    fn end(&mut self, cursor: &str) {
        let line = json!({ "cursor": cursor, "count": self.count });
        self.ready.push_back(format!("{line}\n"));
        (self.ended, self.whole) = (true, true);
    }
}

/// The last id of what an export has read.
fn told_up_to(cursor: &Cursor) -> Uuid {
    cursor.ranges.iter().filter(|range| range.held.is_some()).map(|range| range.last).max().unwrap_or(Uuid::nil())
}

/// The states that ranges were brought to, in order.
fn states(cursor: &Cursor) -> Vec<(i64, Uuid)> {
    cursor.ranges.iter().filter_map(|range| range.held).map(|held| (held.seq, held.sight)).collect()
}

/// The same where the last state that was brought about reaches to the end.
fn to_the_end(cursor: &Cursor) -> Cursor {
    let mut ranges: Vec<Range> = cursor.ranges.iter().filter(|range| range.held.is_some()).copied().collect();
    if let Some(last) = ranges.last_mut() {
        last.last = END;
    }
    Cursor { ranges, target: None, read: cursor.read }
}
