//! The export over REST.

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, get};
use async_graphql::futures_util::StreamExt;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{ExportFilter, export as begin};
use crate::ctx::Ctx;
use crate::edge::rest::{Params, Problems};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(export);
}

/// Exports everything the asker sees, one item a line (`{itemId, kind, revision, item}`, the item
/// without the names of other things), in order of id. The last line is `{cursor, count}`: the cursor
/// at which `/v1/changes` goes on, with the same `kind`, and the number of lines before it. Without
/// that line the export broke off: go on with `after`. The header `Export-Pass` names the export; who is
/// not signed in has none, and begins again.
#[utoipa::path(tag = "Changes", operation_id = "export",
    params(
        ("after" = Option<String>, Query, description = "Goes on with your last export with this `kind`, which broke off: the `itemId` of the last line that came whole."),
        ExportFilter
    ),
    responses(
        (status = 200, description = "Lines of JSON.", body = String, content_type = "application/x-ndjson"),
        (status = 410, description = "There is no export to go on with.", body = crate::error::Problem, content_type = "application/problem+json"),
        Problems
    ))]
#[get("/v1/export")]
async fn export(ctx: Ctx, params: Params<ExportFilter>) -> Result<HttpResponse> {
    let lines = begin(&ctx, params.filter, params.page).await?;
    let mut answer = HttpResponse::Ok();
    lines.pass().into_iter().for_each(|pass| {
        answer.insert_header(("Export-Pass", pass.to_string()));
    });
    Ok(answer
        .content_type("application/x-ndjson")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(lines.stream().map(|line| line.map(Bytes::from))))
}
