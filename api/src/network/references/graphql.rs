//! References over GraphQL.

use async_graphql::ComplexObject;

use super::OrganisationReference;
use crate::error::Result;
use crate::network::facts::view::in_language;

#[ComplexObject]
impl OrganisationReference {
    /// Its present name, in `language` (BCP 47) where there is one; without it in the language that
    /// `Accept-Language` asks for.
    async fn name(&self, language: Option<String>) -> Result<String> {
        in_language(&self.names, language.as_deref(), &self.name)
    }
}
