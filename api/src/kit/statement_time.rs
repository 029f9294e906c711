//! A statement of SQLite that takes too long is ended, as PostgreSQL does by its `statement_timeout`: nobody
//! waits for it any more, while it would hold one of the few connections and a core for as long as it
//! takes. SQLite asks a handler every so many steps whether to go on; whoever takes a connection out of the
//! pool begins its time.

use std::time::{Duration, Instant};

use sea_orm::ConnectOptions;
use sea_orm::sqlx::Error;
use sea_orm::sqlx::sqlite::SqliteConnection;

/// Steps of SQLite's machine between two looks at the clock: well under a millisecond.
const STEPS: i32 = 10_000;

/// Ends what takes longer than `limit` since its connection was taken.
pub(super) fn limited(options: &mut ConnectOptions, limit: Duration) {
    options
        .map_sqlx_sqlite_pool_opts(move |pool| {
            pool.after_connect(move |connection, _| Box::pin(begin(connection, limit)))
        })
        .map_sqlx_sqlite_before_acquire(move |connection, _| {
            Box::pin(async move { begin(connection, limit).await.map(|()| true) })
        });
}

async fn begin(connection: &mut SqliteConnection, limit: Duration) -> Result<(), Error> {
    let begun = Instant::now();
    connection.lock_handle().await?.set_progress_handler(STEPS, move || begun.elapsed() < limit);
    Ok(())
}
