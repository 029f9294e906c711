//! Builds the server; the command line and the tests share it.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App, HttpServer};
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use crate::ctx::World;
use crate::edge::graphql::{Schema, build_schema};
use crate::edge::machines::Contracts;
use crate::edge::openapi::Finish;
use crate::edge::{operations, surroundings};
use crate::error::{Problem, ProblemField};
use crate::kit::wake::listen;

/// What the OpenAPI document says of itself.
#[derive(OpenApi)]
#[openapi(
    info(title = "Focalpoint", description = "The open exchange server of expert networks.", license(name = "Apache-2.0", identifier = "Apache-2.0")),
    components(schemas(Problem, ProblemField)),
    modifiers(&Finish)
)]
struct Document;

/// Both contracts, and the schema that runs.
pub fn contracts() -> (utoipa::openapi::OpenApi, Schema) {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Document::openapi())
        .configure(crate::edge::rest::routes::routes)
        .split_for_parts();
    (crate::edge::openapi::finished(document), build_schema())
}

/// A server on a listening socket. Fails where an operation has no act.
pub fn build(world: Arc<World>, listener: TcpListener) -> Result<Server, String> {
    let (document, schema) = contracts();
    check_acts(&document, &schema)?;
    let contracts =
        Data::new(Contracts { openapi: document.to_pretty_json().map_err(|e| e.to_string())?, sdl: schema.sdl() });
    crate::edge::metrics::install();
    let replicas = listen(world.database.clone(), Arc::downgrade(&world), |world: &World| &world.commits);
    tokio::spawn(replicas);
    let body_bytes = world.config.body_bytes;
    let origins = world.config.edge.cors_origins.clone();
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let server = HttpServer::new(move || {
        let (app, _) = App::new().into_utoipa_app().configure(crate::edge::rest::routes::routes).split_for_parts();
        app.app_data(Data::from(Arc::clone(&world)))
            .app_data(Data::new(schema.clone()))
            .app_data(contracts.clone())
            .app_data(PayloadConfig::new(body_bytes))
            .app_data(surroundings::path_errors())
            .configure(crate::edge::graphql::routes)
            .configure(crate::edge::machines::routes)
            .configure(crate::edge::metrics::routes)
            .configure(crate::edge::pages_routes::routes)
            .default_service(actix_web::web::to(surroundings::nothing_here))
            .wrap(Compress::default())
            .wrap(surroundings::cors(&origins))
            .wrap(security_headers())
            .wrap(from_fn(surroundings::request_scope))
    })
    .workers(workers)
    .shutdown_timeout(20)
    .client_request_timeout(Duration::from_secs(15))
    .listen(listener)
    .map_err(|error| format!("cannot listen: {error}"))?;
    Ok(server.run())
}

fn security_headers() -> DefaultHeaders {
    DefaultHeaders::new()
        .add(("X-Content-Type-Options", "nosniff"))
        .add(("Referrer-Policy", "no-referrer"))
        .add(("X-Frame-Options", "DENY"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"))
        .add(("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
        .add(("Strict-Transport-Security", "max-age=31536000"))
}

/// Compares the table of operations with the real routes and root fields.
pub fn check_acts(document: &utoipa::openapi::OpenApi, schema: &Schema) -> Result<(), String> {
    let ids: BTreeSet<String> = document
        .paths
        .paths
        .values()
        .flat_map(|item| [&item.get, &item.put, &item.post, &item.delete, &item.patch])
        .flatten()
        .filter_map(|operation| operation.operation_id.clone())
        .collect();
    operations::check(&ids, &root_fields(schema))
}

fn root_fields(schema: &Schema) -> BTreeSet<String> {
    let document = parse_schema(schema.sdl()).map(|d| d.definitions).unwrap_or_default();
    let types = document.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(ty) => Some(ty.node),
        TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
    });
    types
        .filter(|ty| matches!(ty.name.node.as_str(), "Query" | "Mutation" | "Subscription"))
        .filter_map(|ty| match ty.kind {
            TypeKind::Object(object) => Some(object.fields),
            _ => None,
        })
        .flatten()
        .map(|field| field.node.name.node.to_string())
        .collect()
}
