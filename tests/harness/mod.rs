//! A server in this process on port 0, on a fresh database of either kind.

pub mod broken;
pub mod browser;
pub mod builder;
mod client;
pub mod conspiracy;
pub mod contract;
mod databases;
pub mod dice;
pub mod item_life;
pub mod mirror;
pub mod people;
pub mod seeds;
pub mod socket;
pub mod world_circles;
pub mod world_identity;
pub mod world_matrix;
pub mod world_organisations;
pub mod world_partners;
pub mod world_people;
pub mod world_readers;
pub mod world_updates;

use std::future::Future;
use std::net::TcpListener;
use std::sync::Arc;

use focalpoint_api::config::Config;
use focalpoint_api::ctx::{Ctx, World};
use focalpoint_api::kit::clock::ManualClock;
use focalpoint_api::kit::database::Database;
use focalpoint_api::kit::mail::Mailer;
use focalpoint_api::kit::secret::Secret;
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::{server, start};

pub use client::{Answer, Client};
pub use databases::Kind;
pub use people::signed_in;

/// A server with its world.
pub struct App {
    pub url: String,
    pub world: Arc<World>,
    pub clock: Arc<ManualClock>,
    pub handle: actix_web::dev::ServerHandle,
    database: databases::Fresh,
    _data: Arc<tempfile::TempDir>,
}

async fn serve(
    config: Config,
    database: Database,
    clock: &Arc<ManualClock>,
) -> (String, Arc<World>, actix_web::dev::ServerHandle) {
    let mail = match &config.mail.smtp_url {
        Some(_) => start::mailer(&config).expect("a mailer"),
        None => Mailer::memory(),
    };
    let database = start::for_serving(&config, database).await.expect("a connection");
    let world = start::world(config, database, clock.clone(), mail).await.expect("a world");
    let (url, handle) = listening(&world, server::contracts());
    (url, world, handle)
}

fn listening(world: &Arc<World>, contracts: server::Contracts) -> (String, actix_web::dev::ServerHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = server::build_with(Arc::clone(world), listener, contracts).expect("a server");
    let handle = server.handle();
    actix_web::rt::spawn(server);
    (url, handle)
}

/// Nested relations are gathered for a millisecond before they are asked for, so under load one
/// level may take two statements instead of one; it never takes one for each row.
#[track_caller]
pub fn costs_no_more_by_length(short: u64, long: u64) {
    assert!(long <= short + 6, "{short} statements for the short page, {long} for the long one");
}

/// A number from the environment, else the usual one: seeds, and how long a property is tried.
pub fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Runs a test on SQLite and on PostgreSQL, each in a runtime of its own. Where there is no
/// PostgreSQL the test says so by name; with FOCALPOINT_TEST_REQUIRE_POSTGRES it fails.
pub fn on_both<F: Future<Output = ()>>(name: &str, test: impl Fn(App) -> F) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        on(name, kind, Holding::Nothing, &test);
    }
}

/// The same, where the sample network is loaded before the server starts.
pub fn on_both_with_the_sample<F: Future<Output = ()>>(name: &str, test: impl Fn(App) -> F) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        on(name, kind, Holding::TheSample, &test);
    }
}

/// What only PostgreSQL has: several servers on one database.
pub fn on_postgres<F: Future<Output = ()>>(name: &str, test: impl Fn(App) -> F) {
    on(name, Kind::Postgres, Holding::Nothing, &test);
}

/// What only SQLite has: its files lie beside the server.
pub fn on_sqlite<F: Future<Output = ()>>(name: &str, test: impl Fn(App) -> F) {
    on(name, Kind::Sqlite, Holding::Nothing, &test);
}

/// On both, with a configuration of its own.
pub fn on_both_with<F: Future<Output = ()>>(name: &str, set: impl Fn(&mut Config), test: impl Fn(App) -> F) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        on_with(name, kind, Holding::Nothing, &set, &test);
    }
}

fn on<F: Future<Output = ()>>(name: &str, kind: Kind, holding: Holding, test: &impl Fn(App) -> F) {
    on_with(name, kind, holding, &|_: &mut Config| (), test);
}

