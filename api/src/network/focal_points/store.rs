//! The only queries on appointments and absences.

use std::collections::HashMap;

use entity::vocabulary::{Precision, Rank};
use entity::{absence, appointment, item};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::view::AppointmentState;
use crate::access::{ActType, Actor, Permit, Rows, Which, holders, not_over_at, seen_by_column, visible};
use crate::error::{Error, Result};
use crate::kit::any_order::same_in_any_order;
use crate::kit::led_by::LedBy;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::kit::top_per_parent::top_per_parent;
use crate::ledger::{Look, Unit};

const APPOINTMENTS: u8 = Rows::Appointments as u8;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub id: Uuid,
    pub grant_id: Uuid,
    pub country_id: Uuid,
    pub country_code: String,
    pub competence_id: Option<Uuid>,
    pub competence_code: Option<String>,
    pub organisation_id: Uuid,
    pub rank: Rank,
    pub precision: Precision,
    pub office_telephone: Option<String>,
    pub office_email: Option<String>,
    pub valid_from: i64,
    pub valid_until: Option<i64>,
    pub ended_at: Option<i64>,
    pub counts_from: Option<i64>,
    pub post_valid_until: Option<i64>,
    pub post_ended_at: Option<i64>,
    pub expert_id: Uuid,
    pub revision: i32,
}

impl Row {
    /// First instant it runs no longer: it ends with its grant or with its post, whichever is first.
    pub(super) fn until(&self) -> Option<i64> {
        let ends = [self.valid_until, self.ended_at, self.post_valid_until, self.post_ended_at];
        ends.into_iter().flatten().min()
    }

    /// Its state now; `live` where its grant is, whose holder stands in the country with an enabled account.
    pub(super) fn state(&self, now: Timestamp, live: bool) -> AppointmentState {
        match (self.until(), self.counts_from) {
            (Some(until), _) if until <= now.micros() => AppointmentState::Ended,
            (_, None) => AppointmentState::Waiting,
            (_, Some(_)) if self.valid_from > now.micros() => AppointmentState::Future,
            (_, Some(_)) if live => AppointmentState::Live,
            (_, Some(_)) => AppointmentState::Dormant,
        }
    }

    pub(super) fn place(&self, order: Ordering) -> Place {
        let key = match order.name {
            "validFrom" => Key::Number(self.valid_from),
            _ => Key::Text(self.country_code.clone()),
        };
        Place { key, id: self.id }
    }
}

/// What the actor sees of appointments: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    Query::select()
        .columns(
            [
                "id",
                "grant_id",
                "country_id",
                "competence_id",
                "organisation_id",
                "rank",
                "precision",
                "office_telephone",
                "office_email",
            ]
            .map(|column| ("appointment", column)),
        )
        .columns(["valid_from", "valid_until", "ended_at", "counts_from"].map(|column| ("role_grant", column)))
        .expr_as(Expr::col(("country", "code")), "country_code")
        .expr_as(Expr::col(("competence", "code")), "competence_code")
        .expr_as(Expr::col(("post", "valid_until")), "post_valid_until")
        .expr_as(Expr::col(("post", "ended_at")), "post_ended_at")
        .column(("post", "expert_id"))
        .column(("item", "revision"))
        .from("appointment")
        .join_item("appointment")
        .join(JoinType::InnerJoin, "role_grant", Expr::col(("role_grant", "id")).equals(("appointment", "grant_id")))
        .join(JoinType::InnerJoin, "post", Expr::col(("post", "id")).equals(("role_grant", "holder")))
        .join(JoinType::InnerJoin, "country", Expr::col(("country", "id")).equals(("appointment", "country_id")))
        .join(
            JoinType::LeftJoin,
            "competence",
            Expr::col(("competence", "id")).equals(("appointment", "competence_id")),
        )
        .cond_where(visible(actor))
        .to_owned()
}

/// Runs at `at` by the dates it is said to have, in a post that runs: the history of before the
/// network counts here, though it never gave a right.
pub(super) fn running(at: Timestamp) -> Condition {
    Condition::all()
        .add(not_over_at("role_grant", at))
        .add(Expr::col(("role_grant", "counts_from")).is_not_null())
        .add(Expr::col(("role_grant", "valid_from")).lte(at.micros()))
        .add(not_over_at("post", at))
        .add(Expr::col(("post", "counts_from")).is_not_null())
}

