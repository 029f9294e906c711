//! GraphQL over HTTP: one request in, one answer out, errors masked and coded in one place.

use actix_web::http::header::{self, HeaderMap};
use actix_web::web::{Bytes, Data, ServiceConfig, resource};
use actix_web::{HttpRequest, HttpResponse, web};
use async_graphql::parser::types::OperationType;
use async_graphql::{Request, Response, ServerError, Variables};
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::documents::{Answering, parsed};
use super::limits;
use super::loaders::Loaders;
use super::open::is_nobodys;
use super::schema::Schema;
use super::{values, wording};
use crate::ctx::request_id;
use crate::edge::accepted::accepted;
use crate::edge::rest::{context, respond_to_nobody, whole};
use crate::edge::surroundings::nothing_here;
use crate::error::{Code, Error, Result};
use crate::kit::{long_list, nul};

const GRAPHQL_RESPONSE: &str = "application/graphql-response+json";

/// The routes: POST, and GET for queries.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        resource("/graphql")
            .route(web::get().to(get))
            .route(web::post().to(post))
            .default_service(web::to(nothing_here)),
    );
}

/// The envelope of a request. Standards say to ignore members that are not known.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope {
    query: Option<String>,
    operation_name: Option<String>,
    #[serde(default)]
    variables: Option<Json>,
    #[serde(default)]
    extensions: Option<Json>,
}

async fn post(request: HttpRequest, schema: Data<Schema>, body: Result<Bytes, actix_web::Error>) -> HttpResponse {
    let Some(media) = answer_media(request.headers()) else {
        return not_acceptable();
    };
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (essence, charset) = kind.split_once(';').unwrap_or((kind, ""));
    let utf8 = !charset.to_ascii_lowercase().contains("charset") || charset.to_ascii_lowercase().contains("utf-8");
    if !essence.trim().eq_ignore_ascii_case("application/json") || !utf8 {
        let error = Error::new(Code::UnsupportedMediaType, "Send `Content-Type: application/json` in UTF-8.");
        return refused(media, &error);
    }
    let body = match whole(body) {
        Ok(body) => body,
        Err(error) => return refused(media, &error),
    };
    let envelope = match serde_json::from_slice::<Json>(&body) {
        Ok(Json::Array(_)) => {
            Err(Error::new(Code::BatchRefused, "Batches of queries are not taken; send one query a request."))
        }
        Ok(value) => serde_json::from_value::<Envelope>(value)
            .map_err(|error| Error::new(Code::BadRequest, format!("The request is no GraphQL request: {error}"))),
        Err(_) => Err(Error::new(Code::BadRequest, "The body is no JSON.")),
    };
    answer(&request, &schema, media, envelope, false).await
}

async fn get(request: HttpRequest, schema: Data<Schema>) -> HttpResponse {
    let Some(media) = answer_media(request.headers()) else {
        return not_acceptable();
    };
    let mut envelope = Envelope { query: None, operation_name: None, variables: None, extensions: None };
    let mut wrong = None;
    for (name, value) in form_urlencoded::parse(request.query_string().as_bytes()) {
        match name.as_ref() {
            "query" => envelope.query = Some(value.into_owned()),
            "operationName" => envelope.operation_name = Some(value.into_owned()).filter(|v| !v.is_empty()),
            "variables" | "extensions" if value.is_empty() => {}
            "variables" | "extensions" => match serde_json::from_str(&value) {
                Ok(json) if name == "variables" => envelope.variables = Some(json),
                Ok(json) => envelope.extensions = Some(json),
                Err(_) => wrong = Some(Error::bad_field(format!("/{name}"), "This is no JSON.")),
            },
            _ => {}
        }
    }
    let envelope = wrong.map_or(Ok(envelope), Err);
    answer(&request, &schema, media, envelope, true).await
}

