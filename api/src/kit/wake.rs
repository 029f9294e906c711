//! Waking those who wait for the next commit, in this process and, on PostgreSQL, in all replicas.
//! A wake-up says only that it is worth looking again: what happened is read from the database.

use std::sync::Weak;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::watch::{Receiver, Sender};

use super::database::Database;

const CHANNEL: &str = "focalpoint_commits";
/// How long to wait before connecting again.
const AGAIN: Duration = Duration::from_secs(2);

/// What begins or ends by the clock wakes nobody: so often it is looked again all the same.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Wakes whoever waits.
#[derive(Debug)]
pub struct Wake {
    sender: Sender<()>,
    look_again: AtomicU64,
}

impl Default for Wake {
    fn default() -> Self {
        let wake = Self { sender: Sender::new(()), look_again: AtomicU64::default() };
        wake.look_again_after(LOOK_AGAIN);
        wake
    }
}

/// Somebody who waits. A wake-up between two waits is not lost.
#[derive(Debug)]
pub struct Waiter {
    receiver: Receiver<()>,
    look_again: Duration,
}

impl Wake {
    /// Wakes all.
    pub fn wake(&self) {
        self.sender.send_replace(());
    }

    /// How long whoever waits from now on waits for a wake-up; for tests that want to see that one comes.
    pub fn look_again_after(&self, time: Duration) {
        self.look_again.store(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Somebody who is woken by whatever happens from now on.
    pub fn waiter(&self) -> Waiter {
        let look_again = Duration::from_millis(self.look_again.load(Ordering::Relaxed));
        Waiter { receiver: self.sender.subscribe(), look_again }
    }
}

impl Waiter {
    /// Waits for a wake-up, or until it is worth looking again without one.
    pub async fn woken(&mut self) {
        self.woken_within(self.look_again).await;
    }

    /// The same, at most so long.
    pub async fn woken_within(&mut self, at_most: Duration) {
        let at_most = at_most.min(self.look_again);
        // An error means that there is nobody left to wake: then the time passes.
        if let Ok(Err(_)) = tokio::time::timeout(at_most, self.receiver.changed()).await {
            tokio::time::sleep(at_most).await;
        }
    }
}

/// The statement that ends a unit: it puts the head's hash (`$1`), and tells the other replicas with
/// the commit where there can be any.
pub(crate) fn put_head(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => {
            "UPDATE ledger_head SET hash = $1 WHERE id = 1 RETURNING pg_notify('focalpoint_commits', '')"
        }
        _ => "UPDATE ledger_head SET hash = $1 WHERE id = 1",
    }
}

/// Passes on what other replicas tell, until nobody is left who could be woken: `wake_of` gives the
/// owner of the [`Wake`] while it lives.
pub async fn listen<T: Send + Sync>(database: Database, owner: Weak<T>, wake_of: fn(&T) -> &Wake) {
    if database.backend() != DbBackend::Postgres {
        return;
    }
    while owner.strong_count() > 0 {
        match PgListener::connect(database.url()).await {
            Err(error) => tracing::warn!(%error, "cannot listen to other replicas; trying again every two seconds"),
            Ok(mut listener) => match listener.listen(CHANNEL).await {
                Err(error) => tracing::warn!(%error, "cannot listen to other replicas; trying again every two seconds"),
                // Something may have been committed before it listened, and while a connection that was
                // lost was made again, which is told as nothing.
                Ok(()) => loop {
                    match owner.upgrade() {
                        Some(owner) => wake_of(&owner).wake(),
                        None => break,
                    }
                    if let Err(error) = listener.try_recv().await {
                        tracing::warn!(%error, "other replicas are not heard; trying again every two seconds");
                        break;
                    }
                },
            },
        }
        tokio::time::sleep(AGAIN).await;
    }
}
