//! Fresh databases, copied from a migrated template.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, OnceLock};
use std::time::Duration;

use focalpoint_api::config::Config;
use focalpoint_api::kit::database::{Database, sql};
use focalpoint_api::start;
use pgtemp::PgTempDB;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend};
use tokio::sync::{Mutex, OnceCell};
use uuid::Uuid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    /// `FOCALPOINT_TEST_ON=sqlite` or `=postgres` leaves out the other one: for one look at one test.
    pub fn is_wanted(self) -> bool {
        match std::env::var("FOCALPOINT_TEST_ON").as_deref() {
            Ok("sqlite") => self == Self::Sqlite,
            Ok("postgres") => self == Self::Postgres,
            _ => true,
        }
    }
}

/// A database of one test.
#[derive(Clone)]
pub struct Fresh {
    pub url: String,
}

/// A fresh database; none where there is no PostgreSQL.
pub async fn fresh(kind: Kind, folder: &Path) -> Option<Fresh> {
    match kind {
        Kind::Sqlite => Some(sqlite(folder).await),
        Kind::Postgres => postgres().await,
    }
}

/// The sample network on one kind of database, loaded once in a process and copied for each test.
struct Sample {
    folder: tempfile::TempDir,
    database: Fresh,
}

const ACCOUNTS: &str = "sample-accounts.json";

/// A copy of the sample network, with its accounts in the folder; none where there is no PostgreSQL.
pub async fn with_the_sample(kind: Kind, folder: &Path, config: &Config) -> Option<Fresh> {
    static SQLITE: OnceCell<Option<Sample>> = OnceCell::const_new();
    static POSTGRES: OnceCell<Option<Sample>> = OnceCell::const_new();
    let loaded = match kind {
        Kind::Sqlite => &SQLITE,
        Kind::Postgres => &POSTGRES,
    };
    let sample = loaded.get_or_init(|| load(kind, config)).await.as_ref()?;
    std::fs::copy(sample.folder.path().join(ACCOUNTS), folder.join(ACCOUNTS)).expect("the accounts");
    Some(match kind {
        Kind::Sqlite => copied(&sample.folder.path().join("test.db"), folder),
        Kind::Postgres => {
            let (_, template) = sample.database.url.rsplit_once('/').expect("an address with a database");
            from_template(template).await?
        }
    })
}

async fn load(kind: Kind, config: &Config) -> Option<Sample> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let database = fresh(kind, folder.path()).await?;
    let config = Config { data: folder.path().to_owned(), ..config.clone() };
    let open = Database::connect(&database.url, 4).await.expect("a connection");
    focalpoint_api::sample::load(&config, &open, &|_, _| ()).await.expect("the sample");
    open.writer().clone().close().await.expect("closing");
    open.reader().clone().close().await.expect("closing");
    Some(Sample { folder, database })
}

fn copied(file: &Path, folder: &Path) -> Fresh {
    let copy = folder.join("test.db");
    std::fs::copy(file, &copy).expect("a copy");
    Fresh { url: format!("sqlite://{}", copy.display()) }
}

async fn sqlite(folder: &Path) -> Fresh {
    static TEMPLATE: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    static MAKING: Mutex<()> = Mutex::const_new(());
    let _making = MAKING.lock().await;
    if TEMPLATE.get().is_none() {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let file = dir.path().join("template.db");
        let database = Database::connect(&format!("sqlite://{}", file.display()), 1).await.expect("SQLite");
        start::migrate(&database).await.expect("migrations");
        database.close().await.expect("closing");
        TEMPLATE.get_or_init(|| (dir, file));
    }
    let (_, template) = TEMPLATE.get().expect("the template");
    copied(template, folder)
}

struct Cluster {
    base: String,
    _server: Option<(PgTempDB, Child)>,
    _name: Option<DatabaseTransaction>,
}

async fn postgres() -> Option<Fresh> {
    from_template(&RUN.template()).await
}

/// This process: its databases bear its name, so that two that share a server never meet.
struct Run(String);

static RUN: LazyLock<Run> = LazyLock::new(|| Run(Uuid::new_v4().simple().to_string()[..12].to_owned()));

/// What the names of all databases of tests begin with.
const PREFIX: &str = "focalpoint_test_";

impl Run {
    fn template(&self) -> String {
        format!("{PREFIX}{}_template", self.0)
    }

    fn fresh(&self) -> String {
        format!("{PREFIX}{}_{}", self.0, Uuid::new_v4().simple())
    }
}

