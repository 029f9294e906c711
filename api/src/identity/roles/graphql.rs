//! Roles and matrix over GraphQL.

use async_graphql::Object;

use super::{AccessMatrix, RoleTable, matrix, table};

/// Queries.
#[derive(Default)]
pub struct RoleQuery;

#[Object]
impl RoleQuery {
    /// The table of roles, and the OAuth scopes.
    async fn roles(&self) -> RoleTable {
        table()
    }

    /// Every act and who may do it.
    async fn access_matrix(&self) -> AccessMatrix {
        matrix()
    }
}
