//! A request that is repeated under its `Idempotency-Key` does nothing again, and is answered as it
//! was, under today's sight.

use actix_web::HttpRequest;
use actix_web::web::Data;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::proposed::{ItemOrProposal, Proposed};
use crate::ctx::{Answered, Ctx, Idempotency, request_id};
use crate::edge::openapi::Routes;
use crate::error::{Error, Result};
use crate::exchange::items::{Decided, decided_again};
use crate::identity::access_requests::{Outcome, waiting};
use crate::ledger;

/// Notes the `Idempotency-Key` of a request, and whether it was answered before.
pub(crate) async fn keyed(ctx: &mut Ctx, request: &HttpRequest, body: &[u8]) -> Result<()> {
    ctx.idempotency = idempotency(request, body)?;
    look_whether_answered(ctx).await
}

fn takes_a_key(request: &HttpRequest) -> bool {
    let routes = request.app_data::<Data<Routes>>();
    let route = request.match_pattern().and_then(|template| routes?.get(&template, request.method()));
    route.is_some_and(|route| route.keyed)
}

fn idempotency(request: &HttpRequest, body: &[u8]) -> Result<Option<Idempotency>> {
    let Some(key) = request.headers().get("idempotency-key").filter(|_| takes_a_key(request)) else {
        return Ok(None);
    };
    let key = key.to_str().ok().filter(|k| !k.is_empty() && k.len() <= 255);
    let key = key.ok_or_else(|| Error::bad_field("Idempotency-Key", "Use 1 to 255 visible ASCII characters."))?;
    let route = request.match_pattern().unwrap_or_else(|| request.path().to_owned());
    // The path counts with its ids: the same body to another thing is another request.
    let route = format!("{} {route} {}", request.method(), request.path());
    Ok(Some(Idempotency { key: key.to_owned(), route, body_hash: Sha256::digest(body).into() }))
}

/// What was answered before is not judged again: whoever approved may no longer approve. What it
/// was answered with is kept with the request, for [`answered_before`]; the unit looks again under
/// the lock.
async fn look_whether_answered(ctx: &Ctx) -> Result<()> {
    if let (Some(key), Some((_, Some(by)))) = (&ctx.idempotency, ctx.actor.identity())
        && let Some(before) = ledger::answered(ctx.db(), by, key, ctx.now()).await?
    {
        request_id::note_answered(before);
    }
    Ok(())
}

/// The answer of a verb; where the request was answered before, what it made then, rendered under
/// today's sight.
pub async fn answered_before<T>(result: Result<T>, again: impl AsyncFnOnce(Uuid) -> Result<T>) -> Result<T> {
    match before(result)? {
        Ok(view) => Ok(view),
        Err(Answered::With(thing) | Answered::Waits(thing)) => again(thing).await,
    }
}

/// The same for an access act, which may have been answered with what waits for a word.
pub async fn acted_before<T>(
    ctx: &Ctx,
    result: Result<Outcome<T>>,
    again: impl AsyncFnOnce(Uuid) -> Result<T>,
) -> Result<Outcome<T>> {
    match before(result)? {
        Ok(outcome) => Ok(outcome),
        Err(Answered::With(thing)) => again(thing).await.map(Outcome::Done),
        Err(Answered::Waits(request)) => waiting(ctx, request).await,
    }
}

/// The same for an act on what is proposed.
pub async fn decided_before(ctx: &Ctx, result: Result<Decided>) -> Result<Proposed<ItemOrProposal>> {
    match before(result)? {
        Ok(decided) => decided.try_into(),
        Err(answered) => decided_again(ctx, answered).await?.try_into(),
    }
}

/// What a verb answered; or, where it did nothing since it did it before, how it answered then.
fn before<T>(result: Result<T>) -> Result<Result<T, Answered>> {
    match result {
        Ok(view) => Ok(Ok(view)),
        Err(error) => match error.replayed().or_else(request_id::answered) {
            Some(answered) => Ok(Err(answered)),
            None => Err(error),
        },
    }
}