/// On a server that others use, too: holds this process's name as long as it lives, by a lock that ends
/// with its connection, and drops what processes that are gone have left there.
async fn tidied(base: &str) -> DatabaseTransaction {
    let server = Database::connect(base, 1).await.expect("PostgreSQL");
    let held = server.begin().await.expect("a transaction");
    let is_free = async |run: &str| {
        let text = "SELECT pg_try_advisory_xact_lock(hashtext($1)) AS got";
        let row = held.query_one_raw(sql(DbBackend::Postgres, text, [format!("{PREFIX}{run}").into()])).await;
        row.expect("an answer").expect("a row").try_get::<bool>("", "got").expect("whether")
    };
    assert!(is_free(&RUN.0).await, "another process has this name");
    let text = format!("SELECT datname::text AS name FROM pg_database WHERE datname LIKE '{PREFIX}%'");
    for row in held.query_all_raw(sql(DbBackend::Postgres, &text, [])).await.expect("names") {
        let name: String = row.try_get("", "name").expect("a name");
        let of = name.trim_start_matches(PREFIX).split('_').next().unwrap_or_default();
        if of != RUN.0 && is_free(of).await {
            run(base, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
    held
}

impl Fresh {
    /// Drops it where it stands on a server that others use, too; a cluster of our own goes as a whole.
    pub async fn dropped(&self) {
        let named = ELSEWHERE.as_deref().zip(self.url.rsplit_once('/').map(|(_, name)| name));
        if let Some((base, name)) = named.filter(|_| self.url.starts_with("postgres")) {
            run(base, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        }
    }
}

impl Fresh {
    /// Ends all connections to it and takes no new ones, as while PostgreSQL starts anew.
    pub async fn goes_away(&self) {
        let (server, name) = self.of_server();
        run(&server, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false")).await;
        // Each is waited for.
        let end = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname";
        run(&server, &format!("{end} = '{name}'")).await;
    }

    /// Takes connections again.
    pub async fn comes_back(&self) {
        let (server, name) = self.of_server();
        run(&server, &format!("ALTER DATABASE {name} ALLOW_CONNECTIONS true")).await;
    }

    fn of_server(&self) -> (String, &str) {
        let (_, name) = self.url.rsplit_once('/').expect("an address with a database");
        (with_database(&self.url, "postgres"), name)
    }
}

/// The server that was named, if one was.
static ELSEWHERE: LazyLock<Option<String>> = LazyLock::new(|| std::env::var("FOCALPOINT_TEST_DATABASE_URL").ok());

async fn from_template(template: &str) -> Option<Fresh> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    static MAKING: Mutex<()> = Mutex::const_new(());
    let _making = MAKING.lock().await;
    if CLUSTER.get().is_none() {
        let cluster = start_cluster().await;
        CLUSTER.get_or_init(|| cluster);
    }
    let cluster = CLUSTER.get().expect("decided").as_ref();
    let Some(cluster) = cluster else {
        assert!(
            std::env::var_os("FOCALPOINT_TEST_REQUIRE_POSTGRES").is_none(),
            "FOCALPOINT_TEST_REQUIRE_POSTGRES is set and there is no PostgreSQL: install its server or set FOCALPOINT_TEST_DATABASE_URL"
        );
        return None;
    };
    let name = RUN.fresh();
    run(&cluster.base, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    Some(Fresh { url: with_database(&cluster.base, &name) })
}

async fn start_cluster() -> Option<Cluster> {
    let (base, server) = match ELSEWHERE.clone() {
        Some(url) => (url, None),
        None => {
            let found = server_binaries()?;
            if is_root() && !has("sudo") {
                eprintln!(
                    "PostgreSQL will not run as root, and there is no sudo to run it as somebody else: apt-get install sudo"
                );
                return None;
            }
            let server = PgTempDB::builder()
                .with_bin_path(found)
                .with_config_param("fsync", "off")
                .with_config_param("max_connections", "400")
                .start_async()
                .await;
            let watcher = stop_with_this_process(&server);
            answers(&server.connection_uri()).await;
            (server.connection_uri(), Some((server, watcher)))
        }
    };
    let name = match server {
        Some(_) => None,
        None => Some(tidied(&base).await),
    };
    let template = RUN.template();
    run(&base, &format!("CREATE DATABASE {template}")).await;
    let database = Database::connect(&with_database(&base, &template), 2).await.expect("PostgreSQL");
    start::migrate(&database).await.expect("migrations");
    database.close().await.expect("closing");
    Some(Cluster { base, _server: server, _name: name })
}

/// Waits until a server that was just started answers: on a busy machine that takes its time.
async fn answers(url: &str) {
    let mut tries = 0;
    while let Err(error) = Database::connect(url, 1).await {
        tries += 1;
        assert!(tries < 300, "PostgreSQL did not start: {error}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// A static is never dropped, so the cluster would outlive the tests. A shell waits for the end of
/// its standard input, which comes with the end of this process however it ends.
fn stop_with_this_process(server: &PgTempDB) -> Child {
    let folder = server.data_dir();
    let script = format!(
        "cat >/dev/null; kill -INT $(head -1 {0}/postmaster.pid); sleep 1; rm -rf {1}",
        folder.display(),
        folder.parent().unwrap_or(&folder).display()
    );
    Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).spawn().expect("a shell")
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"))
}

fn has(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(program).is_file()))
}

/// The newest server binaries on this machine: on Debian they are not on the PATH.
fn server_binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").is_file())
        .collect();
    found.sort();
    let on_path =
        std::env::var_os("PATH").and_then(|path| std::env::split_paths(&path).find(|dir| dir.join("initdb").is_file()));
    found.pop().or(on_path)
}

async fn run(url: &str, statement: &str) {
    let database = Database::connect(url, 1).await.expect("PostgreSQL");
    database.writer().execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("closing");
}

fn with_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("an address with a database");
    format!("{server}/{name}")
}
