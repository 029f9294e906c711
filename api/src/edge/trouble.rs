//! What goes wrong at one of our pages, told on a page: a person at a browser is shown no problem that is meant for
//! programs. Nothing here asks the database, which may be what does not answer.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};

use super::browser::{address, is_door, wants_a_page};
use super::pages::{Frame, Message, respond};
use super::rest::languages;
use crate::ctx::request_id;
use crate::error::{Code, Error};
use crate::texts::Language;

/// Head and foot of a page that knows nothing of network and reader, where a person asks for a page; none for
/// programs, and at the doors.
pub fn bare_frame(request: &HttpRequest) -> Option<Frame> {
    let frame = || {
        let language = Language::first_of(languages(request));
        Frame::new("Focalpoint", None, "").told(language, address(request))
    };
    (wants_a_page(request) && !is_door(request)).then(frame)
}

/// What went wrong, as a page.
pub fn page_of(frame: Frame, error: &Error) -> HttpResponse {
    let status = StatusCode::from_u16(error.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let text = match error.code() {
        // What is told to programs is about keys and calls.
        Code::Unavailable | Code::Timeout => {
            frame.t("Try again in a minute. If you had sent something, look first whether it arrived.").to_owned()
        }
        _ => error.told(),
    };
    let page = match error.code() {
        Code::NotFound => Message::not_found(frame),
        code => {
            Message::told(frame, error.title(), text).over(&code.status().to_string()).request_id(request_id::current())
        }
    };
    let mut response = respond(status, &page);
    for (name, value) in error.rate_headers() {
        if let Ok(value) = header::HeaderValue::from_str(&value) {
            response.headers_mut().insert(header::HeaderName::from_static(name), value);
        }
    }
    response
}

/// An error that a page's handler gave back, or that kept it from running, as a page.
pub async fn told_to_people<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let frame = bare_frame(request.request());
    let answer = next.call(request).await?;
    let failed = answer.response().error().and_then(|error| error.as_error::<Error>());
    match frame.zip(failed) {
        Some((frame, error)) => {
            let page = page_of(frame, error);
            Ok(answer.into_response(page).map_into_right_body())
        }
        None => Ok(answer.map_into_left_body()),
    }
}
