//! Corrections over REST.

use actix_web::post;
use actix_web::web::Path;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::view::FactView;
use super::{CorrectFact, correct};
use crate::edge::rest::{Plain, Problems, Write};
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
    correct(&ctx, CorrectFact { id: *id, ..input }).await.map(Plain)
}
