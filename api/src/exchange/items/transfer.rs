//! Giving an item to another owner. It waits for the word of the receiving owner's keepers, and ends
//! the author's keeping.

use async_graphql::InputObject;
use entity::ids::keepers_of;
use entity::vocabulary::{ItemState, ProposalKind, ProposalState};
use entity::{item, proposal};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::asked::{has_ended, keepers_to_ask, one_party};
use super::confirm::{Step, must_be_as_proposed};
use super::decided::{Decided, commit_decision};
use super::proposals::store::Brief;
use super::proposals::{self, NewProposal};
use super::publishing::{must_be_written, must_publish, stays_publishable, target_of};
use super::written::rewrite_written;
use super::{PartyInput, PartyInputKind, Rewrite, audiences, letters, store, store_parts};
use crate::access::{Act, ActType, PartySet, Permit, acts, place_of};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::ledger::Unit;

/// A transfer.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "TransferItemInput")]
pub struct TransferItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// The country, group or organisation in whose name it is to stand.
    pub to_owner: PartyInput,
    /// Why; the receiving keepers read it.
    pub reason: String,
}

/// Proposes to give an item to another owner; done at once by whoever keeps the receiving one, too.
pub async fn transfer_item(ctx: &Ctx, input: TransferItem) -> Result<Decided> {
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::TransferItem, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::TransferItem>(&target_of(&before))?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    settled(before.state)?;
    let waits = |row: &Brief| row.kind == ProposalKind::Transfer && row.state == ProposalState::Waiting;
    if proposals::store::of_item(unit.tx(), unit.actor(), before.id).await?.iter().any(waits) {
        return Err(Error::new(
            Code::Conflict,
            "A transfer of it waits already: take that back first, `POST /v1/items/{id}/return`.",
        ));
    }
    let reason = crate::ctx::reason(&input.reason)?;
    let owner = owner(&unit, &before, &input.to_owner).await?;
    let asked = PartySet::of([keepers_of(owner)]);
    let audience = audiences::declared(unit.tx(), &before).await?;
    let new = NewProposal {
        kind: ProposalKind::Transfer,
        asked: asked.clone(),
        comment: Some(reason.clone()),
        content: None,
        audience,
        to_owner: Some(owner),
        publish_at: None,
    };
    let id = proposals::add(&mut unit, &permit, &before, new).await?;
    unit.note("toOwner", owner.to_string());
    let step = if unit.actor().keeps(owner) {
        // Whoever may say the word says it by acting.
        let row = proposals::store::one(unit.tx(), unit.actor(), id).await?;
        let row = row.ok_or_else(|| Error::internal("a proposal that was lost"))?;
        take_over(&mut unit, &permit, &before, &row, None).await?
    } else {
        letters::asked(&mut unit, &permit, &before, ProposalKind::Transfer, id, &asked).await?;
        Step::Waits
    };
    unit.because(&reason);
    commit_decision(ctx, unit, id, step).await
}

/// 409 for what waits for another word, or for its time.
fn settled(state: ItemState) -> Result<()> {
    match state {
        ItemState::Draft | ItemState::Published | ItemState::Withdrawn => Ok(()),
        ItemState::Proposed | ItemState::Scheduled => Err(Error::new(
            Code::Conflict,
            format!("It is {state}: make it a draft again first, `POST /v1/items/{{id}}/return`."),
        )),
        ItemState::Purged => Err(Error::not_found()),
    }
}

async fn owner(unit: &Unit, item: &item::Model, named: &PartyInput) -> Result<Uuid> {
    let wrong = |detail: &str| Err(Error::invalid("/toOwner", detail));
    if !matches!(named.kind, PartyInputKind::Country | PartyInputKind::Group | PartyInputKind::Organisation) {
        return wrong("A country, group or organisation owns items.");
    }
    let owner = one_party(unit, named, "/toOwner").await?;
    let place = place_of(unit.tx(), owner, unit.at()).await?.unwrap_or_default();
    if has_ended(unit, owner, place).await? {
        return wrong("It has ended, and keeps nothing any more.");
    }
    match owner == item.owner {
        true => wrong("It stands in that name already."),
        false => Ok(owner),
    }
}

/// Step: the word of the receiving side. What is published stays under the right to publish it so:
/// where the receiving keeper has it not, their word is noted, and those who have it are asked.
pub(super) async fn take_over<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    row: &proposal::Model,
    read: Option<i32>,
) -> Result<Step> {
    let owner = row.to_owner.ok_or_else(|| Error::internal("a transfer to nobody"))?;
    if read.is_some() {
        precondition(read, item.revision)?;
    }
    settled(item.state)?;
    must_be_as_proposed(row, item)?;
    if item.state == ItemState::Published {
        let audience = audiences::declared(unit.tx(), item).await?.unwrap_or_default();
        let topics = store_parts::topics_of(unit.tx(), item.id).await?;
        let releasing = keepers_to_ask(unit, owner, &audience).await?;
        let others = PartySet::of(releasing.parties().filter(|party| *party != keepers_of(owner)));
        if unit.actor().keeps(owner)
            && !others.is_empty()
            && !stays_publishable(unit, owner, &audience, &topics).await?
        {
            unit.note("wordSaidFor", owner.to_string());
            proposals::ask(unit, permit, item, row, &others).await?;
            letters::asked(unit, permit, item, ProposalKind::Transfer, row.id, &others).await?;
            return Ok(Step::Waits);
        }
        must_publish(unit, owner, &audience, &topics).await?;
    }
    proposals::decide(unit, permit, item, row, ProposalState::Confirmed, None).await?;
    let kinds = [ProposalKind::Revision, ProposalKind::Transfer];
    proposals::close_waiting(unit, permit, item, &kinds, Some(row.id)).await?;
    unit.note_fields(&["owner"]);
    letters::transferred(unit, permit, item).await?;
    let change = Rewrite { owner: Some(owner), ends_authors_keeping: true, ..Rewrite::default() };
    // The text is what it was; who took it over is told to those who may know by the proposal.
    rewrite_written(unit, permit, item, change, row.proposed_by).await?;
    Ok(Step::Done)
}
