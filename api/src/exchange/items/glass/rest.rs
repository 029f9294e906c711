//! The glass over REST.

use actix_web::post;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::break_glass::broken_before;
use super::{BreakGlass, GlassBroken, break_glass as look};
use crate::edge::rest::{Plain, Problems, Write, answered_before};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(break_glass);
}

/// Opens an item to the administrator's own account for one hour; its keepers are told at once.
#[utoipa::path(tag = "Items", operation_id = "break_glass", params(("id" = Uuid, Path, description = "The item.")),
    request_body = BreakGlass,
    responses((status = 200, description = "For how long it is open.", body = GlassBroken), Problems))]
#[post("/v1/items/{id}/break-glass")]
async fn break_glass(id: Path<Uuid>, write: Write<BreakGlass>) -> Result<Plain<GlassBroken>> {
    let (ctx, input) = write.parts();
    let broken = look(&ctx, BreakGlass { id: *id, ..input }).await;
    answered_before(broken, async |id| broken_before(&ctx, id).await).await.map(Plain)
}
