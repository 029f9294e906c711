//! What an access act leads to, whichever slice it is of: it is done, or waits for somebody's word.

use super::ask::Word;
use super::read::one;
use super::view::AccessRequest;
use crate::ctx::Ctx;
use crate::error::Result;

/// What became of an access act.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// It is done, and counts as soon as it begins.
    Done(T),
    /// It waits for somebody's word.
    Waits(Box<AccessRequest>),
}

impl<T> Outcome<T> {
    /// The answer after the unit was written: the thing as it is now `shown`, or what waits.
    pub async fn of(ctx: &Ctx, word: Word, shown: impl Future<Output = Result<T>>) -> Result<Self> {
        match word {
            Word::Said => shown.await.map(Self::Done),
            Word::Waits(request) => Ok(Self::Waits(Box::new(one(ctx, request).await?))),
        }
    }

    /// The thing, or the request that waits: one of them is none.
    pub fn parts(self) -> (Option<T>, Option<AccessRequest>) {
        match self {
            Self::Done(thing) => (Some(thing), None),
            Self::Waits(request) => (None, Some(*request)),
        }
    }
}
