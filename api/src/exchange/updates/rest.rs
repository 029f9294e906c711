//! Updates over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{EditUpdate, PublishUpdate, Update, UpdateFilter, delivered, edit, list, one, publish};
use crate::ctx::Ctx;
use crate::edge::rest::{Created, Listed, PageParams, Params, Problems, Proposed, Tagged, Write, answered_before};
use crate::error::Result;
use crate::exchange::items::proposals::Proposal;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_updates).service(publish_update).service(get_update).service(edit_update);
}

/// Lists updates, newest first.
#[utoipa::path(tag = "Updates", operation_id = "list_updates", params(PageParams, UpdateFilter),
    responses((status = 200, description = "A page of updates. Sorted by -publishedAt (the usual one), -updatedAt, -createdAt, or turned round.", body = Page<Update>), Problems))]
#[get("/v1/updates")]
async fn list_updates(ctx: Ctx, params: Params<UpdateFilter>) -> Result<Listed<Update>> {
    list(&ctx, params.filter, params.page).await.map(|page| Listed(delivered(&ctx, page)))
}

/// Publishes an update, now or at its time; proposes it, or keeps it as a draft.
#[utoipa::path(tag = "Updates", operation_id = "publish_update", request_body = PublishUpdate,
    responses((status = 201, description = "The update.", body = Update), Problems))]
#[post("/v1/updates")]
async fn publish_update(write: Write<PublishUpdate>) -> Result<Created<Update>> {
    let (ctx, input) = write.parts();
    let made = answered_before(publish(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/updates/{}", made.id), made))
}

/// One update.
#[utoipa::path(tag = "Updates", operation_id = "get_update", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The update.", body = Update), Problems))]
#[get("/v1/updates/{id}")]
async fn get_update(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Update>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Changes an update's text and what it is about.
#[utoipa::path(tag = "Updates", operation_id = "edit_update", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EditUpdate,
    responses((status = 200, description = "The update as it now is.", body = Update),
        (status = 202, description = "Whoever asked may not publish it so: the change waits beside it.", body = Proposal),
        Problems))]
#[patch("/v1/updates/{id}")]
async fn edit_update(id: Path<Uuid>, write: Write<EditUpdate>) -> Result<Proposed<Update>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    edit(&ctx, EditUpdate { id: *id, revision, ..input }).await.map(Proposed::from)
}
