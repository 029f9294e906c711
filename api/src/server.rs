//! Builds the server; the command line and the tests share it.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{Data, PayloadConfig};
use actix_web::{App, HttpServer};
use serde_json::Value;
use utoipa::OpenApi;
use utoipa_actix_web::AppExt;

use crate::authn::watch::look_on;
use crate::ctx::World;
use crate::edge::deprecated::{self, DEPRECATED, Deprecated};
use crate::edge::graphql::{Roots, Schema, Seats, build_schema_with};
use crate::edge::machines::{Printed, Served};
use crate::edge::openapi::{self, Routes};
use crate::edge::rest::asking::asking;
use crate::edge::trouble::told_to_people;
use crate::edge::{operations, surroundings};
use crate::error::{Problem, ProblemField};
use crate::exchange::items::Lifecycle;
use crate::kit::wake::listen;

/// What the OpenAPI document says of itself.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Focalpoint",
        description = "The open exchange server of expert networks.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    components(schemas(Problem, ProblemField, Lifecycle))
)]
struct Document;

/// Both contracts, and the schema that runs.
pub struct Contracts {
    /// The OpenAPI document.
    pub openapi: Value,
    /// The GraphQL schema.
    pub schema: Schema,
    roots: Roots,
    table: &'static [Deprecated],
}

/// The contracts of this build.
pub fn contracts() -> Contracts {
    contracts_with(DEPRECATED)
}

/// The same, in which what is in `table` is to go.
pub fn contracts_with(table: &'static [Deprecated]) -> Contracts {
    let (_, document) = App::new()
        .into_utoipa_app()
        .openapi(Document::openapi())
        .configure(crate::edge::rest::routes::routes)
        .split_for_parts();
    let schema = build_schema_with(table);
    let roots = Roots::of(&schema.sdl());
    Contracts { openapi: openapi::finished(&document, &roots, table), schema, roots, table }
}

impl Contracts {
    /// Both as text.
    pub fn printed(&self) -> Printed {
        let openapi = serde_json::to_string_pretty(&self.openapi).unwrap_or_default();
        Printed { openapi, sdl: self.schema.sdl() }
    }

    /// Compares the table of operations with the real routes and root fields.
    pub fn check(&self) -> Result<(), String> {
        let paths = self.openapi.get("paths").and_then(Value::as_object).into_iter().flat_map(|paths| paths.values());
        let operations = paths.filter_map(Value::as_object).flat_map(|item| item.values());
        let lists: Vec<&Value> = operations.collect();
        let ids: BTreeSet<String> =
            lists.iter().filter_map(|o| o.get("operationId")?.as_str().map(str::to_owned)).collect();
        operations::check(&ids, &self.roots)?;
        deprecated::check(self.table, &self.roots)
    }
}

/// A server on a listening socket. Fails where an operation has no act.
pub fn build(world: Arc<World>, listener: TcpListener) -> Result<Server, String> {
    build_with(world, listener, contracts())
}

/// The same, with contracts that were made otherwise.
pub fn build_with(world: Arc<World>, listener: TcpListener, contracts: Contracts) -> Result<Server, String> {
    contracts.check()?;
    let served = Data::new(Served::from(contracts.printed()));
    let routes = Data::new(Routes::of(&contracts.openapi, contracts.table));
    let schema = contracts.schema;
    crate::edge::metrics::install();
    let replicas = listen(world.database.clone(), Arc::downgrade(&world), |world: &World| &world.commits);
    tokio::spawn(replicas);
    tokio::spawn(look_on(Arc::downgrade(&world)));
    let body_bytes = world.config.body_bytes;
    let seats = Data::new(Seats::new(world.config.edge.sockets_per_account));
    let stopped = told_to_stop(Arc::clone(&world));
    let origins = world.config.edge.cors_origins.clone();
    let workers = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let server = HttpServer::new(move || {
        #[cfg(feature = "floor")]
        let measured = crate::edge::floor::routes;
        #[cfg(not(feature = "floor"))]
        let measured = |_: &mut actix_web::web::ServiceConfig| ();
        let (app, _) = App::new().into_utoipa_app().configure(crate::edge::rest::routes::routes).split_for_parts();
        app.app_data(Data::from(Arc::clone(&world)))
            .app_data(Data::new(schema.clone()))
            .app_data(served.clone())
            .app_data(routes.clone())
            .app_data(seats.clone())
            .app_data(PayloadConfig::new(body_bytes))
            .app_data(surroundings::path_errors())
            .configure(crate::edge::graphql::routes)
            .configure(crate::edge::machines::routes)
            .configure(crate::edge::metrics::routes)
            .configure(crate::edge::pages_routes::routes)
            .configure(measured)
            .default_service(actix_web::web::to(surroundings::nothing_here))
            .wrap(from_fn(asking))
            .wrap(from_fn(told_to_people))
            .wrap(Compress::default())
            .wrap(from_fn(surroundings::time_limit))
            .wrap(Condition::new(!origins.is_empty(), surroundings::cors(&origins)))
            .wrap(from_fn(surroundings::request_scope))
    })
    .workers(workers)
    .shutdown_signal(stopped)
    .shutdown_timeout(20)
    .client_request_timeout(Duration::from_secs(15))
    .listen(listener)
    .map_err(|error| format!("cannot listen: {error}"))?;
    Ok(server.run())
}

/// Ends with an interrupt (Ctrl+C), a SIGTERM, or when the world says so; whoever waits has been told
/// then. The requests under way finish.
async fn told_to_stop(world: Arc<World>) {
    tokio::select! {
        () = interrupted() => {}
        () = terminated() => {}
        () = world.leaving.begun() => {}
    }
    world.leaving.begin();
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        never_heard(&error).await;
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => never_heard(&error).await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending::<()>().await;
}

async fn never_heard(error: &std::io::Error) {
    tracing::error!(%error, "signals are not heard");
    std::future::pending::<()>().await;
}
