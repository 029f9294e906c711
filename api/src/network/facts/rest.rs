//! Corrections over REST.

use actix_web::post;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::view::FactView;
use super::{CorrectFact, correct, history_of};
use crate::edge::rest::{Plain, Problems, Write, answered_before};
use crate::error::Result;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(correct_fact);
}

/// Corrects a statement about a country, organisation, group or policy field.
#[utoipa::path(tag = "Directory", operation_id = "correct_fact",
    params(("id" = Uuid, Path, description = "`factId` of a history.")), request_body = CorrectFact,
    responses((status = 200, description = "The history as it now is, oldest statement first.", body = Vec<FactView>), Problems))]
#[post("/v1/facts/{id}/correct")]
async fn correct_fact(id: Path<Uuid>, write: Write<CorrectFact>) -> Result<Plain<Vec<FactView>>> {
    let (ctx, input) = write.parts();
    let corrected = correct(&ctx, CorrectFact { id: *id, ..input }).await;
    answered_before(corrected, async |item| history_of(&ctx, item, None).await).await.map(Plain)
}
