//! One look for all who wait. A socket and a long poll each end with the session, account, post or last
//! grant of their reader, and tell what comes into sight when their rights change; who waits asks nothing
//! for it. All sessions that are waited with in this process are looked up together, in one statement.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::watch::{Receiver, Sender};
use tokio::time::{Instant, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::access::{Actor, load_sessions};
use crate::ctx::World;
use crate::error::{Error, Result};
use crate::ledger::head;

/// So often it is looked: an end takes effect within a second.
pub const LOOK: Duration = Duration::from_millis(500);

/// What a look found out about a session.
#[derive(Clone, Debug)]
pub enum Seen {
    /// It counts; its actor as of the look.
    Here(Arc<Actor>),
    /// It has ended: itself, its account or its post.
    Ended,
    /// It was not found out.
    Unknown,
}

impl Seen {
    /// Whether it says the same as that `actor` goes on as they are.
    fn says_nothing_new(&self, actor: &Actor) -> bool {
        matches!(self, Self::Here(now) if now.stands_as(actor))
    }

    /// Whether it is what the same look found out.
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Here(one), Self::Here(other)) => Arc::ptr_eq(one, other),
            (Self::Ended, Self::Ended) | (Self::Unknown, Self::Unknown) => true,
            _ => false,
        }
    }
}

/// The sessions that are waited with, and who waits.
#[derive(Debug, Default)]
pub struct Watch {
    sessions: Mutex<HashMap<Uuid, Sender<Seen>>>,
    /// Those who wait without one, for the ledger alone.
    others: Arc<()>,
    looks: Sender<u64>,
    runs: AtomicBool,
}

/// A place among those who wait; given back when it is dropped.
#[derive(Clone, Debug)]
pub struct Place {
    of: Option<Receiver<Seen>>,
    /// What it was told last.
    told: Option<Seen>,
    _waits: Arc<()>,
}

impl Watch {
    /// A place for whoever waits as `actor`.
    pub fn place(&self, actor: &Arc<Actor>) -> Place {
        let of = actor.session().map(|session| {
            let mut senders = self.senders();
            let begun = || Sender::new(Seen::Here(Arc::clone(actor)));
            let sender = senders.entry(session.id).or_insert_with(begun);
            // What was found out before for somebody who has left says nothing about now.
            if sender.receiver_count() == 0 {
                *sender = begun();
            }
            sender.subscribe()
        });
        Place { of, told: None, _waits: Arc::clone(&self.others) }
    }

    /// How many looks there were so far, for tests that count what one costs.
    pub fn looks(&self) -> Receiver<u64> {
        self.looks.subscribe()
    }

    fn senders(&self) -> MutexGuard<'_, HashMap<Uuid, Sender<Seen>>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sessions that are still waited with.
    fn waited_with(&self) -> Vec<Uuid> {
        let mut senders = self.senders();
        senders.retain(|_, sender| sender.receiver_count() > 0);
        senders.keys().copied().collect()
    }

    /// Looks at all of them at once, and tells each what is new.
    async fn look(&self, world: &World, sessions: &[Uuid]) {
        let mut found = load_sessions(world.database.reader(), sessions, world.clock.now()).await;
        if let Err(error) = &found {
            said(error, "those who wait were not looked up");
        }
        let senders = self.senders();
        for session in sessions {
            let seen = match &mut found {
                Ok(actors) => actors.remove(session).map_or(Seen::Ended, |actor| Seen::Here(Arc::new(actor))),
                Err(_) => Seen::Unknown,
            };
            if let Some(sender) = senders.get(session) {
                sender.send_if_modified(|before| {
                    let new = match (&*before, &seen) {
                        (before, Seen::Here(actor)) => !before.says_nothing_new(actor),
                        (Seen::Ended, Seen::Ended) | (Seen::Unknown, Seen::Unknown) => false,
                        _ => true,
                    };
                    *before = seen;
                    new
                });
            }
        }
    }
}

impl Place {
    /// Waits until it is found out that `actor` is not any longer who they were: their rights have
    /// changed, or they have ended. What one look found out is told once. Never comes where there is no
    /// session: nobody's rights never change.
    pub async fn other_than(&mut self, actor: &Arc<Actor>) -> Seen {
        if let Some(of) = &mut self.of {
            let told = self.told.as_ref();
            let is_news = |seen: &Seen| !seen.says_nothing_new(actor) && told.is_none_or(|told| !told.is(seen));
            // An error means that nobody looks any more.
            if let Ok(seen) = of.wait_for(is_news).await {
                let seen = seen.clone();
                self.told = Some(seen.clone());
                return seen;
            }
        }
        std::future::pending().await
    }
}

/// What is new of whoever waits at a place; nothing ever, where there is none.
pub async fn news(place: &mut Option<Place>, actor: &Arc<Actor>) -> Seen {
    match place {
        Some(place) => place.other_than(actor).await,
        None => std::future::pending().await,
    }
}

/// Looks on and on, as long as there is a world; one for each world looks. While nobody waits, nothing
/// is asked.
pub async fn look_on(world: Weak<World>) {
    if world.upgrade().is_none_or(|world| world.watch.runs.swap(true, Ordering::Relaxed)) {
        return;
    }
    let mut ticks = interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut ledger = Instant::now();
    loop {
        ticks.tick().await;
        let Some(world) = world.upgrade() else { return };
        let watch = &world.watch;
        if Arc::strong_count(&watch.others) == 1 {
            continue;
        }
        let sessions = watch.waited_with();
        if !sessions.is_empty() {
            watch.look(&world, &sessions).await;
        }
        if ledger.elapsed() >= world.commits.look_again() {
            ledger = Instant::now();
            if let Err(error) = stands(&world).await {
                said(&error, "the ledger was not looked up for those who wait");
            }
        }
        watch.looks.send_modify(|looks| *looks += 1);
    }
}

/// Makes up for wake-ups that were lost.
async fn stands(world: &World) -> Result<()> {
    let (seq, _) = head(world).await?;
    world.commits.stands_at(seq);
    Ok(())
}

fn said(error: &Error, what: &str) {
    tracing::error!(cause = error.cause().unwrap_or(error.detail()), "{what}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_looks_fit_into_the_second_within_which_an_end_takes_effect() {
        assert!(LOOK * 2 <= Duration::from_secs(1));
    }

    #[test]
    fn nobody_is_remembered_once_they_have_left() {
        let watch = Watch::default();
        let place = watch.place(&Arc::new(Actor::nobody()));
        assert_eq!((watch.waited_with().len(), Arc::strong_count(&watch.others)), (0, 2));
        drop(place);
        assert_eq!(Arc::strong_count(&watch.others), 1);
    }
}
