//! Focal points over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    AppointFocalPoint, Appointment, Coverage, CoverageFilter, EndFocalPoint, FocalPointFilter, UpdateFocalPoint,
    appoint, coverage, end, list, one, update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{
    Acted, Listed, PageParams, Params, Plain, Problems, Tagged, Write, acted_before, answered_before,
};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_focal_points)
        .service(appoint_focal_point)
        .service(get_focal_point_coverage)
        .service(get_focal_point)
        .service(update_focal_point)
        .service(end_focal_point);
}

/// Lists appointments; with a `competence`, says who answers for the countries there and by which way.
#[utoipa::path(tag = "Directory", operation_id = "list_focal_points", params(PageParams, FocalPointFilter),
    responses((status = 200, description = "A page of appointments.", body = Page<Appointment>), Problems))]
#[get("/v1/focal-points")]
async fn list_focal_points(ctx: Ctx, params: Params<FocalPointFilter>) -> Result<Listed<Appointment>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Appoints who speaks for a country.
#[utoipa::path(tag = "Directory", operation_id = "appoint_focal_point", request_body = AppointFocalPoint,
    responses((status = 201, description = "The appointment.", body = Appointment),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/focal-points")]
async fn appoint_focal_point(write: Write<AppointFocalPoint>) -> Result<Acted<Appointment>> {
    let (ctx, input) = write.parts();
    let made = acted_before(&ctx, appoint(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Acted::of(made, |appointment| format!("/v1/focal-points/{}", appointment.id)))
}

/// Country by policy field: by which way somebody answers, and the gaps.
#[utoipa::path(tag = "Directory", operation_id = "get_focal_point_coverage", params(CoverageFilter),
    responses((status = 200, description = "By country, then policy field.", body = Vec<Coverage>), Problems))]
#[get("/v1/focal-points/coverage")]
async fn get_focal_point_coverage(ctx: Ctx, params: Params<CoverageFilter>) -> Result<Plain<Vec<Coverage>>> {
    coverage(&ctx, params.filter).await.map(Plain)
}

/// One appointment.
#[utoipa::path(tag = "Directory", operation_id = "get_focal_point", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The appointment.", body = Appointment), Problems))]
#[get("/v1/focal-points/{id}")]
async fn get_focal_point(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Appointment>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Keeps an appointment's office and absences.
#[utoipa::path(tag = "Directory", operation_id = "update_focal_point", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdateFocalPoint,
    responses((status = 200, description = "The appointment as it now is.", body = Appointment), Problems))]
#[patch("/v1/focal-points/{id}")]
async fn update_focal_point(id: Path<Uuid>, write: Write<UpdateFocalPoint>) -> Result<Tagged<Appointment>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateFocalPoint { id: *id, revision, ..input }).await.map(Tagged)
}

/// Ends an appointment, and its grant with it.
#[utoipa::path(tag = "Directory", operation_id = "end_focal_point", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EndFocalPoint,
    responses((status = 200, description = "The appointment as it now is.", body = Appointment), Problems))]
#[post("/v1/focal-points/{id}/end")]
async fn end_focal_point(id: Path<Uuid>, write: Write<EndFocalPoint>) -> Result<Tagged<Appointment>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndFocalPoint { id: *id, revision, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}