/// Those of the appointments that run by their dates now and whose grants are not live: the holder no longer stands in
/// a public authority of the country, or has no enabled account. Whoever asks: it is only to be left out by it.
pub(super) async fn dormant(db: &impl ConnectionTrait, now: Timestamp) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Grant {
        id: Uuid,
    }
    let select = Query::select()
        .column(("role_grant", "id"))
        .from("appointment")
        .join(JoinType::InnerJoin, "role_grant", Expr::col(("role_grant", "id")).equals(("appointment", "grant_id")))
        .join(JoinType::InnerJoin, "post", Expr::col(("post", "id")).equals(("role_grant", "holder")))
        .cond_where(running(now))
        .to_owned();
    let rows = Grant::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    let live: Vec<Uuid> = holders(db, Which::Grants(&ids), now, now).await?.iter().map(|held| held.grant).collect();
    Ok(ids.into_iter().filter(|id| !live.contains(id)).collect())
}

/// Their grants are none of these.
pub(super) fn but(grants: &[Uuid]) -> Condition {
    Condition::all().add(Expr::col(("role_grant", "id")).is_not_in(grants.iter().copied()))
}

pub(super) fn of_countries(countries: &[Uuid]) -> Condition {
    Condition::all().add(Expr::col(("appointment", "country_id")).is_in(countries.iter().copied()))
}

/// Of what appointments are the relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parent {
    Country,
    Expert,
}

impl Parent {
    fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::Country => ("appointment", "country_id"),
            Self::Expert => ("post", "expert_id"),
        }
    }

    pub(super) fn of(self, row: &Row) -> Uuid {
        match self {
            Self::Country => row.country_id,
            Self::Expert => row.expert_id,
        }
    }

    /// Of one of them. Whose appointment it is, is for those who see the expert.
    pub(super) fn among(self, actor: &Actor, ids: &[Uuid]) -> Condition {
        let of = Condition::all().add(Expr::col(self.column()).is_in(ids.iter().copied()));
        match self {
            Self::Country => of,
            Self::Expert => {
                let seen = Query::select()
                    .expr(Expr::val(1))
                    .from_as("item", "person")
                    .and_where(Expr::col(("person", "id")).equals(("post", "expert_id")))
                    .cond_where(seen_by_column(actor, "person", "seen_by"))
                    .to_owned();
                of.add(Expr::exists(seen))
            }
        }
    }
}

pub(super) fn of_ids(ids: &[Uuid]) -> Condition {
    Condition::all().add(Expr::col(("appointment", "id")).is_in(ids.iter().copied()))
}

pub(super) fn of_rank(rank: Rank) -> Condition {
    Condition::all().add(Expr::col(("appointment", "rank")).eq(rank.word()))
}

pub(super) fn with_id(id: Uuid) -> Condition {
    Condition::all().add(Expr::col(("appointment", "id")).eq(id))
}

