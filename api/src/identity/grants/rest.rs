//! Grants over REST.

use actix_web::web::Path;
use actix_web::{get, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{GiveRole, Grant, GrantFilter, RevokeGrant, give, list, one, revoke};
use crate::ctx::Ctx;
use crate::edge::rest::{Acted, Listed, PageParams, Params, Problems, Tagged, Write, acted_before, answered_before};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_grants).service(grant_role).service(get_grant).service(revoke_grant);
}

/// Lists grants that the asker may read: the own, those they may give or end, all for the registry.
#[utoipa::path(tag = "Access", operation_id = "list_grants", params(PageParams, GrantFilter),
    responses((status = 200, description = "A page of grants.", body = Page<Grant>), Problems))]
#[get("/v1/grants")]
async fn list_grants(ctx: Ctx, params: Params<GrantFilter>) -> Result<Listed<Grant>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Gives a role.
#[utoipa::path(tag = "Access", operation_id = "grant_role", request_body = GiveRole,
    responses((status = 201, description = "The grant.", body = Grant),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/grants")]
async fn grant_role(write: Write<GiveRole>) -> Result<Acted<Grant>> {
    let (ctx, input) = write.parts();
    let given = acted_before(&ctx, give(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Acted::of(given, |grant| format!("/v1/grants/{}", grant.id)))
}

/// One grant.
#[utoipa::path(tag = "Access", operation_id = "get_grant", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The grant.", body = Grant), Problems))]
#[get("/v1/grants/{id}")]
async fn get_grant(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Grant>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Ends a grant.
#[utoipa::path(tag = "Access", operation_id = "revoke_grant", params(("id" = Uuid, Path, description = "Id.")),
    request_body = RevokeGrant,
    responses((status = 200, description = "The grant as it now is.", body = Grant), Problems))]
#[post("/v1/grants/{id}/revoke")]
async fn revoke_grant(id: Path<Uuid>, write: Write<RevokeGrant>) -> Result<Tagged<Grant>> {
    let (ctx, input) = write.parts();
    let ended = revoke(&ctx, RevokeGrant { id: *id, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}
