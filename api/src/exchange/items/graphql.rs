//! Acts on items of any kind over GraphQL.

use async_graphql::{Context, Object};
use uuid::Uuid;

use super::proposals::Proposal;
use super::{
    ChangeAudience, ConfirmItem, Decided, DeleteDraft, Item, ProposeItem, PublishItem, PurgeItem, Purged, ReturnItem,
    TransferItem, WithdrawItem, change_audience, confirm_item, delete_draft, propose_item, publish_item, purge_item,
    return_item, transfer_item, withdraw_item,
};
use crate::edge::graphql::{call, payloads};
use crate::error::Result;

/// Mutations.
#[derive(Default)]
pub struct ItemMutation;

payloads! {
    /// What a mutation of an item returns.
    ProposeItemPayload, PublishItemPayload, WithdrawItemPayload => {
        /// The item as it now is.
        item: Item,
    }

    /// What a change of an item returns.
    ChangeAudiencePayload => {
        /// The item as it now is.
        item: Item,
        /// Where whoever changed it may not publish the result: the change as it waits, while the item
        /// stays as it is.
        proposal: Option<Proposal>,
    }

    /// What became of something proposed: the item and the proposal as they now are.
    ConfirmItemPayload, ReturnItemPayload, TransferItemPayload => {
        /// The item as it now is; null where it is not shared with whoever decided, or no longer.
        item: Option<Item>,
        /// The proposal as it now is; null where a scheduled publication was cancelled. It waits still
        /// where another word is needed.
        proposal: Option<Proposal>,
    }

    /// What a purge returns: nothing of the item.
    PurgeItemPayload => {
        /// What was purged.
        purged: Purged,
    }

    /// What the deletion of a draft returns.
    DeleteDraftPayload => {
        /// The id that is gone.
        deleted_id: Uuid,
    }
}

#[Object]
impl ItemMutation {
    /// Changes who an item is for.
    async fn change_audience(&self, ctx: &Context<'_>, input: ChangeAudience) -> Result<ChangeAudiencePayload> {
        let changed = change_audience(call(ctx)?, input).await?;
        Ok(ChangeAudiencePayload { item: changed.thing, proposal: changed.proposal })
    }

    /// Proposes a draft to those who may publish it so.
    async fn propose_item(&self, ctx: &Context<'_>, input: ProposeItem) -> Result<ProposeItemPayload> {
        Ok(ProposeItemPayload { item: propose_item(call(ctx)?, input).await? })
    }

    /// Confirms what was proposed: it is published, changed or transferred on the confirmer's right.
    async fn confirm_item(&self, ctx: &Context<'_>, input: ConfirmItem) -> Result<ConfirmItemPayload> {
        let Decided { item, proposal, .. } = confirm_item(call(ctx)?, input).await?;
        Ok(ConfirmItemPayload { item, proposal })
    }

    /// Gives back what was proposed, with a comment; its own side takes it back so, or cancels a
    /// scheduled publication.
    async fn return_item(&self, ctx: &Context<'_>, input: ReturnItem) -> Result<ReturnItemPayload> {
        let Decided { item, proposal, .. } = return_item(call(ctx)?, input).await?;
        Ok(ReturnItemPayload { item, proposal })
    }

    /// Gives an item to another owner, with the word of the receiving owner's keepers.
    async fn transfer_item(&self, ctx: &Context<'_>, input: TransferItem) -> Result<TransferItemPayload> {
        let Decided { item, proposal, .. } = transfer_item(call(ctx)?, input).await?;
        Ok(TransferItemPayload { item, proposal })
    }

    /// Purges an item for a reason: its content goes for good, its id and the ledger stay.
    async fn purge_item(&self, ctx: &Context<'_>, input: PurgeItem) -> Result<PurgeItemPayload> {
        Ok(PurgeItemPayload { purged: purge_item(call(ctx)?, input).await? })
    }

    /// Publishes a draft, now or at its time.
    async fn publish_item(&self, ctx: &Context<'_>, input: PublishItem) -> Result<PublishItemPayload> {
        Ok(PublishItemPayload { item: publish_item(call(ctx)?, input).await? })
    }

    /// Withdraws what was published.
    async fn withdraw_item(&self, ctx: &Context<'_>, input: WithdrawItem) -> Result<WithdrawItemPayload> {
        Ok(WithdrawItemPayload { item: withdraw_item(call(ctx)?, input).await? })
    }

    /// Deletes a draft that was never published.
    async fn delete_draft(&self, ctx: &Context<'_>, input: DeleteDraft) -> Result<DeleteDraftPayload> {
        Ok(DeleteDraftPayload { deleted_id: delete_draft(call(ctx)?, input).await? })
    }
}
