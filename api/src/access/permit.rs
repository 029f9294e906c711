//! The only key to writing. It cannot be made outside `access`: [`Permit::ask`] is the one maker, it
//! asks `decide`, and only a unit calls it, under the lock.

use std::marker::PhantomData;

use uuid::Uuid;

use super::act::ActType;
use super::actor::Actor;
use super::decide::{Decision, Refusal, Target, decide};
use super::rows::entails;
use crate::error::{Error, Result};

/// Proof that the actor of a unit may do `A` to one target, and by which grant.
#[derive(Debug)]
pub struct Permit<A: ActType> {
    target: Option<Uuid>,
    grant: Option<Uuid>,
    act: PhantomData<A>,
}

impl<A: ActType> Permit<A> {
    /// Asks `decide`, and gives the permit if it says yes.
    pub(crate) fn ask(actor: &Actor, target: &Target) -> Result<Self, Refusal> {
        match decide(actor, A::ACT, target) {
            Decision::Allowed(grant) => Ok(Self { target: target.id, grant, act: PhantomData }),
            Decision::Refused(refusal) => Err(refusal),
        }
    }

    /// Every store function that writes says which rows, `permit.writes::<{ Rows::Items as u8 }>()`;
    /// a permit whose act does not entail them stops the build.
    pub fn writes<const ROWS: u8>(&self) {
        const { assert!(entails(A::ACT, ROWS), "this act does not entail these rows") }
    }

    /// The thing acted on; null where the act makes it.
    pub fn target(&self) -> Option<Uuid> {
        self.target
    }

    /// The grant that permits it; null where none was needed.
    pub fn grant(&self) -> Option<Uuid> {
        self.grant
    }

    /// Refuses to be used on anything but its target.
    pub fn covers(&self, target: Uuid) -> Result<()> {
        match self.target {
            Some(own) if own != target => Err(Error::internal(format!("a permit for {own} used on {target}"))),
            Some(_) | None => Ok(()),
        }
    }
}
