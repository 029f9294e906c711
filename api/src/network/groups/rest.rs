//! Groups over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::rest_members as members;
use super::{CreateGroup, EndGroup, Group, GroupFilter, UpdateGroup, create, end, history, list, one, update};
use crate::ctx::Ctx;
use crate::edge::rest::{Created, Listed, PageParams, Params, Plain, Problems, Tagged, Write, answered_before};
use crate::error::Result;
use crate::kit::page::Page;
use crate::network::facts::view::FactView;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_groups)
        .service(create_group)
        .service(get_group)
        .service(update_group)
        .service(end_group)
        .service(get_group_history)
        .configure(members::routes);
}

/// Lists groups.
#[utoipa::path(tag = "Directory", operation_id = "list_groups", params(PageParams, GroupFilter),
    responses((status = 200, description = "A page of groups.", body = Page<Group>), Problems))]
#[get("/v1/groups")]
async fn list_groups(ctx: Ctx, params: Params<GroupFilter>) -> Result<Listed<Group>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Makes a group: the Secretariat clusters, committees and working groups, members sharing groups.
#[utoipa::path(tag = "Directory", operation_id = "create_group", request_body = CreateGroup,
    responses((status = 201, description = "The group that was made.", body = Group), Problems))]
#[post("/v1/groups")]
async fn create_group(write: Write<CreateGroup>) -> Result<Created<Group>> {
    let (ctx, input) = write.parts();
    let made = answered_before(create(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/groups/{}", made.id), made))
}

/// One group.
#[utoipa::path(tag = "Directory", operation_id = "get_group", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The group.", body = Group), Problems))]
#[get("/v1/groups/{id}")]
async fn get_group(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Group>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Changes a group.
#[utoipa::path(tag = "Directory", operation_id = "update_group", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdateGroup,
    responses((status = 200, description = "The group as it now is.", body = Group), Problems))]
#[patch("/v1/groups/{id}")]
async fn update_group(id: Path<Uuid>, write: Write<UpdateGroup>) -> Result<Tagged<Group>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdateGroup { id: *id, revision, ..input }).await.map(Tagged)
}

/// Ends a group, its memberships and the grants in its scope.
#[utoipa::path(tag = "Directory", operation_id = "end_group", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EndGroup,
    responses((status = 200, description = "The group as it now is.", body = Group), Problems))]
#[post("/v1/groups/{id}/end")]
async fn end_group(id: Path<Uuid>, write: Write<EndGroup>) -> Result<Tagged<Group>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndGroup { id: *id, revision, ..input }).await;
    answered_before(ended, async |id| one(&ctx, id).await).await.map(Tagged)
}

/// Everything the network ever said about a group.
#[utoipa::path(tag = "Directory", operation_id = "get_group_history", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "Statements, oldest first.", body = Vec<FactView>), Problems))]
#[get("/v1/groups/{id}/history")]
async fn get_group_history(ctx: Ctx, id: Path<Uuid>) -> Result<Plain<Vec<FactView>>> {
    history(&ctx, *id).await.map(Plain)
}
