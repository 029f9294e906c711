//! Giving back what was proposed, taking it back, and cancelling a scheduled publication (its keepers, and
//! whoever released it): an item that was not published yet is a draft again.

use async_graphql::InputObject;
use entity::item;
use entity::vocabulary::{ItemState, ProposalKind, ProposalState};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::confirm::{Step, must_wait};
use super::decided::{Decided, comment, commit_decision, decided_again};
use super::word::{found, found_again};
use super::written::rewrite_written;
use super::{Rewrite, letters, proposals};
use crate::access::{Act, ActType, Permit, acts};
use crate::ctx::{Answered, Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::ledger::Unit;

/// What is to be given back, or taken back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ReturnItemInput")]
pub struct ReturnItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// The proposal, where several wait; what waits for the asker's word if not given.
    pub proposal_id: Option<Uuid>,
    /// Words for the proposer, at most 2,000 characters; asked of those who give it back, not of
    /// those who take back their own.
    pub comment: Option<String>,
}

/// Gives back what was proposed, with a comment; its own side takes it back so, or cancels a
/// scheduled publication, as whoever confirmed it for that time may, too.
pub async fn return_item(ctx: &Ctx, input: ReturnItem) -> Result<Decided> {
    let seen = found(ctx.db(), &ctx.actor, input.id, input.proposal_id).await?;
    ctx.permit(Act::ReturnItem, &seen.target())?;
    let mut unit = ctx.begin().await?;
    let now = found_again(&unit, &seen, input.id, input.proposal_id).await?;
    let permit = unit.permit::<acts::ReturnItem>(&now.target())?;
    if input.revision.is_some() {
        precondition(input.revision, now.item.revision)?;
    }
    let words = comment(input.comment.as_deref())?;
    let asked = now.asks(unit.actor());
    // Whoever confirmed it for a time may think better of it until then, though the item itself is its
    // keepers' meanwhile.
    let released = now.item.state == ItemState::Scheduled
        && now.item.released_by.is_some()
        && now.item.released_by == unit.actor().party();
    let scheduled = released || now.item.state == ItemState::Scheduled && now.seen;
    let confirmed = match now.confirmed.filter(|_| released) {
        Some(confirmed) => proposals::store::one(unit.tx(), unit.actor(), confirmed).await?,
        None => None,
    };
    let waiting = now.proposal.as_ref().is_some_and(|row| row.state == ProposalState::Waiting);
    let proposal = match now.proposal {
        Some(_) if scheduled && !waiting && input.proposal_id.is_none() => None,
        None if scheduled => None,
        Some(row) => Some(row),
        None if input.proposal_id.is_some() => {
            return Err(Error::invalid(
                "/proposalId",
                "There is no such proposal about this item, or not shown to you.",
            ));
        }
        None => {
            return Err(Error::new(Code::Conflict, "Nothing waits for a word here, and nothing is scheduled."));
        }
    };
    let Some(proposal) = proposal else {
        // Whoever was asked once has no say in what they do not keep.
        if !released && !super::is_keeper(unit.actor(), &now.item) {
            return Err(Error::forbidden("Only its keepers, and whoever released it, cancel a scheduled publication."));
        }
        to_draft(&mut unit, &permit, &now.item).await?;
        if let Some(row) = &confirmed {
            let became = "What you proposed was cancelled before its time, and is a draft again";
            letters::decided(&mut unit, &permit, row, became).await?;
        }
        // Whoever released it sees the proposal, and no longer the item.
        let answer = Answered::With(confirmed.map_or(input.id, |row| row.id));
        unit.commit_answering(Some(answer)).await?;
        return decided_again(ctx, answer).await;
    };
    must_wait(&proposal)?;
    let own = proposal.proposed_by.is_some() && proposal.proposed_by == unit.actor().party();
    let given_back = asked && !own;
    if given_back && words.is_none() {
        return Err(Error::invalid("/comment", "Say to the proposer why, or what to change."));
    }
    let state = if given_back { ProposalState::Returned } else { ProposalState::TakenBack };
    proposals::decide(&mut unit, &permit, &now.item, &proposal, state, words.clone()).await?;
    if proposal.kind == ProposalKind::Publication && now.item.state == ItemState::Proposed {
        to_draft(&mut unit, &permit, &now.item).await?;
    }
    let became =
        if given_back { "What you proposed was given back to you" } else { "What you proposed was taken back" };
    letters::decided(&mut unit, &permit, &proposal, became).await?;
    if let Some(words) = &words {
        unit.because(words);
    }
    commit_decision(ctx, unit, proposal.id, Step::Done).await
}

/// Step: an item that was not published yet is a draft again.
pub(super) async fn to_draft<A: ActType>(unit: &mut Unit, permit: &Permit<A>, before: &item::Model) -> Result<()> {
    unit.note_fields(&["state"]);
    let change = Rewrite { state: Some(ItemState::Draft), ..Rewrite::default() };
    rewrite_written(unit, permit, before, change, None).await.map(drop)
}
