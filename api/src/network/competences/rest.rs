//! Policy fields over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    Competence, CompetenceFilter, CreateCompetence, EndCompetence, UpdateCompetence, create, end, history, list, one,
    update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Created, Listed, PageParams, Params, Plain, Problems, Tagged, Write, answered_before};
use crate::error::Result;
use crate::kit::page::Page;
use crate::network::facts::HistoryFilter;
use crate::network::facts::view::FactView;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_competences)
        .service(create_competence)
        .service(get_competence)
        .service(update_competence)
        .service(end_competence)
        .service(get_competence_history);
}

/// Lists policy fields.
#[utoipa::path(tag = "Directory", operation_id = "list_competences", params(PageParams, CompetenceFilter),
    responses((status = 200, description = "A page of policy fields.", body = Page<Competence>), Problems))]
#[get("/v1/competences")]
async fn list_competences(ctx: Ctx, params: Params<CompetenceFilter>) -> Result<Listed<Competence>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Adds a policy field.
#[utoipa::path(tag = "Directory", operation_id = "create_competence", request_body = CreateCompetence,
    responses((status = 201, description = "The policy field that was added.", body = Competence), Problems))]
#[post("/v1/competences")]
async fn create_competence(write: Write<CreateCompetence>) -> Result<Created<Competence>> {
    let (ctx, input) = write.parts();
    let made = answered_before(create(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/competences/{}", made.id), made))
}

/// One policy field.
#[utoipa::path(tag = "Directory", operation_id = "get_competence", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The policy field.", body = Competence), Problems))]
#[get("/v1/competences/{id}")]
async fn get_competence(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Competence>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Corrects a policy field.
#[utoipa::path(tag = "Directory", operation_id = "update_competence", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdateCompetence,
    responses((status = 200, description = "The policy field as it now is.", body = Competence), Problems))]
#[patch("/v1/competences/{id}")]
async fn update_competence(id: Path<Uuid>, write: Write<UpdateCompetence>) -> Result<Tagged<Competence>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateCompetence { id: *id, revision, ..input }).await.map(Tagged)
}

/// Ends a policy field.
#[utoipa::path(tag = "Directory", operation_id = "end_competence", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EndCompetence,
    responses((status = 200, description = "The policy field as it now is.", body = Competence), Problems))]
#[post("/v1/competences/{id}/end")]
async fn end_competence(id: Path<Uuid>, write: Write<EndCompetence>) -> Result<Tagged<Competence>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndCompetence { id: *id, revision, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Everything the network ever said about a policy field.
#[utoipa::path(tag = "Directory", operation_id = "get_competence_history",
    params(("id" = Uuid, Path, description = "Id."), HistoryFilter),
    responses((status = 200, description = "Statements, oldest first.", body = Vec<FactView>), Problems))]
#[get("/v1/competences/{id}/history")]
async fn get_competence_history(
    ctx: Ctx,
    id: Path<Uuid>,
    params: Params<HistoryFilter>,
) -> Result<Plain<Vec<FactView>>> {
    history(&ctx, *id, params.filter).await.map(Plain)
}
