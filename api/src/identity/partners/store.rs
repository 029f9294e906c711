//! The only queries on partner systems and their secrets.

use std::collections::HashMap;

use entity::vocabulary::PartnerState;
use entity::{partner, partner_secret, partner_suspension, session};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::read::PartnerFilter;
use crate::access::{ActType, Actor, Permit, Rows, of_kept_bodies, visible};
use crate::error::{Error, Result};
use crate::exchange::items::Lifecycle;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const PARTNERS: u8 = Rows::Partners as u8;

pub(super) fn place(row: &partner::Model, order: Ordering) -> Place {
    let key = match order.name {
        "validTo" => row.valid_until,
        _ => row.valid_from,
    };
    Place { key: Key::Number(key), id: row.id }
}

/// What the actor sees of the partner systems: those of bodies it keeps and of the public
/// authorities of countries it keeps; REGISTRY sees all. Every read begins here.
fn seen(actor: &Actor) -> Condition {
    of_kept_bodies(actor, ("partner", "organisation_id"))
}

fn fitting(filter: &PartnerFilter, bodies: Option<&[Uuid]>, at: Timestamp) -> Condition {
    let at = at.micros();
    let mut all = Condition::all();
    // What begins with its body's life is listed before, too, as what waits for a word is; on a day it was there or not.
    if filter.as_of.is_some() && filter.lifecycle != Some(Lifecycle::All) {
        all = all.add(partner::Column::ValidFrom.lte(at));
    }
    if let Some(bodies) = bodies {
        all = all.add(partner::Column::OrganisationId.is_in(bodies.iter().copied()));
    }
    if !filter.state.is_empty() {
        let any = filter.state.iter().fold(Condition::any(), |any, state| any.add(in_state(*state, at)));
        return all.add(any);
    }
    match filter.lifecycle.unwrap_or_default() {
        Lifecycle::All => all,
        Lifecycle::Living => all.add(living(at)),
    }
}

/// Which are in a state at an instant, each in one: as `view::state_of` has it.
fn in_state(state: PartnerState, at: i64) -> Condition {
    let counts = || living(at).add(partner::Column::CountsFrom.lte(at));
    match state {
        PartnerState::Ended => living(at).not(),
        PartnerState::Live => counts().add(Expr::exists(suspended(at)).not()),
        PartnerState::Suspended => counts().add(Expr::exists(suspended(at))),
        PartnerState::Waiting => {
            let not_yet = partner::Column::CountsFrom.gt(at);
            living(at).add(Condition::any().add(partner::Column::CountsFrom.is_null()).add(not_yet))
        }
    }
}

/// A suspension of the partner system of the outer select, at an instant.
fn suspended(at: i64) -> SelectStatement {
    let until = || Expr::col(("z", "until_at"));
    Query::select()
        .expr(Expr::val(1))
        .from_as("partner_suspension", "z")
        .and_where(Expr::col(("z", "partner_id")).equals(("partner", "id")))
        .and_where(Expr::col(("z", "from_at")).lte(at))
        .cond_where(Condition::any().add(until().is_null()).add(until().gt(at)))
        .to_owned()
}

fn living(at: i64) -> Condition {
    Condition::all()
        .add(partner::Column::ValidUntil.gt(at))
        .add(Condition::any().add(partner::Column::EndedAt.is_null()).add(partner::Column::EndedAt.gt(at)))
}

/// Which rows: the actor's sight, the filter, the bodies it names, the instant at which they are there.
pub(super) struct Which<'a> {
    pub actor: &'a Actor,
    pub filter: &'a PartnerFilter,
    pub bodies: Option<&'a [Uuid]>,
    pub at: Timestamp,
}