/// For one of the fields, or (with `all`) for all of them.
pub(super) fn in_fields(fields: &[Uuid], all: bool) -> Condition {
    let field = Expr::col(("appointment", "competence_id"));
    let mut any = Condition::any();
    if all {
        any = any.add(field.clone().is_null());
    }
    if !fields.is_empty() {
        any = any.add(field.is_in(fields.iter().copied()));
    }
    any
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    which: Condition,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(which);
    let key = match order.name {
        "validFrom" => Expr::col(("role_grant", "valid_from")),
        _ => Expr::col(("country", "code")),
    };
    order.cut(&mut select, key, Expr::col(("appointment", "id")), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, which: Condition) -> Result<u64> {
    let mut select = seen(actor);
    select.cond_where(which);
    crate::exchange::items::store::count(db, select).await
}

/// A page of the appointments of each of several parents, all in one statement.
pub(super) async fn page_of_each(
    db: &impl ConnectionTrait,
    actor: &Actor,
    which: Condition,
    parent: Parent,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(which);
    let key = (Expr::col(("role_grant", "valid_from")), Expr::col(("appointment", "id")));
    let select = top_per_parent(select, parent.column(), order, key, after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// How many appointments each of several parents has.
pub(super) async fn count_of_each(
    db: &impl ConnectionTrait,
    actor: &Actor,
    which: Condition,
    parent: Parent,
) -> Result<HashMap<Uuid, u64>> {
    let mut select = seen(actor);
    select.cond_where(which);
    crate::exchange::items::store::count_each(db, select, parent.column()).await
}

/// Appointments that the actor sees, oldest first.
pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, which: Condition) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(which);
    select.order_by(("role_grant", "valid_from"), Order::Asc).order_by(("appointment", "id"), Order::Asc);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// Absences of appointments that were found under sight, in order.
pub(super) async fn absences(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<absence::Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(absence::Entity::find()
        .filter(absence::Column::AppointmentId.is_in(ids.iter().copied()))
        .order_by_asc(absence::Column::FromDay)
        .order_by_asc(absence::Column::Id)
        .all(db)
        .await?)
}

/// What stands for a country and field that overlaps a span, whoever may see it: (rank, expert).
pub(super) async fn standing(
    look: &impl Look,
    country: Uuid,
    field: Option<Uuid>,
    from: Timestamp,
    until: Option<Timestamp>,
) -> Result<Vec<(Rank, Uuid)>> {
    #[derive(FromQueryResult)]
    struct Held {
        rank: Rank,
        expert_id: Uuid,
    }
    let open = |table: &'static str, column: &'static str| {
        let column = Expr::col((table, column));
        Condition::any().add(column.clone().is_null()).add(column.gt(from.max(look.at()).micros()))
    };
    let of_field = match field {
        Some(field) => Expr::col(("appointment", "competence_id")).eq(field),
        None => Expr::col(("appointment", "competence_id")).is_null(),
    };
    let mut select = Query::select()
        .column(("appointment", "rank"))
        .column(("post", "expert_id"))
        .from("appointment")
        .join(JoinType::InnerJoin, "role_grant", Expr::col(("role_grant", "id")).equals(("appointment", "grant_id")))
        .join(JoinType::InnerJoin, "post", Expr::col(("post", "id")).equals(("role_grant", "holder")))
        .and_where(Expr::col(("appointment", "country_id")).eq(country))
        .and_where(of_field)
        .cond_where(open("role_grant", "valid_until"))
        .cond_where(open("role_grant", "ended_at"))
        .cond_where(open("post", "valid_until"))
        .cond_where(open("post", "ended_at"))
        .to_owned();
    if let Some(until) = until {
        select.and_where(Expr::col(("role_grant", "valid_from")).lt(until.micros()));
    }
    let rows = Held::find_by_statement(look.db().get_database_backend().build(&select)).all(look.db()).await?;
    Ok(rows.into_iter().map(|row| (row.rank, row.expert_id)).collect())
}

/// The items of the appointments that go with grants.
pub(super) async fn items_of_grants<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    grants: &[Uuid],
) -> Result<Vec<item::Model>> {
    permit.writes::<{ Rows::Items as u8 }>();
    if grants.is_empty() {
        return Ok(Vec::new());
    }
    let of_grants = Query::select()
        .column("id")
        .from("appointment")
        .and_where(Expr::col("grant_id").is_in(grants.iter().copied()))
        .to_owned();
    Ok(item::Entity::find().filter(item::Column::Id.in_subquery(of_grants)).all(unit.tx()).await?)
}

/// An appointment's row, for a step.
pub(crate) async fn model(db: &impl ConnectionTrait, id: Uuid) -> Result<appointment::Model> {
    let row = appointment::Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("appointment {id} is missing")))
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: appointment::Model) -> Result<()> {
    permit.writes::<APPOINTMENTS>();
    appointment::Entity::insert(appointment::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: appointment::ActiveModel) -> Result<()> {
    permit.writes::<APPOINTMENTS>();
    row.update(unit.tx()).await?;
    Ok(())
}

/// Replaces the absences that have not passed; those that have stay on record. Returns whether that changed any.
pub(super) async fn set_absences<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    today: i32,
    rows: Vec<absence::Model>,
) -> Result<bool> {
    permit.writes::<APPOINTMENTS>();
    let coming = |row: &&absence::Model| row.to_day >= today;
    let days = |row: &absence::Model| (row.from_day, row.to_day);
    let known: Vec<_> = absences(unit.tx(), &[id]).await?.iter().filter(coming).map(days).collect();
    if same_in_any_order(&known, &rows.iter().filter(coming).map(days).collect::<Vec<_>>()) {
        return Ok(false);
    }
    absence::Entity::delete_many()
        .filter(absence::Column::AppointmentId.eq(id))
        .filter(absence::Column::ToDay.gte(today))
        .exec(unit.tx())
        .await?;
    let rows: Vec<_> = rows.into_iter().filter(|row| row.to_day >= today).map(absence::ActiveModel::from).collect();
    if !rows.is_empty() {
        absence::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(true)
}

/// Writes an absence as it was, for a step that brings history.
pub(super) async fn insert_absences<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    rows: Vec<absence::Model>,
) -> Result<()> {
    permit.writes::<APPOINTMENTS>();
    if !rows.is_empty() {
        let rows = rows.into_iter().map(absence::ActiveModel::from);
        absence::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// Forgets on which days the holders of appointments were away; ids of the appointments.
pub(super) async fn forget_absences<A: ActType>(unit: &Unit, permit: &Permit<A>, posts: &[Uuid]) -> Result<Vec<Uuid>> {
    permit.writes::<APPOINTMENTS>();
    let of_posts = Query::select()
        .column("id")
        .from("role_grant")
        .and_where(Expr::col("holder").is_in(posts.iter().copied()))
        .to_owned();
    let rows =
        appointment::Entity::find().filter(appointment::Column::GrantId.in_subquery(of_posts)).all(unit.tx()).await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    absence::Entity::delete_many()
        .filter(absence::Column::AppointmentId.is_in(ids.iter().copied()))
        .exec(unit.tx())
        .await?;
    Ok(ids)
}
