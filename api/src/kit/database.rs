//! Two databases behind one pair of handles: who writes and who reads.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
#[cfg(feature = "broken-on-purpose")]
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sea_orm::sqlx::postgres::PgConnectOptions;
use sea_orm::sqlx::{ConnectOptions as _, Connection as _};
use sea_orm::{
    AccessMode, ConnectOptions, ConnectionTrait, Database as SeaDatabase, DatabaseConnection, DatabaseTransaction,
    DbBackend, DbErr, IsolationLevel, RuntimeErr, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
};

use super::doubt::Doubt;
use super::secret::Secret;
use super::statement_time::limited;
use super::write_ahead_log::WriteAheadLog;

/// How long PostgreSQL may let one wait for a connection.
const PATIENCE: Duration = Duration::from_secs(8);

/// Handles to one database: one for what writes, one for what reads. SQLite has one writer connection
/// and a pool of readers that cannot write. PostgreSQL has a pool for each: units wait for the ledger's
/// head while they hold a connection, and the unit that has the head may still read, so that with one
/// pool for both, as many writers at once as it has connections would wait for each other.
#[derive(Clone, Debug)]
pub struct Database {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    url: Arc<Secret>,
    pool: u32,
    statements: Arc<AtomicU64>,
    doubt: Doubt,
    log: Arc<WriteAheadLog>,
    #[cfg(feature = "broken-on-purpose")]
    heard: Arc<Mutex<Option<Vec<Statement>>>>,
}

impl Database {
    /// Connects to `sqlite://PATH` or `postgres://…`. SQLite's file is made if it is missing. `pool`
    /// is how many connections read (SQLite) or how many there are in all (PostgreSQL, at least three).
    pub async fn connect(url: &str, pool: u32) -> Result<Self, DbErr> {
        Self::connect_with(url, pool, None).await
    }

    /// The same database for a server whose requests end after `limit`: a statement that takes longer is
    /// ended, which nobody waits for any more, and which would go on for as long as it takes. What writes
    /// may take twice as long, since units wait for each other. What takes its time, as migrations do, is
    /// done before.
    pub async fn within(self, limit: Duration) -> Result<Self, DbErr> {
        let limited = Self::connect_with(self.url.reveal(), self.pool, Some(limit)).await?;
        self.close().await?;
        Ok(limited)
    }

    async fn connect_with(url: &str, pool: u32, limit: Option<Duration>) -> Result<Self, DbErr> {
        let (statements, doubt) = (Arc::new(AtomicU64::new(0)), Doubt::none());
        #[cfg(feature = "broken-on-purpose")]
        let heard: Arc<Mutex<Option<Vec<Statement>>>> = Arc::new(Mutex::new(None));
        let (mut writer, mut reader);
        if url.starts_with("sqlite:") {
            writer = SeaDatabase::connect(sqlite(url, false, 1, limit.map(|limit| limit * 2))).await?;
            reader = SeaDatabase::connect(sqlite(url, true, pool, limit)).await?;
        } else {
            reach(url).await?;
            let readers = pool.div_ceil(2).max(1);
            // Two at least: migrations write while start-up holds its lock.
            let writers = pool.saturating_sub(readers).max(2);
            writer = SeaDatabase::connect(postgres(url, writers, limit.map(|limit| limit * 2), &doubt)).await?;
            reader = SeaDatabase::connect(postgres(url, readers, limit, &doubt)).await?;
        }
        for connection in [&mut reader, &mut writer] {
            let (statements, doubt) = (Arc::clone(&statements), doubt.clone());
            #[cfg(feature = "broken-on-purpose")]
            let heard = Arc::clone(&heard);
            connection.set_metric_callback(move |info| {
                statements.fetch_add(1, Ordering::Relaxed);
                if info.failed {
                    doubt.raise();
                }
                #[cfg(feature = "broken-on-purpose")]
                if let Some(heard) = heard.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
                    heard.push(info.statement.clone());
                }
            });
        }
        Ok(Self {
            writer,
            reader,
            url: Arc::new(Secret::new(url)),
            pool,
            statements,
            doubt,
            log: Arc::default(),
            #[cfg(feature = "broken-on-purpose")]
            heard,
        })
    }

    /// For reads. On SQLite it refuses to write.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For what stands outside the ledger (sessions, delivery, throttling) and for migrations.
    /// Everything else writes through a `Unit`.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Begins a transaction that writes. On SQLite it takes the write lock at once, since one that
    /// began as a reader could not be promoted.
    pub async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.writer.begin_with_options(options).await.inspect_err(|_| self.doubt.raise())
    }

    /// After what was forgotten for good is committed: takes it out of SQLite's write-ahead log, too. Where that
    /// waits for somebody who reads, [`Self::empty_log`] does it later.
    pub async fn forgotten(&self) {
        self.log.holds_what_was_forgotten();
        match self.empty_log().await {
            Ok(true) => {}
            Ok(false) => tracing::info!("the write-ahead log is read by somebody; it is emptied once they have ended"),
            Err(error) => tracing::error!(cause = %error, "the write-ahead log was not emptied; it is tried again"),
        }
    }

    /// Empties SQLite's write-ahead log where it may hold what was forgotten; `false` where it could not be yet.
    pub async fn empty_log(&self) -> Result<bool, DbErr> {
        match self.backend() {
            DbBackend::Sqlite => self.log.emptied(self.url.reveal()).await,
            _ => Ok(true),
        }
    }

    /// Gives all connections back.
    pub async fn close(self) -> Result<(), DbErr> {
        self.reader.close().await?;
        self.writer.close().await
    }

    /// Begins a transaction that only reads: all it reads is of one moment, the one of its first
    /// statement. SQLite gives that to every transaction, PostgreSQL where it is asked to.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = match self.backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions::default(),
        };
        self.reader.begin_with_options(options).await.inspect_err(|_| self.doubt.raise())
    }

    /// Its address, with the password in it: for a connection outside the pools.
    pub(super) fn url(&self) -> &str {
        self.url.reveal()
    }

    /// Whether it answers.
    pub async fn answers(&self) -> bool {
        self.reader.execute_unprepared("SELECT 1").await.is_ok()
    }

    /// Connections of each pool: its name, how many there are, how many of them do nothing.
    pub fn pools(&self) -> Vec<(&'static str, u32, usize)> {
        let sizes = |connection: &DatabaseConnection| match self.backend() {
            DbBackend::Sqlite => {
                let pool = connection.get_sqlite_connection_pool();
                (pool.size(), pool.num_idle())
            }
            _ => {
                let pool = connection.get_postgres_connection_pool();
                (pool.size(), pool.num_idle())
            }
        };
        let pools = [("writer", &self.writer), ("reader", &self.reader)];
        pools
            .map(|(name, connection)| (name, sizes(connection)))
            .map(|(name, (size, idle))| (name, size, idle))
            .to_vec()
    }

    /// Which of the two databases it is.
    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// How many SQL statements were sent since the start; tests compare it before and after a page.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    /// What the database was asked since this was called the last time, for tests that have it explain
    /// how it finds that; nothing the first time.
    #[cfg(feature = "broken-on-purpose")]
    pub fn heard(&self) -> Vec<Statement> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).replace(Vec::new()).unwrap_or_default()
    }
}

