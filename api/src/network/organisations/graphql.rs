//! Organisations over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object};
use uuid::Uuid;

use super::{
    ChangeOrganisationStatus, CreateOrganisation, EndOrganisation, Hanging, MergeOrganisation, Organisation,
    OrganisationFilter, OrganisationHistory, OrganisationOnDay, UpdateOrganisation, change_status, create, end, list,
    list_on_day, merge, one, update,
};
use crate::edge::graphql::{Paging, Totals, call, connected, loaders, nested, or_null, payloads};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;
use crate::network::countries::Country;
use crate::network::experts::Expert;
use crate::network::experts::loaders::OfBody;
use crate::network::facts::view::in_language;
use crate::network::groups::{Group, GroupsOf};

/// Queries.
#[derive(Default)]
pub struct OrganisationQuery;

/// Mutations.
#[derive(Default)]
pub struct OrganisationMutation;

#[Object]
impl OrganisationQuery {
    /// Organisations as they are today.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn organisations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<OrganisationFilter>,
    ) -> Result<Connection<String, Organisation, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// The directory of a day: names, superior bodies, policy fields, type, country and flag as of its end.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn organisations_on(
        &self,
        ctx: &Context<'_>,
        day: Day,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<OrganisationFilter>,
    ) -> Result<Connection<String, OrganisationOnDay, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list_on_day(call(ctx)?, day, filter.unwrap_or_default(), page).await?)
    }

    /// One organisation by its id; null where there is nothing, or nothing shared with the asker. (By
    /// code: `organisations(filter: {code: …})`.)
    async fn organisation(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Organisation>> {
        or_null(one(call(ctx)?, id).await)
    }
}

#[ComplexObject]
impl OrganisationOnDay {
    /// Name, in `language` (BCP 47) where there is one; without it in the language that
    /// `Accept-Language` asks for.
    async fn name(&self, language: Option<String>) -> Result<String> {
        in_language(&self.names, language.as_deref(), &self.name)
    }
}

#[ComplexObject]
impl Organisation {
    /// Name, in `language` (BCP 47) where there is one; without it in the language that
    /// `Accept-Language` asks for.
    async fn name(&self, language: Option<String>) -> Result<String> {
        in_language(&self.names, language.as_deref(), &self.name)
    }

    /// The superior body.
    #[graphql(complexity = "1 + child_complexity")]
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Organisation>> {
        match self.parent_id {
            Some(id) => loaders(ctx)?.organisation(id).await,
            None => Ok(None),
        }
    }

    /// Experts who hold a post in the body today, by name.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn experts(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Expert, Totals>> {
        nested::<OfBody>(ctx, self.id, first, after).await
    }

    /// The country it belongs to.
    #[graphql(complexity = "1 + child_complexity")]
    async fn country(&self, ctx: &Context<'_>) -> Result<Option<Country>> {
        match self.country_id {
            Some(id) => loaders(ctx)?.country_of_organisation(id).await,
            None => Ok(None),
        }
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

    /// Everything the network ever said about it; with `at`, what it said at that instant.
    #[graphql(complexity = "1 + 20 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>, at: Option<Timestamp>) -> Result<OrganisationHistory> {
        Ok(loaders(ctx)?.history_of_organisation(self.id).await?.said_at(at))
    }
}

payloads! {
    /// What a change of an organisation's profile returns.
    UpdateOrganisationPayload => {
        /// The organisation as it now is.
        organisation: Organisation,
    }

    /// What an act on an organisation's standing returns: one of the two is null.
    CreateOrganisationPayload, ChangeOrganisationStatusPayload => {
        /// The organisation as it now is.
        organisation: Option<Organisation>,
        /// What waits for somebody's word.
        access_request: Option<AccessRequest>,
    }

    /// What the end of an organisation returns.
    EndOrganisationPayload => {
        /// The organisation as it now is; null while it waits.
        organisation: Option<Organisation>,
        /// What hung on it, and where it went; null while it waits.
        hanging: Option<Hanging>,
        /// Whether it was only tried.
        dry_run: bool,
        /// What waits for somebody's word, where a successor was named.
        access_request: Option<AccessRequest>,
    }

    /// What a take-over returns: the organisation with what hangs on it, or what waits.
    MergeOrganisationPayload => {
        /// The organisation as it now is.
        organisation: Option<Organisation>,
        /// What hangs on it.
        hanging: Option<Hanging>,
        /// Whether it was only tried.
        dry_run: bool,
        /// What waits for the words of both sides.
        access_request: Option<AccessRequest>,
    }
}

#[Object]
impl OrganisationMutation {
    /// Adds an organisation. A new public authority takes the word of its country.
    async fn create_organisation(
        &self,
        ctx: &Context<'_>,
        input: CreateOrganisation,
    ) -> Result<CreateOrganisationPayload> {
        let (organisation, access_request) = create(call(ctx)?, input).await?.parts();
        Ok(CreateOrganisationPayload { organisation, access_request })
    }

    /// Keeps an organisation's profile.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        input: UpdateOrganisation,
    ) -> Result<UpdateOrganisationPayload> {
        Ok(UpdateOrganisationPayload { organisation: update(call(ctx)?, input).await? })
    }

    /// Changes an organisation's type, country or flag.
    async fn change_organisation_status(
        &self,
        ctx: &Context<'_>,
        input: ChangeOrganisationStatus,
    ) -> Result<ChangeOrganisationStatusPayload> {
        let (organisation, access_request) = change_status(call(ctx)?, input).await?.parts();
        Ok(ChangeOrganisationStatusPayload { organisation, access_request })
    }

    /// Ends an organisation; with `dryRun` only says what hangs on it.
    async fn end_organisation(&self, ctx: &Context<'_>, input: EndOrganisation) -> Result<EndOrganisationPayload> {
        let (ended, access_request) = end(call(ctx)?, input).await?.parts();
        let dry_run = ended.as_ref().is_some_and(|ended| ended.dry_run);
        let (organisation, hanging) = ended.map(|ended| (ended.organisation, ended.hanging)).unzip();
        Ok(EndOrganisationPayload { organisation, hanging, dry_run, access_request })
    }

    /// Has an organisation taken over by another one; with `dryRun` only says what hangs on it.
    async fn merge_organisation(
        &self,
        ctx: &Context<'_>,
        input: MergeOrganisation,
    ) -> Result<MergeOrganisationPayload> {
        let (merged, access_request) = merge(call(ctx)?, input).await?.parts();
        let dry_run = merged.as_ref().is_some_and(|merged| merged.dry_run);
        let (organisation, hanging) = merged.map(|merged| (merged.organisation, merged.hanging)).unzip();
        Ok(MergeOrganisationPayload { organisation, hanging, dry_run, access_request })
    }
}
