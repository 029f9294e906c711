//! Policy fields over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object};

use super::{
    Competence, CompetenceFilter, CreateCompetence, EndCompetence, UpdateCompetence, create, end, list, update,
};
use crate::edge::graphql::{Paging, Totals, call, connected, loaders, payloads};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;
use crate::network::facts::said_at;
use crate::network::facts::view::{FactView, in_language};

/// Queries.
#[derive(Default)]
pub struct CompetenceQuery;

/// Mutations.
#[derive(Default)]
pub struct CompetenceMutation;

#[Object]
impl CompetenceQuery {
    /// Policy fields.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn competences(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<CompetenceFilter>,
    ) -> Result<Connection<String, Competence, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }
}

#[ComplexObject]
impl Competence {
    /// Label, in `language` (BCP 47) where there is one; without it in the language that
    /// `Accept-Language` asks for.
    async fn label(&self, language: Option<String>) -> Result<String> {
        in_language(&self.labels, language.as_deref(), &self.label)
    }

    /// What belongs to the field, in `language` (BCP 47) where there is a text in it.
    async fn definition(&self, language: Option<String>) -> Result<Option<String>> {
        let told = |stands: &String| in_language(&self.definitions, language.as_deref(), stands);
        self.definition.as_ref().map(told).transpose()
    }

    /// Everything the network ever said about it; with `at`, what it said at that instant.
    #[graphql(complexity = "1 + 20 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>, at: Option<Timestamp>) -> Result<Vec<FactView>> {
        Ok(said_at(loaders(ctx)?.history_of(self.id).await?, at))
    }
}

payloads! {
    /// What a mutation of a policy field returns.
    CreateCompetencePayload, UpdateCompetencePayload, EndCompetencePayload => {
        /// The policy field as it now is.
        competence: Competence,
    }
}

#[Object]
impl CompetenceMutation {
    /// Adds a policy field.
    async fn create_competence(&self, ctx: &Context<'_>, input: CreateCompetence) -> Result<CreateCompetencePayload> {
        Ok(CreateCompetencePayload { competence: create(call(ctx)?, input).await? })
    }

    /// Corrects a policy field.
    async fn update_competence(&self, ctx: &Context<'_>, input: UpdateCompetence) -> Result<UpdateCompetencePayload> {
        Ok(UpdateCompetencePayload { competence: update(call(ctx)?, input).await? })
    }

    /// Ends a policy field.
    async fn end_competence(&self, ctx: &Context<'_>, input: EndCompetence) -> Result<EndCompetencePayload> {
        Ok(EndCompetencePayload { competence: end(call(ctx)?, input).await? })
    }
}
