//! The only queries on requests for a new password. They stand outside the ledger.

use entity::one_time_link::{ActiveModel, Entity, Model};
use entity::vocabulary::LinkPurpose;
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// Writes a link of `subject`: an account, or for an address that nobody has an id that is nobody's.
pub(super) async fn insert_link(
    db: &impl ConnectionTrait,
    hash: &[u8],
    subject: Uuid,
    now: Timestamp,
    until: Timestamp,
) -> Result<()> {
    let row = Model {
        hash: hash.to_vec(),
        purpose: LinkPurpose::Reset,
        subject,
        sealed: None,
        created_at: now.micros(),
        expires_at: until.micros(),
        used_at: None,
    };
    Entity::insert(ActiveModel::from(row)).exec_without_returning(db).await?;
    Ok(())
}
