//! What other systems call an item.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What another system calls a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ExternalId", input_name = "ExternalIdInput")]
pub struct ExternalId {
    /// Name of the other system.
    #[schema(example = "national-register")]
    pub system: String,
    /// Its id there.
    #[schema(example = "12345")]
    pub value: String,
}
