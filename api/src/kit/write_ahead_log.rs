//! What was overwritten in SQLite's file may still stand in the write-ahead log beside it, until that is emptied:
//! then what is forgotten for good is in neither.

use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sea_orm::sqlx::sqlite::SqliteConnectOptions;
use sea_orm::sqlx::{ConnectOptions as _, Connection as _, Row as _, query};
use sea_orm::{DbErr, RuntimeErr};

/// How long one try waits for those who read what was, and for whoever writes.
const PATIENCE: Duration = Duration::from_millis(150);
/// How often it is tried at once; whoever reads for longer is waited for by the jobs.
const TRIES: u8 = 4;

/// Whether the log may hold what was forgotten. It may after a start: nobody knows what it held before.
#[derive(Debug)]
pub(super) struct WriteAheadLog(AtomicBool);

impl Default for WriteAheadLog {
    fn default() -> Self {
        Self(AtomicBool::new(true))
    }
}

impl WriteAheadLog {
    /// From now on it may.
    pub(super) fn holds_what_was_forgotten(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Empties it, where it may; `false` where somebody reads or writes for too long, and it still holds it.
    pub(super) async fn emptied(&self, url: &str) -> Result<bool, DbErr> {
        // First, so that what is forgotten while it is emptied is not passed over.
        if !self.0.swap(false, Ordering::SeqCst) {
            return Ok(true);
        }
        let emptied = emptied(url).await.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())));
        if !matches!(emptied, Ok(true)) {
            self.holds_what_was_forgotten();
        }
        emptied
    }
}

/// On a connection of its own: the one that writes would have to wait as long as it usually may.
async fn emptied(url: &str) -> Result<bool, sea_orm::sqlx::Error> {
    let options = SqliteConnectOptions::from_str(url)?.busy_timeout(PATIENCE).disable_statement_logging();
    let mut connection = options.connect().await?;
    let mut busy = true;
    for _ in 0..TRIES {
        let row = query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await?;
        busy = row.try_get::<i64, _>(0)? != 0;
        if !busy {
            break;
        }
    }
    connection.close().await?;
    Ok(!busy)
}
