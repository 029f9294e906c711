//! The audit log over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};

use super::{AuditEvent, AuditFilter, list};
use crate::edge::graphql::{Paging, Totals, call, connected};
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Records of the ledger, newest first. For auditors.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn audit_events(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<AuditFilter>,
    ) -> Result<Connection<String, AuditEvent, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }
}
