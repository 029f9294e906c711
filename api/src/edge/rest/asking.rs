//! What is asked of every documented route before its handler, in the order that is the same
//! everywhere: who is asking (401), then what is wrong with the parameters (400).

use std::collections::BTreeSet;
use std::sync::Arc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpMessage, HttpResponse, ResponseError};

use super::request::context;
use crate::access::Act;
use crate::edge::openapi::{Route, Routes, open_to_nobody};
use crate::edge::surroundings::takes_only;
use crate::error::{Code, Error, Result};
use crate::kit::nearest::nearest;
use crate::kit::page::PageRequest;

/// The middleware. What it finds out about the asker stays with the request.
pub async fn asking<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if let Some(refused) = not_with_that_method(&request) {
        return Ok(request.into_response(refused).map_into_right_body());
    }
    let route = route(&request);
    let mut response = match asked(&request, route.as_deref()).await {
        Ok(()) => next.call(request).await?.map_into_left_body(),
        Err(error) => request.into_response(error.error_response()).map_into_right_body(),
    };
    for (name, value) in route.iter().flat_map(|route| &route.going) {
        response.headers_mut().append(name.clone(), value.clone());
    }
    Ok(response)
}

async fn asked(request: &ServiceRequest, route: Option<&Route>) -> Result<()> {
    // No id or code has a NUL, and PostgreSQL could not even look for it.
    if request.path().contains("%00") {
        return Err(Error::not_found());
    }
    let Some(route) = route else { return Ok(()) };
    if route.act != Act::Authenticate {
        let ctx = context(request.request()).await?;
        if !open_to_nobody(route.act) {
            ctx.signed_in()?;
        }
        request.extensions_mut().insert(ctx);
    }
    parameters(route, request.query_string())
}

/// An address of its own stands before one with a placeholder: `/v1/invitations/batch` is no
/// invitation, whatever the method.
fn not_with_that_method(request: &ServiceRequest) -> Option<HttpResponse> {
    let routes = request.app_data::<Data<Routes>>()?;
    let allowed = routes.methods(request.path());
    let wrong = !allowed.is_empty() && !allowed.iter().any(|method| method == request.method().as_str());
    wrong.then(|| takes_only(request.method(), allowed))
}

fn route(request: &ServiceRequest) -> Option<Arc<Route>> {
    let routes = request.app_data::<Data<Routes>>()?;
    let literal = routes.get(request.path(), request.method());
    literal.or_else(|| routes.get(&request.match_pattern()?, request.method()))
}

/// Every parameter is known, given once, and text.
fn parameters(route: &Route, query: &str) -> Result<()> {
    let mut given = BTreeSet::new();
    let mut page = PageRequest::default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let Some((name, value)) = form_urlencoded::parse(pair.as_bytes()).next() else { continue };
        if !route.query.contains(name.as_ref()) {
            let known: Vec<String> = route.query.iter().cloned().collect();
            let detail =
                format!("The parameter `{name}` is not known here; the nearest are {}.", nearest(&name, &known));
            return Err(Error::bad_field(format!("?{name}"), detail).with_code(Code::UnknownField));
        }
        let replaced = pair.to_ascii_lowercase().contains("%ef%bf%bd") || pair.contains('\u{FFFD}');
        if value.contains('\0') || value.contains('\u{FFFD}') && !replaced {
            return Err(Error::bad_field(format!("?{name}"), "This is no text: it must be UTF-8 without NUL."));
        }
        if !given.insert(name.clone().into_owned()) {
            return Err(Error::bad_field(format!("?{name}"), "Give it once; several values are separated by commas."));
        }
        match name.as_ref() {
            "first" => page.first = value.parse().ok(),
            "sort" => page.sort = Some(value.into_owned()),
            _ => {}
        }
    }
    page.first()?;
    route.sorts.map_or(Ok(()), |keys| page.ordering(keys).map(|_| ()))
}
