//! Explanations over REST.

use actix_web::post;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{ExplainInput, Explanation, explain};
use crate::edge::rest::{Plain, Problems, Write};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(explain_access);
}

/// May somebody do something, now or then, and by which grant or why not?
#[utoipa::path(tag = "Access", operation_id = "explain_access", request_body = ExplainInput,
    responses((status = 200, description = "The answer.", body = Explanation), Problems))]
#[post("/v1/access/explain")]
async fn explain_access(write: Write<ExplainInput>) -> Result<Plain<Explanation>> {
    let (ctx, input) = write.parts();
    explain(&ctx, input).await.map(Plain)
}
