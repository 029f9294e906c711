//! Where and as of when something is looked at: before a unit, where whoever is wrong holds nobody up, or within
//! it, under the lock, where it can change no more. What is judged in both is written once, over this.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::unit::Unit;
use crate::access::{Act, Actor, Decision, Target, decide};
use crate::ctx::{Ctx, World};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// A context before its unit, or the unit.
pub(crate) trait Look: Send + Sync {
    /// What is read from.
    type Db: ConnectionTrait;

    /// The database as it is seen from here.
    fn db(&self) -> &Self::Db;

    /// As of when.
    fn at(&self) -> Timestamp;

    /// The world.
    fn world(&self) -> &Arc<World>;

    /// Who does.
    fn actor(&self) -> &Actor;

    /// Whether the actor may. It is no key to writing: that is a unit's permit.
    fn may(&self, act: Act, target: &Target) -> Result<()>;
}

impl Look for Ctx {
    type Db = DatabaseConnection;

    fn db(&self) -> &Self::Db {
        Self::db(self)
    }

    fn at(&self) -> Timestamp {
        self.now()
    }

    fn world(&self) -> &Arc<World> {
        &self.world
    }

    fn actor(&self) -> &Actor {
        &self.actor
    }

    fn may(&self, act: Act, target: &Target) -> Result<()> {
        self.permit(act, target)
    }
}

impl Look for Unit {
    type Db = DatabaseTransaction;

    fn db(&self) -> &Self::Db {
        self.tx()
    }

    fn at(&self) -> Timestamp {
        Self::at(self)
    }

    fn world(&self) -> &Arc<World> {
        Self::world(self)
    }

    fn actor(&self) -> &Actor {
        Self::actor(self)
    }

    fn may(&self, act: Act, target: &Target) -> Result<()> {
        match decide(Self::actor(self), act, target) {
            Decision::Allowed(_) => Ok(()),
            Decision::Refused(refusal) => {
                Err(Self::world(self).refusals.told(refusal, (Self::actor(self), act, Self::at(self))))
            }
        }
    }
}
