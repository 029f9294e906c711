//! Acts on items of any kind over GraphQL.

use async_graphql::{Context, Object, SimpleObject};
use uuid::Uuid;

use super::{
    ChangeAudience, DeleteDraft, Item, PublishItem, WithdrawItem, change_audience, delete_draft, publish_item,
    withdraw_item,
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

/// What the deletion of a draft returns.
#[derive(SimpleObject)]
pub struct DeleteDraftPayload {
    /// The id that is gone.
    deleted_id: Uuid,
}

#[Object]
impl ItemMutation {
    /// Changes who an item is for.
    async fn change_audience(&self, ctx: &Context<'_>, input: ChangeAudience) -> Result<ItemPayload> {
        Ok(ItemPayload { item: change_audience(call(ctx)?, input).await? })
    }

    /// Publishes a draft.
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
