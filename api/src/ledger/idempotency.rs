//! How requests under an `Idempotency-Key` were answered: written with the unit that answered them, so that a key is
//! known exactly where what it did is.

use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};
use uuid::Uuid;

use crate::ctx::Answered;
use crate::error::{Code, Error, Result};
use crate::kit::timestamp::Timestamp;

/// How a request under this key was answered, if it was within the last day; an error where the
/// key came with another request.
pub async fn answered(
    db: &impl ConnectionTrait,
    by: Uuid,
    key: &crate::ctx::Idempotency,
    now: Timestamp,
) -> Result<Option<Answered>> {
    const KEPT: i64 = 24 * 60 * 60 * 1_000_000;
    let found = entity::idempotency::Entity::find_by_id((by, key.key.clone())).one(db).await?;
    match found.filter(|row| row.at > now.micros() - KEPT) {
        None => Ok(None),
        Some(row) if row.route == key.route && row.body_hash == key.body_hash => {
            Ok(Some(if row.waits { Answered::Waits(row.resource) } else { Answered::With(row.resource) }))
        }
        Some(_) => Err(Error::new(
            Code::IdempotencyMismatch,
            "This Idempotency-Key came with another request before; use a new key for a new request.",
        )),
    }
}

/// Remembers, in the unit's own transaction, how the request was answered.
pub(super) async fn remember(
    tx: &DatabaseTransaction,
    by: Uuid,
    key: crate::ctx::Idempotency,
    answer: Answered,
    at: Timestamp,
) -> Result<()> {
    use sea_orm::sea_query::OnConflict;
    let (resource, waits) = match answer {
        Answered::With(thing) => (thing, false),
        Answered::Waits(word) => (word, true),
    };
    let row = entity::idempotency::ActiveModel {
        actor: Set(by),
        key: Set(key.key),
        route: Set(key.route),
        body_hash: Set(key.body_hash.to_vec()),
        resource: Set(resource),
        waits: Set(waits),
        at: Set(at.micros()),
    };
    // One that is older than a day is overwritten.
    let columns = [
        entity::idempotency::Column::Route,
        entity::idempotency::Column::BodyHash,
        entity::idempotency::Column::Resource,
        entity::idempotency::Column::Waits,
        entity::idempotency::Column::At,
    ];
    let conflict = OnConflict::columns([entity::idempotency::Column::Actor, entity::idempotency::Column::Key])
        .update_columns(columns)
        .to_owned();
    entity::idempotency::Entity::insert(row).on_conflict(conflict).exec_without_returning(tx).await?;
    Ok(())
}
