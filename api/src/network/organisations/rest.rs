//! Organisations over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    ChangeOrganisationStatus, CreateOrganisation, EndOrganisation, MergeOrganisation, Organisation, OrganisationEnded,
    OrganisationFilter, OrganisationHistory, OrganisationMerged, UpdateOrganisation, change_status, create, end,
    ended_before, history, list, merge, merged_before, one, update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{
    Acted, Listed, PageParams, Params, Plain, Problems, Tagged, Write, acted_before, answered_before,
};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;
use crate::network::facts::HistoryFilter;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_organisations)
        .service(create_organisation)
        .service(get_organisation)
        .service(update_organisation)
        .service(change_organisation_status)
        .service(end_organisation)
        .service(merge_organisation)
        .service(get_organisation_history);
}

/// Lists organisations. With `asOf=` every field is that of the end of the day.
#[utoipa::path(tag = "Directory", operation_id = "list_organisations", params(PageParams, OrganisationFilter),
    responses((status = 200, description = "A page of organisations.", body = Page<Organisation>), Problems))]
#[get("/v1/organisations")]
async fn list_organisations(ctx: Ctx, params: Params<OrganisationFilter>) -> Result<Listed<Organisation>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Adds an organisation. A new public authority takes the word of its country.
#[utoipa::path(tag = "Directory", operation_id = "create_organisation", request_body = CreateOrganisation,
    responses((status = 201, description = "The organisation that was added.", body = Organisation),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/organisations")]
async fn create_organisation(write: Write<CreateOrganisation>) -> Result<Acted<Organisation>> {
    let (ctx, input) = write.parts();
    let made = create(&ctx, input).await;
    let made = acted_before(&ctx, made, async |id| one(&ctx, id).await).await?;
    Ok(Acted::of(made, |body| format!("/v1/organisations/{}", body.id)))
}

/// One organisation.
#[utoipa::path(tag = "Directory", operation_id = "get_organisation", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The organisation.", body = Organisation), Problems))]
#[get("/v1/organisations/{id}")]
async fn get_organisation(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Organisation>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Keeps an organisation's profile.
#[utoipa::path(tag = "Directory", operation_id = "update_organisation", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdateOrganisation,
    responses((status = 200, description = "The organisation as it now is.", body = Organisation), Problems))]
#[patch("/v1/organisations/{id}")]
async fn update_organisation(id: Path<Uuid>, write: Write<UpdateOrganisation>) -> Result<Tagged<Organisation>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateOrganisation { id: *id, revision, ..input }).await.map(Tagged)
}

/// Changes an organisation's type, country or flag. It takes the word of its keepers, of the
/// country's, and of those of OFFICIALS, as far as each is concerned.
#[utoipa::path(tag = "Directory", operation_id = "change_organisation_status",
    params(("id" = Uuid, Path, description = "Id.")), request_body = ChangeOrganisationStatus,
    responses((status = 200, description = "The organisation as it now is.", body = Organisation),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/organisations/{id}/status")]
async fn change_organisation_status(
    id: Path<Uuid>,
    write: Write<ChangeOrganisationStatus>,
) -> Result<Acted<Organisation>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let changed = change_status(&ctx, ChangeOrganisationStatus { id: *id, revision, ..input }).await;
    acted_before(&ctx, changed, async |id| one(&ctx, id).await).await.map(Acted::changing)
}

/// Ends an organisation, its posts and its partner systems; with `dryRun` only says what hangs on it.
#[utoipa::path(tag = "Directory", operation_id = "end_organisation", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EndOrganisation,
    responses((status = 200, description = "The organisation as it now is, and what hung on it.", body = OrganisationEnded), Problems))]
#[post("/v1/organisations/{id}/end")]
async fn end_organisation(id: Path<Uuid>, write: Write<EndOrganisation>) -> Result<Tagged<OrganisationEnded>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndOrganisation { id: *id, revision, ..input }).await;
    answered_before(ended, async |id| ended_before(&ctx, id).await).await.map(Tagged)
}

/// Has an organisation taken over by another one; with `dryRun` only says what hangs on it.
#[utoipa::path(tag = "Directory", operation_id = "merge_organisation", params(("id" = Uuid, Path, description = "Id.")),
    request_body = MergeOrganisation,
    responses((status = 200, description = "The organisation as it now is, and what hangs on it.", body = OrganisationMerged),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/organisations/{id}/merge")]
async fn merge_organisation(id: Path<Uuid>, write: Write<MergeOrganisation>) -> Result<Acted<OrganisationMerged>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let merged = merge(&ctx, MergeOrganisation { id: *id, revision, ..input }).await;
    acted_before(&ctx, merged, async |id| merged_before(&ctx, id).await).await.map(Acted::changing)
}

/// Everything the network ever said about an organisation.
#[utoipa::path(tag = "Directory", operation_id = "get_organisation_history",
    params(("id" = Uuid, Path, description = "Id."), HistoryFilter),
    responses((status = 200, description = "Facts, statuses and take-overs.", body = OrganisationHistory), Problems))]
#[get("/v1/organisations/{id}/history")]
async fn get_organisation_history(
    ctx: Ctx,
    id: Path<Uuid>,
    params: Params<HistoryFilter>,
) -> Result<Plain<OrganisationHistory>> {
    history(&ctx, *id, params.filter).await.map(Plain)
}
