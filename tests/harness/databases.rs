//! Fresh databases, copied from a migrated template.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use focalpoint_api::config::Config;
use focalpoint_api::kit::database::Database;
use focalpoint_api::start;
use pgtemp::PgTempDB;
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
}

async fn postgres() -> Option<Fresh> {
    from_template("focalpoint_template").await
}

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
    let name = format!("t{}", Uuid::new_v4().simple());
    run(&cluster.base, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    Some(Fresh { url: with_database(&cluster.base, &name) })
}

async fn start_cluster() -> Option<Cluster> {
    let (base, server) = match std::env::var("FOCALPOINT_TEST_DATABASE_URL") {
        Ok(url) => (url, None),
        Err(_) => {
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
            (server.connection_uri(), Some((server, watcher)))
        }
    };
    run(&base, "DROP DATABASE IF EXISTS focalpoint_template").await;
    run(&base, "CREATE DATABASE focalpoint_template").await;
    let database = Database::connect(&with_database(&base, "focalpoint_template"), 2).await.expect("PostgreSQL");
    start::migrate(&database).await.expect("migrations");
    database.close().await.expect("closing");
    Some(Cluster { base, _server: server })
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
    use sea_orm::ConnectionTrait;
    let database = Database::connect(url, 1).await.expect("PostgreSQL");
    database.writer().execute_unprepared(statement).await.expect(statement);
    database.close().await.expect("closing");
}

fn with_database(url: &str, name: &str) -> String {
    let (server, _) = url.rsplit_once('/').expect("an address with a database");
    format!("{server}/{name}")
}
