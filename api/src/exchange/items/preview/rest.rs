//! The preview over REST.

use actix_web::post;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{AudiencePreview, PreviewAudience, preview_audience as look};
use crate::edge::rest::{Plain, Problems, Write};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(preview_audience);
}

/// Who would see something that is published to these parties: today, and all who join later. Nothing is stored.
#[utoipa::path(tag = "Items", operation_id = "preview_audience", request_body = PreviewAudience,
    responses((status = 200, description = "Who would see it.", body = AudiencePreview), Problems))]
#[post("/v1/audiences/preview")]
async fn preview_audience(write: Write<PreviewAudience>) -> Result<Plain<AudiencePreview>> {
    let (ctx, input) = write.parts();
    look(&ctx, input).await.map(Plain)
}
