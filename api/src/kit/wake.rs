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

/// A wake-up may be lost on its way: so often it is looked whether there was a commit all the same.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// Wakes whoever waits.
#[derive(Debug)]
pub struct Wake {
    /// The number of the last commit that was told.
    sender: Sender<i64>,
    look_again: AtomicU64,
}

impl Default for Wake {
    fn default() -> Self {
        let wake = Self { sender: Sender::new(0), look_again: AtomicU64::default() };
        wake.look_again_after(LOOK_AGAIN);
        wake
    }
}

/// Somebody who waits. A wake-up between two waits is not lost.
#[derive(Debug)]
pub struct Waiter(Receiver<i64>);

impl Wake {
    /// Wakes all, since something may have been committed.
    pub fn wake(&self) {
        self.sender.send_modify(|_| ());
    }

    /// Wakes all after the commit `seq`; once, if it is told twice.
    pub fn committed(&self, seq: i64) {
        self.sender.send_if_modified(|last| {
            let new = seq > *last;
            *last = seq.max(*last);
            new
        });
    }

    /// Wakes all where the last commit, as was looked up, is not the last that was told: a wake-up was
    /// lost, or the database was put back to what it was before.
    pub fn stands_at(&self, seq: i64) {
        self.sender.send_if_modified(|last| std::mem::replace(last, seq) != seq);
    }

    /// How often it is to be looked whether there was a commit of which nothing was told.
    pub fn look_again(&self) -> Duration {
        Duration::from_millis(self.look_again.load(Ordering::Relaxed))
    }

    /// Sets it; for tests that want to see that a wake-up comes.
    pub fn look_again_after(&self, time: Duration) {
        self.look_again.store(u64::try_from(time.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// Somebody who is woken by whatever happens from now on.
    pub fn waiter(&self) -> Waiter {
        Waiter(self.sender.subscribe())
    }
}

impl Waiter {
    /// Waits for a wake-up.
    pub async fn woken(&mut self) {
        // An error means that there is nobody left to wake.
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// The same, at most so long.
    pub async fn woken_within(&mut self, at_most: Duration) {
        // Whether it was woken is no matter: it looks in either case.
        let _ = tokio::time::timeout(at_most, self.woken()).await;
    }
}

/// The statement that ends a unit: it puts the head's hash (`$1`) and instant (`$2`), and tells the other replicas with
/// the commit where there can be any.
pub(crate) fn put_head(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => {
            "UPDATE ledger_head SET hash = $1, at = $2 WHERE id = 1 RETURNING pg_notify('focalpoint_commits', CAST(seq AS text))"
        }
        _ => "UPDATE ledger_head SET hash = $1, at = $2 WHERE id = 1",
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
                Ok(()) => {
                    let mut told = None;
                    loop {
                        match (owner.upgrade(), told) {
                            (None, _) => break,
                            (Some(owner), Some(seq)) => wake_of(&owner).committed(seq),
                            (Some(owner), None) => wake_of(&owner).wake(),
                        }
                        told = match listener.try_recv().await {
                            Ok(notification) => notification.and_then(|n| n.payload().parse().ok()),
                            Err(error) => {
                                tracing::warn!(%error, "other replicas are not heard; trying again every two seconds");
                                break;
                            }
                        };
                    }
                }
            },
        }
        tokio::time::sleep(AGAIN).await;
    }
}
