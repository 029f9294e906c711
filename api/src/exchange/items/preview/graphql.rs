//! The preview over GraphQL.

use async_graphql::{Context, Object};

use super::{AudiencePreview, PreviewAudience, preview_audience};
use crate::edge::graphql::call;
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct PreviewQuery;

#[Object]
impl PreviewQuery {
    /// Who would see something that is published to these parties: today, and all who join later.
    /// Nothing is stored.
    async fn preview_audience(&self, ctx: &Context<'_>, input: PreviewAudience) -> Result<AudiencePreview> {
        preview_audience(call(ctx)?, input).await
    }
}
