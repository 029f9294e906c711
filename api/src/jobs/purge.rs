//! What need not be kept any longer.

use std::time::Duration;

use entity::vocabulary::SessionKind;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::openings;

const DAY: Duration = Duration::from_secs(24 * 3_600);
const MONTH: Duration = Duration::from_secs(30 * 24 * 3_600);
const QUARTER: Duration = Duration::from_secs(90 * 24 * 3_600);

/// Forgets answers kept for `Idempotency-Key` after a day; links that ran out, letters that were
/// sent, and refresh tokens of sessions that are over after a month; the sessions themselves after three,
/// those of partner systems after a day.
pub(super) async fn purge(ctx: &Ctx) -> Result<()> {
    let now = ctx.now();
    store::forget_answers(ctx, now.minus(DAY)).await?;
    store::forget_links(ctx, now.minus(MONTH)).await?;
    store::forget_letters(ctx, now.minus(MONTH)).await?;
    store::forget_tokens(ctx, now.minus(MONTH)).await?;
    // A partner system begins a session with each token; a person's are theirs to look up for a while.
    store::forget_sessions(ctx, SessionKind::Partner, now.minus(DAY)).await?;
    store::forget_sessions(ctx, SessionKind::Page, now.minus(QUARTER)).await?;
    store::forget_sessions(ctx, SessionKind::Api, now.minus(QUARTER)).await?;
    let kept = i32::from(ctx.world.config.retention.openings_days);
    openings::store::forget_before(ctx, ctx.today().plus(-kept)).await
}
