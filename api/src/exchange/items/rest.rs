//! Acts on items of any kind over REST.

use actix_web::http::header;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, delete, post, put};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::proposals::Proposal;
use super::{
    ChangeAudience, ConfirmItem, DeleteDraft, Item, ProposeItem, PublishItem, PurgeItem, Purged, ReturnItem,
    TransferItem, WithdrawItem, change_audience as change, confirm_item as confirm, delete_draft as delete, one_item,
    propose_item as propose, publish_item as publish, purge_item as purge, purged_before, return_item as give_back,
    transfer_item as transfer, withdraw_item as withdraw,
};
use crate::ctx::Ctx;
use crate::edge::rest::{
    ItemOrProposal, Plain, Problems, Proposed, Tagged, Write, answered_before, decided_before, revision_in,
};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(change_audience)
        .service(publish_item)
        .service(propose_item)
        .service(confirm_item)
        .service(return_item)
        .service(transfer_item)
        .service(purge_item)
        .service(withdraw_item)
        .service(delete_draft);
}

/// Changes who an item is for.
#[utoipa::path(tag = "Items", operation_id = "change_audience", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ChangeAudience,
    responses((status = 200, description = "The item as it now is.", body = Item),
        (status = 202, description = "Whoever asked may not publish it so: the change waits beside it.", body = Proposal),
        Problems))]
#[put("/v1/items/{id}/audience")]
async fn change_audience(id: Path<Uuid>, write: Write<ChangeAudience>) -> Result<Proposed<Item>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    change(&ctx, ChangeAudience { id: *id, revision, ..input }).await.map(Proposed::from)
}

/// Publishes a draft, now or at its time.
#[utoipa::path(tag = "Items", operation_id = "publish_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = PublishItem,
    responses((status = 200, description = "The item as it now is.", body = Item), Problems))]
#[post("/v1/items/{id}/publish")]
async fn publish_item(id: Path<Uuid>, write: Write<PublishItem>) -> Result<Tagged<Item>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let published = publish(&ctx, PublishItem { id: *id, revision, ..input }).await;
    answered_before(published, async |id| one_item(&ctx, id).await).await.map(Tagged)
}

/// Proposes a draft to those who may publish it so.
#[utoipa::path(tag = "Items", operation_id = "propose_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ProposeItem,
    responses((status = 200, description = "The item as it now is.", body = Item), Problems))]
#[post("/v1/items/{id}/propose")]
async fn propose_item(id: Path<Uuid>, write: Write<ProposeItem>) -> Result<Tagged<Item>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let proposed = propose(&ctx, ProposeItem { id: *id, revision, ..input }).await;
    answered_before(proposed, async |id| one_item(&ctx, id).await).await.map(Tagged)
}

/// Confirms what was proposed: it is published, changed or transferred on the confirmer's right.
#[utoipa::path(tag = "Items", operation_id = "confirm_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ConfirmItem,
    responses((status = 200, description = "The item as it now is; where it is not shared with whoever asked, or no longer, the proposal.", body = ItemOrProposal),
        (status = 202, description = "Of a transfer: what is published in the new name waits for the word of those who may publish it so.", body = Proposal),
        Problems))]
#[post("/v1/items/{id}/confirm")]
async fn confirm_item(id: Path<Uuid>, write: Write<ConfirmItem>) -> Result<Proposed<ItemOrProposal>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let decided = confirm(&ctx, ConfirmItem { id: *id, revision, ..input }).await;
    decided_before(&ctx, decided).await
}

/// Gives back what was proposed, with a comment; its own side takes it back so, or cancels a scheduled publication.
#[utoipa::path(tag = "Items", operation_id = "return_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ReturnItem,
    responses((status = 200, description = "The item as it now is; where it is not shared with whoever asked, or no longer, the proposal.", body = ItemOrProposal),
        Problems))]
#[post("/v1/items/{id}/return")]
async fn return_item(id: Path<Uuid>, write: Write<ReturnItem>) -> Result<Proposed<ItemOrProposal>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let decided = give_back(&ctx, ReturnItem { id: *id, revision, ..input }).await;
    decided_before(&ctx, decided).await
}

/// Gives an item to another owner, with the word of the receiving owner's keepers.
#[utoipa::path(tag = "Items", operation_id = "transfer_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = TransferItem,
    responses((status = 200, description = "The item as it now is; where it is not shared with whoever asked, or no longer, the proposal.", body = ItemOrProposal),
        (status = 202, description = "It waits for the word of the receiving owner's keepers.", body = Proposal),
        Problems))]
#[post("/v1/items/{id}/transfer")]
async fn transfer_item(id: Path<Uuid>, write: Write<TransferItem>) -> Result<Proposed<ItemOrProposal>> {
    let revision = write.if_match()?;
    let (ctx, input) = write.parts();
    let decided = transfer(&ctx, TransferItem { id: *id, revision, ..input }).await;
    decided_before(&ctx, decided).await
}

/// Purges an item for a reason: its content goes for good, its id and the ledger stay.
#[utoipa::path(tag = "Items", operation_id = "purge_item", params(("id" = Uuid, Path, description = "Id.")),
    request_body = PurgeItem,
    responses((status = 200, description = "It is purged; nothing of it is shown.", body = Purged), Problems))]
#[post("/v1/items/{id}/purge")]
async fn purge_item(id: Path<Uuid>, write: Write<PurgeItem>) -> Result<Plain<Purged>> {
    let (ctx, input) = write.parts();
    let purged = purge(&ctx, PurgeItem { id: *id, ..input }).await;
    answered_before(purged, async |id| purged_before(&ctx, id).await).await.map(Plain)
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
