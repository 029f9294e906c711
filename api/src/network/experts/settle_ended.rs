//! What follows once a post is over: nothing that hangs on it is left silently.

use entity::post;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{store_post_steps as store, store_posts};
use crate::access::{ActType, Permit};
use crate::error::Result;
use crate::exchange::items::hand_over;
use crate::identity::access_requests::store as requests;
use crate::identity::grants::{end_grant, tell_unkept};
use crate::identity::invitations::close_with_post;
use crate::identity::sessions::end_sessions_of_post;
use crate::ledger::Unit;
use crate::network::focal_points::touch_appointments;

/// Step: ends what hangs on a post that is over, and hands what was written in it to the successor. Done at once
/// where a post is ended, by the job where it ended by its dates, and never twice.
pub(super) async fn settle_ended<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    reason: &str,
) -> Result<()> {
    let row = store::model(unit.tx(), id).await?;
    let grants = store::open_grants(unit.tx(), id, unit.at()).await?;
    for grant in &grants {
        // They belong to the post and end with it; nobody can be shut out of a post that is over.
        end_grant(unit, permit, *grant, reason, false).await?;
    }
    touch_appointments(unit, permit, &grants).await?;
    tell_unkept(unit, permit, &grants).await?;
    if let Some(successor) = row.successor
        && !store_posts::running_among(unit.tx(), &[successor], unit.at()).await?.is_empty()
    {
        // Who wrote it stays who wrote it: what is handed over is the keeping.
        let kept = store::written_in(unit, permit, id).await?;
        hand_over(unit, permit, kept, successor).await?;
    }
    // Whoever was asked for a word on it is asked no longer.
    requests::withdraw_for(unit, permit, &[id], reason).await?;
    close_with_post(unit, permit, id, reason).await?;
    end_sessions_of_post(unit, permit, id).await?;
    let settled_at = Set(Some(unit.at().micros()));
    store::rewrite(unit, permit, post::ActiveModel { id: Set(id), settled_at, ..Default::default() }).await
}
