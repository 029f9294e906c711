//! Refused administrative acts of signed-in actors: counted outside the chain per actor, act and
//! minute, and recorded once when their minute closes.
//!
//! A refusal is counted in memory, where it costs nothing, and a job brings the counts to the database
//! every few seconds, where those of all replicas add up. So a process that dies loses a few seconds of
//! counts, and two replicas make one record.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use entity::refused_act::{Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::Unit;
use crate::access::{Act, ActType, Actor, Permit, Refusal, Rows, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;

const MINUTE: i64 = 60 * 1_000_000;
/// How long after its end a minute waits for the counts of other replicas.
const LATE: i64 = 20 * 1_000_000;

/// The counts that are not in the database yet.
#[derive(Debug, Default)]
pub struct Refusals(Mutex<BTreeMap<(i64, Uuid, Act), i32>>);

impl Refusals {
    /// The error of a refusal, which is counted if the actor is signed in and the act is administrative.
    pub fn told(&self, refusal: Refusal, (actor, act, at): (&Actor, Act, Timestamp)) -> Error {
        self.note(actor, act, at);
        refusal.into_error()
    }

    fn note(&self, actor: &Actor, act: Act, at: Timestamp) {
        let administrative = matches!(crate::access::oauth_scope(act), Some("access" | "audit"));
        if let (true, Some((_, Some(id)))) = (administrative, actor.identity()) {
            self.add((at.micros().div_euclid(MINUTE), id, act), 1);
        }
    }

    fn add(&self, key: (i64, Uuid, Act), count: i32) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counted = counts.entry(key).or_default();
        *counted = counted.saturating_add(count);
    }

    fn take(&self) -> BTreeMap<(i64, Uuid, Act), i32> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Brings what was counted here to the database; a job calls it, and the end of the server.
pub async fn keep_counts(ctx: &Ctx) -> Result<()> {
    let mut kept = Ok(());
    for (key @ (minute, actor, act), count) in ctx.world.refusals.take() {
        if kept.is_ok() {
            kept = keep(ctx, Model { minute, actor, act: act.name().to_owned(), count }).await;
        }
        if kept.is_err() {
            // Not lost: the next round brings it, and all that come after it.
            ctx.world.refusals.add(key, count);
        }
    }
    kept
}

async fn keep(ctx: &Ctx, row: Model) -> Result<()> {
    let together = Expr::col((Entity, Column::Count)).add(row.count);
    let conflict =
        OnConflict::columns([Column::Minute, Column::Actor, Column::Act]).value(Column::Count, together).to_owned();
    Entity::insert(row.into_active_model())
        .on_conflict(conflict)
        .exec_without_returning(ctx.world.database.writer())
        .await?;
    Ok(())
}

/// Records the minutes that have closed; a job calls it. Of two replicas one finds the row. One that fails holds up
/// no other.
pub async fn record_closed_minutes(ctx: &Ctx) -> Result<()> {
    let closed = (ctx.now().micros() - LATE).div_euclid(MINUTE);
    let rows = Entity::find()
        .filter(Column::Minute.lt(closed))
        .order_by_asc(Column::Minute)
        .order_by_asc(Column::Actor)
        .order_by_asc(Column::Act)
        .all(ctx.db())
        .await?;
    let mut done = Ok(());
    for row in rows {
        done = done.and(record(ctx, row).await);
    }
    done
}

async fn record(ctx: &Ctx, row: Model) -> Result<()> {
    let mut unit = ctx.begin().await?;
    let target = Target { id: Some(row.actor), ..Target::none("ACTOR") };
    let permit = unit.permit::<acts::RecordRefusals>(&target)?;
    if let Some(row) = claimed(&unit, &permit, row).await? {
        unit.note("refusedAct", row.act);
        unit.note("minute", row.minute);
        unit.note("count", row.count);
        unit.commit(None).await?;
    }
    Ok(())
}

/// The row as it is under the ledger's lock, which is then gone.
async fn claimed<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<Option<Model>> {
    permit.writes::<{ Rows::Settings as u8 }>();
    let key = (row.minute, row.actor, row.act);
    let found = Entity::find_by_id(key.clone()).one(unit.tx()).await?;
    if found.is_some() {
        Entity::delete_by_id(key).exec(unit.tx()).await?;
    }
    Ok(found)
}
