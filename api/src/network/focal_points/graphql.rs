//! Focal points over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use entity::vocabulary::Rank;
use uuid::Uuid;

use super::{
    AppointFocalPoint, Appointment, Coverage, CoverageFilter, EndFocalPoint, FocalPointFilter, UpdateFocalPoint,
    appoint, coverage, end, list, one, update,
};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null, payloads};
use crate::error::Result;
use crate::exchange::items::Lifecycle;
use crate::identity::access_requests::AccessRequest;
use crate::kit::day::Day;

/// Queries.
#[derive(Default)]
pub struct FocalPointQuery;

/// Mutations.
#[derive(Default)]
pub struct FocalPointMutation;

#[Object]
impl FocalPointQuery {
    /// Appointments; with a `competence` (a code or `ALL`), who answers for the countries there: the
    /// field before broader ones, these before `ALL`, the present deputy first when the principal is
    /// absent. `via` says which way. With `exact`, only what is appointed for that very field.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    #[expect(clippy::too_many_arguments, reason = "each is an argument of the field, as the contract names it")]
    async fn focal_points(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        country: Option<Vec<String>>,
        competence: Option<String>,
        exact: Option<bool>,
        rank: Option<Rank>,
        ids: Option<Vec<Uuid>>,
        as_of: Option<Day>,
        lifecycle: Option<Lifecycle>,
    ) -> Result<Connection<String, Appointment, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        let country = country.unwrap_or_default();
        let filter = FocalPointFilter { country, competence, exact, rank, ids, as_of, lifecycle };
        connected(list(call(ctx)?, filter, page).await?)
    }

    /// Country by policy field: by which way somebody answers, and the gaps.
    async fn focal_point_coverage(
        &self,
        ctx: &Context<'_>,
        country: Option<Vec<String>>,
        as_of: Option<Day>,
    ) -> Result<Vec<Coverage>> {
        coverage(call(ctx)?, CoverageFilter { country: country.unwrap_or_default(), as_of }).await
    }

    /// An appointment by its id; null where there is nothing the asker may read.
    async fn focal_point(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Appointment>> {
        or_null(one(call(ctx)?, id).await)
    }
}

payloads! {
    /// What appointing returns: the appointment, or what waits for a word.
    AppointFocalPointPayload => {
        /// The appointment; null while it waits.
        appointment: Option<Appointment>,
        /// What waits for a word; null where it counts.
        access_request: Option<AccessRequest>,
    }

    /// What a mutation of an appointment returns.
    UpdateFocalPointPayload, EndFocalPointPayload => {
        /// The appointment as it now is.
        appointment: Appointment,
    }
}

#[Object]
impl FocalPointMutation {
    /// Appoints who speaks for a country.
    async fn appoint_focal_point(
        &self,
        ctx: &Context<'_>,
        input: AppointFocalPoint,
    ) -> Result<AppointFocalPointPayload> {
        let (appointment, access_request) = appoint(call(ctx)?, input).await?.parts();
        Ok(AppointFocalPointPayload { appointment, access_request })
    }

    /// Keeps an appointment's office and absences.
    async fn update_focal_point(&self, ctx: &Context<'_>, input: UpdateFocalPoint) -> Result<UpdateFocalPointPayload> {
        Ok(UpdateFocalPointPayload { appointment: update(call(ctx)?, input).await? })
    }

    /// Ends an appointment, and its grant with it.
    async fn end_focal_point(&self, ctx: &Context<'_>, input: EndFocalPoint) -> Result<EndFocalPointPayload> {
        Ok(EndFocalPointPayload { appointment: end(call(ctx)?, input).await? })
    }
}
