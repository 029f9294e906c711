//! What surrounds every request: its id, its log span, its time limit; what is not found.

use std::time::{Duration, Instant};

use actix_web::error::InternalError;
use actix_web::middleware::DefaultHeaders;

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{Data, PathConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use tracing::Instrument;

use super::browser::Browser;
use super::openapi::Routes;
use super::rest::languages;
use crate::ctx::{World, request_id};
use crate::error::{Code, Error};

/// Routes that may wait for something before they answer, and how many seconds.
const WAITING: [(&str, u64); 1] = [("/v1/changes", 30)];

/// Gives each request an id, a span, a time limit and its numbers in the metrics.
pub async fn request_scope<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = given_id(request.headers()).unwrap_or_else(request_id::fresh);
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
    let handled = request_id::scope(id.clone(), languages(request.request()), async move {
        match tokio::time::timeout(Duration::from_secs(seconds), next.call(request)).await {
            Ok(result) => result,
            Err(_) => Err(too_late().into()),
        }
    })
    .instrument(span.clone())
    .await;
    let mut response = handled?;
    name(response.headers_mut(), &id);
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

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id that a client or a proxy gave the request, if it is fit for log and ledger.
fn given_id(headers: &HeaderMap) -> Option<String> {
    let given = headers.get(REQUEST_ID)?.to_str().ok()?;
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ((8..=64).contains(&given.len()) && given.chars().all(fit)).then(|| given.to_owned())
}

fn name(headers: &mut HeaderMap, id: &str) {
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
}

/// What answers instead of a handler that takes too long: whole, since nothing outside adds to it.
fn too_late() -> InternalError<&'static str> {
    let mut response =
        Error::new(Code::Timeout, "It took too long; ask for less, or try again later.").error_response();
    for (header, value) in SECURITY {
        response.headers_mut().insert(HeaderName::from_static(header), HeaderValue::from_static(value));
    }
    name(response.headers_mut(), &request_id::current());
    InternalError::from_response("a request took too long", response)
}

/// What browsers are told on every answer; pages say more in their own policy.
const SECURITY: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("strict-transport-security", "max-age=31536000"),
];

/// The security headers, where an answer does not have its own.
pub fn security_headers() -> DefaultHeaders {
    SECURITY.into_iter().fold(DefaultHeaders::new(), DefaultHeaders::add)
}

/// An id in a path that is no id names nothing: the same 404 as for one that does not exist.
pub fn path_errors() -> PathConfig {
    PathConfig::default().error_handler(|_, _| Error::not_found().into())
}

/// Addresses that are no operations and take forms.
const FORMS: &[&str] =
    &["/sign-in", "/reset", "/reset/{token}", "/address/{token}", "/invitation/{token}", "/secret/{token}"];
/// Addresses that are no operations and take only POST.
const POSTS: &[&str] = &["/sign-out", "/session/token"];

/// No such address (a page for people, a problem for programs); or not with that method, and which it
/// takes.
pub async fn nothing_here(request: HttpRequest, routes: Data<Routes>) -> HttpResponse {
    let Some(template) = request.resource_map().match_pattern(request.path()) else {
        let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        return match accepts.contains("text/html") {
            true => match Browser::extract(&request).await {
                Ok(browser) => browser.trouble(&Error::not_found()),
                Err(error) => error.error_response(),
            },
            false => Error::not_found().error_response(),
        };
    };
    let mut methods = routes.methods(&template);
    match template.as_str() {
        "/graphql" => methods.extend(["GET".to_owned(), "POST".to_owned()]),
        page if POSTS.contains(&page) => methods.push("POST".to_owned()),
        page if FORMS.contains(&page) => methods.extend(["GET".to_owned(), "POST".to_owned()]),
        _ if methods.is_empty() => methods.push("GET".to_owned()),
        _ => {}
    }
    takes_only(request.method(), methods)
}

/// What an address answers to a method that it does not take: which it takes (RFC 9110 §15.5.6), and
/// to OPTIONS just that.
pub fn takes_only(method: &Method, mut methods: Vec<String>) -> HttpResponse {
    if methods.iter().any(|m| m == "GET") {
        methods.push("HEAD".to_owned());
    }
    methods.push("OPTIONS".to_owned());
    let allow = methods.join(", ");
    let mut response = match *method == Method::OPTIONS {
        true => HttpResponse::NoContent().finish(),
        false => {
            let detail = format!("{method} is not taken here; this address takes {allow}.");
            Error::new(Code::MethodNotAllowed, detail).error_response()
        }
    };
    if let Ok(value) = HeaderValue::from_str(&allow) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}
