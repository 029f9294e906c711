//! What runs later because of something: mail, changes that are due, refusals to be recorded, what
//! need not be kept any longer. Rights are never ended by a job: their end is judged when read.

mod mail;
mod purge;
mod store;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::task::JoinHandle;

use crate::authn::keys::SigningKeys;
use crate::ctx::{Ctx, World};
use crate::error::{Error, Result};
use crate::exchange::items::openings::flush;
use crate::exchange::items::publish_due;
use crate::identity::accounts::make_due_changes;
use crate::kit::timestamp::Timestamp;
use crate::ledger::refusals::{keep_counts, record_closed_minutes};
use crate::network::experts::settle_due_posts;

/// How often the runner looks.
const EVERY: Duration = Duration::from_secs(2);
/// How many looks make a round that compares the clocks and reads the signing keys again: half a minute, while a new key is
/// published five minutes before it signs.
const KEYS_EVERY: u32 = 15;
/// How far back a look goes for posts that began or ended; the first one and the hourly round look at all of them,
/// so that nothing is missed that fell due while no server ran.
const RECENT: Duration = Duration::from_secs(3_600);
/// How many looks make the hourly round, with the purge.
const ROUND_EVERY: u32 = 1_800;

/// Does everything that is due by the world's clock, once: for tests, which have a clock of their own,
/// and to whom the first failure is told.
pub async fn run_due(ctx: &Ctx) -> Result<()> {
    settle_due_posts(ctx, Timestamp::from_micros(0)).await?;
    often(ctx).await.into_iter().collect::<Result<()>>()?;
    mail::deliver(ctx).await?;
    SigningKeys::reload(&ctx.world).await?;
    purge::purge(ctx).await
}

/// One that fails does not hold up the others.
async fn often(ctx: &Ctx) -> [Result<()>; 7] {
    // What was purged or erased while somebody read what was.
    let empty_log = async { ctx.world.database.empty_log().await.map(|_| ()).map_err(Error::from) };
    [
        held(make_due_changes(ctx)).await,
        held(publish_due(ctx)).await,
        held(settle_due_posts(ctx, ctx.now().minus(RECENT))).await,
        held(keep_counts(ctx)).await,
        held(record_closed_minutes(ctx)).await,
        held(flush(ctx)).await,
        held(empty_log).await,
    ]
}

/// Starts the runner. Replicas may each have one: whatever is done is claimed first. Letters go out
/// beside it: a mail server that takes its time holds up nothing but letters.
pub fn start(world: &Arc<World>) -> JoinHandle<()> {
    let letters = Together(tokio::spawn(send_letters(Arc::clone(world))));
    let world = Arc::clone(world);
    tokio::spawn(async move {
        let _letters = letters;
        let mut looks = 0_u32;
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            look(&Ctx::system(&world), looks).await;
            looks = looks.wrapping_add(1);
        }
    })
}

async fn send_letters(world: Arc<World>) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        told(held(mail::deliver(&Ctx::system(&world))).await);
    }
}

/// A task that ends with the one that holds it.
struct Together(JoinHandle<()>);

impl Drop for Together {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What the runner does at its look of a number, counted from its start: what fails is told and tried again.
pub async fn look(ctx: &Ctx, number: u32) {
    if number.is_multiple_of(ROUND_EVERY) {
        told(held(settle_due_posts(ctx, Timestamp::from_micros(0))).await);
    }
    often(ctx).await.into_iter().for_each(told);
    if number.is_multiple_of(KEYS_EVERY) {
        told(held(SigningKeys::reload(&ctx.world)).await);
        let compare = async { ctx.world.skew.measure(&ctx.world.database, &ctx.world.clock).await };
        told(held(async { compare.await.map(|_| ()).map_err(Error::from) }).await);
    }
    if number.is_multiple_of(ROUND_EVERY) {
        told(held(purge::purge(ctx)).await);
    }
}

/// A job that panics has failed as one that errs: it ends neither the runner nor the other jobs. A unit that it had
/// begun is dropped, and leaves nothing.
async fn held(job: impl Future<Output = Result<()>>) -> Result<()> {
    AssertUnwindSafe(job).catch_unwind().await.unwrap_or_else(|panic| {
        let words =
            panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(Error::internal(format!("a job panicked: {}", words.unwrap_or("without words"))))
    })
}

fn told(done: Result<()>) {
    if let Err(error) = done {
        tracing::error!(cause = error.cause().unwrap_or(error.detail()), "a job failed; it is tried again");
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, clippy::panic, reason = "a job that panics is what is tested")]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_job_that_panics_has_failed_and_ends_nothing() {
        let failed = held(async { panic!("a row that nobody thought of") }).await.expect_err("it panicked");
        assert_eq!(failed.cause(), Some("a job panicked: a row that nobody thought of"));
        assert!(held(async { Ok(()) }).await.is_ok(), "the next one runs");
    }
}
