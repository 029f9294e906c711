//! The change feed over REST.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{ChangeFilter, ChangePage, changes};
use crate::ctx::Ctx;
use crate::edge::rest::{Linked, Params, Problems};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_changes);
}

/// Tells what changed for the asker since a cursor: whenever it says `caughtUp`, everything told
/// from the beginning, folded, is what `/v1/export` gives.
#[utoipa::path(tag = "Changes", operation_id = "list_changes",
    params(
        ("first" = Option<u16>, Query, description = "How many changes, 1 to 100; 20 if not given.", minimum = 1, maximum = 100),
        ("after" = Option<String>, Query, description = "A cursor of this feed: of a page, of a change, or of the last line of an export."),
        ChangeFilter
    ),
    responses(
        (status = 200, description = "A page of changes.", body = ChangePage),
        (status = 410, description = "The cursor leads nowhere any more: export once more.", body = crate::error::Problem, content_type = "application/problem+json"),
        Problems
    ))]
#[get("/v1/changes")]
async fn list_changes(ctx: Ctx, params: Params<ChangeFilter>) -> Result<Linked<ChangePage>> {
    changes(&ctx, params.filter, params.page).await.map(|page| Linked(page.delivered(&ctx)))
}
