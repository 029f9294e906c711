//! Stand-in for the slice of experts: only what ending a body needs.

use entity::{post, role_grant};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// Step: ends a post with its grants.
pub async fn end_post_step<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    post_id: Uuid,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    permit.writes::<{ Rows::Posts as u8 }>();
    permit.writes::<{ Rows::Grants as u8 }>();
    let row = post::ActiveModel {
        id: Set(post_id),
        valid_until: Set(Some(until.micros())),
        ended_at: Set(Some(until.micros())),
        end_reason: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    post::Entity::update(row).exec(unit.tx()).await?;
    role_grant::Entity::update_many()
        .set(role_grant::ActiveModel { ended_at: Set(Some(until.micros())), ..Default::default() })
        .filter(role_grant::Column::Holder.eq(post_id))
        .filter(role_grant::Column::EndedAt.is_null())
        .exec(unit.tx())
        .await?;
    Ok(())
}
