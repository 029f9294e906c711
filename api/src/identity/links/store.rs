//! The only queries on one-time links.

use entity::one_time_link::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::LinkPurpose;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const LINKS: u8 = Rows::Invitations as u8;

pub(super) async fn one(db: &impl ConnectionTrait, purposes: &[LinkPurpose], hash: &[u8]) -> Result<Option<Model>> {
    let purposes = Column::Purpose.is_in(purposes.iter().copied());
    Ok(Entity::find_by_id(hash.to_vec()).filter(purposes).one(db).await?)
}

/// Those of the subjects that have a link which works.
pub(super) async fn open_subjects(
    db: &impl ConnectionTrait,
    purpose: LinkPurpose,
    subjects: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Uuid>> {
    let open = Entity::find()
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::Subject.is_in(subjects.iter().copied()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.micros()));
    Ok(open.all(db).await?.into_iter().map(|row| row.subject).collect())
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<LINKS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Marks every open link of the subject as used; what it would have handed over is forgotten.
pub(super) async fn close<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    purpose: LinkPurpose,
    subject: Uuid,
) -> Result<()> {
    permit.writes::<LINKS>();
    Entity::update_many()
        .set(ActiveModel { used_at: Set(Some(unit.at().micros())), sealed: Set(None), ..Default::default() })
        .filter(Column::Purpose.eq(purpose))
        .filter(Column::Subject.eq(subject))
        .filter(Column::UsedAt.is_null())
        .exec(unit.tx())
        .await?;
    Ok(())
}
