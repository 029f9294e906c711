//! What steps read and write of posts and their places. A permit that entails posts is the key.

use entity::vocabulary::PostState;
use entity::{item, post, post_place};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Condition;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::{Error, Result};
use crate::exchange::items::written::written_kinds;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const POSTS: u8 = Rows::Posts as u8;

/// A post's row, for a step.
pub(super) async fn model(db: &impl ConnectionTrait, id: Uuid) -> Result<post::Model> {
    let row = post::Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("post {id} is missing")))
}

/// When a post begins, or began.
pub(crate) async fn post_begins(db: &impl ConnectionTrait, id: Uuid) -> Result<Timestamp> {
    Ok(Timestamp::from_micros(model(db, id).await?.valid_from))
}

/// The last place of a post, for a step.
pub(super) async fn last_place(db: &impl ConnectionTrait, id: Uuid) -> Result<post_place::Model> {
    let row = post_place::Entity::find()
        .filter(post_place::Column::PostId.eq(id))
        .order_by_desc(post_place::Column::FromAt)
        .order_by_desc(post_place::Column::Id)
        .one(db)
        .await?;
    row.ok_or_else(|| Error::internal(format!("post {id} has no place")))
}

/// Posts of an expert that run or wait or will run, whatever their state but refused.
pub(super) async fn unfinished(db: &impl ConnectionTrait, expert: Uuid, at: Timestamp) -> Result<Vec<post::Model>> {
    let open = |column: post::Column| Condition::any().add(column.is_null()).add(column.gt(at.micros()));
    Ok(post::Entity::find()
        .filter(post::Column::ExpertId.eq(expert))
        .filter(post::Column::State.ne(PostState::Refused))
        .filter(open(post::Column::ValidUntil))
        .filter(open(post::Column::EndedAt))
        .order_by_asc(post::Column::Id)
        .all(db)
        .await?)
}

/// Whether an expert has a post beside one: a confirmed one, at whatever time, or one that waits.
pub(crate) async fn has_another_post(db: &impl ConnectionTrait, expert: Uuid, but: Uuid) -> Result<bool> {
    let waits = Condition::all().add(post::Column::State.eq(PostState::Waiting)).add(post::Column::EndedAt.is_null());
    let stands = Condition::any().add(post::Column::State.eq(PostState::Confirmed)).add(waits);
    let other = post::Entity::find().filter(post::Column::ExpertId.eq(expert)).filter(post::Column::Id.ne(but));
    Ok(other.filter(stands).one(db).await?.is_some())
}

/// Grants held by a post that have not ended, waiting ones included.
pub(super) async fn open_grants(db: &impl ConnectionTrait, post: Uuid, at: Timestamp) -> Result<Vec<Uuid>> {
    use entity::role_grant::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::Holder.eq(post))
        .filter(Column::EndedAt.is_null())
        .filter(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gt(at.micros())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Items that a post keeps, having written them or taken them over: contact cards and the directory are not among them.
pub(super) async fn written_in<A: ActType>(unit: &Unit, permit: &Permit<A>, post: Uuid) -> Result<Vec<item::Model>> {
    permit.writes::<{ Rows::Items as u8 }>();
    Ok(item::Entity::find()
        .filter(item::Column::Keeper.eq(post))
        .filter(item::Column::Kind.is_in(written_kinds()))
        .filter(item::Column::State.ne(entity::vocabulary::ItemState::Purged))
        .order_by_asc(item::Column::Id)
        .all(unit.tx())
        .await?)
}

pub(super) async fn insert<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: post::Model,
    place: post_place::Model,
) -> Result<()> {
    permit.writes::<POSTS>();
    post::Entity::insert(post::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    insert_place(unit, permit, place).await
}

pub(super) async fn insert_place<A: ActType>(unit: &Unit, permit: &Permit<A>, row: post_place::Model) -> Result<()> {
    permit.writes::<POSTS>();
    post_place::Entity::insert(post_place::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn end_place<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, until: i64) -> Result<()> {
    permit.writes::<POSTS>();
    post_place::ActiveModel { id: Set(id), until_at: Set(Some(until)), ..Default::default() }.update(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: post::ActiveModel) -> Result<()> {
    permit.writes::<POSTS>();
    row.update(unit.tx()).await?;
    Ok(())
}

/// Forgets how an expert's posts were reached and why they ended; their ids.
pub(super) async fn forget<A: ActType>(unit: &Unit, permit: &Permit<A>, expert: Uuid) -> Result<Vec<Uuid>> {
    permit.writes::<POSTS>();
    let blank = post::ActiveModel {
        office_telephone: Set(None),
        office_email: Set(None),
        end_reason: Set(None),
        ..Default::default()
    };
    post::Entity::update_many().set(blank).filter(post::Column::ExpertId.eq(expert)).exec(unit.tx()).await?;
    let rows = post::Entity::find().filter(post::Column::ExpertId.eq(expert)).all(unit.tx()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
