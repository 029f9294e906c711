//! Confirming what was proposed: it is published, changed or transferred on the confirmer's right.

use async_graphql::InputObject;
use entity::vocabulary::{ItemState, ProposalKind, ProposalState};
use entity::{item, proposal};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::decided::{Decided, commit_decision};
use super::proposals;
use super::publishing::{must_publish, proposed_already};
use super::transfer::take_over;
use super::word::{found, found_again};
use super::written::{self, rewrite_written};
use super::{Release, Rewrite, audiences, letters, store, store_parts};
use crate::access::{Act, ActType, Permit, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// What is to be confirmed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ConfirmItemInput")]
pub struct ConfirmItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// The proposal, where several wait; what waits for the asker's word if not given.
    pub proposal_id: Option<Uuid>,
}

/// Whether the word was the last one.
pub(super) enum Step {
    /// It is done.
    Done,
    /// It waits for another word.
    Waits,
}

/// Confirms what was proposed, in the owner's name and on the confirmer's right to publish it so.
pub async fn confirm_item(ctx: &Ctx, input: ConfirmItem) -> Result<Decided> {
    let seen = found(ctx.db(), &ctx.actor, input.id, input.proposal_id).await?;
    ctx.permit(Act::ConfirmItem, &seen.target())?;
    let mut unit = ctx.begin().await?;
    let now = found_again(&unit, &seen, input.id, input.proposal_id).await?;
    let permit = unit.permit::<acts::ConfirmItem>(&now.target())?;
    let proposal = now.proposal.ok_or_else(|| Error::new(Code::Conflict, "Nothing waits for a word here."))?;
    must_wait(&proposal)?;
    let step = match proposal.kind {
        ProposalKind::Publication => publish(&mut unit, &permit, &now.item, &proposal, input.revision).await?,
        ProposalKind::Revision => revise(&mut unit, &permit, &now.item, &proposal, input.revision).await?,
        ProposalKind::Transfer => take_over(&mut unit, &permit, &now.item, &proposal, input.revision).await?,
    };
    if matches!(step, Step::Done) {
        letters::decided(&mut unit, &permit, &proposal, "What you proposed was confirmed").await?;
    }
    commit_decision(ctx, unit, proposal.id, step).await
}

/// 409 where somebody has decided meanwhile.
pub(super) fn must_wait(proposal: &proposal::Model) -> Result<()> {
    match proposal.state {
        ProposalState::Waiting => Ok(()),
        state => Err(Error::new(Code::Conflict, format!("It was decided already: {state}."))),
    }
}

/// 409 where the item is no longer what was proposed: whoever says a word says it on that.
pub(super) fn must_be_as_proposed(proposal: &proposal::Model, item: &item::Model) -> Result<()> {
    match proposal.base_revision == item.revision {
        true => Ok(()),
        false => Err(Error::new(
            Code::Conflict,
            format!(
                "It moved on: this was made from revision {}, now it is {}. Give it back, to be made again.",
                proposal.base_revision, item.revision
            ),
        )),
    }
}

async fn publish<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    proposal: &proposal::Model,
    read: Option<i32>,
) -> Result<Step> {
    let audience = audiences::declared(unit.tx(), item).await?.unwrap_or_default();
    let topics = store_parts::topics_of(unit.tx(), item.id).await?;
    must_publish(unit, item.owner, &audience, &topics).await.map_err(proposed_already)?;
    if read.is_some() {
        precondition(read, item.revision)?;
    }
    if item.state != ItemState::Proposed {
        return Err(Error::new(Code::Conflict, format!("It is not proposed any longer; it is {}.", item.state)));
    }
    proposals::decide(unit, permit, item, proposal, ProposalState::Confirmed, None).await?;
    unit.note_fields(&["state"]);
    let later = item.publish_at.map(Timestamp::from_micros).filter(|at| *at > unit.at());
    let change = match later {
        None => Rewrite { state: Some(ItemState::Published), ..Rewrite::default() },
        Some(at) => {
            let release = Release { asked: None, publish_at: Some(at), released_by: unit.actor().party() };
            Rewrite { state: Some(ItemState::Scheduled), release: Some(release), ..Rewrite::default() }
        }
    };
    rewrite_written(unit, permit, item, change, None).await?;
    Ok(Step::Done)
}

async fn revise<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    proposal: &proposal::Model,
    read: Option<i32>,
) -> Result<Step> {
    let content = proposals::content_of(proposal)?.ok_or_else(|| Error::internal("a revision without a text"))?;
    let audience = match proposal.audience {
        Some(id) => audiences::party_set(unit.tx(), id).await?,
        None => audiences::declared(unit.tx(), item).await?.unwrap_or_default(),
    };
    must_publish(unit, item.owner, &audience, &content.topics).await.map_err(proposed_already)?;
    if read.is_some() {
        precondition(read, item.revision)?;
    }
    if item.state != ItemState::Published {
        return Err(Error::new(Code::Conflict, format!("The item is not published any longer; it is {}.", item.state)));
    }
    must_be_as_proposed(proposal, item)?;
    proposals::decide(unit, permit, item, proposal, ProposalState::Confirmed, None).await?;
    unit.note_fields(&["text", "audience"]);
    let language = content.language.clone();
    store::set_subjects(unit, permit, item.id, &content.topics, &content.countries).await?;
    written::apply(unit, permit, item, content).await?;
    let change = Rewrite { audience: Some(audience), language: Some(language), ..Rewrite::default() };
    rewrite_written(unit, permit, item, change, proposal.proposed_by).await?;
    Ok(Step::Done)
}
