//! Revisions over REST.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Revision, list, one};
use crate::ctx::Ctx;
use crate::edge::rest::{Listed, NoFilter, PageParams, Params, Problems, Tagged};
use crate::error::Result;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_revisions).service(get_revision);
}

/// Lists revisions of an item, newest first.
#[utoipa::path(tag = "Items", operation_id = "list_revisions", params(("id" = Uuid, Path, description = "The item."), PageParams),
    responses((status = 200, description = "A page of revisions that were made to circles in which the asker is. Sorted by -revision, or turned round.", body = Page<Revision>), Problems))]
#[get("/v1/items/{id}/revisions")]
async fn list_revisions(ctx: Ctx, id: Path<Uuid>, params: Params<NoFilter>) -> Result<Listed<Revision>> {
    list(&ctx, *id, params.page).await.map(Listed)
}

/// One revision of an item.
#[utoipa::path(tag = "Items", operation_id = "get_revision",
    params(("id" = Uuid, Path, description = "The item."), ("revision" = i32, Path, description = "Its number.")),
    responses((status = 200, description = "The revision.", body = Revision), Problems))]
#[get("/v1/items/{id}/revisions/{revision}")]
async fn get_revision(ctx: Ctx, path: Path<(Uuid, i32)>) -> Result<Tagged<Revision>> {
    let (id, revision) = path.into_inner();
    one(&ctx, id, revision).await.map(Tagged)
}
