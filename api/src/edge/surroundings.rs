//! What surrounds every request: its id, its log span, its time limit, what every answer has; what is
//! not found.

use std::time::{Duration, Instant};

use actix_cors::Cors;
use actix_web::body::{BodySize, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{ConnectionType, Method, Version};
use actix_web::middleware::Next;
use actix_web::web::{Data, PathConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use tracing::Instrument;

use super::browser::{Browser, wants_a_page};
use super::openapi::Routes;
use super::rest::languages;
use super::trouble::{bare_frame, page_of};
use crate::ctx::{World, request_id};
use crate::error::{Code, Error};

/// Routes that may wait for something before they answer, and how many seconds.
const WAITING: [(&str, u64); 1] = [("/v1/changes", 30)];

/// Gives each request an id, a span and its numbers in the metrics, and what every answer has.
pub async fn request_scope<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let id = given_id(request.headers()).unwrap_or_else(request_id::fresh);
    let route = request.match_pattern().unwrap_or_else(|| "unmatched".to_owned());
    let (method, version) = (request.method().clone(), request.version());
    if method == Method::HEAD {
        // HEAD is GET without the body (RFC 9110 §9.3.2), which the encoder leaves out.
        request.head_mut().method = Method::GET;
    }
    let span = tracing::info_span!("request", id, %method, route);
    let began = Instant::now();
    let mut handled =
        request_id::scope(id.clone(), languages(request.request()), next.call(request)).instrument(span.clone()).await;
    let status = match &mut handled {
        Ok(response) => {
            finish(response.headers_mut(), &id);
            if version < Version::HTTP_11 {
                without_chunks(response);
            }
            response.status()
        }
        // What came too late is an answer as well, and is made by whoever takes the error.
        Err(error) => {
            error.add_response_mapper(move |mut response| {
                finish(response.headers_mut(), &id);
                response
            });
            error.as_response_error().status_code()
        }
    };
    let status = status.as_u16();
    let labels = [("route", route), ("method", label(&method).to_owned()), ("status", status.to_string())];
    metrics::histogram!("focalpoint_request_seconds", &labels).record(began.elapsed().as_secs_f64());
    metrics::counter!("focalpoint_requests_total", &labels).increment(1);
    span.in_scope(|| {
        tracing::info!(status, ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX), "answered")
    });
    handled
}

/// A client of HTTP/1.0 knows no chunks: what has no length ends with its connection (RFC 9112 §6.1, §6.3).
fn without_chunks<B: MessageBody>(response: &mut ServiceResponse<B>) {
    let answer = response.response_mut();
    if matches!(answer.body().size(), BodySize::Stream) {
        answer.head_mut().no_chunking(true);
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
}

/// Ends what takes too long.
pub async fn time_limit<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let seconds = request.app_data::<Data<World>>().map_or(30, |world| world.config.request_seconds);
    let frame = bare_frame(request.request());
    let seconds = seconds + WAITING.iter().find(|(path, _)| *path == request.path()).map_or(0, |(_, seconds)| *seconds);
    match tokio::time::timeout(Duration::from_secs(seconds), next.call(request)).await {
        Ok(result) => result,
        // Rendered here, where it is known whose request it was.
        Err(_) => {
            let error = too_late();
            let answer = match frame {
                Some(frame) => {
                    error.note();
                    page_of(frame, &error)
                }
                None => error.error_response(),
            };
            Err(InternalError::from_response("a request took too long", answer).into())
        }
    }
}

/// What answers instead of a handler that takes too long.
pub fn too_late() -> Error {
    Error::new(
        Code::Timeout,
        "It took too long. Ask for less; and before you repeat what writes, look whether it was done, or repeat it under the same Idempotency-Key.",
    )
}

/// The method as the metrics name it: what a stranger makes up must not become a label.
fn label(method: &Method) -> &'static str {
    const KNOWN: [&str; 9] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    KNOWN.into_iter().find(|known| *known == method.as_str()).unwrap_or("OTHER")
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

/// What every answer has, whoever made it.
fn finish(headers: &mut HeaderMap, id: &str) {
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
    for (name, value) in SECURITY {
        let name = HeaderName::from_static(name);
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    let coded = headers.contains_key(header::CONTENT_ENCODING);
    // One tag must not stand for two sequences of bytes (RFC 9110 §8.8.3), the plain and the compressed.
    let weak = headers.get(header::ETAG).filter(|_| coded).and_then(|tag| tag.to_str().ok());
    if let Some(Ok(weak)) =
        weak.filter(|tag| !tag.starts_with("W/")).map(|tag| HeaderValue::from_str(&format!("W/{tag}")))
    {
        headers.insert(header::ETAG, weak);
    }
    let varies =
        |line: &HeaderValue| line.to_str().is_ok_and(|line| line.to_ascii_lowercase().contains("accept-encoding"));
    let has_body = headers.contains_key(header::CONTENT_TYPE) || headers.contains_key(header::ETAG);
    if has_body && !headers.get_all(header::VARY).any(varies) {
        headers.append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
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

/// An id in a path that is no id names nothing: the same 404 as for one that does not exist.
pub fn path_errors() -> PathConfig {
    PathConfig::default().error_handler(|_, _| Error::not_found().into())
}

/// Addresses that are no operations and take forms.
const FORMS: &[&str] = &[
    "/sign-in",
    "/reset",
    "/reset/{token}",
    "/address/{token}",
    "/invitation/{token}",
    "/secret/{token}",
    "/proposal/{id}",
    "/access-request/{id}",
];
/// Addresses that are no operations and take only POST.
const POSTS: &[&str] = &["/sign-out", "/session/token"];

/// What went wrong before any handler had the request: a page for people, a problem for programs.
pub async fn told(request: &HttpRequest, error: &Error) -> HttpResponse {
    if !wants_a_page(request) {
        return error.error_response();
    }
    match (Browser::extract(request).await, bare_frame(request)) {
        (Ok(browser), _) => browser.trouble(error),
        (Err(unknown), Some(frame)) => {
            unknown.note();
            page_of(frame, &unknown)
        }
        (Err(unknown), None) => unknown.error_response(),
    }
}

/// No such address (a page for people, a problem for programs); or not with that method, and which it
/// takes.
pub async fn nothing_here(request: HttpRequest, routes: Data<Routes>) -> HttpResponse {
    let Some(template) = request.resource_map().match_pattern(request.path()) else {
        return told(&request, &Error::not_found()).await;
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
