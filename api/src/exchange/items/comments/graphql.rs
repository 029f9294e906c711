//! Comments over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{
    Comment, CommentOnItem, EditComment, ModerateComment, WithdrawComment, comment, edit, list, moderate, one, withdraw,
};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null, payloads};
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct CommentQuery;

/// Mutations.
#[derive(Default)]
pub struct CommentMutation;

#[Object]
impl CommentQuery {
    /// Comments on an item, oldest first. Sorted by `createdAt`, or turned round.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        item_id: Uuid,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
    ) -> Result<Connection<String, Comment, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, item_id, page).await?)
    }

    /// One comment on an item; null where there is nothing, or nothing shared with the asker.
    async fn comment(&self, ctx: &Context<'_>, item_id: Uuid, id: Uuid) -> Result<Option<Comment>> {
        or_null(one(call(ctx)?, item_id, id).await)
    }
}

payloads! {
    /// What a mutation of a comment returns.
    CommentOnItemPayload, EditCommentPayload, WithdrawCommentPayload, ModerateCommentPayload => {
        /// The comment as it now is.
        comment: Comment,
    }
}

#[Object]
impl CommentMutation {
    /// Says something about an item to whoever sees it.
    async fn comment_on_item(&self, ctx: &Context<'_>, input: CommentOnItem) -> Result<CommentOnItemPayload> {
        Ok(CommentOnItemPayload { comment: comment(call(ctx)?, input).await? })
    }

    /// Corrects one's own comment.
    async fn edit_comment(&self, ctx: &Context<'_>, input: EditComment) -> Result<EditCommentPayload> {
        Ok(EditCommentPayload { comment: edit(call(ctx)?, input).await? })
    }

    /// Takes one's own comment back.
    async fn withdraw_comment(&self, ctx: &Context<'_>, input: WithdrawComment) -> Result<WithdrawCommentPayload> {
        Ok(WithdrawCommentPayload { comment: withdraw(call(ctx)?, input).await? })
    }

    /// Takes a comment out of an item that one keeps.
    async fn moderate_comment(&self, ctx: &Context<'_>, input: ModerateComment) -> Result<ModerateCommentPayload> {
        Ok(ModerateCommentPayload { comment: moderate(call(ctx)?, input).await? })
    }
}
