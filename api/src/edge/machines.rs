//! What machines read: health, keys, contracts.

use std::borrow::Cow;

use actix_web::web::{Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder, get};
use serde_json::json;

use super::graphql::Schema;
use super::packed::Packed;
use crate::ctx::World;
use crate::kit::skew::too_much;

/// Both contracts, printed once.
pub struct Printed {
    /// The OpenAPI document, JSON.
    pub openapi: String,
    /// The SDL.
    pub sdl: String,
}

/// Both as they are served.
pub struct Served {
    openapi: Packed,
    sdl: Packed,
}

impl From<Printed> for Served {
    fn from(printed: Printed) -> Self {
        let packed = |text: String| Packed::new(Cow::Owned(text.into_bytes()));
        Self { openapi: packed(printed.openapi), sdl: packed(printed.sdl) }
    }
}

/// A release changes them, and nobody need wait for that.
const ASK_AGAIN: &str = "public, no-cache";

/// The routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(openapi).service(sdl).service(jwks).service(oauth_metadata).service(healthz).service(readyz);
}

#[get("/openapi.json")]
async fn openapi(request: HttpRequest, contracts: Data<Served>) -> impl Responder {
    contracts.openapi.answer(&request, "application/json", ASK_AGAIN)
}

#[get("/schema.graphql")]
async fn sdl(request: HttpRequest, contracts: Data<Served>) -> impl Responder {
    contracts.sdl.answer(&request, "text/plain; charset=utf-8", ASK_AGAIN)
}

#[get("/.well-known/jwks.json")]
async fn jwks(world: Data<World>) -> impl Responder {
    HttpResponse::Ok().insert_header(("Cache-Control", "public, max-age=240")).json(world.keys.jwks(world.clock.now()))
}

/// Where and how a partner system gets a token (RFC 8414).
#[get("/.well-known/oauth-authorization-server")]
async fn oauth_metadata(world: Data<World>) -> impl Responder {
    let metadata = crate::identity::partners::oauth::metadata(&world);
    HttpResponse::Ok().insert_header(("Cache-Control", "public, max-age=3600")).json(metadata)
}

/// The process answers.
#[get("/healthz")]
async fn healthz() -> impl Responder {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// It can work: the database answers, its schema is this release's, a key signs, and it is as late here as there.
#[get("/readyz")]
async fn readyz(world: Data<World>, _schema: Data<Schema>) -> impl Responder {
    let database = world.database.answers().await;
    let migrations = database && crate::start::schema_is_current(&world.database).await.unwrap_or(false);
    let key = world.keys.with_signing(world.clock.now(), |_| ()).is_ok();
    let skew = if database { world.skew.measure(&world.database, &world.clock).await.ok() } else { None };
    let reason = skew.and_then(too_much);
    let clock = skew.is_some() && reason.is_none();
    let word = |ok: bool| if ok { "ok" } else { "failing" };
    let mut body =
        json!({ "database": word(database), "migrations": word(migrations), "key": word(key), "clock": word(clock) });
    if let (Some(body), Some(reason)) = (body.as_object_mut(), reason) {
        body.insert("reason".to_owned(), json!(reason));
    }
    match database && migrations && key && clock {
        true => HttpResponse::Ok().json(body),
        false => HttpResponse::ServiceUnavailable().json(body),
    }
}
