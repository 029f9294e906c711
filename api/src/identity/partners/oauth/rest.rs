//! The token endpoint. It answers in the words of RFC 6749, not in this API's own.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::form::{self, TokenForm, TokenProblem};
use super::token::{Refusal, Token, TokenRequest, issue_token};
use crate::edge::rest::respond_to_nobody;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(issue_access_token);
}

/// An access token for a partner system's credentials (OAuth 2.0 client credentials, RFC 6749 §4.4).
/// The client authenticates by `Authorization: Basic` or by `client_id` and `client_secret` in the form.
#[utoipa::path(tag = "Partner systems", operation_id = "issue_access_token",
    request_body(content = TokenForm, content_type = "application/x-www-form-urlencoded"),
    security((), ("basic" = [])),
    responses(
        (status = 200, description = "The token.", body = Token),
        (status = 400, description = "The request or the scope is not right.", body = TokenProblem),
        (status = 401, description = "The client is not known, or its secret is wrong or has ended.", body = TokenProblem),
        (status = 429, description = "Too many wrong tries; wait as long as `Retry-After` says.", body = TokenProblem),
        (status = 503, description = "The server cannot do that now; try again after `Retry-After`.", body = TokenProblem),
    ))]
#[post("/oauth/token")]
async fn issue_access_token(request: HttpRequest, body: Result<Bytes, actix_web::Error>) -> HttpResponse {
    let answered = match body {
        Ok(body) => answer(&request, &body).await,
        Err(_) => Err(TokenProblem::request("The body did not arrive whole, or is larger than this server takes.")),
    };
    match answered {
        Ok(token) => unstored(StatusCode::OK).json(token),
        Err(problem) => refused(&problem),
    }
}

async fn answer(request: &HttpRequest, body: &[u8]) -> Result<Token, TokenProblem> {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let asked = form::read(request.content_type(), text(header::AUTHORIZATION), body)?;
    let ctx = respond_to_nobody(request).map_err(Refusal::Failed)?;
    let request = TokenRequest { client_id: asked.client_id, client_secret: asked.client_secret, scope: asked.scope };
    Ok(issue_token(&ctx, request).await?)
}

fn refused(problem: &TokenProblem) -> HttpResponse {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = unstored(status);
    if status == StatusCode::UNAUTHORIZED {
        response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"focalpoint\", charset=\"UTF-8\""));
    }
    for (name, value) in &problem.headers {
        response.insert_header((*name, value.as_str()));
    }
    response.json(problem)
}

fn unstored(status: StatusCode) -> HttpResponseBuilder {
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store")).insert_header((header::PRAGMA, "no-cache"));
    response
}
