//! Sends the letters that units wrote.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::store;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::mail::Letter;

/// How long a letter is nobody else's once it was claimed.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// After so many tries a letter is given up: about two days.
const TRIES: i32 = 16;

/// Sends every letter that is due. A letter is claimed before it is sent, so that of two replicas
/// one sends it; one that was sent by a process that died before noting it may come twice.
pub(super) async fn deliver(ctx: &Ctx) -> Result<()> {
    loop {
        let claimed = store::claim(ctx, ctx.now().plus(LEASE)).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        for event in claimed {
            match opened(ctx, &event.payload) {
                Err(error) => {
                    tracing::error!(id = %event.id, cause = error.cause(), "a letter cannot be opened and is given up");
                    store::done(ctx, event.id).await?;
                }
                Ok(letter) => send(ctx, &event, &letter).await?,
            }
        }
    }
}

async fn send(ctx: &Ctx, event: &store::Claimed, letter: &Letter) -> Result<()> {
    match ctx.world.mail.send(letter).await {
        Ok(()) => store::done(ctx, event.id).await,
        Err(error) if event.attempts >= TRIES => {
            tracing::error!(id = %event.id, error, "a letter is given up");
            store::done(ctx, event.id).await
        }
        Err(error) => {
            tracing::warn!(id = %event.id, error, attempts = event.attempts, "a letter could not be sent");
            store::later(ctx, event.id, ctx.now().plus(backoff(event.attempts))).await
        }
    }
}

fn opened(ctx: &Ctx, payload: &str) -> Result<Letter> {
    let sealed = STANDARD.decode(payload).map_err(Error::internal)?;
    let plain = ctx.world.seals.open(&sealed).map_err(Error::internal)?;
    serde_json::from_slice(&plain).map_err(Error::internal)
}

/// 30 seconds, doubled with each try, at most six hours.
fn backoff(attempts: i32) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or_default().min(10);
    Ord::min(Duration::from_secs(30 << doublings), Duration::from_secs(6 * 3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_six_hours() {
        assert_eq!(backoff(1), Duration::from_secs(30));
        assert_eq!(backoff(3), Duration::from_secs(120));
        assert_eq!(backoff(100), Duration::from_secs(6 * 3_600));
    }
}
