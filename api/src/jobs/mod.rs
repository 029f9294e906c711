//! What runs later because of something: mail, changes that are due, refusals to be recorded, what
//! need not be kept any longer. Rights are never ended by a job: their end is judged when read.

mod mail;
mod purge;
mod store;

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::ctx::{Ctx, World};
use crate::error::Result;
use crate::identity::accounts::make_due_changes;
use crate::ledger::refusals::record_closed_minutes;

/// How often the runner looks.
const EVERY: Duration = Duration::from_secs(2);
/// How many looks make a round with the purge.
const PURGE_EVERY: u32 = 1_800;

/// Does everything that is due by the world's clock: the runner, and tests with a clock of their own.
pub async fn run_due(ctx: &Ctx) -> Result<()> {
    run_often(ctx).await?;
    purge::purge(ctx).await
}

async fn run_often(ctx: &Ctx) -> Result<()> {
    // What is due first, since it may write letters.
    make_due_changes(ctx).await?;
    record_closed_minutes(ctx).await?;
    mail::deliver(ctx).await
}

/// Starts the runner. Replicas may each have one: whatever is done is claimed first.
pub fn start(world: &Arc<World>) -> JoinHandle<()> {
    let world = Arc::clone(world);
    tokio::spawn(async move {
        let mut looks = 0_u32;
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let ctx = Ctx::system(&world);
            let done = match looks.is_multiple_of(PURGE_EVERY) {
                true => run_due(&ctx).await,
                false => run_often(&ctx).await,
            };
            looks = looks.wrapping_add(1);
            if let Err(error) = done {
                tracing::error!(cause = error.cause().unwrap_or(error.detail()), "a job failed; it is tried again");
            }
        }
    })
}
