//! The whole REST map on one page.

use utoipa_actix_web::service_config::ServiceConfig;

/// All routes under `/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    crate::network::competences::rest::routes(config);
    crate::identity::partners::rest::routes(config);
    crate::identity::invitations::rest::routes(config);
    crate::network::organisations::rest::routes(config);
    crate::network::countries::rest::routes(config);
    crate::network::groups::rest::routes(config);
    crate::network::facts::rest::routes(config);
    crate::identity::grants::rest::routes(config);
    crate::identity::access_requests::rest::routes(config);
    crate::identity::roles::rest::routes(config);
    crate::identity::explain::rest::routes(config);
    crate::identity::audit::rest::routes(config);
    crate::exchange::updates::rest::routes(config);
    crate::exchange::items::rest::routes(config);
    crate::exchange::items::comments::rest::routes(config);
    crate::exchange::items::revisions::rest::routes(config);
    crate::exchange::items::glass::rest::routes(config);
    crate::exchange::items::item_access::rest::routes(config);
    crate::exchange::items::preview::rest::routes(config);
    crate::exchange::items::proposals::rest::routes(config);
    crate::identity::accounts::rest::routes(config);
    crate::identity::sessions::rest::routes(config);
    crate::network::experts::rest::routes(config);
    crate::network::focal_points::rest::routes(config);
    crate::partners::changes::rest::routes(config);
    crate::partners::export::rest::routes(config);
}
