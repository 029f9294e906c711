//! Roles and matrix over GraphQL.

use async_graphql::{Context, Object};

use super::{AccessMatrix, RoleTable, matrix, table};
use crate::edge::graphql::call;
use crate::error::Result;

/// Queries.
#[derive(Default)]
pub struct RoleQuery;

#[Object]
impl RoleQuery {
    /// The table of roles, and the OAuth scopes: what they are for is said in the language asked for.
    async fn roles(&self, ctx: &Context<'_>) -> Result<RoleTable> {
        Ok(table().told(call(ctx)?.language()))
    }

    /// Every act and who may do it.
    async fn access_matrix(&self) -> AccessMatrix {
        matrix()
    }
}