fn on_with<F: Future<Output = ()>>(
    name: &str,
    kind: Kind,
    holding: Holding,
    set: &impl Fn(&mut Config),
    test: &impl Fn(App) -> F,
) {
    if !kind.is_wanted() {
        return;
    }
    actix_web::rt::System::new().block_on(async {
        match App::start_with(kind, holding, set).await {
            Some(app) => {
                let (handle, database) = (app.handle.clone(), app.database.clone());
                test(app).await;
                handle.stop(false).await;
                database.dropped().await;
            }
            None => eprintln!("SKIPPED on PostgreSQL (no server binaries found): {name}"),
        }
    });
}

/// What the database holds before the server starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    Nothing,
    /// The sample network; the clock stands behind its last day.
    TheSample,
}

impl App {
    /// A server on a fresh database; none where there is no PostgreSQL.
    pub async fn start(kind: Kind, holding: Holding) -> Option<Self> {
        Self::start_with(kind, holding, &|_: &mut Config| ()).await
    }

    /// The same, with the configuration of tests as `set` alters it.
    pub async fn start_with(kind: Kind, holding: Holding, set: &impl Fn(&mut Config)) -> Option<Self> {
        let data = tempfile::tempdir().expect("a temporary folder");
        let now = match holding {
            Holding::Nothing => "2026-03-02T08:00:00Z",
            Holding::TheSample => "2026-11-20T08:00:00Z",
        };
        let clock = Arc::new(ManualClock::at(Timestamp::parse(now).expect("an instant")));
        let mut config = Config {
            data: data.path().to_owned(),
            database_pool: 4,
            secret: Some(Secret::new("a secret for tests that is long enough")),
            ..Config::default()
        };
        let fresh = match holding {
            Holding::Nothing => databases::fresh(kind, data.path()).await?,
            Holding::TheSample => databases::with_the_sample(kind, data.path(), &config).await?,
        };
        config.database_url = Some(Secret::new(fresh.url.clone()));
        set(&mut config);
        let open = Database::connect(&fresh.url, 4).await.expect("a connection");
        let (url, world, handle) = serve(config, open, &clock).await;
        Some(Self { url, world, clock, handle, database: fresh, _data: Arc::new(data) })
    }

    /// One more server on the same database, with the same clock: another replica. It ends with its runtime.
    pub async fn replica(&self) -> Self {
        self.replica_with(&self.clock).await
    }

    /// The same, with a clock of its own.
    pub async fn replica_with(&self, clock: &Arc<ManualClock>) -> Self {
        let config = self.world.config.clone();
        let open = Database::connect(&config.database_url(), 4).await.expect("a connection");
        let (url, world, handle) = serve(config, open, clock).await;
        let database = self.database.clone();
        Self { url, world, clock: Arc::clone(clock), handle, database, _data: Arc::clone(&self._data) }
    }

    /// One more server on the same world, with contracts that were made otherwise. It ends with its
    /// runtime.
    pub fn with_contracts(&self, contracts: server::Contracts) -> Self {
        let (world, clock) = (Arc::clone(&self.world), Arc::clone(&self.clock));
        let (url, handle) = listening(&world, contracts);
        let database = self.database.clone();
        Self { url, world, clock, handle, database, _data: Arc::clone(&self._data) }
    }

    /// Stops the server.
    pub async fn stop(&self) {
        self.handle.stop(false).await;
    }

    /// PostgreSQL answers no more: connections are ended and refused.
    pub async fn database_goes_away(&self) {
        self.database.goes_away().await;
    }

    /// PostgreSQL answers again.
    pub async fn database_comes_back(&self) {
        self.database.comes_back().await;
    }

    /// A client that is nobody.
    pub fn nobody(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// Does what is due by the clock, and takes the letters that were sent.
    pub async fn letters(&self) -> Vec<focalpoint_api::kit::mail::Letter> {
        focalpoint_api::jobs::run_due(&self.system()).await.expect("jobs");
        self.world.mail.take()
    }

    /// A context of SYSTEM, for steps.
    pub fn system(&self) -> Ctx {
        Ctx::system(&self.world)
    }
}
