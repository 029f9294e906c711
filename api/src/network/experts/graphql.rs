//! Experts, posts and contact cards over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object};
use uuid::Uuid;

use super::{
    BeginPost, ContactCard, EndPost, EraseExpert, ErasedPerson, Expert, ExpertFilter, Post, PostEnding, PostFilter,
    UpdateContactCard, UpdateExpert, UpdatePost, begin_post, contact_card, end_post, erase_expert, list, list_posts,
    one_post, update_contact_card, update_expert, update_post,
};
use crate::edge::graphql::{Paging, Totals, call, connected, loaders, nested, or_null, payloads};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::network::focal_points::{Appointment, HeldBy};

/// Queries.
#[derive(Default)]
pub struct ExpertQuery;

/// Mutations.
#[derive(Default)]
pub struct ExpertMutation;

#[Object]
impl ExpertQuery {
    /// Experts.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn experts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<ExpertFilter>,
    ) -> Result<Connection<String, Expert, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// Posts.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn posts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<PostFilter>,
    ) -> Result<Connection<String, Post, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list_posts(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// An expert's contact card; null where there is none or it is not for the asker.
    async fn contact_card(&self, ctx: &Context<'_>, expert_id: uuid::Uuid) -> Result<Option<ContactCard>> {
        or_null(contact_card(call(ctx)?, expert_id).await)
    }

    /// A post by its id; null where there is nothing the asker may read.
    async fn post(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Post>> {
        or_null(one_post(call(ctx)?, id).await)
    }
}

#[ComplexObject]
impl Expert {
    /// Appointments that the expert's present post holds, the oldest first.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn appointments(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Appointment, Totals>> {
        nested::<HeldBy>(ctx, self.id, first, after).await
    }

    /// All posts of the expert, oldest first, each with its places.
    #[graphql(complexity = "1 + 5 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<Post>> {
        loaders(ctx)?.posts_of_expert(self.id).await
    }
}

payloads! {
    /// What a mutation of an expert returns.
    UpdateExpertPayload => {
        /// The expert as they now are.
        expert: Expert,
    }

    /// What erasing a person returns.
    EraseExpertPayload => {
        /// Whose id now names nobody.
        erased: ErasedPerson,
    }

    /// What a mutation of a contact card returns.
    UpdateContactCardPayload => {
        /// The contact card as it now is.
        contact_card: ContactCard,
    }

    /// What beginning a post returns: the post, or what waits for a word.
    BeginPostPayload => {
        /// The post; null while it waits.
        post: Option<Post>,
        /// What waits for a word; null where it counts.
        access_request: Option<AccessRequest>,
    }

    /// What a mutation of a post returns.
    UpdatePostPayload => {
        /// The post as it now is.
        post: Post,
    }

    /// What an end of a post returns.
    EndPostPayload => {
        /// The post, and where what hung on it went.
        ending: PostEnding,
    }
}

#[Object]
impl ExpertMutation {
    /// Corrects an expert.
    async fn update_expert(&self, ctx: &Context<'_>, input: UpdateExpert) -> Result<UpdateExpertPayload> {
        Ok(UpdateExpertPayload { expert: update_expert(call(ctx)?, input).await? })
    }

    /// Erases a person who has left and asked for it; what they wrote stays the organisation's.
    async fn erase_expert(&self, ctx: &Context<'_>, input: EraseExpert) -> Result<EraseExpertPayload> {
        Ok(EraseExpertPayload { erased: erase_expert(call(ctx)?, input).await? })
    }

    /// Writes one's contact card and who sees it.
    async fn update_contact_card(
        &self,
        ctx: &Context<'_>,
        input: UpdateContactCard,
    ) -> Result<UpdateContactCardPayload> {
        Ok(UpdateContactCardPayload { contact_card: update_contact_card(call(ctx)?, input).await? })
    }

    /// Begins a post.
    async fn begin_post(&self, ctx: &Context<'_>, input: BeginPost) -> Result<BeginPostPayload> {
        let (post, access_request) = begin_post(call(ctx)?, input).await?.parts();
        Ok(BeginPostPayload { post, access_request })
    }

    /// Corrects a post's title and office.
    async fn update_post(&self, ctx: &Context<'_>, input: UpdatePost) -> Result<UpdatePostPayload> {
        Ok(UpdatePostPayload { post: update_post(call(ctx)?, input).await? })
    }

    /// Ends a post with its grants, sessions and sight; a dry run says what hangs on it.
    async fn end_post(&self, ctx: &Context<'_>, input: EndPost) -> Result<EndPostPayload> {
        Ok(EndPostPayload { ending: end_post(call(ctx)?, input).await? })
    }
}