async fn answer(
    request: &HttpRequest,
    schema: &Schema,
    media: &'static str,
    envelope: Result<Envelope>,
    only_query: bool,
) -> HttpResponse {
    let (mut prepared, mut answering) = match envelope.and_then(|e| prepare(e, only_query)) {
        Ok(prepared) => prepared,
        Err(error) => return refused(media, &error),
    };
    let asked = match is_nobodys(&mut prepared) {
        true => respond_to_nobody(request),
        false => context(request).await,
    };
    let ctx = match asked {
        Ok(ctx) => ctx,
        Err(error) => return refused(media, &error),
    };
    let ctx = if answering.is_of_mutation() { ctx.writing() } else { ctx };
    let loaders = Loaders::new(&ctx);
    let response = schema.execute(prepared.data(ctx).data(loaders)).await;
    written(media, answering.arrange(response))
}

fn no_nul() -> Error {
    Error::new(Code::BadRequest, "A text has the character NUL in it; no text may.")
}

/// A request that keeps to the limits, over HTTP as over a socket, and what is done with its answers.
pub(super) fn prepare(envelope: Envelope, only_query: bool) -> Result<(Request, Answering)> {
    let object = |value: Option<Json>, name: &str| match value {
        None | Some(Json::Null) => Ok(None),
        Some(object @ Json::Object(_)) => Ok(Some(object)),
        Some(_) => Err(Error::bad_field(format!("/{name}"), "This must be an object.")),
    };
    let variables = object(envelope.variables, "variables")?;
    object(envelope.extensions, "extensions")?;
    if let Some(pointer) = variables.as_ref().and_then(long_list::longer_list) {
        return Err(Error::bad_field(format!("/variables{pointer}"), long_list::too_long()));
    }
    let query = envelope.query.ok_or_else(|| Error::bad_field("/query", "There is no query."))?;
    if query.len() > limits::BYTES {
        return Err(Error::new(Code::TooLarge, format!("A document has at most {} bytes.", limits::BYTES)));
    }
    if nul::is_in_escaped(query.as_bytes()) || variables.as_ref().is_some_and(nul::is_in_json) {
        return Err(no_nul());
    }
    let parsed = parsed(&query)?;
    let name = envelope.operation_name;
    if only_query && limits::kind(&parsed.document, name.as_deref()).is_some_and(|kind| kind != OperationType::Query) {
        return Err(Error::new(Code::MethodNotAllowed, "GET takes queries only; send mutations by POST."));
    }
    let variables = Variables::from_json(variables.unwrap_or_default());
    values::check(&parsed.document, name.as_deref(), &variables)?;
    let (document, answering) = parsed.into_run(name.as_deref());
    let mut request = Request::new(query);
    request.set_parsed_query(document);
    if let Some(name) = name {
        request = request.operation_name(name);
    }
    Ok((request.variables(variables), answering))
}

/// The media type of the answer, by `Accept` (GraphQL over HTTP §6): JSON where the client does not say.
fn answer_media(headers: &HeaderMap) -> Option<&'static str> {
    if !headers.contains_key(header::ACCEPT) {
        return Some("application/json");
    }
    let wanted = accepted(headers, &header::ACCEPT).into_iter().filter(|(_, weight)| *weight > 0);
    let mut ours = wanted.filter_map(|(media, _)| match media.to_ascii_lowercase().as_str() {
        GRAPHQL_RESPONSE => Some(GRAPHQL_RESPONSE),
        "application/json" | "*/*" | "application/*" => Some("application/json"),
        _ => None,
    });
    ours.next()
}

fn not_acceptable() -> HttpResponse {
    HttpResponse::from_error(Error::new(
        Code::NotAcceptable,
        format!("Accept `{GRAPHQL_RESPONSE}` or `application/json`."),
    ))
}

/// A request that was refused before it ran: no `data` in the answer.
fn refused(media: &'static str, error: &Error) -> HttpResponse {
    let status = status_of_refusal(media, error.code());
    let body = json!({ "errors": [error_of(error)] });
    let mut response = HttpResponse::build(status);
    for line in error.rate_headers() {
        response.insert_header(line);
    }
    if error.code().status() == 405 {
        response.insert_header((header::ALLOW, "POST"));
    }
    if let Some(challenge) = error.challenge() {
        response.insert_header((header::WWW_AUTHENTICATE, challenge));
    }
    response.content_type(with_charset(media)).insert_header((header::CACHE_CONTROL, "no-store")).body(body.to_string())
}

