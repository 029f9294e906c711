//! What surrounds every request: its id, its log span, its time limit; what is not found.

use std::time::{Duration, Instant};

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{Data, PathConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use tracing::Instrument;

use crate::ctx::{World, request_id};
use crate::error::{Code, Error};

/// Routes that may wait for something before they answer, and how many seconds.
const WAITING: [(&str, u64); 1] = [("/v1/changes", 30)];

/// Gives each request an id, a span, a time limit and its numbers in the metrics.
pub async fn request_scope<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = request_id::new();
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let method = request.method().clone();
    if method == Method::HEAD {
        // HEAD is GET without the body (RFC 9110 §9.3.2), which the encoder leaves out.
        request.head_mut().method = Method::GET;
    }
    let span = tracing::info_span!("request", id, %method, route);
    let seconds = request.app_data::<Data<World>>().map_or(30, |world| world.config.request_seconds);
    let seconds = seconds + WAITING.iter().find(|(path, _)| *path == route).map_or(0, |(_, seconds)| *seconds);
    let began = Instant::now();
    let handled = request_id::scope(id.clone(), async move {
        match tokio::time::timeout(Duration::from_secs(seconds), next.call(request)).await {
            Ok(result) => result,
            Err(_) => Err(Error::new(Code::Timeout, "It took too long; ask for less, or try again later.").into()),
        }
    })
    .instrument(span.clone())
    .await;
    let mut response = handled?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let status = response.status().as_u16();
    let labels = [("route", route), ("method", method.to_string()), ("status", status.to_string())];
    metrics::histogram!("focalpoint_request_seconds", &labels).record(began.elapsed().as_secs_f64());
    metrics::counter!("focalpoint_requests_total", &labels).increment(1);
    span.in_scope(|| {
        tracing::info!(status, ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), "answered")
    });
    Ok(response)
}

/// Other origins whose scripts may call: none unless configured.
pub fn cors(origins: &[String]) -> Cors {
    origins
        .iter()
        .fold(Cors::default(), |cors, origin| cors.allowed_origin(origin))
        .allow_any_method()
        .allow_any_header()
        .expose_any_header()
        .max_age(600)
}

/// An id in a path that is no id names nothing: the same 404 as for one that does not exist.
pub fn path_errors() -> PathConfig {
    PathConfig::default().error_handler(|_, _| Error::not_found().into())
}

/// No such address, or not with that method.
pub async fn nothing_here(request: HttpRequest) -> HttpResponse {
    let _ = request;
    Error::not_found().error_response()
}
