//! Outbox events: what must follow from a unit, written in the same transaction.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::unit::Unit;
use crate::error::{Error, Result};
use crate::kit::mail::Letter;

/// Topic of letters.
pub const MAIL: &str = "MAIL";

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
