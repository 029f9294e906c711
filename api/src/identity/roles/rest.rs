//! Roles and matrix over REST.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{AccessMatrix, RoleTable, matrix, table};
use crate::ctx::Ctx;
use crate::edge::rest::{Plain, Problems};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_roles).service(get_access_matrix);
}

/// The table of roles, and the OAuth scopes: what they are for is said in the language asked for.
#[utoipa::path(tag = "Access", operation_id = "get_roles",
    responses((status = 200, description = "The table of roles.", body = RoleTable), Problems))]
#[get("/v1/roles")]
async fn get_roles(ctx: Ctx) -> Result<Plain<RoleTable>> {
    Ok(Plain(table().told(ctx.language())))
}

/// Every act and who may do it.
#[utoipa::path(tag = "Access", operation_id = "get_access_matrix",
    responses((status = 200, description = "The matrix.", body = AccessMatrix), Problems))]
#[get("/v1/access/matrix")]
async fn get_access_matrix(_ctx: Ctx) -> Result<Plain<AccessMatrix>> {
    Ok(Plain(matrix()))
}
