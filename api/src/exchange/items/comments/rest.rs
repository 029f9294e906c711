//! Comments over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::read::again;
use super::{
    Comment, CommentOnItem, EditComment, ModerateComment, WithdrawComment, comment, edit, list, moderate, one, withdraw,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Created, Listed, NoFilter, PageParams, Params, Problems, Tagged, Write, answered_before};
use crate::error::Result;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(list_comments)
        .service(comment_on_item)
        .service(get_comment)
        .service(edit_comment)
        .service(withdraw_comment)
        .service(moderate_comment);
}

/// Lists comments on an item, oldest first.
#[utoipa::path(tag = "Items", operation_id = "list_comments", params(("id" = Uuid, Path, description = "The item."), PageParams),
    responses((status = 200, description = "A page of comments that were made to circles in which the asker is. Sorted by createdAt, or turned round.", body = Page<Comment>), Problems))]
#[get("/v1/items/{id}/comments")]
async fn list_comments(ctx: Ctx, id: Path<Uuid>, params: Params<NoFilter>) -> Result<Listed<Comment>> {
    list(&ctx, *id, params.page).await.map(Listed)
}

/// Says something about an item to whoever sees it.
#[utoipa::path(tag = "Items", operation_id = "comment_on_item", params(("id" = Uuid, Path, description = "The item.")),
    request_body = CommentOnItem,
    responses((status = 201, description = "The comment.", body = Comment), Problems))]
#[post("/v1/items/{id}/comments")]
async fn comment_on_item(id: Path<Uuid>, write: Write<CommentOnItem>) -> Result<Created<Comment>> {
    let (ctx, input) = write.parts();
    let made = comment(&ctx, CommentOnItem { item_id: *id, ..input }).await;
    let made = answered_before(made, async |id| again(&ctx, id).await).await?;
    Ok(Created::at(format!("/v1/items/{id}/comments/{}", made.id), made))
}

/// One comment on an item.
#[utoipa::path(tag = "Items", operation_id = "get_comment",
    params(("id" = Uuid, Path, description = "The item."), ("commentId" = Uuid, Path, description = "The comment.")),
    responses((status = 200, description = "The comment.", body = Comment), Problems))]
#[get("/v1/items/{id}/comments/{commentId}")]
async fn get_comment(ctx: Ctx, ids: Path<(Uuid, Uuid)>) -> Result<Tagged<Comment>> {
    let (item, id) = ids.into_inner();
    one(&ctx, item, id).await.map(Tagged)
}

/// Corrects one's own comment.
#[utoipa::path(tag = "Items", operation_id = "edit_comment",
    params(("id" = Uuid, Path, description = "The item."), ("commentId" = Uuid, Path, description = "The comment.")),
    request_body = EditComment,
    responses((status = 200, description = "The comment as it now is.", body = Comment), Problems))]
#[patch("/v1/items/{id}/comments/{commentId}")]
async fn edit_comment(ids: Path<(Uuid, Uuid)>, write: Write<EditComment>) -> Result<Tagged<Comment>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let (item_id, id) = ids.into_inner();
    edit(&ctx, EditComment { item_id, id, revision, ..input }).await.map(Tagged)
}

/// Takes one's own comment back.
#[utoipa::path(tag = "Items", operation_id = "withdraw_comment",
    params(("id" = Uuid, Path, description = "The item."), ("commentId" = Uuid, Path, description = "The comment.")),
    request_body = WithdrawComment,
    responses((status = 200, description = "The comment as it now is.", body = Comment), Problems))]
#[post("/v1/items/{id}/comments/{commentId}/withdraw")]
async fn withdraw_comment(ids: Path<(Uuid, Uuid)>, write: Write<WithdrawComment>) -> Result<Tagged<Comment>> {
    let revision = write.if_match()?;
    let (ctx, _) = write.parts();
    let (item_id, id) = ids.into_inner();
    let withdrawn = withdraw(&ctx, WithdrawComment { item_id, id, revision }).await;
    answered_before(withdrawn, async |id| again(&ctx, id).await).await.map(Tagged)
}

/// Takes a comment out of an item that one keeps.
#[utoipa::path(tag = "Items", operation_id = "moderate_comment",
    params(("id" = Uuid, Path, description = "The item."), ("commentId" = Uuid, Path, description = "The comment.")),
    request_body = ModerateComment,
    responses((status = 200, description = "The comment as it now is.", body = Comment), Problems))]
#[post("/v1/items/{id}/comments/{commentId}/moderate")]
async fn moderate_comment(ids: Path<(Uuid, Uuid)>, write: Write<ModerateComment>) -> Result<Tagged<Comment>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let (item_id, id) = ids.into_inner();
    let taken_out = moderate(&ctx, ModerateComment { item_id, id, revision, ..input }).await;
    answered_before(taken_out, async |id| again(&ctx, id).await).await.map(Tagged)
}
