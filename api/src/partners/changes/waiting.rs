//! Waiting for something to tell. A commit wakes everybody who waits, and each of them reads a page: so
//! only a few look at a time, none without a pause, and a write does not wait for a crowd of readers.

use std::time::Duration;

use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::sleep;

use crate::access::Actor;

/// A network that writes without a pause is looked at so often.
const PACE: Duration = Duration::from_millis(50);

/// So many of those who were woken look at once, in this process.
static TURNS: Semaphore = Semaphore::const_new(4);
/// So many who are signed in wait at once.
static SEATS: Semaphore = Semaphore::const_new(1_000);
/// So many who are nobody do: they cannot be told apart.
static SEATS_OF_NOBODY: Semaphore = Semaphore::const_new(50);

/// A place among those who wait; none where all are taken: then it is answered at once.
pub(super) fn seat(reader: &Actor) -> Option<SemaphorePermit<'static>> {
    let seats = if reader.is_somebody() { &SEATS } else { &SEATS_OF_NOBODY };
    seats.try_acquire().ok()
}

/// One's turn to look, once one was woken; it lasts as long as the permit is held.
pub(super) async fn turn() -> Option<SemaphorePermit<'static>> {
    sleep(PACE).await;
    TURNS.acquire().await.ok()
}
