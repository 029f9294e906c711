//! Revisions over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{Revision, list, one};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null};
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct RevisionQuery;

#[Object]
impl RevisionQuery {
    /// Revisions of an item, newest first: those made to circles in which the asker is. Sorted by
    /// `-revision`, or turned round.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn item_revisions(
        &self,
        ctx: &Context<'_>,
        item_id: Uuid,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
    ) -> Result<Connection<String, Revision, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, item_id, page).await?)
    }

    /// One revision of an item; null where there is nothing, or nothing shared with the asker.
    async fn item_revision(&self, ctx: &Context<'_>, item_id: Uuid, revision: i32) -> Result<Option<Revision>> {
        or_null(one(call(ctx)?, item_id, revision).await)
    }
}
