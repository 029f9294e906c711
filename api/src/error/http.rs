//! The error as HTTP tells it: RFC 9457 `application/problem+json`.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Error, readers_language};
use crate::ctx::request_id;

/// A problem (RFC 9457).
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Address of the code's documentation.
    #[schema(example = "/reference/errors#NOT_FOUND")]
    pub r#type: String,
    /// One line for people, the same for every problem of this code, in the language asked for
    /// where the catalogue has it.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// What was wrong this time, and what to do.
    pub detail: String,
    /// The code; the list is open, so clients must expect new ones.
    #[schema(example = "NOT_FOUND")]
    pub code: &'static str,
    /// Names this request in the server's log.
    pub request_id: String,
    /// What is wrong with single fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
}

/// What is wrong with one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer (RFC 6901) into the body, or `?name` for a query parameter.
    pub pointer: String,
    /// The code.
    pub code: &'static str,
    /// What was wrong, and what is accepted.
    pub detail: String,
}

impl Problem {
    /// The problem that an error is.
    pub fn of(error: &Error) -> Self {
        let code = error.code();
        Self {
            r#type: format!("/reference/errors#{}", code.name()),
            title: error.title(),
            status: code.status(),
            detail: error.told(),
            code: code.name(),
            request_id: request_id::current(),
            errors: error
                .field_errors()
                .iter()
                .map(|f| ProblemField { pointer: f.pointer.clone(), code: f.code.name(), detail: f.told() })
                .collect(),
        }
    }
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.code().status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        self.note();
        let mut response = HttpResponse::build(self.status_code());
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response.content_type("application/problem+json");
        response.insert_header((header::CONTENT_LANGUAGE, readers_language().tag()));
        for line in self.rate_headers() {
            response.insert_header(line);
        }
        if let Some(challenge) = self.challenge() {
            response.insert_header((header::WWW_AUTHENTICATE, challenge));
        }
        response.body(serde_json::to_string(&Problem::of(self)).unwrap_or_default())
    }
}
