//! How far the server's clock and its database's are apart. Rights are judged by the clock of the server that
//! answers: of several servers on one PostgreSQL each is held against the one clock that all of them can ask.
//! SQLite lies beside the server, and has no clock of its own.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use sea_orm::{DbBackend, DbErr, FromQueryResult, Statement};

use super::clock::{APART, Clock};
use super::database::Database;
use super::timestamp::Timestamp;

const TELL: &str = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS bigint) AS at";

#[derive(FromQueryResult)]
struct Told {
    at: i64,
}

/// What was measured last.
#[derive(Debug, Default)]
pub struct Skew {
    micros: AtomicI64,
    /// Whether it was found to be too much, and said so.
    said: AtomicBool,
}

impl Skew {
    /// Compares the clocks: by how many microseconds the server's is ahead, negative where it is behind. While the
    /// database was asked time went by; an instant within that is none of it.
    pub async fn measure(&self, database: &Database, clock: &dyn Clock) -> Result<i64, DbErr> {
        if database.backend() != DbBackend::Postgres {
            return Ok(0);
        }
        let asked = clock.now();
        let told = Told::find_by_statement(Statement::from_string(DbBackend::Postgres, TELL));
        let told = told.one(database.reader()).await?.map_or(asked.micros(), |told| told.at);
        let told = clock.of_database(Timestamp::from_micros(told)).micros();
        let nearest = told.clamp(asked.micros(), clock.now().max(asked).micros());
        let ahead = nearest.saturating_sub(told);
        self.micros.store(ahead, Ordering::SeqCst);
        self.tell(ahead);
        Ok(ahead)
    }

    /// What was measured last, in microseconds.
    pub fn last(&self) -> i64 {
        self.micros.load(Ordering::SeqCst)
    }

    /// Says it once, and once when it is over.
    fn tell(&self, ahead: i64) {
        match (too_much(ahead), self.said.swap(too_much(ahead).is_some(), Ordering::SeqCst)) {
            (Some(why), false) => tracing::warn!("{why}"),
            (None, true) => tracing::info!("the clocks of the server and of its database agree again"),
            (Some(_), true) | (None, false) => {}
        }
    }
}

/// What is wrong, and what to do, where the clocks are further apart than they may be.
pub fn too_much(ahead: i64) -> Option<String> {
    let apart = ahead.unsigned_abs();
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    (u128::from(apart) > APART.as_micros()).then(|| {
        format!(
            "The server's clock is {}.{} s {side} the database's: rights would begin and end at the wrong time. Keep the clocks of both hosts in step by NTP (`timedatectl set-ntp true`).",
            apart / 1_000_000,
            apart / 100_000 % 10,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_seconds_are_borne_and_more_is_told_with_its_side() {
        assert_eq!(too_much(2_000_000), None);
        assert_eq!(too_much(-2_000_000), None);
        let told = too_much(5_250_000).unwrap_or_default();
        assert!(told.starts_with("The server's clock is 5.2 s ahead of the database's"), "{told}");
        let told = too_much(-2_000_001).unwrap_or_default();
        assert!(told.starts_with("The server's clock is 2.0 s behind the database's"), "{told}");
    }
}
