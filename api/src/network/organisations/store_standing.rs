//! The queries on what a body is in the network: its row, its status over time, take-overs.

use entity::vocabulary::SuccessionState;
use entity::{organisation, organisation_status, succession, succession_line};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::lines::{TakeOver, lines};
use crate::access::{ActType, Permit, Rows};
use crate::error::{Error, Result};
use crate::ledger::Unit;

const ORGANISATIONS: u8 = Rows::Organisations as u8;
/// Rows of one statement: the databases take some ten thousand parameters.
const AT_ONCE: usize = 1_000;

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: organisation::Model) -> Result<()> {
    permit.writes::<ORGANISATIONS>();
    organisation::Entity::insert(organisation::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: organisation::ActiveModel,
) -> Result<organisation::Model> {
    permit.writes::<ORGANISATIONS>();
    Ok(organisation::Entity::update(row).exec(unit.tx()).await?)
}

/// A body's row, whoever asks: sight was asked before.
pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<organisation::Model> {
    let found = organisation::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Error::internal(format!("organisation {id} is missing")))
}

/// The status that counts now.
pub(super) async fn status(db: &impl ConnectionTrait, body: Uuid) -> Result<organisation_status::Model> {
    let found = organisation_status::Entity::find()
        .filter(organisation_status::Column::OrganisationId.eq(body))
        .filter(organisation_status::Column::UntilAt.is_null())
        .one(db)
        .await?;
    found.ok_or_else(|| Error::internal(format!("organisation {body} has no status")))
}

/// All statuses of the bodies, oldest first.
pub(super) async fn statuses(db: &impl ConnectionTrait, bodies: &[Uuid]) -> Result<Vec<organisation_status::Model>> {
    Ok(organisation_status::Entity::find()
        .filter(organisation_status::Column::OrganisationId.is_in(bodies.iter().copied()))
        .order_by_asc(organisation_status::Column::FromAt)
        .order_by_asc(organisation_status::Column::Id)
        .all(db)
        .await?)
}

/// Ends the status that counts now, and begins another one.
pub(super) async fn begin_status<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: organisation_status::Model,
) -> Result<()> {
    permit.writes::<ORGANISATIONS>();
    use organisation_status::{ActiveModel, Column, Entity};
    Entity::update_many()
        .set(ActiveModel { until_at: Set(Some(row.from_at)), ..Default::default() })
        .filter(Column::OrganisationId.eq(row.organisation_id))
        .filter(Column::UntilAt.is_null())
        .exec(unit.tx())
        .await?;
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn insert_succession<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: succession::Model,
) -> Result<()> {
    permit.writes::<ORGANISATIONS>();
    let runs = row.state == SuccessionState::Running;
    succession::Entity::insert(succession::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    if runs {
        rewrite_lines(unit, permit).await?;
    }
    Ok(())
}

/// Moves a take-over that waits to another state.
pub(super) async fn decide_succession<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    state: SuccessionState,
    counts_from: Option<i64>,
) -> Result<()> {
    permit.writes::<ORGANISATIONS>();
    let row =
        succession::ActiveModel { id: Set(id), state: Set(state), counts_from: Set(counts_from), ..Default::default() };
    succession::Entity::update(row).exec(unit.tx()).await?;
    rewrite_lines(unit, permit).await
}

/// Writes down where the lines of all bodies lead, after the take-overs that run changed. There are few: a
/// country reorganises its authorities once in some years.
pub async fn rewrite_lines<A: ActType>(unit: &Unit, permit: &Permit<A>) -> Result<()> {
    permit.writes::<ORGANISATIONS>();
    let running = succession::Entity::find().filter(succession::Column::State.eq(SuccessionState::Running));
    let running = running.all(unit.tx()).await?;
    let counting =
        |row: &succession::Model| row.counts_from.map(|from| TakeOver { old: row.old_id, new: row.new_id, from });
    let all: Vec<TakeOver> = running.iter().filter_map(counting).collect();
    let lines: Vec<succession_line::Model> = lines(&all).into_iter().collect();
    succession_line::Entity::delete_many().exec(unit.tx()).await?;
    for some in lines.chunks(AT_ONCE) {
        let rows = some.iter().cloned().map(succession_line::ActiveModel::from);
        succession_line::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// A take-over.
pub(super) async fn succession(db: &impl ConnectionTrait, id: Uuid) -> Result<succession::Model> {
    let found = succession::Entity::find_by_id(id).one(db).await?;
    found.ok_or_else(|| Error::internal(format!("succession {id} is missing")))
}

/// Take-overs of or by one of the bodies, in some states.
pub(super) async fn successions(
    db: &impl ConnectionTrait,
    bodies: &[Uuid],
    states: &[SuccessionState],
) -> Result<Vec<succession::Model>> {
    use succession::{Column, Entity};
    Ok(Entity::find()
        .filter(Column::State.is_in(states.iter().copied()))
        .filter(
            Condition::any()
                .add(Column::OldId.is_in(bodies.iter().copied()))
                .add(Column::NewId.is_in(bodies.iter().copied())),
        )
        .order_by_asc(Column::Day)
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The Secretariat's body; none before the network was begun.
pub(super) async fn secretariat(db: &impl ConnectionTrait) -> Result<Option<Uuid>> {
    let setting = entity::setting::Entity::find_by_id(crate::ctx::SECRETARIAT.to_owned()).one(db).await?;
    Ok(setting.and_then(|row| Uuid::parse_str(&row.value).ok()))
}
