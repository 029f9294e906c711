//! From a configuration to a world: connect, migrate, keys.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;

use crate::authn::keys::SigningKeys;
use crate::authn::server_secret::{has_server_secret, server_secret};
use crate::authn::throttle::Throttle;
use crate::authn::tokens::Signed;
use crate::authn::watch::Watch;
use crate::config::{Config, DATABASE_FILE};
use crate::ctx::{Ctx, Network, World};
use crate::exchange::items::openings::Openings;
use crate::exchange::items::store_known::Known;
use crate::exchange::updates::reach::Reach;
use crate::exchange::updates::store_known::Texts;
use crate::kit::clock::{Clock, Steady};
use crate::kit::counted::Counted;
use crate::kit::cursor::CursorKey;
use crate::kit::database::Database;
use crate::kit::day::Zone;
use crate::kit::ids::Ids;
use crate::kit::leaving::Leaving;
use crate::kit::mail::Mailer;
use crate::kit::sealed::SealKey;
use crate::kit::skew::Skew;
use crate::kit::wake::Wake;
use crate::ledger::refusals::Refusals;

/// Connects to the configured database. The error is one line that says what to do.
pub async fn connect(config: &Config) -> Result<Database, String> {
    make_private(&config.data).map_err(|error| {
        format!("cannot make the data folder {}: {error}; choose a writable one with --data", config.data.display())
    })?;
    if config.database_url.is_none() {
        // SQLite would make it for everybody to read, in a folder that somebody made for others to enter. What is
        // wrong there is told once it is opened.
        drop(private_file(&config.data.join(DATABASE_FILE)));
    }
    connect_existing(config).await
}

/// What a command asks before it looks at a network: that there is one. One line that says where it looked.
pub fn must_be_there(config: &Config) -> Result<(), String> {
    let url = config.database_url();
    let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    let path = path.map(|path| Path::new(path.split('?').next().unwrap_or(path)));
    if let Some(path) = path.filter(|path| !path.is_file()) {
        return Err(format!(
            "there is no database at {}; check --data or --database-url (`focalpoint init` begins a network)",
            path.display()
        ));
    }
    match has_server_secret(config) {
        true => Ok(()),
        false => Err(format!(
            "the server's secret is not in {}; check --data, or set FOCALPOINT_SECRET",
            config.data.display()
        )),
    }
}

/// The same for a database that is there: the data folder is not made.
pub async fn connect_existing(config: &Config) -> Result<Database, String> {
    let url = config.database_url();
    let advice = match (url.split_once(':').map(|(scheme, _)| scheme), &config.database_url) {
        (Some("sqlite"), None) => format!("is {} a folder that you may write to? choose another with --data", config.data.display()),
        (Some("sqlite" | "postgres" | "postgresql"), _) => "check --database-url (or FOCALPOINT_DATABASE_URL)".to_owned(),
        _ => return Err("the address of the database begins with neither sqlite:// nor postgres://; check --database-url (or FOCALPOINT_DATABASE_URL)".to_owned()),
    };
    Database::connect(&url, config.database_pool).await.map_err(|error| {
        tracing::debug!(%error, "connecting failed");
        let kind =
            if url.starts_with("sqlite:") { "open the SQLite database" } else { "reach the PostgreSQL database" };
        format!("cannot {kind}: {}; {advice}", brief(&error))
    })
}

/// The database as a server uses it, after all that takes its time: no statement takes longer than
/// anybody would wait.
pub async fn for_serving(config: &Config, database: Database) -> Result<Database, String> {
    database.within(Duration::from_secs(config.request_seconds)).await.map_err(|error| brief(&error))
}

/// Makes a folder, where it is missing, for its owner alone: it holds personal data and a secret.
fn make_private(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.recursive(true).create(folder)
}

/// Makes an empty file, where it is missing, for its owner alone.
fn private_file(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(|_| ())
}

/// One line of what the database said, without the layers through which it came.
pub fn brief(error: &DbErr) -> String {
    if let DbErr::Conn(cause) | DbErr::Exec(cause) | DbErr::Query(cause) = error
        && let sea_orm::RuntimeErr::SqlxError(cause) = cause
        && let sea_orm::sqlx::Error::Database(told) = &**cause
    {
        return told.message().lines().next().unwrap_or_default().to_owned();
    }
    let text = error.to_string();
    let mut line = text.lines().next().unwrap_or_default();
    for layer in [
        "Connection Error: ",
        "Execution Error: ",
        "Query Error: ",
        "error returned from database: ",
        "error communicating with database: ",
        "error with configuration: ",
    ] {
        line = line.strip_prefix(layer).unwrap_or(line);
    }
    line.to_owned()
}

