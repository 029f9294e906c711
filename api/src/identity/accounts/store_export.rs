//! The queries of what is held about a person besides their entry: for their own export. They ask no
//! sight: a person reads their own data with or without a post.

use entity::{
    absence, access_request, account_state, address_change, appointment, invitation, ledger_personal, ledger_record,
    membership,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::error::Result;

/// Appointments that came with grants, with the days of absence.
pub(super) async fn appointments(
    db: &impl ConnectionTrait,
    grants: &[Uuid],
) -> Result<(Vec<appointment::Model>, Vec<absence::Model>)> {
    let rows = appointment::Entity::find()
        .filter(appointment::Column::GrantId.is_in(grants.iter().copied()))
        .order_by_asc(appointment::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let absences = absence::Entity::find()
        .filter(absence::Column::AppointmentId.is_in(ids))
        .order_by_asc(absence::Column::FromDay)
        .all(db)
        .await?;
    Ok((rows, absences))
}

/// Memberships that posts hold by themselves.
pub(super) async fn memberships(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<membership::Model>> {
    Ok(membership::Entity::find()
        .filter(membership::Column::Member.is_in(posts.iter().copied()))
        .order_by_asc(membership::Column::Id)
        .all(db)
        .await?)
}

/// By which invitations the person came in.
pub(super) async fn invitations(db: &impl ConnectionTrait, expert: Uuid) -> Result<Vec<invitation::Model>> {
    Ok(invitation::Entity::find()
        .filter(invitation::Column::ExpertId.eq(expert))
        .order_by_asc(invitation::Column::Id)
        .all(db)
        .await?)
}

/// What posts asked for that takes a word, or took one.
pub(super) async fn requests(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<Vec<access_request::Model>> {
    Ok(access_request::Entity::find()
        .filter(access_request::Column::RequestedBy.is_in(posts.iter().copied()))
        .order_by_asc(access_request::Column::Id)
        .all(db)
        .await?)
}

/// When the account was enabled, and when suspended.
pub(super) async fn states(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<account_state::Model>> {
    Ok(account_state::Entity::find()
        .filter(account_state::Column::AccountId.eq(account))
        .order_by_asc(account_state::Column::FromAt)
        .all(db)
        .await?)
}

/// Changes of address.
pub(super) async fn addresses(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<address_change::Model>> {
    Ok(address_change::Entity::find()
        .filter(address_change::Column::AccountId.eq(account))
        .order_by_asc(address_change::Column::RequestedAt)
        .all(db)
        .await?)
}

/// What the person did, with the reasons they gave, and what was done to them.
pub(super) async fn records(
    db: &impl ConnectionTrait,
    expert: Uuid,
    about: &[Uuid],
) -> Result<Vec<(ledger_record::Model, Option<ledger_personal::Model>)>> {
    let either = Condition::any()
        .add(ledger_record::Column::Actor.eq(expert))
        .add(ledger_record::Column::Target.is_in(about.iter().copied()));
    let units = ledger_record::Entity::find().select_only().column(ledger_record::Column::Seq);
    let units = units.filter(either.clone()).into_query();
    let records = ledger_record::Entity::find().filter(either).order_by_asc(ledger_record::Column::Seq).all(db).await?;
    let mut reasons: std::collections::HashMap<i64, ledger_personal::Model> = ledger_personal::Entity::find()
        .filter(ledger_personal::Column::Seq.in_subquery(units))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.seq, row))
        .collect();
    Ok(records.into_iter().map(|row| (row.seq, row)).map(|(seq, row)| (row, reasons.remove(&seq))).collect())
}
