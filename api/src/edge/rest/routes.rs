//! The whole REST map on one page.

use utoipa_actix_web::service_config::ServiceConfig;

/// All routes under `/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    crate::network::competences::rest::routes(config);
    crate::network::experts::rest::routes(config);
    crate::network::focal_points::rest::routes(config);
}
