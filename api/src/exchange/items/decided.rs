//! What became of something proposed.

use uuid::Uuid;

use super::any_item::{Item, written_item};
use super::confirm::Step;
use super::proposals::{self, Proposal};
use crate::ctx::{Answered, Ctx};
use crate::error::{Code, Result};
use crate::ledger::Unit;

/// What became of something proposed: the item and the proposal as they now are.
#[derive(Clone, Debug)]
pub struct Decided {
    /// The item as it now is; null where it is not shared with whoever decided, or no longer.
    pub item: Option<Item>,
    /// The proposal as it now is; null where a scheduled publication was cancelled. It waits still
    /// where another word is needed.
    pub proposal: Option<Proposal>,
    /// Whether it waited for another word when the act was done.
    pub waits: bool,
}

/// What was changed, or is proposed beside it.
#[derive(Clone, Debug)]
pub struct Changed<T> {
    /// The thing as it now is.
    pub thing: T,
    /// Where whoever changed it may not publish the result: the change as it waits, while the thing
    /// stays as it is.
    pub proposal: Option<Proposal>,
}

/// Commits an act on what was proposed, and shows what became of it.
pub(super) async fn commit_decision(ctx: &Ctx, unit: Unit, proposal: Uuid, step: Step) -> Result<Decided> {
    let answer = match step {
        Step::Done => Answered::With(proposal),
        Step::Waits => Answered::Waits(proposal),
    };
    unit.commit_answering(Some(answer)).await?;
    decided_again(ctx, answer).await
}

/// What an act on a proposal is answered with, then and when it is repeated: the proposal and its
/// item as they now are; where a scheduled publication was cancelled, the item.
pub async fn decided_again(ctx: &Ctx, answer: Answered) -> Result<Decided> {
    let (id, waits) = match answer {
        Answered::With(id) => (id, false),
        Answered::Waits(id) => (id, true),
    };
    match proposals::one(ctx, id).await {
        Ok(proposal) => {
            let item = written_item(ctx, proposal.item_id).await?;
            Ok(Decided { item, proposal: Some(proposal), waits })
        }
        Err(error) if error.code() == Code::NotFound => match written_item(ctx, id).await? {
            Some(item) => Ok(Decided { item: Some(item), proposal: None, waits }),
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// Words for whoever decides or is decided about: at most 2,000 characters, blank for none.
pub(super) fn comment(text: Option<&str>) -> Result<Option<String>> {
    crate::ctx::words(text, "/comment")
}
