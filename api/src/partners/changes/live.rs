//! What is published, as it happens. It is the change feed read on and on: no second rule of sight,
//! and every event is judged under the reader's sight of the moment in which it is sent.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_graphql::SimpleObject;
use async_graphql::futures_util::{Stream, stream};
use entity::vocabulary::ItemKind;
use tokio::sync::watch::Receiver;

use super::cursor::{Mark, open, seal};
use super::drain::{Cursor, Way};
use super::page::{Asked, Feed, Told, caught_up_now, page};
use super::waiting;
use crate::access::broken::{Rule, broken};
use crate::access::{Act, Actor, Target, load_again};
use crate::authn::watch::Place;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::{AnyItem, items_of_any_kind};
use crate::kit::wake::Waiter;

/// Items a page.
const MOST: usize = 50;

/// Something that was published.
#[derive(Clone, Debug, SimpleObject)]
pub struct Published {
    /// Where to go on after it, here or at `changes`.
    pub cursor: String,
    /// The item as it is now; null in the last event before the server closes the socket, which only
    /// says where to go on.
    pub item: Option<AnyItem>,
}

/// What binds a subscription to whoever carries it over the wire.
#[derive(Clone, Debug)]
pub struct Carrier {
    ending: Receiver<bool>,
    /// Goes before the `after` that the client gave, where the subscription is begun again.
    after: Option<String>,
    said: Arc<Said>,
}

#[derive(Debug, Default)]
struct Said {
    cursor: Mutex<Option<String>>,
    stale: AtomicBool,
}

impl Carrier {
    /// A carrier that says through `ending` that it is to end: then the stream tells what waits, says
    /// where to go on, and ends.
    pub fn new(ending: Receiver<bool>, after: Option<String>) -> Self {
        Self { ending, after, said: Arc::default() }
    }

    /// Where the reader is to go on by what was told so far.
    pub fn cursor(&self) -> Option<String> {
        self.said.cursor.lock().map(|cursor| cursor.clone()).unwrap_or_default()
    }

    /// Whether the stream ended because its reader's rights are no longer those it was begun with: it
    /// is to be begun again from its cursor, so that all that hangs on an item is judged by them, too.
    pub fn is_stale(&self) -> bool {
        self.said.stale.load(Ordering::Relaxed)
    }

    fn told(&self, cursor: &str) {
        if let Ok(mut last) = self.said.cursor.lock() {
            *last = Some(cursor.to_owned());
        }
    }
}

struct Following {
    ctx: Ctx,
    feed: Feed,
    cursor: Cursor,
    mark: Option<Mark>,
    commits: Waiter,
    place: Place,
    /// What is to be told, each to be judged when it is.
    waiting: VecDeque<Told>,
    caught_up: bool,
    sealed: String,
    carrier: Option<Carrier>,
    ended: bool,
}

/// What is published from now on, or since a cursor.
pub async fn published(
    ctx: Ctx,
    after: Option<String>,
    kinds: Vec<ItemKind>,
    carrier: Option<Carrier>,
) -> Result<impl Stream<Item = Result<Published>> + use<>> {
    let feed = Feed::of(&ctx, &kinds);
    let after = carrier.as_ref().and_then(|carrier| carrier.after.clone()).or(after);
    let opened = after.map(|after| open(&ctx, &feed.binding, &after)).transpose()?;
    ctx.permit(Act::Look, &Target::none("CHANGE"))?;
    let (commits, place) = (ctx.world.commits.waiter(), ctx.world.watch.place(&ctx.actor));
    let (cursor, mark) = match opened {
        Some(opened) => opened,
        None => caught_up_now(&ctx).await?,
    };
    let sealed = seal(&ctx, &feed.binding, &cursor, &mark);
    let begun = Following {
        ctx,
        feed,
        cursor,
        mark: Some(mark),
        commits,
        place,
        waiting: VecDeque::new(),
        caught_up: false,
        sealed,
        carrier,
        ended: false,
    };
    begun.note(&begun.sealed);
    Ok(stream::unfold(begun, |mut following| async move {
        let next = following.next().await?;
        following.ended |= next.is_err();
        Some((next, following))
    }))
}

