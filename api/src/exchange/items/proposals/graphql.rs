//! Proposals over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{Proposal, ProposalFilter, list, one};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null};
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct ProposalQuery;

#[Object]
impl ProposalQuery {
    /// Proposals about what the asker keeps, and those on which their word is asked; newest first. What was
    /// decided is the item's keepers', and without its text theirs who proposed or decided it.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn proposals(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<ProposalFilter>,
    ) -> Result<Connection<String, Proposal, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// One proposal; null where there is nothing, or nothing shown to the asker.
    async fn proposal(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Proposal>> {
        or_null(one(call(ctx)?, id).await)
    }
}
