//! Whether PostgreSQL's connections are still there. It starts anew, or whoever stands between ends what was quiet:
//! one connection of a pool finds that out, and the others that did nothing since are gone as well. So a connection is
//! asked before it is used where it was quiet for a while, or where something failed since it was used last; one that
//! did something just now is not, since to ask takes as long as many a statement.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use sea_orm::ConnectOptions;
use sea_orm::sqlx::Connection as _;

/// A connection that did nothing for so long is asked.
const QUIET: Duration = Duration::from_secs(1);

/// When something failed last, of all pools to one database.
#[derive(Clone, Debug)]
pub(super) struct Doubt {
    began: Instant,
    /// Microseconds since then, from 1; 0 where nothing failed.
    raised: Arc<AtomicU64>,
}

impl Doubt {
    pub(super) fn none() -> Self {
        Self { began: Instant::now(), raised: Arc::default() }
    }

    /// Something failed. What was wrong with the statement alone raises it, too: that costs each connection one
    /// question.
    pub(super) fn raise(&self) {
        self.raised.store(micros(self.began.elapsed()).saturating_add(1), Ordering::Relaxed);
    }

    /// Whether something failed since a connection was used.
    fn is_about(&self, idle_for: Duration) -> bool {
        let used = self.began.elapsed().saturating_sub(idle_for);
        micros(used) < self.raised.load(Ordering::Relaxed)
    }

    /// Has the connections of a pool asked before they are used.
    pub(super) fn ask(&self, options: &mut ConnectOptions) {
        let doubt = self.clone();
        options.test_before_acquire(false).map_sqlx_postgres_before_acquire(move |connection, used| {
            let doubt = doubt.clone();
            Box::pin(async move {
                if used.idle_for >= QUIET || doubt.is_about(used.idle_for) {
                    connection.ping().await.inspect_err(|_| doubt.raise())?;
                }
                Ok(true)
            })
        });
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_about_what_was_used_before_it_and_not_after() {
        let doubt = Doubt::none();
        assert!(!doubt.is_about(Duration::from_secs(20)), "nothing failed");
        doubt.raise();
        assert!(doubt.is_about(Duration::from_secs(20)), "it was used before");
        let failed = doubt.began.elapsed();
        while doubt.began.elapsed() < failed + Duration::from_micros(2) {}
        assert!(!doubt.is_about(Duration::ZERO), "it is used now");
    }
}
