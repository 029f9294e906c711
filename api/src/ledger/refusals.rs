//! Refused administrative acts of signed-in actors: counted outside the chain per actor, act and
//! minute, and recorded once when their minute closes.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use crate::access::{Act, Actor, Target, acts};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

const MINUTE: i64 = 60 * 1_000_000;

/// The counts of minutes that are not recorded yet.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<BTreeMap<(i64, Uuid, Act), u32>>);

impl Refusals {
    /// Counts one, if the actor is signed in and the act is administrative.
    pub fn note(&self, actor: &Actor, act: Act, at: Timestamp) {
        let administrative = matches!(crate::access::oauth_scope(act), Some("access" | "audit"));
        if let (true, Some((_, Some(id)))) = (administrative, actor.identity()) {
            let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.entry((at.micros().div_euclid(MINUTE), id, act)).or_default() += 1;
        }
    }

    fn closed(&self, now: Timestamp) -> Vec<((i64, Uuid, Act), u32)> {
        let this_minute = now.micros().div_euclid(MINUTE);
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let open = counts.split_off(&(this_minute, Uuid::nil(), Act::Look));
        std::mem::replace(&mut *counts, open).into_iter().collect()
    }
}

/// Records the minutes that have closed; a job calls it.
pub async fn record_closed_minutes(ctx: &Ctx) -> Result<()> {
    for ((minute, actor, act), count) in ctx.world.refusals.closed(ctx.now()) {
        let mut unit = ctx.begin().await?;
        let target = Target { id: Some(actor), ..Target::none("ACTOR") };
        unit.permit::<acts::RecordRefusals>(&target)?;
        unit.note("refusedAct", act.name());
        unit.note("minute", minute);
        unit.note("count", count);
        unit.commit(None).await?;
    }
    Ok(())
}
