//! Proposals over REST. Confirming and giving back are acts on the item.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Proposal, ProposalFilter, list, list_of, one};
use crate::ctx::Ctx;
use crate::edge::rest::{Listed, PageParams, Params, Problems, Tagged};
use crate::error::Result;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_proposals).service(list_item_proposals).service(get_proposal);
}

/// Lists proposals about what the asker keeps, and those on which their word is asked; newest first.
///
/// What was decided is the item's keepers', and without its text theirs who proposed or decided it.
#[utoipa::path(tag = "Items", operation_id = "list_proposals", params(PageParams, ProposalFilter),
    responses((status = 200, description = "A page of proposals.", body = Page<Proposal>), Problems))]
#[get("/v1/proposals")]
async fn list_proposals(ctx: Ctx, params: Params<ProposalFilter>) -> Result<Listed<Proposal>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}

/// Lists the proposals about one item.
#[utoipa::path(tag = "Items", operation_id = "list_item_proposals",
    params(("id" = Uuid, Path, description = "Id of the item."), PageParams, ProposalFilter),
    responses((status = 200, description = "A page of proposals.", body = Page<Proposal>), Problems))]
#[get("/v1/items/{id}/proposals")]
async fn list_item_proposals(ctx: Ctx, id: Path<Uuid>, params: Params<ProposalFilter>) -> Result<Listed<Proposal>> {
    list_of(&ctx, *id, params.filter, params.page).await.map(Listed)
}

/// One proposal.
#[utoipa::path(tag = "Items", operation_id = "get_proposal", params(("id" = Uuid, Path, description = "Id.")),
    responses((status = 200, description = "The proposal.", body = Proposal), Problems))]
#[get("/v1/proposals/{id}")]
async fn get_proposal(ctx: Ctx, id: Path<Uuid>) -> Result<Tagged<Proposal>> {
    one(&ctx, *id).await.map(Tagged)
}
