//! Drawn networks on either database, kept for the next run.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub fn named(name: &str) -> Self {
        match name.trim() {
            "sqlite" => Self::Sqlite,
            "postgres" => Self::Postgres,
            other => panic!("SPEED_ON: {other} is neither sqlite nor postgres"),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// A drawn network.
pub struct Network {
    pub database: Database,
    pub size: u64,
    folder: PathBuf,
    url: Option<String>,
}

/// Draws a network, or takes the one that is there.
pub fn draw(binary: &Path, database: Database, size: u64, kept: &Path) -> Network {
    let folder = kept.join(format!("{}-{size}", database.name().to_lowercase()));
    let url = match database {
        Database::Sqlite => None,
        Database::Postgres => Some(on_postgres(size)),
    };
    let network = Network { database, size, folder, url };
    if !network.said().exists() {
        std::fs::create_dir_all(&network.folder).expect("a folder");
        let began = Instant::now();
        let mut command = Command::new(binary);
        command.args(["sample", "--reset", "--synthetic", &size.to_string(), "--seed", "1"]);
        let output = network.place(&mut command).output().expect("drawing");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8_lossy(&output.stdout).lines().next().unwrap_or_default().to_owned();
        let said = json!({ "said": said, "seconds": began.elapsed().as_secs() });
        std::fs::write(network.said(), said.to_string()).expect("writing");
    }
    network
}

/// An address of a database for a size: SPEED_POSTGRES is one of a server on which
/// databases may be made.
fn on_postgres(size: u64) -> String {
    let base = std::env::var("SPEED_POSTGRES").expect(
        "SPEED_POSTGRES: the address of a PostgreSQL server on which databases may be made, \
         like postgres://me@127.0.0.1:5432/postgres; or SPEED_ON=sqlite",
    );
    let name = format!("focalpoint_bench_{size}");
    let (server, _) = base.rsplit_once('/').expect("an address with a database");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        use sea_orm::ConnectionTrait;
        let database = sea_orm::Database::connect(&base).await.expect("PostgreSQL");
        // An error says that it is there.
        database.execute_unprepared(&format!("CREATE DATABASE {name}")).await.map(|_| ()).unwrap_or_default();
    });
    format!("{server}/{name}")
}

impl Network {
    fn said(&self) -> PathBuf {
        self.folder.join("drawn.json")
    }

    /// What drawing it said and how long it took.
    pub fn drawn(&self) -> Value {
        serde_json::from_str(&std::fs::read_to_string(self.said()).expect("what was said")).expect("JSON")
    }

    /// Lets a command work on this network.
    pub fn place<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.arg("--data").arg(&self.folder);
        if let Some(url) = &self.url {
            command.arg("--database-url").arg(url);
        }
        command
    }

    /// How a reader signs in.
    pub fn credentials(&self, reader: &str) -> Value {
        let file = std::fs::read_to_string(self.folder.join("sample-accounts.json")).expect("the accounts");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        let accounts = file["accounts"].as_array().expect("accounts");
        let one = accounts.iter().find(|one| one["reader"] == reader).expect("the reader");
        json!({ "email": one["email"], "password": one["password"] })
    }
}
