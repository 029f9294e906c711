//! Acts on items of any kind over GraphQL.

use async_graphql::{Context, Object, SimpleObject};
use uuid::Uuid;

use super::proposals::Proposal;
use super::{
    ChangeAudience, ConfirmItem, Decided, DeleteDraft, Item, ProposeItem, PublishItem, PurgeItem, Purged, ReturnItem,
    TransferItem, WithdrawItem, change_audience, confirm_item, delete_draft, propose_item, publish_item, purge_item,
    return_item, transfer_item, withdraw_item,
};
use crate::edge::graphql::call;
use crate::error::Result;

/// Mutations.
#[derive(Default)]
pub struct ItemMutation;

/// What a mutation of an item returns.
#[derive(SimpleObject)]
pub struct ItemPayload {
    /// The item as it now is.
    item: Item,
}

/// What a change of an item returns.
#[derive(SimpleObject)]
pub struct ChangedItemPayload {
    /// The item as it now is.
    item: Item,
    /// Where whoever changed it may not publish the result: the change as it waits, while the item
    /// stays as it is.
    proposal: Option<Proposal>,
}

/// What a purge returns: nothing of the item.
#[derive(SimpleObject)]
pub struct PurgeItemPayload {
    /// What was purged.
    purged: Purged,
}

/// What the deletion of a draft returns.
#[derive(SimpleObject)]
pub struct DeleteDraftPayload {
    /// The id that is gone.
    deleted_id: Uuid,
}

#[Object]
impl ItemMutation {
    /// Changes who an item is for.
    async fn change_audience(&self, ctx: &Context<'_>, input: ChangeAudience) -> Result<ChangedItemPayload> {
        let changed = change_audience(call(ctx)?, input).await?;
        Ok(ChangedItemPayload { item: changed.thing, proposal: changed.proposal })
    }

    /// Proposes a draft to those who may publish it so.
    async fn propose_item(&self, ctx: &Context<'_>, input: ProposeItem) -> Result<ItemPayload> {
        Ok(ItemPayload { item: propose_item(call(ctx)?, input).await? })
    }

    /// Confirms what was proposed: it is published, changed or transferred on the confirmer's right.
    async fn confirm_item(&self, ctx: &Context<'_>, input: ConfirmItem) -> Result<Decided> {
        confirm_item(call(ctx)?, input).await
    }

    /// Gives back what was proposed, with a comment; its own side takes it back so, or cancels a
    /// scheduled publication.
    async fn return_item(&self, ctx: &Context<'_>, input: ReturnItem) -> Result<Decided> {
        return_item(call(ctx)?, input).await
    }

    /// Gives an item to another owner, with the word of the receiving owner's keepers.
    async fn transfer_item(&self, ctx: &Context<'_>, input: TransferItem) -> Result<Decided> {
        transfer_item(call(ctx)?, input).await
    }

    /// Purges an item for a reason: its content goes for good, its id and the ledger stay.
    async fn purge_item(&self, ctx: &Context<'_>, input: PurgeItem) -> Result<PurgeItemPayload> {
        Ok(PurgeItemPayload { purged: purge_item(call(ctx)?, input).await? })
    }

    /// Publishes a draft, now or at its time.
    async fn publish_item(&self, ctx: &Context<'_>, input: PublishItem) -> Result<ItemPayload> {
        Ok(ItemPayload { item: publish_item(call(ctx)?, input).await? })
    }

    /// Withdraws what was published.
    async fn withdraw_item(&self, ctx: &Context<'_>, input: WithdrawItem) -> Result<ItemPayload> {
        Ok(ItemPayload { item: withdraw_item(call(ctx)?, input).await? })
    }

    /// Deletes a draft that was never published.
    async fn delete_draft(&self, ctx: &Context<'_>, input: DeleteDraft) -> Result<DeleteDraftPayload> {
        Ok(DeleteDraftPayload { deleted_id: delete_draft(call(ctx)?, input).await? })
    }
}
