//! A statement that takes too long is ended, on both databases, and what it held is free again.

use std::time::{Duration, Instant};

use focalpoint_api::error::{Code, Error};
use sea_orm::{ConnectionTrait, DatabaseConnection, TransactionTrait};

use crate::harness::on_both_with;

/// Counts without end.
const WITHOUT_END: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";

async fn ends(db: &DatabaseConnection) -> Code {
    let failed = db.execute_unprepared(WITHOUT_END).await.expect_err("an end");
    Error::from(failed).code()
}

#[test]
fn a_statement_that_takes_too_long_is_ended() {
    let soon = |config: &mut focalpoint_api::config::Config| config.request_seconds = 1;
    on_both_with("a_statement_that_takes_too_long_is_ended", soon, async |app| {
        let database = &app.world.database;
        let began = Instant::now();
        // As many as there are connections, so that none is left if one goes on.
        for _ in 0..4 {
            assert_eq!(ends(database.reader()).await, Code::Timeout);
        }
        assert_eq!(ends(database.writer()).await, Code::Timeout);
        assert!(began.elapsed() < Duration::from_secs(60), "{:?}", began.elapsed());
        assert!(database.answers().await);
        // Its time begins when a connection is taken, and not when it was made: many short ones take no harm.
        for _ in 0..30 {
            database.reader().execute_unprepared("SELECT 1").await.expect("an answer");
        }
        let tx = database.writer().begin().await.expect("a transaction");
        tx.execute_unprepared("UPDATE setting SET value = value").await.expect("it writes");
        tx.rollback().await.expect("an end");
    });
}
