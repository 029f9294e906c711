//! Grants over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{GiveRole, Grant, GrantFilter, RevokeGrant, give, list, one, revoke};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null, payloads};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;

/// Queries.
#[derive(Default)]
pub struct GrantQuery;

/// Mutations.
#[derive(Default)]
pub struct GrantMutation;

#[Object]
impl GrantQuery {
    /// Grants that the asker may read.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn grants(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<GrantFilter>,
    ) -> Result<Connection<String, Grant, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// A grant by its id; null where there is nothing the asker may read.
    async fn grant(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Grant>> {
        or_null(one(call(ctx)?, id).await)
    }
}

payloads! {
    /// What giving a role returns: the grant, or what waits for a word.
    GrantRolePayload => {
        /// The grant; null while it waits.
        grant: Option<Grant>,
        /// What waits for a word; null where it counts.
        access_request: Option<AccessRequest>,
    }

    /// What ending a grant returns.
    RevokeGrantPayload => {
        /// The grant as it now is.
        grant: Grant,
    }
}

#[Object]
impl GrantMutation {
    /// Gives a role.
    async fn grant_role(&self, ctx: &Context<'_>, input: GiveRole) -> Result<GrantRolePayload> {
        let (grant, access_request) = give(call(ctx)?, input).await?.parts();
        Ok(GrantRolePayload { grant, access_request })
    }

    /// Ends a grant.
    async fn revoke_grant(&self, ctx: &Context<'_>, input: RevokeGrant) -> Result<RevokeGrantPayload> {
        Ok(RevokeGrantPayload { grant: revoke(call(ctx)?, input).await? })
    }
}
