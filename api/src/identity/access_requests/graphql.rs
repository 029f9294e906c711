//! What waits for a word, over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{
    AccessRequest, AccessRequestFilter, ApproveRequest, RefuseRequest, WithdrawRequest, approve, list, one, refuse,
    withdraw,
};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null, payloads};
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct AccessRequestQuery;

/// Mutations.
#[derive(Default)]
pub struct AccessRequestMutation;

#[Object]
impl AccessRequestQuery {
    /// What waits for a word: what one asked for, what one may decide, all for the registry.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn access_requests(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<AccessRequestFilter>,
    ) -> Result<Connection<String, AccessRequest, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// An access request by its id; null where there is nothing the asker may read.
    async fn access_request(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<AccessRequest>> {
        or_null(one(call(ctx)?, id).await)
    }
}

payloads! {
    /// What deciding an access request returns.
    ApproveAccessRequestPayload, RefuseAccessRequestPayload, WithdrawAccessRequestPayload => {
        /// The access request as it now is.
        access_request: AccessRequest,
    }
}

#[Object]
impl AccessRequestMutation {
    /// Says the word.
    async fn approve_access_request(
        &self,
        ctx: &Context<'_>,
        input: ApproveRequest,
    ) -> Result<ApproveAccessRequestPayload> {
        Ok(ApproveAccessRequestPayload { access_request: approve(call(ctx)?, input).await? })
    }

    /// Refuses the word.
    async fn refuse_access_request(
        &self,
        ctx: &Context<'_>,
        input: RefuseRequest,
    ) -> Result<RefuseAccessRequestPayload> {
        Ok(RefuseAccessRequestPayload { access_request: refuse(call(ctx)?, input).await? })
    }

    /// Takes back what one asked for.
    async fn withdraw_access_request(
        &self,
        ctx: &Context<'_>,
        input: WithdrawRequest,
    ) -> Result<WithdrawAccessRequestPayload> {
        Ok(WithdrawAccessRequestPayload { access_request: withdraw(call(ctx)?, input).await? })
    }
}
