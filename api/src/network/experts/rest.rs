//! Experts and contact cards over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post, put};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    ContactCard, EraseExpert, ErasedPerson, Expert, ExpertFilter, Post, UpdateContactCard, UpdateExpert, contact_card,
    erase_expert as erase, history, list, one, update_contact_card, update_expert as update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Listed, PageParams, Params, Plain, Problems, Tagged, Write};
use crate::error::Result;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_experts)
        .service(get_expert)
        .service(update_expert)
        .service(get_expert_history)
        .service(erase_expert)
        .service(get_contact_card)
        .service(put_contact_card);
    super::rest_posts::routes(config);
}

/// Lists experts.
#[utoipa::path(tag = "Directory", operation_id = "list_experts", params(PageParams, ExpertFilter),
    responses((status = 200, description = "A page of experts.", body = Page<Expert>), Problems))]
#[get("/v1/experts")]
async fn list_experts(ctx: Ctx, params: Params<ExpertFilter>) -> Result<Listed<Expert>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// One expert.
#[utoipa::path(tag = "Directory", operation_id = "get_expert", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The expert.", body = Expert), Problems))]
#[get("/v1/experts/{id}")]
async fn get_expert(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Expert>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Corrects an expert.
#[utoipa::path(tag = "Directory", operation_id = "update_expert", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdateExpert,
    responses((status = 200, description = "The expert as they now are.", body = Expert), Problems))]
#[patch("/v1/experts/{id}")]
async fn update_expert(id: Path<Uuid>, write: Write<UpdateExpert>) -> Result<Tagged<Expert>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateExpert { id: *id, revision, ..input }).await.map(Tagged)
}

/// All posts of an expert, each with its places.
#[utoipa::path(tag = "Directory", operation_id = "get_expert_history", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "Posts, oldest first.", body = Vec<Post>), Problems))]
#[get("/v1/experts/{id}/history")]
async fn get_expert_history(ctx: Ctx, id: Path<Uuid>) -> Result<Plain<Vec<Post>>> {
    history(&ctx, *id).await.map(Plain)
}

/// Erases a person who has left and asked for it; what they wrote stays the organisation's.
#[utoipa::path(tag = "Directory", operation_id = "erase_expert", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EraseExpert,
    responses((status = 200, description = "Whose id now names nobody.", body = ErasedPerson), Problems))]
#[post("/v1/experts/{id}/erase")]
async fn erase_expert(id: Path<Uuid>, write: Write<EraseExpert>) -> Result<Plain<ErasedPerson>> {
    let (ctx, input) = write.parts();
    erase(&ctx, EraseExpert { id: *id, ..input }).await.map(Plain)
}

/// An expert's contact card, for those whom the expert chose.
#[utoipa::path(tag = "Directory", operation_id = "get_contact_card", params(("id" = Uuid, Path, description = "Id of the expert.")),
    responses((status = 200, description = "The contact card.", body = ContactCard), Problems))]
#[get("/v1/experts/{id}/contact-card")]
async fn get_contact_card(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<ContactCard>> {
    contact_card(&ctx, *id).await.map(Tagged)
}

/// Writes one's contact card and who sees it.
#[utoipa::path(tag = "Directory", operation_id = "update_contact_card", params(("id" = Uuid, Path, description = "Id of the expert.")),
    request_body = UpdateContactCard,
    responses((status = 200, description = "The contact card as it now is.", body = ContactCard), Problems))]
#[put("/v1/experts/{id}/contact-card")]
async fn put_contact_card(id: Path<Uuid>, write: Write<UpdateContactCard>) -> Result<Tagged<ContactCard>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update_contact_card(&ctx, UpdateContactCard { expert_id: *id, revision, ..input }).await.map(Tagged)
}
