//! The audit log over REST.

use actix_web::get;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{AuditEvent, AuditFilter, list};
use crate::ctx::Ctx;
use crate::edge::rest::{Listed, PageParams, Params, Problems};
use crate::error::Result;
use crate::kit::page::Page;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list_audit_events);
}

/// Lists records of the ledger, newest first. For auditors.
#[utoipa::path(tag = "Access", operation_id = "list_audit_events", params(PageParams, AuditFilter),
    responses((status = 200, description = "A page of records.", body = Page<AuditEvent>), Problems))]
#[get("/v1/audit-events")]
async fn list_audit_events(ctx: Ctx, params: Params<AuditFilter>) -> Result<Listed<AuditEvent>> {
    list(&ctx, params.filter, params.page).await.map(Listed)
}
