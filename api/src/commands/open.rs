//! Opens the database of a configuration for a command.

use std::sync::Arc;

use crate::config::Config;
use crate::ctx::World;
use crate::kit::clock::SystemClock;
use crate::start;

/// The world of a configuration, its schema brought up to this release.
pub async fn open(config: Config) -> Result<Arc<World>, String> {
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    let mail = start::mailer(&config)?;
    start::world(config, database, Arc::new(SystemClock), mail).await
}

/// The same for a command that is about what is there already: where there is no database it makes none, and no
/// folder and no secret either, so that a mistyped name is told and never answered for.
pub async fn open_existing(config: Config) -> Result<Arc<World>, String> {
    start::must_be_there(&config)?;
    let database = start::connect_existing(&config).await?;
    if !start::was_migrated(&database).await? {
        return Err(
            "this database is empty; check --data or --database-url (`focalpoint init` begins a network)".to_owned()
        );
    }
    start::migrate(&database).await?;
    let mail = start::mailer(&config)?;
    start::world(config, database, Arc::new(SystemClock), mail).await
}

/// Brings the schema up to this release.
pub async fn migrate(config: Config) -> Result<(), String> {
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    super::say("The schema is that of this release.")
}
