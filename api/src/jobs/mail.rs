//! Sends the letters that units wrote.

use std::time::Duration;

use entity::vocabulary::SendState;

use super::store;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::mail::NotSent;
use crate::ledger::Posted;

/// How long a letter is nobody else's once it was claimed.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// After so many tries a letter is given up: about two days.
const TRIES: i32 = 16;

/// Sends every letter that is due. A letter is claimed before it is sent, so that of two replicas
/// one sends it; one that was sent by a process that died before noting it may come twice. They are
/// claimed one by one: a server that takes its time does not outlast the claim.
pub(super) async fn deliver(ctx: &Ctx) -> Result<()> {
    while let Some(event) = store::claim(ctx, ctx.now().plus(LEASE)).await? {
        match Posted::opened(&ctx.world, &event.payload) {
            Err(error) => {
                tracing::error!(id = %event.id, cause = error.cause(), "a letter cannot be opened and is given up");
                store::done(ctx, event.id).await?;
            }
            Ok(posted) => {
                if send(ctx, &event, &posted).await? == Server::Away {
                    // The next ones would only wait as long.
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

#[derive(PartialEq, Eq)]
enum Server {
    There,
    Away,
}

async fn send(ctx: &Ctx, event: &store::Claimed, posted: &Posted) -> Result<Server> {
    match ctx.world.mail.send(event.id, &posted.letter).await {
        Ok(()) => over(ctx, event, posted, SendState::Sent).await?,
        Err(error) if error == NotSent::NoSuchMailbox || event.attempts >= TRIES => {
            tracing::error!(id = %event.id, %error, "a letter is given up");
            over(ctx, event, posted, SendState::Failed).await?;
        }
        Err(error) => {
            tracing::warn!(id = %event.id, %error, attempts = event.attempts, "a letter could not be sent; it is tried again");
            store::later(ctx, event.id, ctx.now().plus(backoff(event.attempts))).await?;
            if error == NotSent::Unreachable {
                return Ok(Server::Away);
            }
        }
    }
    Ok(Server::There)
}

async fn over(ctx: &Ctx, event: &store::Claimed, posted: &Posted, state: SendState) -> Result<()> {
    if let Some(invitation) = posted.invitation {
        store::tell_invitation(ctx, invitation, state).await?;
    }
    store::done(ctx, event.id).await
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
