//! Partner systems over REST.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    EndPartner, EndSecret, Partner, PartnerFilter, RegisterPartner, ResumePartner, RotateSecret, SuspendPartner, end,
    end_secret, list, one, register, resume, rotate, suspend,
};
use crate::ctx::Ctx;
use crate::edge::rest::{
    Acted, Created, Listed, PageParams, Params, Problems, Tagged, Write, acted_before, answered_before,
};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_partners)
        .service(register_partner)
        .service(get_partner)
        .service(rotate_partner_secret)
        .service(end_partner_secret)
        .service(suspend_partner)
        .service(resume_partner)
        .service(end_partner);
    super::oauth::rest::routes(config);
}

/// Lists partner systems of the bodies one keeps; all for administrators and the Secretariat.
#[utoipa::path(tag = "Partner systems", operation_id = "list_partners", params(PageParams, PartnerFilter),
    responses((status = 200, description = "A page of partner systems.", body = Page<Partner>), Problems))]
#[get("/v1/partners")]
async fn list_partners(ctx: Ctx, params: Params<PartnerFilter>) -> Result<Listed<Partner>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Registers a partner system for an organisation. It counts once the editors of its body have
/// confirmed it.
#[utoipa::path(tag = "Partner systems", operation_id = "register_partner", request_body = RegisterPartner,
    responses((status = 201, description = "The partner system.", body = Partner),
        (status = 202, description = "It waits for the word of the body's editors.", body = AccessRequest), Problems))]
#[post("/v1/partners")]
async fn register_partner(write: Write<RegisterPartner>) -> Result<Acted<Partner>> {
    let (ctx, input) = write.parts();
    let made = register(&ctx, input).await;
    let made = acted_before(&ctx, made, async |id| one(&ctx, id).await).await?;
    Ok(Acted::of(made, |partner| format!("/v1/partners/{}", partner.id)))
}

/// One partner system.
#[utoipa::path(tag = "Partner systems", operation_id = "get_partner", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The partner system.", body = Partner), Problems))]
#[get("/v1/partners/{id}")]
async fn get_partner(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Partner>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Makes a new secret. A one-time link to it goes by mail to the editors of the body; only a
/// signed-in post of the body can open it. Two secrets may live; a third is 409.
#[utoipa::path(tag = "Partner systems", operation_id = "rotate_partner_secret",
    params(("id" = Uuid, Path, description = "Id.")), request_body = RotateSecret,
    responses((status = 201, description = "The partner system, with the new secret among its secrets but without its text.", body = Partner), Problems))]
#[post("/v1/partners/{id}/secrets")]
async fn rotate_partner_secret(id: Path<Uuid>, write: Write<RotateSecret>) -> Result<Created<Partner>> {
    let (ctx, input) = write.parts();
    let made = rotate(&ctx, RotateSecret { id: *id, ..input }).await;
    let made = answered_before(made, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/partners/{}", made.id), made))
}

/// Ends a secret at once, and all sessions of the partner system with it.
#[utoipa::path(tag = "Partner systems", operation_id = "end_partner_secret",
    params(("id" = Uuid, Path, description = "Id."), ("secretId" = Uuid, Path, description = "Id of the secret.")),
    request_body = EndSecret,
    responses((status = 200, description = "The partner system as it now is.", body = Partner), Problems))]
#[post("/v1/partners/{id}/secrets/{secretId}/end")]
async fn end_partner_secret(ids: Path<(Uuid, Uuid)>, write: Write<EndSecret>) -> Result<Tagged<Partner>> {
    let (id, secret_id) = ids.into_inner();
    let (ctx, input) = write.parts();
    let ended = end_secret(&ctx, EndSecret { id, secret_id, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Suspends a partner system at once: its sessions end, its credentials buy nothing, it sees nothing.
#[utoipa::path(tag = "Partner systems", operation_id = "suspend_partner",
    params(("id" = Uuid, Path, description = "Id.")), request_body = SuspendPartner,
    responses((status = 200, description = "The partner system as it now is.", body = Partner), Problems))]
#[post("/v1/partners/{id}/suspend")]
async fn suspend_partner(id: Path<Uuid>, write: Write<SuspendPartner>) -> Result<Tagged<Partner>> {
    let (ctx, input) = write.parts();
    let suspended = suspend(&ctx, SuspendPartner { id: *id, ..input }).await;
    answered_before(suspended, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Has a suspended partner system run again; where a keeper of its body suspended it, on a keeper's word.
#[utoipa::path(tag = "Partner systems", operation_id = "resume_partner",
    params(("id" = Uuid, Path, description = "Id.")), request_body = ResumePartner,
    responses((status = 200, description = "The partner system as it now is.", body = Partner),
        (status = 202, description = "It waits for the word of a keeper of the body.", body = AccessRequest), Problems))]
#[post("/v1/partners/{id}/resume")]
async fn resume_partner(id: Path<Uuid>, write: Write<ResumePartner>) -> Result<Acted<Partner>> {
    let (ctx, input) = write.parts();
    let resumed = resume(&ctx, ResumePartner { id: *id, ..input }).await;
    acted_before(&ctx, resumed, async |id| one(&ctx, id).await).await.map(Acted::changing)
}

/// Ends a partner system at once, with its secrets and sessions.
#[utoipa::path(tag = "Partner systems", operation_id = "end_partner",
    params(("id" = Uuid, Path, description = "Id.")), request_body = EndPartner,
    responses((status = 200, description = "The partner system as it now is.", body = Partner), Problems))]
#[post("/v1/partners/{id}/end")]
async fn end_partner(id: Path<Uuid>, write: Write<EndPartner>) -> Result<Tagged<Partner>> {
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndPartner { id: *id, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}
