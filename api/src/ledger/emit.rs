//! Outbox events: what must follow from a unit, written in the same transaction.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};

use super::unit::Unit;
use crate::ctx::World;
use crate::error::{Error, Result};
use crate::kit::mail::Letter;

/// Topic of letters.
pub const MAIL: &str = "MAIL";
/// Topic of events that nothing follows from.
const NOTHING: &str = "NOTHING";

impl Unit {
    /// Sends a letter once the unit is committed. The payload is sealed, since it may hold an
    /// address and a one-time link.
    pub async fn mail(&mut self, letter: &Letter) -> Result<()> {
        let plain = serde_json::to_vec(letter).map_err(Error::internal)?;
        let sealed = self.world().seals.seal(&plain);
        let id = self.new_id();
        entity::outbox::ActiveModel {
            id: Set(id),
            seq: Set(self.seq()),
            topic: Set(MAIL.to_owned()),
            payload: Set(STANDARD.encode(sealed)),
            attempts: Set(0),
            due_at: Set(self.at().micros()),
            done_at: Set(None),
        }
        .insert(self.tx())
        .await?;
        self.emitted += 1;
        Ok(())
    }
}

/// Writes a letter to be sent without a unit: for requests of somebody who is not signed in, which
/// are no acts. Without a letter an empty event is written in its place, so that asking for an
/// address that nobody has takes as long.
pub async fn mail_outside(world: &World, db: &impl ConnectionTrait, letter: Option<&Letter>) -> Result<()> {
    let plain = serde_json::to_vec(&letter).map_err(Error::internal)?;
    let now = world.clock.now().micros();
    entity::outbox::ActiveModel {
        id: Set(world.new_id()),
        seq: Set(0),
        topic: Set(if letter.is_some() { MAIL } else { NOTHING }.to_owned()),
        payload: Set(STANDARD.encode(world.seals.seal(&plain))),
        attempts: Set(0),
        due_at: Set(now),
        done_at: Set(letter.is_none().then_some(now)),
    }
    .insert(db)
    .await?;
    Ok(())
}
