//! What a writing handler takes: who asks, then the body.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use serde::de::DeserializeOwned;

use super::plain::in_plain_words;
use super::repeated::keyed;
use super::request::{context, respond_to_nobody};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::kit::objects::Objects;
use crate::kit::{long_list, nul};

/// A context, the JSON body and the conditions of a request that writes. Who is asking is answered
/// before the body is read.
pub struct Write<T> {
    ctx: Ctx,
    input: T,
    if_match: Option<String>,
}

impl<T> Write<T> {
    /// The context and the input.
    pub fn parts(self) -> (Ctx, T) {
        (self.ctx, self.input)
    }

    /// The revision in `If-Match`, as [`revision_in`] reads it.
    pub fn if_match(&self) -> Result<Option<i32>> {
        revision_in(self.if_match.as_deref())
    }
}

/// The same for requests that are nobody's by their nature (signing in, refreshing): an access token
/// that comes along is not looked at, since it may have run out.
pub struct Open<T> {
    ctx: Ctx,
    input: T,
}

impl<T> Open<T> {
    /// The context and the input.
    pub fn parts(self) -> (Ctx, T) {
        (self.ctx, self.input)
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Open<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let body = Bytes::from_request(&request, payload);
        Box::pin(async move {
            let ctx = respond_to_nobody(&request)?;
            is_json(&request)?;
            let input = json(&whole(body.await)?)?;
            Ok(Self { ctx, input })
        })
    }
}

/// The revision in an `If-Match`; `*` and nothing are none. Only the first part is compared, since
/// the rest depends on the reader; a `W/` that a proxy put on is forgiven.
pub fn revision_in(if_match: Option<&str>) -> Result<Option<i32>> {
    let Some(tag) = if_match.map(str::trim).filter(|t| *t != "*") else {
        return Ok(None);
    };
    let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
    let revision = tag.split('.').next().and_then(|r| r.parse().ok());
    revision.map(Some).ok_or_else(|| Error::bad_field("If-Match", "Send the ETag you read, like \"3.Zk1x0dQ\"."))
}

impl<T: DeserializeOwned + 'static> FromRequest for Write<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let body = Bytes::from_request(&request, payload);
        Box::pin(async move {
            let (ctx, input) = framed(&request, body, is_json, |(), body| Ok((json(body)?, true))).await?;
            let if_match = request.headers().get(header::IF_MATCH).and_then(|v| v.to_str().ok()).map(str::to_owned);
            Ok(Self { ctx, input, if_match })
        })
    }
}

/// The frame of every request that writes: who is asking comes before what form the body has, and both
/// before the body is read; then whether it was answered before, where it makes something.
pub(crate) async fn framed<F, T>(
    request: &HttpRequest,
    body: impl Future<Output = Result<Bytes, actix_web::Error>>,
    form: impl FnOnce(&HttpRequest) -> Result<F>,
    read: impl FnOnce(F, &Bytes) -> Result<(T, bool)>,
) -> Result<(Ctx, T)> {
    let mut ctx = context(request).await?;
    ctx.signed_in()?;
    let form = form(request)?;
    let body = whole(body.await)?;
    let (input, makes) = read(form, &body)?;
    if makes {
        keyed(&mut ctx, request, &body).await?;
    }
    Ok((ctx, input))
}

pub(crate) fn whole(body: Result<Bytes, actix_web::Error>) -> Result<Bytes> {
    body.map_err(|error| match error.as_response_error().status_code().as_u16() {
        413 => Error::new(Code::TooLarge, "The body is larger than this server takes."),
        _ => Error::new(Code::BadRequest, "The body did not arrive whole."),
    })
}

/// `application/json`, for PATCH also `application/merge-patch+json` (RFC 7396).
fn is_json(request: &HttpRequest) -> Result<()> {
    let empty = request.headers().get(header::CONTENT_LENGTH).is_none_or(|length| length == "0");
    let patches = *request.method() == Method::PATCH;
    match request.content_type().to_ascii_lowercase().as_str() {
        "application/json" => Ok(()),
        "application/merge-patch+json" if patches => Ok(()),
        // A call without a body has no media type.
        "" if empty && !request.headers().contains_key(header::TRANSFER_ENCODING) => Ok(()),
        other => Err(Error::new(
            Code::UnsupportedMediaType,
            format!("Send `Content-Type: application/json`; `{other}` is not accepted here."),
        )),
    }
}

/// Reads a JSON body; what is wrong is pointed at.
pub(crate) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    // A call without a body is one with no fields.
    let body = if body.is_empty() { b"{}" } else { body };
    if nul::is_in_escaped(body) {
        let value = serde_json::from_slice(body).ok();
        let pointer = value.as_ref().and_then(nul::pointer_in).unwrap_or_default();
        return Err(Error::bad_field(pointer, "A text has the character NUL in it; no text may."));
    }
    must_hold_no_long_list(body)?;
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(Objects(&mut deserializer)).map_err(|error| {
        let what = error.inner().to_string();
        // Where a value is wrong the pointer says; line and column are for what is no JSON.
        let what = match error.inner().is_data() {
            true => what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what).to_owned(),
            false => what,
        };
        let mut pointer = String::new();
        for segment in error.path().iter() {
            match segment {
                serde_path_to_error::Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                serde_path_to_error::Segment::Map { key } => pointer.push_str(&format!("/{key}")),
                serde_path_to_error::Segment::Enum { .. } | serde_path_to_error::Segment::Unknown => {}
            }
        }
        // What is missing has no place of its own: it is pointed at where it would stand.
        if let Some(missing) = what.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`')) {
            pointer.push_str(&format!("/{missing}"));
        }
        let code = if what.starts_with("unknown field") { Code::UnknownField } else { Code::BadRequest };
        Error::bad_field(pointer, in_plain_words(what)).with_code(code)
    })?;
    deserializer.end().map_err(|_| Error::new(Code::BadRequest, "There is something after the JSON value."))?;
    Ok(value)
}

/// A list with too many values is at least twice as many bytes long, which few bodies are.
fn must_hold_no_long_list(body: &[u8]) -> Result<()> {
    if body.len() <= 2 * long_list::MOST {
        return Ok(());
    }
    // What is no JSON is refused when it is read.
    let long = serde_json::from_slice(body).ok().and_then(|value| long_list::longer_list(&value));
    long.map_or(Ok(()), |pointer| Err(Error::bad_field(pointer, long_list::too_long())))
}
