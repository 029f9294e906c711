//! What runs later because of something: mail, changes that are due, refusals to be recorded, what
//! need not be kept any longer. Rights are never ended by a job: their end is judged when read.

mod mail;
mod purge;
mod store;

use std::sync::Arc;
use std::time::Duration;

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
/// How many looks make a round that reads the signing keys again: half a minute, while a new key is
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
    [
        make_due_changes(ctx).await,
        publish_due(ctx).await,
        settle_due_posts(ctx, ctx.now().minus(RECENT)).await,
        keep_counts(ctx).await,
        record_closed_minutes(ctx).await,
        flush(ctx).await,
        // What was purged or erased while somebody read what was.
        ctx.world.database.empty_log().await.map(|_| ()).map_err(Error::from),
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
        told(mail::deliver(&Ctx::system(&world)).await);
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
        told(settle_due_posts(ctx, Timestamp::from_micros(0)).await);
    }
    often(ctx).await.into_iter().for_each(told);
    if number.is_multiple_of(KEYS_EVERY) {
        told(SigningKeys::reload(&ctx.world).await);
    }
    if number.is_multiple_of(ROUND_EVERY) {
        told(purge::purge(ctx).await);
    }
}

fn told(done: Result<()>) {
    if let Err(error) = done {
        tracing::error!(cause = error.cause().unwrap_or(error.detail()), "a job failed; it is tried again");
    }
}
