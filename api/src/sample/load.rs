//! Loads the sample network: once, into an empty database.

use std::path::PathBuf;
use std::sync::Arc;

use migration::{Migrator, MigratorTrait};

use super::accounts_file;
use super::files::{NetworkFiles, SampleFiles};
use super::people::{load_people, load_rights};
use super::reference::{load_groups, load_reference};
use super::updates::load_updates;
use crate::access::{Target, acts};
use crate::commands::told;
use crate::config::Config;
use crate::ctx::{CONTENTS, Ctx, store as settings};
use crate::kit::clock::{Clock, ManualClock, SystemClock};
use crate::kit::database::Database;
use crate::kit::mail::Mailer;
use crate::kit::start_lock;
use crate::kit::timestamp::Timestamp;
use crate::start;

/// When the sample's life begins: grants of its people are dated from then on, and its updates
/// follow day by day.
const BEGINS: &str = "2025-09-01T05:00:00Z";
pub(super) const LOADING: &str = "SAMPLE_LOADING";
pub(super) const SAMPLE: &str = "SAMPLE";

/// What to do with a sample that was not loaded to its end.
pub const HALF: &str =
    "the sample was not loaded to its end; run `focalpoint sample --reset`, with the same --data and --database-url";

/// What a database holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// Nothing yet.
    Nothing,
    /// A sample.
    Sample,
    /// A sample whose loading was interrupted.
    HalfASample,
    /// A real network.
    Network,
}

/// What a database holds.
pub async fn held(database: &Database) -> Result<Held, String> {
    let contents = settings::setting(database.reader(), CONTENTS).await.map_err(|e| told(&e))?;
    Ok(match contents.as_deref() {
        None => Held::Nothing,
        Some(SAMPLE) => Held::Sample,
        Some(LOADING) => Held::HalfASample,
        Some(_) => Held::Network,
    })
}

/// Loads the sample into an empty, migrated database; does nothing where it is there already.
/// Returns where the accounts are written down. `progress` hears the number of steps and what each
/// one is. Of several servers that begin at once one loads it, and the others wait.
pub async fn load(config: &Config, database: &Database, progress: &dyn Fn(usize, &str)) -> Result<PathBuf, String> {
    let lock = start_lock::hold(database).await.map_err(|error| start::brief(&error))?;
    let loaded = load_alone(config, database, progress).await;
    lock.release().await;
    loaded
}

async fn load_alone(config: &Config, database: &Database, progress: &dyn Fn(usize, &str)) -> Result<PathBuf, String> {
    let path = accounts_file::path(config);
    if held(database).await? == Held::Sample {
        return Ok(path);
    }
    must_be_empty(database).await?;
    let network = NetworkFiles::embedded().map_err(|e| e.to_string())?;
    let files = SampleFiles::embedded(&network).map_err(|e| e.to_string())?;
    let steps = 1 + files.people.iter().count() + files.updates.len();
    let progress = |what: &str| progress(steps, what);
    let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGINS)?));
    let world = start::world(config.clone(), database.clone(), clock.clone(), Mailer::memory()).await?;
    let ctx = Ctx::system(&world);
    let mut unit = ctx.begin().await.map_err(|e| told(&e))?;
    let loaded = async {
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        settings::put(&unit, &permit, CONTENTS, LOADING).await?;
        progress("countries, bodies, policy fields");
        let mut codes = load_reference(&mut unit, &permit, &network).await?;
        let secrets = load_people(&mut unit, &permit, &files, &mut codes, &progress).await?;
        load_groups(&mut unit, &permit, &files.groups, &files.memberships, &mut codes).await?;
        load_rights(&mut unit, &permit, &files, &codes).await?;
        unit.commit(None).await?;
        Ok((codes, secrets))
    };
    let (codes, secrets) = loaded.await.map_err(|e: crate::error::Error| told(&e))?;
    load_updates(&world, &clock, &files, &codes, &progress).await.map_err(|e| told(&e))?;
    let mut client_ids = Vec::new();
    for partner in files.partners.iter() {
        let holder = codes.holders.get(&partner.key).copied().unwrap_or_default();
        let client = crate::identity::partners::client_id(database.reader(), holder).await.map_err(|e| told(&e))?;
        client_ids.push((partner.key.clone(), client));
    }
    let today = world.zone.day_of(SystemClock.now()).to_string();
    accounts_file::write(config, &network, &files, &secrets, &client_ids, &today)?;
    let mut unit = ctx.begin().await.map_err(|e| told(&e))?;
    let done = async {
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        settings::put(&unit, &permit, CONTENTS, SAMPLE).await?;
        unit.commit(None).await
    };
    done.await.map_err(|e| told(&e))?;
    Ok(path)
}

/// Refuses to load a sample into anything but an empty database.
pub(super) async fn must_be_empty(database: &Database) -> Result<(), String> {
    match held(database).await? {
        Held::Nothing => Ok(()),
        Held::Sample => Err("this database holds a sample already; `--reset` starts it over".to_owned()),
        Held::HalfASample => Err(HALF.to_owned()),
        Held::Network => Err("this database holds a real network, and the sample is only for an empty one; choose another with --data or --database-url".to_owned()),
    }
}

/// Empties a database that holds a sample, and nothing else.
pub async fn reset(database: &Database) -> Result<(), String> {
    match held(database).await? {
        Held::Network => Err("this database holds a real network; it is not reset".to_owned()),
        Held::Nothing | Held::Sample | Held::HalfASample => {
            Migrator::fresh(database.writer()).await.map_err(|error| format!("emptying failed: {error}"))
        }
    }
}
