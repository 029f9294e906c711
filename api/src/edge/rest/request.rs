//! Who is asking: from the `Authorization` header to a context.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use crate::access::{Actor, By, load_actor};
use crate::authn::tokens;
use crate::ctx::{Caller, Ctx, World, request_id};
use crate::edge::accepted::accepted;
use crate::edge::browser::kept_language;
use crate::edge::client_address::client_address;
use crate::error::{Code, Error, Result};

impl FromRequest for Ctx {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { context(&request).await })
    }
}

/// Where GraphQL is.
const GRAPHQL: &str = "/graphql";

/// The context of a request: nobody without a token; 401 with one that does not count. Where it was
/// found out before, it is not asked again.
pub async fn context(request: &HttpRequest) -> Result<Ctx> {
    if let Some(known) = request.extensions().get::<Ctx>() {
        return Ok(known.clone());
    }
    let world = world(request)?;
    let actor = match bearer(request)? {
        None => Actor::nobody(),
        Some(token) => signed_in(&world, &token).await.map_err(Error::of_the_token)?,
    };
    let ctx = Ctx {
        request_id: request_id::current(),
        languages: languages(request),
        caller: caller(request),
        ..Ctx::new(&world, actor)
    };
    // Over GraphQL, what is asked tells whether it writes.
    let writes = !request.method().is_safe() && request.path() != GRAPHQL;
    Ok(if writes { ctx.writing() } else { ctx })
}

/// The actor of an access token.
pub async fn signed_in(world: &Arc<World>, token: &str) -> Result<Actor> {
    let bearer = tokens::check(world, token).await?;
    actor_of(world, &bearer).await
}

/// The actor of what an access token says.
pub async fn actor_of(world: &World, bearer: &tokens::Bearer) -> Result<Actor> {
    let found = load_actor(world.database.reader(), By::Session(bearer.session), world.clock.now()).await?;
    found
        .filter(|actor| actor.expert().or(actor.partner()) == Some(bearer.subject))
        .ok_or_else(|| Error::new(Code::SessionEnded, "The session has ended; sign in again."))
}

/// A context for requests that are nobody's by their nature: signing in, health.
pub fn respond_to_nobody(request: &HttpRequest) -> Result<Ctx> {
    let world = world(request)?;
    let mut ctx = Ctx::new(&world, Actor::nobody());
    ctx.request_id = request_id::current();
    ctx.languages = languages(request);
    ctx.caller = caller(request);
    Ok(ctx)
}

fn caller(request: &HttpRequest) -> Caller {
    let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok());
    Caller { address: client_address(request), user_agent: agent.map(|text| text.chars().take(200).collect()) }
}

fn world(request: &HttpRequest) -> Result<Arc<World>> {
    request
        .app_data::<web::Data<World>>()
        .map(|data| Arc::clone(data))
        .ok_or_else(|| Error::internal("the server was built without a world"))
}

fn bearer(request: &HttpRequest) -> Result<Option<String>> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
    });
    token.map(Some).ok_or_else(|| Error::new(Code::Unauthenticated, "Send `Authorization: Bearer <access token>`."))
}

/// Languages asked for: `lang=`, on pages what was chosen there before, then `Accept-Language` (RFC 9110
/// §12.5.4), best first, each followed by its primary tag.
pub fn languages(request: &HttpRequest) -> Vec<String> {
    languages_of(request, None)
}

/// The same for somebody who is signed in, and has said which language is `own` to them: it goes after what was chosen
/// and before what the browser asks for.
pub fn languages_of(request: &HttpRequest, own: Option<&str>) -> Vec<String> {
    let mut parameters = form_urlencoded::parse(request.query_string().as_bytes());
    let chosen = parameters.find(|(name, _)| name == "lang").map(|(_, lang)| lang.into_owned());
    let accepted = accepted(request.headers(), &header::ACCEPT_LANGUAGE).into_iter();
    let accepted = accepted.filter(|(tag, weight)| *weight > 0 && *tag != "*").map(|(tag, _)| tag.to_owned());
    let mut tags: Vec<String> = Vec::new();
    let own = own.map(str::to_owned);
    for tag in chosen.into_iter().chain(kept_language(request)).chain(own).chain(accepted) {
        let primary = tag.split('-').next().map(str::to_owned);
        for tag in std::iter::once(tag).chain(primary) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
    }
    tags
}
