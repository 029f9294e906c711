//! What is shown of a body where something refers to it.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::network::facts::view::LanguageText;

/// A body, where something refers to it: its present code and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct OrganisationReference {
    /// Id of the organisation.
    pub id: Uuid,
    /// Its stable code.
    #[schema(example = "ua-dmsu")]
    pub code: String,
    /// Its present name, in the language asked for where there is one.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language it is known in.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub names: Vec<LanguageText>,
    /// Code of the country it belongs to (ISO 3166-1 alpha-2); null where it belongs to none.
    #[schema(example = "UA")]
    pub country_code: Option<String>,
}
