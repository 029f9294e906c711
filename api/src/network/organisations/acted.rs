//! What an act on a body's standing leads to: it is done, or waits for somebody's word.

use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::access_requests::{self, AccessRequest, Word};

/// What became of an act.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// It is done.
    Done(Box<T>),
    /// It waits for somebody's word.
    Waits(Box<AccessRequest>),
}

impl<T> Outcome<T> {
    /// It is done.
    pub fn done(thing: T) -> Self {
        Self::Done(Box::new(thing))
    }

    /// The thing, or the request that waits: one of them is none.
    pub fn parts(self) -> (Option<T>, Option<AccessRequest>) {
        match self {
            Self::Done(thing) => (Some(*thing), None),
            Self::Waits(request) => (None, Some(*request)),
        }
    }
}

/// The answer after the unit was written: the thing as it now is, or what waits.
pub(super) async fn outcome<T>(
    ctx: &Ctx,
    word: Word,
    body: Uuid,
    show: impl AsyncFnOnce(Uuid) -> Result<T>,
) -> Result<Outcome<T>> {
    match word {
        Word::Said => show(body).await.map(Outcome::done),
        Word::Waits(request) => Ok(Outcome::Waits(Box::new(access_requests::one(ctx, request).await?))),
    }
}
