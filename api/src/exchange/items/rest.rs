//! Acts on items of any kind over REST.

use actix_web::http::header;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, delete, post, put};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    ChangeAudience, DeleteDraft, Item, PublishItem, WithdrawItem, change_audience as change, delete_draft as delete,
    one_item, publish_item as publish, withdraw_item as withdraw,
};
use crate::ctx::Ctx;
use crate::edge::rest::{Problems, Tagged, Write, answered_before, revision_in};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(change_audience).service(publish_item).service(withdraw_item).service(delete_draft);
}

/// Changes who an item is for.
#[utoipa::path(tag = "Items", operation_id = "change_audience", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ChangeAudience,
    responses((status = 200, description = "The item as it now is.", body = Item), Problems))]
#[put("/v1/items/{id}/audience")]
async fn change_audience(id: Path<Uuid>, write: Write<ChangeAudience>) -> Result<Tagged<Item>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    change(&ctx, ChangeAudience { id: *id, revision, ..input }).await.map(Tagged)
}

/// Publishes a draft.
#[utoipa::path(tag = "Items", operation_id = "publish_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = PublishItem,
    responses((status = 200, description = "The item as it now is.", body = Item), Problems))]
#[post("/v1/items/{id}/publish")]
async fn publish_item(id: Path<Uuid>, write: Write<PublishItem>) -> Result<Tagged<Item>> {
    let revision = write.if_match()?;
    let (ctx, _) = write.parts();
    let published = publish(&ctx, PublishItem { id: *id, revision }).await;
    answered_before(published, async |id| one_item(&ctx, id).await).await.map(Tagged)
}

/// Withdraws what was published.
#[utoipa::path(tag = "Items", operation_id = "withdraw_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = WithdrawItem,
    responses((status = 200, description = "The item as it now is.", body = Item), Problems))]
#[post("/v1/items/{id}/withdraw")]
async fn withdraw_item(id: Path<Uuid>, write: Write<WithdrawItem>) -> Result<Tagged<Item>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let withdrawn = withdraw(&ctx, WithdrawItem { id: *id, revision, ..input }).await;
    answered_before(withdrawn, async |id| one_item(&ctx, id).await).await.map(Tagged)
}

/// Deletes a draft that was never published.
#[utoipa::path(tag = "Items", operation_id = "delete_draft", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 204, description = "It is gone."), Problems))]
#[delete("/v1/items/{id}")]
async fn delete_draft(ctx: Ctx, id: Path<Uuid>, request: HttpRequest) -> Result<HttpResponse> {
    let revision = revision_in(request.headers().get(header::IF_MATCH).and_then(|v| v.to_str().ok()))?;
    delete(&ctx, DeleteDraft { id: *id, revision }).await?;
    Ok(HttpResponse::NoContent().finish())
}