/// A well-formed request that cannot be run is 200 for clients of `application/json`, who would
/// take another status for the answer of a proxy; 401, 405, 413, 415 and 429 speak for themselves.
fn status_of_refusal(media: &str, code: Code) -> actix_web::http::StatusCode {
    let status = match (media, code) {
        (
            "application/json",
            Code::QueryInvalid
            | Code::QueryTooDeep
            | Code::QueryTooComplex
            | Code::TooManyAliases
            | Code::TooManyDirectives,
        ) => 200,
        (_, code) => code.status(),
    };
    actix_web::http::StatusCode::from_u16(status).unwrap_or(actix_web::http::StatusCode::BAD_REQUEST)
}

fn written(media: &'static str, response: Response) -> HttpResponse {
    let ran = has_run(&response);
    let status = if ran || media == "application/json" { 200 } else { 400 };
    let body = body_of(&response);
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or(actix_web::http::StatusCode::OK);
    HttpResponse::build(status)
        .content_type(with_charset(media))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Authorization, Accept-Language, Accept"))
        .body(body)
}

/// Whether a request ran: an error without a path was found before (validation, variables, operation
/// name).
pub(super) fn has_run(response: &Response) -> bool {
    response.errors.iter().all(|error| !error.path.is_empty())
}

/// What went wrong, as a client reads it.
pub(super) fn errors_of(response: &Response) -> Json {
    response.errors.iter().map(masked).collect()
}

/// The answer as a client reads it, in JSON. The data are written as they stand: by way of a JSON
/// value, fields would lose their order.
pub(super) fn body_of(response: &Response) -> String {
    let mut members = Vec::new();
    if !response.errors.is_empty() {
        members.push(format!("\"errors\":{}", errors_of(response)));
    }
    if has_run(response) {
        let data = serde_json::to_string(&response.data).unwrap_or_else(|_| "null".to_owned());
        members.push(format!("\"data\":{data}"));
    }
    format!("{{{}}}", members.join(","))
}

/// The one place where what went wrong in a resolver becomes what a client reads: our own errors
/// keep code and detail; anything else with a source would leak its text and is masked.
fn masked(error: &ServerError) -> Json {
    let path = (!error.path.is_empty()).then(|| serde_json::to_value(&error.path).unwrap_or_default());
    let locations = (!error.locations.is_empty()).then(|| serde_json::to_value(&error.locations).unwrap_or_default());
    if let Some(ours) = error.source::<Error>() {
        return error_json(ours, path, locations);
    }
    let invalid = match &error.source {
        None => Error::new(Code::QueryInvalid, error.message.clone()),
        Some(_) => Error::internal(&error.message),
    };
    error_json(&invalid, path, locations)
}

/// An error of ours that has no place in an answer.
pub(super) fn error_of(error: &Error) -> Json {
    error_json(error, None, None)
}

fn error_json(error: &Error, path: Option<Json>, locations: Option<Json>) -> Json {
    error.note();
    let fields: Vec<Json> = error
        .field_errors()
        .iter()
        .map(|f| json!({ "pointer": wording::pointer(f), "code": f.code.name(), "detail": wording::detail(f) }))
        .collect();
    let mut extensions = json!({ "code": error.code().name(), "requestId": request_id::current() });
    if let (false, Some(map)) = (fields.is_empty(), extensions.as_object_mut()) {
        map.insert("errors".to_owned(), Json::Array(fields));
    }
    if let (Some(seconds), Some(map)) = (error.retry_after_seconds(), extensions.as_object_mut()) {
        map.insert("retryAfter".to_owned(), seconds.into());
    }
    let mut out = json!({ "message": wording::message(error), "extensions": extensions });
    if let Some(map) = out.as_object_mut() {
        map.extend(locations.map(|l| ("locations".to_owned(), l)));
        map.extend(path.map(|p| ("path".to_owned(), p)));
    }
    out
}

fn with_charset(media: &'static str) -> &'static str {
    match media {
        GRAPHQL_RESPONSE => "application/graphql-response+json; charset=utf-8",
        _ => "application/json; charset=utf-8",
    }
}
