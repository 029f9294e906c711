//! What need not be kept any longer.

use std::time::Duration;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::openings;

const DAY: Duration = Duration::from_secs(24 * 3_600);
const MONTH: Duration = Duration::from_secs(30 * 24 * 3_600);

/// Forgets answers kept for `Idempotency-Key` after a day; links that ran out, letters that were
/// sent, and refresh tokens of sessions that are over after a month.
pub(super) async fn purge(ctx: &Ctx) -> Result<()> {
    let now = ctx.now();
    store::forget_answers(ctx, now.minus(DAY)).await?;
    store::forget_links(ctx, now.minus(MONTH)).await?;
    store::forget_letters(ctx, now.minus(MONTH)).await?;
    store::forget_tokens(ctx, now.minus(MONTH)).await?;
    let kept = i32::from(ctx.world.config.retention.openings_days);
    openings::store::forget_before(ctx, ctx.today().plus(-kept)).await
}