impl Following {
    async fn next(&mut self) -> Option<Result<Published>> {
        while !self.ended {
            if let Some(told) = self.waiting.pop_front() {
                match self.judged(told).await {
                    Ok(None) => continue,
                    Ok(Some(published)) => return Some(Ok(published)),
                    Err(error) => return Some(Err(error)),
                }
            }
            self.note(&self.sealed);
            if self.is_to_end() {
                self.ended = true;
                return Some(Ok(Published { cursor: self.sealed.clone(), item: None }));
            }
            let mut turn = None;
            if self.caught_up {
                self.wait().await;
                turn = waiting::turn().await;
            }
            let read = self.read_on().await;
            drop(turn);
            if let Err(error) = read {
                return Some(Err(error));
            }
        }
        None
    }

    fn note(&self, cursor: &str) {
        if let Some(carrier) = &self.carrier {
            carrier.told(cursor);
        }
    }

    fn is_to_end(&self) -> bool {
        self.carrier.as_ref().is_some_and(|carrier| *carrier.ending.borrow())
    }

    async fn wait(&mut self) {
        let carrier = self.carrier.as_mut();
        let ends = async {
            match carrier {
                // An error means that whoever carried it is gone, and the stream with it.
                Some(carrier) => drop(carrier.ending.changed().await),
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = self.commits.woken() => (),
            _ = self.place.other_than(&self.ctx.actor) => (),
            () = ends => (),
        }
    }

    /// An event as its reader is shown it at this moment; none where they are not any longer. Whoever
    /// reads slowly, or not at all, may have had it waiting for an hour.
    async fn judged(&mut self, told: Told) -> Result<Option<Published>> {
        let now = load_again(self.ctx.db(), &self.ctx.actor, self.ctx.now()).await?;
        if !self.goes_on_as(now) {
            return Ok(None);
        }
        let item = items_of_any_kind(&self.ctx, &[(told.kind, told.item)]).await?.remove(&told.item);
        // Its keepers see what was withdrawn meanwhile; that is no publication.
        let item = item.filter(|item| item.is_published() || broken(Rule::PublishedAlone));
        self.note(&told.cursor);
        Ok(item.map(|item| Published { cursor: told.cursor, item: Some(item) }))
    }

    /// Goes on as the reader is now. Where their rights changed and somebody carries the stream, it ends
    /// to be begun again from its cursor, so that all that hangs on an item is judged by them, too.
    fn goes_on_as(&mut self, now: Arc<Actor>) -> bool {
        let changed = !self.ctx.actor.stands_as(&now);
        self.ctx.actor = now;
        if let Some(carrier) = self.carrier.as_ref().filter(|_| changed) {
            carrier.said.stale.store(true, Ordering::Relaxed);
            self.ended = true;
            return false;
        }
        true
    }

    async fn read_on(&mut self) -> Result<()> {
        let asked = Asked { way: Way::Feed, most: MOST };
        let drained = page(&self.ctx, &self.feed, &self.cursor, self.mark, asked).await?;
        if !self.goes_on_as(drained.reader) {
            return Ok(());
        }
        let new = drained.told.into_iter().filter(|told| told.present.is_some_and(|p| p.newly_published));
        self.waiting.extend(new);
        (self.cursor, self.mark, self.caught_up) = (drained.cursor, Some(drained.mark), drained.caught_up);
        self.sealed = drained.sealed;
        if let (true, Some(last)) = (self.caught_up, self.waiting.back_mut()) {
            // Behind the last event its reader is caught up.
            last.cursor.clone_from(&self.sealed);
        }
        Ok(())
    }
}
