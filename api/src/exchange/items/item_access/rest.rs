//! Who could see an item, over REST.

use actix_web::get;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{AccessQuestion, ItemAccess, item_access};
use crate::ctx::Ctx;
use crate::edge::rest::{Params, Plain, Problems};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(get_item_access);
}

/// Who could see an item: why the asker sees it; to its keepers the audience and the openings; to
/// auditors everybody who could, when and by which chain, which is recorded.
#[utoipa::path(tag = "Items", operation_id = "get_item_access", params(("id" = Uuid, Path, description = "The item."), AccessQuestion,
        ("first" = Option<u16>, Query, description = "How many readers, 1 to 100; all if not given.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "The cursor after which the page begins: `endCursor` of the one before.")),
    responses((status = 200, description = "The answer, as far as the asker may know it.", body = ItemAccess), Problems))]
#[get("/v1/items/{id}/access")]
async fn get_item_access(ctx: Ctx, id: Path<Uuid>, params: Params<AccessQuestion>) -> Result<Plain<ItemAccess>> {
    item_access(&ctx, *id, params.filter, params.page).await.map(Plain)
}
