//! What waits for a word, over REST.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    AccessRequest, AccessRequestFilter, ApproveRequest, RefuseRequest, WithdrawRequest, approve, list, one, refuse,
    withdraw,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Listed, PageParams, Params, Problems, Tagged, Write, answered_before};
use crate::error::Result;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_access_requests)
        .service(get_access_request)
        .service(approve_access_request)
        .service(refuse_access_request)
        .service(withdraw_access_request);
}

/// Lists what waits for a word: what one asked for, what one may decide, all for the registry.
#[utoipa::path(tag = "Access", operation_id = "list_access_requests", params(PageParams, AccessRequestFilter),
    responses((status = 200, description = "A page of access requests.", body = Page<AccessRequest>), Problems))]
#[get("/v1/access-requests")]
async fn list_access_requests(ctx: Ctx, params: Params<AccessRequestFilter>) -> Result<Listed<AccessRequest>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// One access request.
#[utoipa::path(tag = "Access", operation_id = "get_access_request", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The access request.", body = AccessRequest), Problems))]
#[get("/v1/access-requests/{id}")]
async fn get_access_request(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<AccessRequest>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Says the word.
#[utoipa::path(tag = "Access", operation_id = "approve_access_request", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ApproveRequest,
    responses((status = 200, description = "The access request as it now is.", body = AccessRequest), Problems))]
#[post("/v1/access-requests/{id}/approve")]
async fn approve_access_request(id: Path<Uuid>, write: Write<ApproveRequest>) -> Result<Tagged<AccessRequest>> {
    let (ctx, input) = write.parts();
    let said = approve(&ctx, ApproveRequest { id: *id, ..input }).await;
    answered_before(said, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Refuses the word.
#[utoipa::path(tag = "Access", operation_id = "refuse_access_request", params(("id" = Uuid, Path, description = "Id.")),
    request_body = RefuseRequest,
    responses((status = 200, description = "The access request as it now is.", body = AccessRequest), Problems))]
#[post("/v1/access-requests/{id}/refuse")]
async fn refuse_access_request(id: Path<Uuid>, write: Write<RefuseRequest>) -> Result<Tagged<AccessRequest>> {
    let (ctx, input) = write.parts();
    let refused = refuse(&ctx, RefuseRequest { id: *id, ..input }).await;
    answered_before(refused, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Takes back what one asked for.
#[utoipa::path(tag = "Access", operation_id = "withdraw_access_request", params(("id" = Uuid, Path, description = "Id.")),
    request_body = WithdrawRequest,
    responses((status = 200, description = "The access request as it now is.", body = AccessRequest), Problems))]
#[post("/v1/access-requests/{id}/withdraw")]
async fn withdraw_access_request(id: Path<Uuid>, write: Write<WithdrawRequest>) -> Result<Tagged<AccessRequest>> {
    let (ctx, input) = write.parts();
    let withdrawn = withdraw(&ctx, WithdrawRequest { id: *id, ..input }).await;
    answered_before(withdrawn, async |id| one(&ctx, id).await).await.map(Tagged)
}
