//! Posts over REST.

use actix_web::web::Path;
use actix_web::{get, patch, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    BeginPost, EndPost, Post, PostEnding, PostFilter, UpdatePost, begin_post as begin, end_post as end,
    list_posts as list, one_post as one, update_post as update,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Acted, Listed, PageParams, Params, Problems, Tagged, Write, acted_before, answered_before};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_posts).service(begin_post).service(get_post).service(update_post).service(end_post);
}

/// Lists posts.
#[utoipa::path(tag = "Directory", operation_id = "list_posts", params(PageParams, PostFilter),
    responses((status = 200, description = "A page of posts.", body = Page<Post>), Problems))]
#[get("/v1/posts")]
async fn list_posts(ctx: Ctx, params: Params<PostFilter>) -> Result<Listed<Post>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Begins a post.
#[utoipa::path(tag = "Directory", operation_id = "begin_post", request_body = BeginPost,
    responses((status = 201, description = "The post.", body = Post),
        (status = 202, description = "It waits for somebody's word.", body = AccessRequest), Problems))]
#[post("/v1/posts")]
async fn begin_post(write: Write<BeginPost>) -> Result<Acted<Post>> {
    let (ctx, input) = write.parts();
    let begun = acted_before(&ctx, begin(&ctx, input).await, async |id| one(&ctx, id).await).await?;
    Ok(Acted::of(begun, |post| format!("/v1/posts/{}", post.id)))
}

/// One post.
#[utoipa::path(tag = "Directory", operation_id = "get_post", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The post.", body = Post), Problems))]
#[get("/v1/posts/{id}")]
async fn get_post(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Post>> {
    one(&ctx, *id).await.map(Tagged)
}

/// Corrects a post's title and office.
#[utoipa::path(tag = "Directory", operation_id = "update_post", params(("id" = Uuid, Path, description = "Id.")),
    request_body = UpdatePost,
    responses((status = 200, description = "The post as it now is.", body = Post), Problems))]
#[patch("/v1/posts/{id}")]
async fn update_post(id: Path<Uuid>, write: Write<UpdatePost>) -> Result<Tagged<Post>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update(&ctx, UpdatePost { id: *id, revision, ..input }).await.map(Tagged)
}

/// Ends a post with its grants, sessions and sight; a dry run says what hangs on it.
#[utoipa::path(tag = "Directory", operation_id = "end_post", params(("id" = Uuid, Path, description = "Id.")),
    request_body = EndPost,
    responses((status = 200, description = "The post, and where what hung on it went.", body = PostEnding), Problems))]
#[post("/v1/posts/{id}/end")]
async fn end_post(id: Path<Uuid>, write: Write<EndPost>) -> Result<Tagged<PostEnding>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let ended = end(&ctx, EndPost { id: *id, revision, ..input }).await;
    answered_before(ended, async |id| {
        Ok(PostEnding { post: one(&ctx, id).await?, dry_run: false, hanging: Vec::new(), unkept: None })
    })
    .await
    .map(Tagged)
}
