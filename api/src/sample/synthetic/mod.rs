//! A network of any size, drawn from a seed: the same items, ids and audiences each time. It is
//! written through the steps of users' writes, many at once, so that what follows from a write
//! (`seen_by`, change records, ledger) is worked out where it always is.
//!
//! Who sees how much is drawn so that there are readers of all kinds. Everybody sees PUBLIC and
//! everybody with own sight NETWORK, so a reader of little can only be where those two are few: most
//! updates are for OFFICIALS, clusters, countries and groups, a thousandth is for the NETWORK, all
//! along, and a thousandth is PUBLIC, all of it from the first years. A long tail is for a few bodies
//! or persons. An author and a body's keepers see what they wrote, so that there are about as many
//! audiences as pairs of author and circle.

mod audiences;
mod bodies;
mod groups;
mod people;
mod readers;
mod sizes;
mod store;
mod texts;
mod updates;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;

use self::sizes::Sizes;
use super::accounts_file;
use super::files::NetworkFiles;
use super::load::{self, LOADING, SAMPLE};
use super::reference::load_reference;
use crate::access::{Target, acts};
use crate::commands::told;
use crate::config::Config;
use crate::ctx::{CONTENTS, Ctx, World, store as settings};
use crate::error::Result as Outcome;
use crate::kit::clock::ManualClock;
use crate::kit::database::Database;
use crate::kit::dice::Dice;
use crate::kit::ids::Ids;
use crate::kit::mail::Mailer;
use crate::kit::timestamp::Timestamp;
use crate::start;

pub use self::store::Counted;

/// When the network's life begins: its directory is there before the first update.
const BEGINS: &str = "2016-01-04T06:00:00Z";
/// When its last update is published.
const ENDS: &str = "2026-10-30T16:00:00Z";

/// What is to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Drawn {
    /// How many items in all, the directory's included.
    pub items: u64,
    /// From which seed.
    pub seed: u64,
}

/// A network that is being drawn.
struct Drawing {
    ctx: Ctx,
    clock: Arc<ManualClock>,
    sizes: Sizes,
    dice: Dice,
    directory: Directory,
}

/// What the updates are drawn from.
#[derive(Clone, Debug, Default)]
struct Directory {
    countries: Vec<(String, Uuid)>,
    topics: Vec<Uuid>,
    clusters: Vec<Uuid>,
    bodies: Vec<bodies::Body>,
    groups: Vec<groups::Circle>,
    authors: Vec<people::Author>,
}

/// Loads a drawn network into an empty, migrated database, which is a sample from then on. Returns
/// where the accounts of its readers are written down, and what there is. `progress` hears how many
/// items there are to be and how many there are.
pub async fn load_synthetic(
    config: &Config,
    database: &Database,
    drawn: Drawn,
    progress: &dyn Fn(u64, u64),
) -> Result<(PathBuf, Counted), String> {
    let sizes = Sizes::of(drawn.items)?;
    load::must_be_empty(database).await?;
    let network = NetworkFiles::embedded().map_err(|e| e.to_string())?;
    let clock = Arc::new(ManualClock::at(Timestamp::parse(BEGINS)?));
    let ids = Ids::drawn(drawn.seed);
    let world = start::world_with(config.clone(), database.clone(), clock.clone(), Mailer::memory(), ids).await?;
    let written = async {
        let mut drawing = Drawing::begin(&world, clock, sizes, drawn.seed, &network).await?;
        let readers = drawing.draw_directory(&network.settings.secretariat, progress).await?;
        drawing.draw_updates(progress).await?;
        drawing.finish().await?;
        let counted = store::counted(&world).await?;
        Ok((readers, counted))
    };
    let (readers, counted) = written.await.map_err(|e: crate::error::Error| told(&e))?;
    let accounts = readers.iter().map(readers::Reader::account).collect();
    let path = accounts_file::write_accounts(config, accounts)?;
    store::prepare_planner(&world).await.map_err(|e| told(&e))?;
    Ok((path, counted))
}

impl Drawing {
    /// Countries, policy fields, clusters and the known bodies, as in every network.
    async fn begin(
        world: &Arc<World>,
        clock: Arc<ManualClock>,
        sizes: Sizes,
        seed: u64,
        network: &NetworkFiles,
    ) -> Outcome<Self> {
        let mut ctx = Ctx::system(world);
        // Not a new one each time: the records of one seed are the same.
        ctx.request_id = format!("synthetic-{}-{seed}", sizes.items);
        let mut unit = ctx.begin().await?;
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        settings::put(&unit, &permit, CONTENTS, LOADING).await?;
        let codes = load_reference(&mut unit, &permit, network).await?;
        unit.commit(None).await?;
        let mut countries: Vec<(String, Uuid)> = codes.countries.into_iter().collect();
        countries.sort();
        let named = |codes: &[&str], of: &std::collections::HashMap<String, Uuid>| {
            codes.iter().filter_map(|code| of.get(*code).copied()).collect::<Vec<_>>()
        };
        let clusters = named(&["northern", "central-southern"], &codes.groups);
        let topics = network.competences.iter().filter_map(|c| codes.competences.get(&c.code).copied()).collect();
        let mut directory = Directory { countries, topics, clusters, ..Directory::default() };
        directory.bodies = bodies::known(network, &codes.organisations);
        Ok(Self { ctx, clock, sizes, dice: Dice::new(seed), directory })
    }

    /// Bodies, people, groups, and the readers whose accounts are written down.
    async fn draw_directory(
        &mut self,
        secretariat: &str,
        progress: &dyn Fn(u64, u64),
    ) -> Outcome<Vec<readers::Reader>> {
        let made = |drawing: &Self| {
            let directory = &drawing.directory;
            u64::try_from(directory.bodies.len() + directory.authors.len() + directory.groups.len()).unwrap_or_default()
        };
        self.draw_bodies().await?;
        while self.directory.authors.len() < self.sizes.experts {
            self.draw_people().await?;
            progress(self.sizes.items, made(self));
        }
        while self.directory.groups.len() < self.sizes.groups {
            self.draw_groups().await?;
            progress(self.sizes.items, made(self));
        }
        self.draw_readers(secretariat).await
    }

    /// It is whole.
    async fn finish(&self) -> Outcome<()> {
        let mut unit = self.ctx.begin().await?;
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK"))?;
        settings::put(&unit, &permit, CONTENTS, SAMPLE).await?;
        unit.commit(None).await.map(|_| ())
    }
}