/// Brings the schema up to this release, under a lock, so that replicas may start at once; refuses
/// a schema that is newer than this release.
pub async fn migrate(database: &Database) -> Result<(), String> {
    let lock = crate::kit::start_lock::hold(database).await.map_err(|e| brief(&e))?;
    let result = async {
        refuse_newer(database).await?;
        let before = crate::kit::start_lock::applied_migrations(database).await.map_err(|e| brief(&e))?.len();
        Migrator::up(database.writer(), None).await.map_err(|e| format!("migrating failed: {}", brief(&e)))?;
        match Migrator::migrations().len().saturating_sub(before) {
            0 => {}
            steps => tracing::info!(steps, "the database's schema was brought up to this release"),
        }
        Ok(())
    }
    .await;
    lock.release().await;
    result
}

async fn refuse_newer(database: &Database) -> Result<(), String> {
    let known: Vec<String> = Migrator::migrations().iter().map(|m| m.name().to_owned()).collect();
    let applied = crate::kit::start_lock::applied_migrations(database).await.map_err(|e| brief(&e))?;
    match applied.iter().find(|name| !known.contains(name)) {
        None => Ok(()),
        Some(newer) => Err(format!(
            "the database has the step `{newer}`, which this release does not know; start the newer release, or restore a backup"
        )),
    }
}

/// Whether any step of any release was applied: whether there is anything in the database.
pub async fn was_migrated(database: &Database) -> Result<bool, String> {
    let applied = crate::kit::start_lock::applied_migrations(database).await.map_err(|error| brief(&error))?;
    Ok(!applied.is_empty())
}

/// Whether every step of this release was applied.
pub async fn schema_is_current(database: &Database) -> Result<bool, DbErr> {
    let applied = crate::kit::start_lock::applied_migrations(database).await?;
    Ok(Migrator::migrations().iter().all(|m| applied.iter().any(|name| name == m.name())))
}

/// The world of a configuration, on a migrated database.
pub async fn world(
    config: Config,
    database: Database,
    clock: Arc<dyn Clock>,
    mail: Mailer,
) -> Result<Arc<World>, String> {
    world_with(config, database, clock, mail, Ids::default()).await
}

/// The same with ids made in another way: what is drawn from a seed has the same ones each time.
pub async fn world_with(
    config: Config,
    database: Database,
    clock: Arc<dyn Clock>,
    mail: Mailer,
    ids: Ids,
) -> Result<Arc<World>, String> {
    let secret = server_secret(&config)?;
    let world = Arc::new(World {
        database,
        clock: Steady::new(clock),
        skew: Skew::default(),
        ids,
        mail,
        cursors: CursorKey::new(&secret),
        seals: SealKey::new(&secret),
        zone: Zone::named(&config.time_zone)?,
        keys: SigningKeys::default(),
        throttle: Throttle::default(),
        refusals: Refusals::default(),
        openings: Openings::default(),
        signed: Signed::default(),
        reach: Reach::default(),
        known: Known::default(),
        texts: Texts::default(),
        commits: Wake::default(),
        exports: Counted::default(),
        watch: Watch::default(),
        leaving: Leaving::default(),
        network: Network::default(),
        config,
    });
    // What is too much is said in the log, and by `/readyz`.
    world.skew.measure(&world.database, &world.clock).await.map_err(|error| brief(&error))?;
    let ctx = Ctx::system(&world);
    SigningKeys::start(&ctx).await.map_err(|error| error.cause().unwrap_or(error.detail()).to_owned())?;
    Ok(world)
}

/// Where mail goes by the configuration: SMTP, or files in the data folder.
pub fn mailer(config: &Config) -> Result<Mailer, String> {
    match &config.mail.smtp_url {
        Some(url) => {
            let read = |file: &PathBuf| {
                std::fs::read(file).map_err(|error| format!("mail.ca_file: {} cannot be read: {error}", file.display()))
            };
            let authorities = config.mail.ca_file.as_ref().map(read).transpose()?;
            Mailer::smtp(url.reveal(), &config.mail.from, authorities.as_deref())
        }
        None => Ok(Mailer::Folder { from: config.mail.from.clone(), folder: config.data.join("mail") }),
    }
}
