//! Stand-in: the one relation of a country that organisations bring.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context};

use super::Country;
use crate::edge::graphql::{Paging, Totals};
use crate::error::Result;
use crate::network::organisations::{Organisation, graphql::of_country};

#[ComplexObject]
impl Country {
    /// Bodies that belong to it and live today.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Organisation, Totals>> {
        of_country(ctx, self.id, first, after).await
    }
}
