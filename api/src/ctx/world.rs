//! What lives as long as the server: database, clock, keys, mail, settings.

use std::sync::OnceLock;

use uuid::Uuid;

use super::store;
use crate::authn::keys::SigningKeys;
use crate::authn::throttle::Throttle;
use crate::authn::tokens::Signed;
use crate::authn::watch::Watch;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::exchange::items::openings::Openings;
use crate::exchange::items::store_known::Known;
use crate::exchange::updates::reach::Reach;
use crate::exchange::updates::store_known::Texts;
use crate::kit::clock::Steady;
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

/// The world outside a verb.
pub struct World {
    /// The database.
    pub database: Database,
    /// The clock: the system's, or one that tests turn by hand. It does not go behind what the ledger reached.
    pub clock: Steady,
    /// How far it and the database's were apart when they were compared last.
    pub skew: Skew,
    /// Source of ids.
    pub ids: Ids,
    /// Where mail goes.
    pub mail: Mailer,
    /// Seals cursors.
    pub cursors: CursorKey,
    /// Seals what lies in the database and is secret.
    pub seals: SealKey,
    /// The network's time zone: a plain day begins and ends there.
    pub zone: Zone,
    /// The configuration.
    pub config: Config,
    /// Keys that sign access tokens.
    pub keys: SigningKeys,
    /// Access tokens that were found to be signed by them.
    pub signed: Signed,
    /// Slows down guessing.
    pub throttle: Throttle,
    /// Counts refused administrative acts.
    pub refusals: Refusals,
    /// Openings of items that are not written yet.
    pub openings: Openings,
    /// How much of the lists readers see.
    pub reach: Reach,
    /// What is known of items, since it never changes.
    pub known: Known,
    /// Texts of revisions, which never change.
    pub texts: Texts,
    /// Wakes those who wait for the next commit.
    pub commits: Wake,
    /// Exports that are being read.
    pub exports: Counted,
    /// Tells those who wait how their reader's rights change.
    pub watch: Watch,
    /// Tells those who wait that the server is about to stop.
    pub leaving: Leaving,
    /// Facts of this deployment that never change once they are there.
    pub network: Network,
}

/// What `init` or the sample wrote about whose network this is; looked up once it exists.
#[derive(Debug, Default)]
pub struct Network {
    secretariat: OnceLock<Uuid>,
}

impl World {
    /// A new id: UUIDv7 of the clock's time.
    pub fn new_id(&self) -> Uuid {
        self.ids.new_id(&self.clock)
    }

    /// A setting, if it was made.
    pub async fn setting(&self, key: &str) -> Result<Option<String>> {
        store::setting(self.database.reader(), key).await
    }

    /// The Secretariat's body. An error before the network was begun (`init`, `sample`).
    pub async fn secretariat(&self) -> Result<Uuid> {
        if let Some(id) = self.network.secretariat.get() {
            return Ok(*id);
        }
        let found = store::setting(self.database.reader(), SECRETARIAT).await?;
        let id = found.and_then(|value| Uuid::parse_str(&value).ok()).ok_or_else(|| {
            Error::new(
                crate::error::Code::Conflict,
                "The network has not been begun: run `focalpoint init` or `focalpoint sample`.",
            )
        })?;
        Ok(*self.network.secretariat.get_or_init(|| id))
    }
}

/// Key of the setting that names the Secretariat's body.
pub const SECRETARIAT: &str = "secretariat";
/// Key of the setting that says what the database holds: SAMPLE or REAL.
pub const CONTENTS: &str = "contents";
/// Key of the setting that is shown beside what was loaded and that nobody of the network has said.
pub const NOTICE: &str = "notice";
/// Key of the setting that names the network on pages.
pub const NETWORK_NAME: &str = "network_name";
