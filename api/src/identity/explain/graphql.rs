//! Explanations over GraphQL.

use async_graphql::{Context, Object};

use super::{ExplainInput, Explanation, explain};
use crate::edge::graphql::call;
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct ExplainQuery;

#[Object]
impl ExplainQuery {
    /// May somebody do something, now or then, and by which grant or why not?
    async fn explain_access(&self, ctx: &Context<'_>, input: ExplainInput) -> Result<Explanation> {
        explain(call(ctx)?, input).await
    }
}
