//! The only way a verb reaches the world: who asks, the database, the clock, ids, mail.

pub mod request_id;
mod world;

use std::sync::Arc;

use sea_orm::DatabaseConnection;
use uuid::Uuid;

use crate::access::{Act, Actor, Decision, Target, decide};
use crate::error::{Code, Error, Result};
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

pub use world::{CONTENTS, Network, SECRETARIAT, World};

/// What a verb is given: the actor of this request and the world.
#[derive(Clone)]
pub struct Ctx {
    /// Who does.
    pub actor: Arc<Actor>,
    /// Database, clock, ids, mail, keys.
    pub world: Arc<World>,
    /// Names this request in log and ledger.
    pub request_id: String,
    /// Languages the asker prefers, best first (BCP 47).
    pub languages: Vec<String>,
    /// The `Idempotency-Key` of the request, where it carries one.
    pub idempotency: Option<Idempotency>,
}

/// What a repeated request is known by.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The key as sent.
    pub key: String,
    /// Method and route template.
    pub route: String,
    /// SHA-256 of the body.
    pub body_hash: [u8; 32],
}

impl Ctx {
    /// A context for SYSTEM: start-up, commands on the host, jobs.
    pub fn system(world: &Arc<World>) -> Self {
        Self::new(world, Actor::system())
    }

    /// A context for `actor`, outside a request.
    pub fn new(world: &Arc<World>, actor: Actor) -> Self {
        Self {
            actor: Arc::new(actor),
            world: Arc::clone(world),
            request_id: request_id::new(),
            languages: Vec::new(),
            idempotency: None,
        }
    }

    /// The reading side of the database.
    pub fn db(&self) -> &DatabaseConnection {
        self.world.database.reader()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// Today in the network's zone.
    pub fn today(&self) -> Day {
        self.world.zone.day_of(self.now())
    }

    /// A new id.
    pub fn new_id(&self) -> Uuid {
        self.world.new_id()
    }

    /// Refuses early, before a unit is begun. The same question is asked again under the lock, by
    /// [`Unit::permit`], and only that answer writes.
    pub fn permit(&self, act: Act, target: &Target) -> Result<()> {
        match decide(&self.actor, act, target) {
            Decision::Allowed(_) => Ok(()),
            Decision::Refused(refusal) => {
                self.world.refusals.note(&self.actor, act, self.now());
                Err(refusal.into_error())
            }
        }
    }

    /// Begins the one transaction of a verb that writes.
    pub async fn begin(&self) -> Result<Unit> {
        Unit::begin(self).await
    }

    /// The expert who asks; 401 for nobody, 403 for a partner system.
    pub fn expert(&self) -> Result<Uuid> {
        self.actor.expert().ok_or_else(|| match self.actor.is_somebody() {
            true => Error::forbidden("Only an expert's account has this; a partner system has none."),
            false => Error::new(Code::Unauthenticated, "Sign in first."),
        })
    }

    /// 401 for nobody.
    pub fn signed_in(&self) -> Result<()> {
        match self.actor.is_somebody() {
            true => Ok(()),
            false => Err(Error::new(Code::Unauthenticated, "Sign in first.")),
        }
    }
}
