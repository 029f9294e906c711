//! Outbox events: what must follow from a unit, written in the same transaction.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::unit::Unit;
use crate::ctx::World;
use crate::error::{Error, Result};
use crate::kit::mail::Letter;

/// Topic of letters.
pub const MAIL: &str = "MAIL";
/// Topic of events that nothing follows from.
const NOTHING: &str = "NOTHING";

/// A letter as it waits in the outbox.
#[derive(Serialize, Deserialize)]
pub struct Posted {
    /// The letter.
    #[serde(flatten)]
    pub letter: Letter,
    /// The invitation that it brings, which is told what became of it.
    #[serde(default)]
    pub invitation: Option<PostedInvitation>,
}

impl Posted {
    /// The letter of a payload.
    pub(crate) fn opened(world: &World, payload: &str) -> Result<Self> {
        let sealed = STANDARD.decode(payload).map_err(Error::internal)?;
        let plain = world.seals.open(&sealed).map_err(Error::internal)?;
        serde_json::from_slice(&plain).map_err(Error::internal)
    }
}

/// The invitation that a letter brings. One that was sent again has another end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostedInvitation {
    /// The invitation.
    pub id: Uuid,
    /// First instant its link no longer works, in microseconds.
    pub expires_at: i64,
}

impl Unit {
    /// Sends a letter once the unit is committed. The payload is sealed, since it may hold an
    /// address and a one-time link.
    pub async fn mail(&mut self, letter: &Letter) -> Result<()> {
        self.post(Posted { letter: letter.clone(), invitation: None }).await
    }

    /// The same, unless a letter that says the same to the same address goes out with the unit already: an act that
    /// does many things asks nobody twice.
    pub async fn mail_once(&mut self, letter: &Letter) -> Result<()> {
        match self.posted.insert((letter.to.clone(), letter.text.clone())) {
            true => self.mail(letter).await,
            false => Ok(()),
        }
    }

    /// The same for the letter of an invitation.
    pub async fn mail_invitation(&mut self, letter: Letter, invitation: PostedInvitation) -> Result<()> {
        self.post(Posted { letter, invitation: Some(invitation) }).await
    }

    /// Takes back letters that have not gone out: whoever is forgotten gets none any more, and none is kept that names
    /// them. They are sealed, so each that waits is opened; few wait.
    pub async fn take_back_letters(&mut self, is_theirs: impl Fn(&Letter) -> bool) -> Result<()> {
        use entity::outbox::{Column, Entity};
        use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
        let waiting = Entity::find().filter(Column::Topic.eq(MAIL)).filter(Column::DoneAt.is_null());
        let mut theirs = Vec::new();
        for row in waiting.all(self.tx()).await? {
            // One that cannot be opened is given up by whoever sends letters.
            if Posted::opened(self.world(), &row.payload).is_ok_and(|posted| is_theirs(&posted.letter)) {
                theirs.push(row.id);
            }
        }
        for ids in theirs.chunks(500) {
            Entity::delete_many().filter(Column::Id.is_in(ids.iter().copied())).exec(self.tx()).await?;
        }
        Ok(())
    }

    async fn post(&mut self, posted: Posted) -> Result<()> {
        let plain = serde_json::to_vec(&posted).map_err(Error::internal)?;
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
