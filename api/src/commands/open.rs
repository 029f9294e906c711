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

/// Brings the schema up to this release.
pub async fn migrate(config: Config) -> Result<(), String> {
    let database = start::connect(&config).await?;
    start::migrate(&database).await?;
    super::say("The schema is that of this release.")
}
