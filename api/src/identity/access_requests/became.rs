//! What became of an access act: it is done, or waits for somebody's word.

use uuid::Uuid;

use super::ask::Word;
use super::read::one;
use super::view::AccessRequest;
use crate::ctx::{Answered, Ctx};
use crate::error::Result;
use crate::ledger::Unit;

/// What became of an access act.
#[derive(Clone, Debug)]
pub enum Outcome<T> {
    /// It is done, and counts as soon as it begins.
    Done(T),
    /// It waits for somebody's word.
    Waits(Box<AccessRequest>),
}

impl<T> Outcome<T> {
    /// The thing, or the request that waits: one of them is none.
    pub fn parts(self) -> (Option<T>, Option<AccessRequest>) {
        match self {
            Self::Done(thing) => (Some(thing), None),
            Self::Waits(request) => (None, Some(*request)),
        }
    }
}

/// Commits an access act and shows what became of it: the thing as it now is, or what waits.
pub async fn commit_act<T>(
    ctx: &Ctx,
    unit: Unit,
    thing: Uuid,
    word: Word,
    show: impl AsyncFnOnce(Uuid) -> Result<T>,
) -> Result<Outcome<T>> {
    match word {
        Word::Said => {
            unit.commit(Some(thing)).await?;
            show(thing).await.map(Outcome::Done)
        }
        Word::Waits(request) => {
            unit.commit_answering(Some(Answered::Waits(request))).await?;
            waiting(ctx, request).await
        }
    }
}

/// The answer of an act that waits for a word: its access request.
pub async fn waiting<T>(ctx: &Ctx, request: Uuid) -> Result<Outcome<T>> {
    one(ctx, request).await.map(|request| Outcome::Waits(Box::new(request)))
}
