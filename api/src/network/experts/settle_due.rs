//! Posts that begin or end by their dates: what follows from it is done by a job, as an ordinary act,
//! since it leaves change records. Rights need none: they are judged when they are read.

use uuid::Uuid;

use super::begin_post::touch;
use super::card::{move_card, withdraw_card};
use super::settle_ended::settle_ended;
use super::{store_post_due as due, store_posts as store};
use crate::access::{Target, acts};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// Settles the posts that have begun or ended by their dates since an instant: the contact card moves on
/// to the post that has begun, and the expert to its body; without one the card is withdrawn. What hung on a post
/// that has ended ends with it. One that fails holds up no other.
pub async fn settle_due_posts(ctx: &Ctx, since: Timestamp) -> Result<()> {
    let mut done = Ok(());
    for expert in due::due(ctx.db(), since, ctx.now(), None).await? {
        done = done.and(settle(ctx, since, expert).await);
    }
    done
}

async fn settle(ctx: &Ctx, since: Timestamp, expert: Uuid) -> Result<()> {
    let mut unit = ctx.begin().await?;
    // Asked again under the lock: another replica may have settled it meanwhile.
    if due::due(unit.tx(), since, unit.at(), Some(expert)).await?.is_empty() {
        return Ok(());
    }
    let permit = unit.permit::<acts::SettlePosts>(&Target { id: Some(expert), ..Target::none("EXPERT") })?;
    for post in due::ended(unit.tx(), expert, unit.at()).await? {
        let reason = post.end_reason.unwrap_or_else(|| "The post ended by its date.".to_owned());
        settle_ended(&mut unit, &permit, post.id, &reason).await?;
    }
    match store::present(unit.tx(), expert, unit.at()).await? {
        Some((post, body)) => {
            move_card(&mut unit, &permit, expert, post, body).await?;
            touch(&mut unit, &permit, expert, Some(body)).await?;
        }
        None => {
            withdraw_card(&mut unit, &permit, expert).await?;
            touch(&mut unit, &permit, expert, None).await?;
        }
    }
    unit.commit(Some(expert)).await.map(|_| ())
}
