//! Countries over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object};

use super::{Country, CountryFilter, CreateCountry, EndCountry, UpdateCountry, by_code, create, end, list, update};
use crate::edge::graphql::{Paging, Totals, call, connected, loaders, nested, or_null, payloads};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;
use crate::network::facts::said_at;
use crate::network::facts::view::{FactView, in_language};
use crate::network::focal_points::{Appointment, SpeakingFor};
use crate::network::groups::{Group, GroupsOf};
use crate::network::organisations::Organisation;
use crate::network::organisations::loader::OfCountry;

/// Queries.
#[derive(Default)]
pub struct CountryQuery;

/// Mutations.
#[derive(Default)]
pub struct CountryMutation;

#[Object]
impl CountryQuery {
    /// Participating states.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn countries(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<CountryFilter>,
    ) -> Result<Connection<String, Country, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// The participating state of an ISO 3166-1 alpha-2 code.
    async fn country(&self, ctx: &Context<'_>, code: String) -> Result<Option<Country>> {
        or_null(by_code(call(ctx)?, &code).await)
    }
}

#[ComplexObject]
impl Country {
    /// Name, in `language` (BCP 47) where there is one; without it in the language that
    /// `Accept-Language` asks for.
    async fn name(&self, language: Option<String>) -> Result<String> {
        in_language(&self.names, language.as_deref(), &self.name)
    }

    /// Groups it is in today, by name, where the reader sees the group and the membership.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn groups(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Group, Totals>> {
        nested::<GroupsOf>(ctx, self.id, first, after).await
    }

    /// Bodies that belong to it and live today, in the order of their names.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Organisation, Totals>> {
        nested::<OfCountry>(ctx, self.id, first, after).await
    }

    /// Who speaks for it today, the longest appointed first.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn focal_points(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Appointment, Totals>> {
        nested::<SpeakingFor>(ctx, self.id, first, after).await
    }

    /// Everything the network ever said about it; with `at`, what it said at that instant.
    #[graphql(complexity = "1 + 20 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>, at: Option<Timestamp>) -> Result<Vec<FactView>> {
        Ok(said_at(loaders(ctx)?.history_of(self.id).await?, at))
    }
}

payloads! {
    /// What a mutation of a country returns.
    CreateCountryPayload, EndCountryPayload, UpdateCountryPayload => {
        /// The country as it now is.
        country: Country,
    }
}

#[Object]
impl CountryMutation {
    /// Adds a participating state.
    async fn create_country(&self, ctx: &Context<'_>, input: CreateCountry) -> Result<CreateCountryPayload> {
        Ok(CreateCountryPayload { country: create(call(ctx)?, input).await? })
    }

    /// Ends a country's part in the process.
    async fn end_country(&self, ctx: &Context<'_>, input: EndCountry) -> Result<EndCountryPayload> {
        Ok(EndCountryPayload { country: end(call(ctx)?, input).await? })
    }

    /// Corrects a participating state and its part in the process.
    async fn update_country(&self, ctx: &Context<'_>, input: UpdateCountry) -> Result<UpdateCountryPayload> {
        Ok(UpdateCountryPayload { country: update(call(ctx)?, input).await? })
    }
}