impl Which<'_> {
    fn select(&self) -> Select<partner::Entity> {
        partner::Entity::find().filter(seen(self.actor)).filter(fitting(self.filter, self.bodies, self.at))
    }
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    which: &Which<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<partner::Model>> {
    let mut select = which.select();
    let key = if order.name == "validTo" { "valid_until" } else { "valid_from" };
    order.cut(QuerySelect::query(&mut select), Expr::col(("partner", key)), Expr::col(("partner", "id")), after, first);
    Ok(select.all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, which: &Which<'_>) -> Result<u64> {
    crate::exchange::items::store::count(db, which.select().into_query()).await
}

/// One partner system, if the actor sees it.
pub(super) async fn one(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<partner::Model> {
    partner::Entity::find_by_id(id).filter(seen(actor)).one(db).await?.ok_or_else(Error::not_found)
}

/// Partner systems whose bodies the actor sees.
pub(super) async fn of_seen_bodies(
    db: &impl ConnectionTrait,
    actor: &Actor,
    ids: &[Uuid],
) -> Result<Vec<partner::Model>> {
    let seen = Query::select().column("id").from("item").cond_where(visible(actor)).to_owned();
    Ok(partner::Entity::find()
        .filter(partner::Column::Id.is_in(ids.iter().copied()))
        .filter(partner::Column::OrganisationId.in_subquery(seen))
        .all(db)
        .await?)
}

/// A partner system, whoever asks: for a step whose permit entails it.
pub(super) async fn row<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<partner::Model> {
    permit.writes::<PARTNERS>();
    let found = partner::Entity::find_by_id(id).one(unit.tx()).await?;
    found.ok_or_else(|| Error::internal(format!("partner system {id} is missing")))
}

/// Secrets of partner systems, newest first.
pub(super) async fn secrets(
    db: &impl ConnectionTrait,
    partners: &[Uuid],
) -> Result<HashMap<Uuid, Vec<partner_secret::Model>>> {
    let rows = partner_secret::Entity::find()
        .filter(partner_secret::Column::PartnerId.is_in(partners.iter().copied()))
        .order_by_desc(partner_secret::Column::CreatedAt)
        .order_by_desc(partner_secret::Column::Id)
        .all(db)
        .await?;
    let mut by_partner: HashMap<Uuid, Vec<partner_secret::Model>> = HashMap::new();
    for row in rows {
        by_partner.entry(row.partner_id).or_default().push(row);
    }
    Ok(by_partner)
}

/// A secret with its partner system: for the link that hands it over, which is shown to posts of
/// the body alone.
pub(super) async fn secret_with_partner(
    db: &impl ConnectionTrait,
    secret: Uuid,
) -> Result<Option<(partner_secret::Model, partner::Model)>> {
    let Some(secret) = partner_secret::Entity::find_by_id(secret).one(db).await? else {
        return Ok(None);
    };
    let partner = partner::Entity::find_by_id(secret.partner_id).one(db).await?;
    Ok(partner.map(|partner| (secret, partner)))
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: partner::Model) -> Result<()> {
    permit.writes::<PARTNERS>();
    partner::Entity::insert(partner::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: partner::ActiveModel) -> Result<()> {
    permit.writes::<PARTNERS>();
    partner::Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}

pub(super) async fn insert_secret<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: partner_secret::Model,
) -> Result<()> {
    permit.writes::<PARTNERS>();
    partner_secret::Entity::insert(partner_secret::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn end_secret<A: ActType>(unit: &Unit, permit: &Permit<A>, secret: Uuid) -> Result<()> {
    permit.writes::<PARTNERS>();
    let row =
        partner_secret::ActiveModel { id: Set(secret), ended_at: Set(Some(unit.at().micros())), ..Default::default() };
    partner_secret::Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}

/// Ends all sessions of a partner system: its tokens count no longer with the next request.
pub(super) async fn end_sessions<A: ActType>(unit: &Unit, permit: &Permit<A>, partner: Uuid) -> Result<()> {
    permit.writes::<{ Rows::Sessions as u8 }>();
    session::Entity::update_many()
        .set(session::ActiveModel { ended_at: Set(Some(unit.at().micros())), ..Default::default() })
        .filter(session::Column::PartnerId.eq(partner))
        .filter(session::Column::EndedAt.is_null())
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// Suspensions of partner systems, oldest first.
pub(super) async fn suspensions(
    db: &impl ConnectionTrait,
    partners: &[Uuid],
) -> Result<HashMap<Uuid, Vec<partner_suspension::Model>>> {
    let rows = partner_suspension::Entity::find()
        .filter(partner_suspension::Column::PartnerId.is_in(partners.iter().copied()))
        .order_by_asc(partner_suspension::Column::FromAt)
        .all(db)
        .await?;
    let mut by_partner: HashMap<Uuid, Vec<partner_suspension::Model>> = HashMap::new();
    for row in rows {
        by_partner.entry(row.partner_id).or_default().push(row);
    }
    Ok(by_partner)
}

/// The suspension of a partner system that has not ended.
pub(super) async fn suspension(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<partner_suspension::Model>> {
    let rows = suspensions(db, &[id]).await?.remove(&id).unwrap_or_default();
    Ok(rows.into_iter().find(|row| row.until_at.is_none()))
}

pub(super) async fn begin_suspension<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    partner_id: Uuid,
    shut_out: bool,
) -> Result<()> {
    permit.writes::<PARTNERS>();
    let row = partner_suspension::Model {
        id: unit.new_id(),
        partner_id,
        from_at: unit.at().micros(),
        until_at: None,
        shut_out,
    };
    let row = partner_suspension::ActiveModel::from(row);
    partner_suspension::Entity::insert(row).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn end_suspension<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<PARTNERS>();
    let until_at = Set(Some(unit.at().micros()));
    let row = partner_suspension::ActiveModel { id: Set(id), until_at, ..Default::default() };
    partner_suspension::Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}

/// The OAuth client identifier of a partner system.
pub(crate) async fn client_id(db: &impl ConnectionTrait, id: Uuid) -> Result<String> {
    let row = partner::Entity::find_by_id(id).one(db).await?;
    row.map(|row| row.client_id).ok_or_else(crate::error::Error::not_found)
}

/// Grants that a partner system holds and that were not ended.
pub(super) async fn grants(db: &impl ConnectionTrait, partner: Uuid) -> Result<Vec<Uuid>> {
    use entity::role_grant::{Column, Entity};
    let rows = Entity::find().filter(Column::Holder.eq(partner)).filter(Column::EndedAt.is_null()).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
