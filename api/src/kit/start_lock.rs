//! The lock that start-up takes, so that replicas may start at once. It differs per database.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

use super::database::Database;

/// An arbitrary number that all replicas agree on: `FOCALPNT` in ASCII, cut to 63 bits.
const KEY: i64 = 0x464F_4341_4C50_4E54;

/// The lock; it ends with its transaction.
pub struct StartLock(Option<DatabaseTransaction>);

/// Waits for the lock. PostgreSQL: an advisory lock of a transaction. SQLite is embedded: one
/// process, whose migrations each take the write lock.
pub async fn hold(database: &Database) -> Result<StartLock, DbErr> {
    if database.backend() != DbBackend::Postgres {
        return Ok(StartLock(None));
    }
    let tx = database.begin().await?;
    tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({KEY})")).await?;
    Ok(StartLock(Some(tx)))
}

impl StartLock {
    /// Gives it back.
    pub async fn release(self) {
        if let Some(tx) = self.0
            && let Err(error) = tx.commit().await
        {
            tracing::warn!(%error, "the start lock ended with its connection");
        }
    }
}

/// Names of the steps that were applied; none on an empty database.
pub async fn applied_migrations(database: &Database) -> Result<Vec<String>, DbErr> {
    let db = database.reader();
    let exists = match database.backend() {
        DbBackend::Postgres => {
            "SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'seaql_migrations'"
        }
        _ => "SELECT 1 FROM sqlite_master WHERE name = 'seaql_migrations'",
    };
    if db.query_all_raw(super::database::sql(database.backend(), exists, [])).await?.is_empty() {
        return Ok(Vec::new());
    }
    let rows =
        db.query_all_raw(super::database::sql(database.backend(), "SELECT version FROM seaql_migrations", [])).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}