/// A statement whose text both databases take: parameters are `$1`, `$2`, … in either.
pub fn sql(backend: DbBackend, text: &str, values: impl IntoIterator<Item = Value>) -> Statement {
    Statement::from_sql_and_values(backend, text, values)
}

/// Rows of parameters as the VALUES of a statement, from the number `first` on, `($2, $3), ($4, $5)`; and the parameters.
pub fn placed<const N: usize>(first: usize, rows: impl IntoIterator<Item = [Value; N]>) -> (String, Vec<Value>) {
    let (mut places, mut values) = (Vec::new(), Vec::new());
    for row in rows {
        let from = first + values.len();
        let own: Vec<String> = (from..from + N).map(|n| format!("${n}")).collect();
        places.push(format!("({})", own.join(", ")));
        values.extend(row);
    }
    (places.join(", "), values)
}

/// One connection ahead of the pool: a pool tries again until its time is out, and then says only that
/// it was, and not why.
async fn reach(url: &str) -> Result<(), DbErr> {
    let connected = async {
        let connection = PgConnectOptions::from_str(url)?.disable_statement_logging().connect().await?;
        connection.close().await
    };
    let outcome = match tokio::time::timeout(PATIENCE, connected).await {
        Ok(outcome) => outcome,
        Err(_) => Err(sea_orm::sqlx::Error::PoolTimedOut),
    };
    outcome.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(Arc::new(error))))
}

fn postgres(url: &str, connections: u32, limit: Option<Duration>, doubt: &Doubt) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options.max_connections(connections).acquire_timeout(PATIENCE).sqlx_logging(false);
    doubt.ask(&mut options);
    // What is asked here answers in a millisecond: to start further processes for it, or to compile it,
    // takes ten times as long.
    let mut settings = vec![("max_parallel_workers_per_gather", "0".to_owned()), ("jit", "off".to_owned())];
    // What a request reads lies in memory, or on a disk that does not turn. By its usual costs PostgreSQL rather
    // reads a thousand memberships whole than the three of somebody by their index.
    settings.push(("random_page_cost", "1.1".to_owned()));
    if let Some(limit) = limit {
        settings.push(("statement_timeout", limit.max(Duration::from_secs(1)).as_millis().to_string()));
    }
    options.map_sqlx_postgres_opts(move |options| options.options(settings.clone()));
    options
}

fn sqlite(url: &str, read_only: bool, connections: u32, limit: Option<Duration>) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        // A connection that is thrown away takes its prepared statements and page cache along.
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .acquire_timeout(Duration::from_secs(30))
        // It is a file: nobody takes it away.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .create_if_missing(true)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(20))
                .pragma("journal_mode", "WAL")
                // An acknowledged write survives the power cut.
                .pragma("synchronous", "FULL")
                // What was purged or erased is overwritten in the file, and not only unlinked.
                .pragma("secure_delete", "ON")
                // 16 MB a connection: two, the usual, are gone before one page of a list is read.
                .pragma("cache_size", "-16384");
            if read_only { options.pragma("query_only", "ON") } else { options }
        });
    if let Some(limit) = limit {
        limited(&mut options, limit.max(Duration::from_secs(1)));
    }
    options
}
