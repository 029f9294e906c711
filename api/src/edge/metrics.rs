//! `/metrics` for Prometheus: requests by route template, latency, errors by code, SQL statements.

use std::sync::OnceLock;

use actix_web::http::header;
use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::ctx::World;
use crate::error::Error;
use crate::kit::secret::hash_token;

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(scrape);
}

/// The recorder of this process; installed once.
pub fn install() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    const SECONDS: &[f64] = &[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
    let made = HANDLE.get_or_init(|| {
        let buckets = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), SECONDS);
        buckets.and_then(PrometheusBuilder::install_recorder).map_err(|error| tracing::warn!(%error, "no metrics")).ok()
    });
    made.as_ref()
}

/// From loopback, or with the configured token; for all others there is nothing here.
#[get("/metrics")]
async fn scrape(request: HttpRequest, world: Data<World>) -> Result<HttpResponse, Error> {
    let loopback = request.peer_addr().is_some_and(|peer| peer.ip().is_loopback())
        // Whoever comes through a proxy on this host is not here, too.
        && ["x-forwarded-for", "forwarded"].iter().all(|name| !request.headers().contains_key(*name));
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "));
    let token = world.config.metrics_token.as_ref().zip(given).is_some_and(|(token, given)| {
        // By hashes: how long it takes tells nothing about how much of it was right.
        hash_token(token.reveal()) == hash_token(given)
    });
    let handle = install().filter(|_| loopback || token).ok_or_else(Error::not_found)?;
    let statements = world.database.statements();
    let mut body = handle.render();
    body.push_str(&format!("# HELP focalpoint_sql_statements_total SQL statements sent since the start.\n# TYPE focalpoint_sql_statements_total counter\nfocalpoint_sql_statements_total {statements}\n"));
    body.push_str(
        "# HELP focalpoint_pool_connections Connections to the database.\n# TYPE focalpoint_pool_connections gauge\n",
    );
    for (pool, size, idle) in world.database.pools() {
        let busy = usize::try_from(size).unwrap_or(usize::MAX).saturating_sub(idle);
        body.push_str(&format!("focalpoint_pool_connections{{pool=\"{pool}\",state=\"idle\"}} {idle}\n"));
        body.push_str(&format!("focalpoint_pool_connections{{pool=\"{pool}\",state=\"busy\"}} {busy}\n"));
    }
    // In whole digits, since what is counted is microseconds.
    let skew = world.skew.last();
    let (sign, apart) = (if skew < 0 { "-" } else { "" }, skew.unsigned_abs());
    let (seconds, micros) = (apart / 1_000_000, apart % 1_000_000);
    body.push_str(&format!("# HELP focalpoint_clock_skew_seconds How far the server's clock is ahead of the database's.\n# TYPE focalpoint_clock_skew_seconds gauge\nfocalpoint_clock_skew_seconds {sign}{seconds}.{micros:06}\n"));
    let exports = *world.exports.count().borrow();
    body.push_str(&format!("# HELP focalpoint_exports Exports that are being read.\n# TYPE focalpoint_exports gauge\nfocalpoint_exports {exports}\n"));
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(body))
}
