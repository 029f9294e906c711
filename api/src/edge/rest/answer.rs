//! What a handler gives: a resource with its ETag, a page with its link, a plain answer.

use actix_web::body::BoxBody;
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, Responder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::params::parameter_name;
use crate::error::Error;
use crate::kit::page::{Page, PageInfo, Paged};
use crate::kit::revisioned::Revisioned;

/// A resource, with `ETag`; 304 where the client has it already.
#[derive(Debug)]
pub struct Tagged<T>(pub T);

/// A resource that was made: 201 with `Location`.
#[derive(Debug)]
pub struct Created<T> {
    location: String,
    made: T,
}

/// A page of a list, with `Link: rel="next"` (RFC 8288).
#[derive(Debug)]
pub struct Listed<T>(pub Page<T>);

/// A page of another shape, with `Link: rel="next"`, too.
#[derive(Debug)]
pub struct Linked<P>(pub P);

/// A plain answer.
#[derive(Debug)]
pub struct Plain<T>(pub T);

/// An answer that holds a secret: nothing on the way keeps it.
pub struct Secret<T>(pub T);

impl<T: Serialize> Responder for Secret<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        HttpResponse::Ok().insert_header((header::CACHE_CONTROL, "no-store")).json(self.0)
    }
}

impl<T> Created<T> {
    /// What was made, and where it is.
    pub fn at(location: String, made: T) -> Self {
        Self { location, made }
    }
}

impl<T: Serialize + Revisioned> Responder for Tagged<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let revision = self.0.revision();
        with_etag(request, &self.0, |hash| format!("\"{revision}.{hash}\""))
    }
}

impl<T: Serialize + Revisioned> Responder for Created<T> {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        match serde_json::to_vec(&self.made) {
            Err(error) => HttpResponse::from_error(Error::internal(error)),
            Ok(body) => HttpResponse::Created()
                .insert_header((header::LOCATION, self.location))
                .insert_header((header::ETAG, format!("\"{}.{}\"", self.made.revision(), short_hash(&body))))
                .insert_header((header::CACHE_CONTROL, "private, no-cache"))
                .content_type("application/json")
                .body(body),
        }
    }
}

impl<T: Serialize> Responder for Listed<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        Linked(self.0).respond_to(request)
    }
}

impl<P: Serialize + Paged> Responder for Linked<P> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = with_etag(request, &self.0, |hash| format!("\"{hash}\""));
        let PageInfo { end_cursor, has_next_page } = self.0.page_info();
        let next = end_cursor.as_ref().filter(|_| *has_next_page);
        if let Some(link) = next.and_then(|cursor| next_link(request, cursor)) {
            response.headers_mut().insert(header::LINK, link);
        }
        response
    }
}

impl<T: Serialize> Responder for Plain<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        with_etag(request, &self.0, |hash| format!("\"{hash}\""))
    }
}

fn with_etag<T: Serialize>(request: &HttpRequest, view: &T, tag: impl FnOnce(&str) -> String) -> HttpResponse {
    let body = match serde_json::to_vec(view) {
        Ok(body) => body,
        Err(error) => return HttpResponse::from_error(Error::internal(error)),
    };
    let tag = tag(&short_hash(&body));
    let known = has_already(request, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::VARY, "Authorization, Accept-Language"));
    if known { response.finish() } else { response.content_type("application/json").body(body) }
}

/// Whether a client that reads has what bears this tag (`If-None-Match`, compared weakly). Who writes
/// is told what became of it, whatever they have.
pub fn has_already(request: &HttpRequest, tag: &str) -> bool {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let lines = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|line| line.to_str().ok());
    let mut known = lines.flat_map(|line| line.split(',')).map(str::trim);
    reads && known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

fn short_hash(body: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(body).into();
    URL_SAFE_NO_PAD.encode(digest.first_chunk::<12>().copied().unwrap_or_default())
}

fn next_link(request: &HttpRequest, cursor: &str) -> Option<HeaderValue> {
    let kept = request.query_string().split('&').filter(|pair| !pair.is_empty() && parameter_name(pair) != "after");
    let query = kept.map(str::to_owned).chain([format!("after={cursor}")]).collect::<Vec<_>>().join("&");
    HeaderValue::from_str(&format!("<{}?{query}>; rel=\"next\"", request.path())).ok()
}
