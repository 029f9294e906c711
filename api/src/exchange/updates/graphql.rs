//! Updates over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object};
use entity::vocabulary::OpeningKind;

use super::{EditUpdate, PublishUpdate, Update, UpdateFilter, edit, list, publish};
use crate::edge::graphql::{Paging, Totals, call, connected, loaders, nested, payloads};
use crate::error::Result;
use crate::exchange::items::comments::loader::CommentsOn;
use crate::exchange::items::comments::{self, Comment};
use crate::exchange::items::proposals::Proposal;
use crate::exchange::items::proposals::loader::ProposalsAbout;

/// Queries.
#[derive(Default)]
pub struct UpdateQuery;

/// Mutations.
#[derive(Default)]
pub struct UpdateMutation;

#[Object]
impl UpdateQuery {
    /// Updates, newest first. Sorted by `-publishedAt` (the usual one), `-updatedAt`, `-createdAt`,
    /// or turned round.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn updates(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<UpdateFilter>,
    ) -> Result<Connection<String, Update, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }
}

#[ComplexObject]
impl Update {
    /// The body in CommonMark with tables, as written.
    async fn body_markdown(&self, ctx: &Context<'_>) -> Result<&str> {
        // Whoever asks a list for titles alone is given no text.
        self.note_opened(call(ctx)?, OpeningKind::Delivery);
        Ok(&self.body_markdown)
    }

    /// The body as sanitised HTML: no raw HTML, no images, links with
    /// `rel="nofollow noopener noreferrer"`.
    async fn body_html(&self, ctx: &Context<'_>) -> Result<&str> {
        self.note_opened(call(ctx)?, OpeningKind::Delivery);
        Ok(&self.body_html)
    }

    /// Comments on it, oldest first: those made to circles in which the asker is. The cursors are those of
    /// `comments(itemId:)`, which also turns them round.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn comments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Comment, Totals>> {
        let page = Paging::asked(ctx, first, after, None)?;
        let loaded = loaders(ctx)?.page_of::<CommentsOn>(self.id, page.clone());
        connected(comments::nested(call(ctx)?, self.id, page, self.by_glass, loaded).await?)
    }

    /// What is proposed about it, the newest first, as far as the asker keeps it or was asked.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Proposal, Totals>> {
        nested::<ProposalsAbout>(ctx, self.id, first, after).await
    }
}

payloads! {
    /// What a mutation of an update returns.
    PublishUpdatePayload => {
        /// The update as it now is.
        update: Update,
    }

    /// What a change of an update returns.
    EditUpdatePayload => {
        /// The update as it now is.
        update: Update,
        /// Where whoever changed it may not publish the result: the change as it waits, while the update
        /// stays as it is.
        proposal: Option<Proposal>,
    }
}

#[Object]
impl UpdateMutation {
    /// Publishes an update, now or at its time; proposes it, or keeps it as a draft.
    async fn publish_update(&self, ctx: &Context<'_>, input: PublishUpdate) -> Result<PublishUpdatePayload> {
        Ok(PublishUpdatePayload { update: publish(call(ctx)?, input).await? })
    }

    /// Changes an update's text and what it is about.
    async fn edit_update(&self, ctx: &Context<'_>, input: EditUpdate) -> Result<EditUpdatePayload> {
        let changed = edit(call(ctx)?, input).await?;
        Ok(EditUpdatePayload { update: changed.thing, proposal: changed.proposal })
    }
}
