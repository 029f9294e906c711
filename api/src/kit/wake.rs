//! Waking those who wait for the next commit, in this process and, on PostgreSQL, in all replicas.
//! A wake-up says only that it is worth looking again: what happened is read from the database.

use std::sync::Weak;
use std::time::Duration;

use sea_orm::DbBackend;
use sea_orm::sqlx::postgres::PgListener;
use tokio::sync::watch::{Receiver, Sender};

use super::database::Database;

const CHANNEL: &str = "focalpoint_commits";
/// How long to wait before connecting again.
const AGAIN: Duration = Duration::from_secs(2);

/// Wakes whoever waits.
#[derive(Debug)]
pub struct Wake(Sender<()>);

impl Default for Wake {
    fn default() -> Self {
        Self(Sender::new(()))
    }
}

/// Somebody who waits. A wake-up between two waits is not lost.
#[derive(Debug)]
pub struct Waiter(Receiver<()>);

impl Wake {
    /// Wakes all.
    pub fn wake(&self) {
        self.0.send_replace(());
    }

    /// Somebody who is woken by whatever happens from now on.
    pub fn waiter(&self) -> Waiter {
        Waiter(self.0.subscribe())
    }
}

impl Waiter {
    /// Waits for a wake-up, at most so long.
    pub async fn woken(&mut self, at_most: Duration) {
        // An error means that there is nobody left to wake: then the time passes.
        if let Ok(Err(_)) = tokio::time::timeout(at_most, self.0.changed()).await {
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
            Err(error) => tracing::warn!(%error, "cannot listen to other replicas; looking again every second"),
            Ok(mut listener) => match listener.listen(CHANNEL).await {
                Err(error) => tracing::warn!(%error, "cannot listen to other replicas; looking again every second"),
                Ok(()) => {
                    while let (Ok(_), Some(owner)) = (listener.recv().await, owner.upgrade()) {
                        wake_of(&owner).wake();
                    }
                }
            },
        }
        tokio::time::sleep(AGAIN).await;
    }
}
