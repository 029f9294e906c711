//! From a configuration to a world: connect, migrate, keys.

use std::sync::Arc;

use migration::{Migrator, MigratorTrait};
use sea_orm::DbErr;

use crate::authn::keys::SigningKeys;
use crate::authn::server_secret::server_secret;
use crate::authn::throttle::Throttle;
use crate::config::Config;
use crate::ctx::{Ctx, Network, World};
use crate::exchange::items::openings::Openings;
use crate::kit::clock::Clock;
use crate::kit::cursor::CursorKey;
use crate::kit::database::Database;
use crate::kit::day::Zone;
use crate::kit::ids::Ids;
use crate::kit::mail::Mailer;
use crate::kit::sealed::SealKey;
use crate::kit::wake::Wake;
use crate::ledger::refusals::Refusals;

/// Connects to the configured database. The error is one line that says what to do.
pub async fn connect(config: &Config) -> Result<Database, String> {
    std::fs::create_dir_all(&config.data).map_err(|error| {
        format!("cannot make the data folder {}: {error}; choose a writable one with --data", config.data.display())
    })?;
    let url = config.database_url();
    Database::connect(&url, config.database_pool).await.map_err(|error| {
        tracing::debug!(%error, "connecting failed");
        let kind =
            if url.starts_with("sqlite:") { "open the SQLite database" } else { "reach the PostgreSQL database" };
        format!("cannot {kind}: {}; check --database-url (or FOCALPOINT_DATABASE_URL)", brief(&error))
    })
}

fn brief(error: &DbErr) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

/// Brings the schema up to this release, under a lock, so that replicas may start at once; refuses
/// a schema that is newer than this release.
pub async fn migrate(database: &Database) -> Result<(), String> {
    let lock = crate::kit::start_lock::hold(database).await.map_err(|e| brief(&e))?;
    let result = async {
        refuse_newer(database).await?;
        Migrator::up(database.writer(), None).await.map_err(|e| format!("migrating failed: {}", brief(&e)))
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
    let secret = server_secret(&config)?;
    let world = Arc::new(World {
        database,
        clock,
        ids: Ids::default(),
        mail,
        cursors: CursorKey::new(&secret),
        seals: SealKey::new(&secret),
        zone: Zone::named(&config.time_zone)?,
        keys: SigningKeys::default(),
        throttle: Throttle::default(),
        refusals: Refusals::default(),
        openings: Openings::default(),
        commits: Wake::default(),
        network: Network::default(),
        config,
    });
    let ctx = Ctx::system(&world);
    SigningKeys::start(&ctx).await.map_err(|error| error.cause().unwrap_or(error.detail()).to_owned())?;
    Ok(world)
}

/// Where mail goes by the configuration: SMTP, or files in the data folder.
pub fn mailer(config: &Config) -> Result<Mailer, String> {
    match &config.mail.smtp_url {
        Some(url) => Mailer::smtp(url.reveal(), &config.mail.from),
        None => Ok(Mailer::Folder { from: config.mail.from.clone(), folder: config.data.join("mail") }),
    }
}
