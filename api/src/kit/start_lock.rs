//! The lock that start-up takes, so that several processes may start at once. It differs per database.

use std::fs::File;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr};

use super::database::{Database, sql};

/// An arbitrary number that all replicas agree on: `FOCALPNT` in ASCII, cut to 63 bits.
const KEY: i64 = 0x464F_4341_4C50_4E54;

/// The lock; it ends with its transaction, or with its file's handle.
pub enum StartLock {
    /// An advisory lock of a transaction.
    Postgres(DatabaseTransaction),
    /// A lock on a file beside the database, which the operating system ends with the process.
    Sqlite(File),
    /// A database in memory: nobody else can open it.
    Alone,
}

/// Waits for the lock.
pub async fn hold(database: &Database) -> Result<StartLock, DbErr> {
    if database.backend() == DbBackend::Postgres {
        let tx = database.begin().await?;
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({KEY})")).await?;
        return Ok(StartLock::Postgres(tx));
    }
    let file = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let row = database.reader().query_one_raw(sql(database.backend(), file, [])).await?;
    let path: String = row.map(|row| row.try_get("", "file")).transpose()?.unwrap_or_default();
    if path.is_empty() {
        return Ok(StartLock::Alone);
    }
    // It may wait for another process, so it must not hold up the runtime.
    let locked = tokio::task::spawn_blocking(move || {
        let file = File::create(format!("{path}.starting"))?;
        file.lock().map(|()| file)
    });
    let file = locked.await.map_err(|error| DbErr::Custom(error.to_string()))?;
    file.map(StartLock::Sqlite).map_err(|error| DbErr::Custom(format!("the lock of start-up: {error}")))
}

impl StartLock {
    /// Gives it back.
    pub async fn release(self) {
        match self {
            Self::Postgres(tx) => {
                if let Err(error) = tx.commit().await {
                    tracing::warn!(%error, "the start lock ended with its connection");
                }
            }
            Self::Sqlite(file) => drop(file),
            Self::Alone => {}
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
    if db.query_all_raw(sql(database.backend(), exists, [])).await?.is_empty() {
        return Ok(Vec::new());
    }
    let rows = db.query_all_raw(sql(database.backend(), "SELECT version FROM seaql_migrations", [])).await?;
    rows.iter().map(|row| row.try_get("", "version")).collect()
}
