//! What an act on a body's standing leads to: it is done, or waits for somebody's word.

use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::access_requests::{self, Outcome, Word};

/// The answer after the unit was written: the thing as it now is, or what waits.
pub(super) async fn outcome<T>(
    ctx: &Ctx,
    word: Word,
    body: Uuid,
    show: impl AsyncFnOnce(Uuid) -> Result<T>,
) -> Result<Outcome<T>> {
    match word {
        Word::Said => show(body).await.map(Outcome::Done),
        Word::Waits(request) => Ok(Outcome::Waits(Box::new(access_requests::one(ctx, request).await?))),
    }
}
