//! Accounts over REST.

use actix_web::web::Path;
use actix_web::{HttpResponse, get, patch, post};
use serde_json::Value as Json;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    Account, ChangeAddress, ChangePassword, EraseMe, MarkVisit, Me, RequestReset, ResetRequested, UpdateMe, Visit,
    account, change_address, change_password, erase_me, export, mark_visit, me, request_reset, update_me,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Open, Plain, Problems, Secret, Tagged, Write};
use crate::error::Result;
use crate::network::experts::ErasedPerson;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(get_account)
        .service(get_me)
        .service(patch_me)
        .service(post_password)
        .service(post_address)
        .service(export_me)
        .service(post_erase)
        .service(post_reset)
        .service(post_visit);
}

/// The state of an account, for whoever may act on it: whether it is suspended, by whom and why, and the
/// day of the last sign-in.
#[utoipa::path(tag = "Who", operation_id = "get_account",
    params(("id" = Uuid, Path, description = "The account, or its expert.")),
    responses((status = 200, description = "The account.", body = Account), Problems))]
#[get("/v1/accounts/{id}")]
async fn get_account(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Account>> {
    account(&ctx, *id).await.map(Tagged)
}

/// Who asks, with what they see and may.
#[utoipa::path(tag = "Who", operation_id = "get_me",
    responses((status = 200, description = "Who asks.", body = Me), Problems))]
#[get("/v1/me")]
async fn get_me(ctx: Ctx) -> Result<Tagged<Me>> {
    me(&ctx).await.map(Tagged)
}

/// Corrects what is held about oneself.
#[utoipa::path(tag = "Who", operation_id = "update_me", request_body = UpdateMe,
    responses((status = 200, description = "Who asks, as it now is.", body = Me), Problems))]
#[patch("/v1/me")]
async fn patch_me(write: Write<UpdateMe>) -> Result<Tagged<Me>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    update_me(&ctx, UpdateMe { revision, ..input }).await.map(Tagged)
}

/// Changes one's password; all other sessions end.
#[utoipa::path(tag = "Who", operation_id = "change_password", request_body = ChangePassword,
    responses((status = 200, description = "The account.", body = Account), Problems))]
#[post("/v1/me/password")]
async fn post_password(write: Write<ChangePassword>) -> Result<Plain<Account>> {
    let (ctx, input) = write.parts();
    change_password(&ctx, input).await.map(Plain)
}

/// Asks for a change of one's address: it counts once the new address is proved, with the old one's word or after 72 hours.
#[utoipa::path(tag = "Who", operation_id = "change_address", request_body = ChangeAddress,
    responses((status = 200, description = "The account, with the change that is under way.", body = Account), Problems))]
#[post("/v1/me/address")]
async fn post_address(write: Write<ChangeAddress>) -> Result<Plain<Account>> {
    let (ctx, input) = write.parts();
    change_address(&ctx, input).await.map(Plain)
}

/// Everything that is held about oneself.
#[utoipa::path(tag = "Who", operation_id = "export_me",
    responses((status = 200, description = "Everything that is held about whoever asks.", body = Object), Problems))]
#[get("/v1/me/export")]
async fn export_me(ctx: Ctx) -> Result<Secret<Json>> {
    export(&ctx).await.map(Secret)
}

/// Erases oneself for good: what is held about one goes, what one wrote stays the organisation's.
#[utoipa::path(tag = "Who", operation_id = "erase_me", request_body = EraseMe,
    responses((status = 200, description = "Whose id now names nobody.", body = ErasedPerson), Problems))]
#[post("/v1/me/erase")]
async fn post_erase(write: Write<EraseMe>) -> Result<Plain<ErasedPerson>> {
    let (ctx, input) = write.parts();
    erase_me(&ctx, input).await.map(Plain)
}

/// Sends a link to choose a new password, if there is an account with this address.
#[utoipa::path(tag = "Who", operation_id = "request_password_reset", request_body = RequestReset,
    responses((status = 202, description = "The same for every address.", body = ResetRequested), Problems))]
#[post("/v1/auth/reset")]
async fn post_reset(write: Open<RequestReset>) -> Result<HttpResponse> {
    let (ctx, input) = write.parts();
    Ok(HttpResponse::Accepted().json(request_reset(&ctx, input).await?))
}

/// Marks what there is now, or was at an instant, as known: `new=true` shows from now on what came later.
#[utoipa::path(tag = "Who", operation_id = "mark_visit", request_body = MarkVisit,
    responses((status = 200, description = "The visit, and the one before.", body = Visit), Problems))]
#[post("/v1/me/visit")]
async fn post_visit(write: Write<MarkVisit>) -> Result<Plain<Visit>> {
    let (ctx, input) = write.parts();
    mark_visit(&ctx, input).await.map(Plain)
}
