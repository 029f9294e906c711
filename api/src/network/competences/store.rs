//! The only queries on policy fields.

use entity::competence::{ActiveModel, Entity, Model};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};
use uuid::Uuid;

use super::read::CompetenceFilter;
use crate::access::{ActType, Actor, Permit, Rows, visible};
use crate::error::{Error, Result};
use crate::exchange::items::filters;
use crate::kit::day::Day;
use crate::kit::led_by::LedBy;
use crate::kit::page::{Key, Ordering, Place};
use crate::ledger::Unit;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub id: Uuid,
    pub code: String,
    pub parent_code: Option<String>,
    pub position: i32,
    pub revision: i32,
}

impl Row {
    pub(super) fn place(&self, order: Ordering) -> Place {
        let key = match order.name {
            "code" => Key::Text(self.code.clone()),
            _ => Key::Number(i64::from(self.position)),
        };
        Place { key, id: self.id }
    }
}

/// What the actor sees of the policy fields: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    Query::select()
        .columns([("competence", "id"), ("competence", "code"), ("competence", "position")])
        .expr_as(Expr::col(("broader", "code")), "parent_code")
        .column(("item", "revision"))
        .from("competence")
        .join_item("competence")
        .join_as(
            JoinType::LeftJoin,
            "competence",
            "broader",
            Expr::col(("broader", "id")).equals(("competence", "parent_id")),
        )
        .cond_where(visible(actor))
        .to_owned()
}

fn fitting(filter: &CompetenceFilter, today: Day) -> Result<Condition> {
    let mut all =
        Condition::all().add(filters::among(filter.ids.as_deref())?).add(filters::named(filter.q.as_deref())?);
    if !filter.code.is_empty() {
        all = all.add(Expr::col(("competence", "code")).is_in(filter.code.clone()));
    }
    if let Some(parent) = &filter.parent {
        all = all.add(Expr::col(("broader", "code")).eq(parent.clone()));
    }
    Ok(match filter.lifecycle.unwrap_or_default() {
        filters::Lifecycle::All => all,
        filters::Lifecycle::Living => {
            all.add(filters::holding(entity::vocabulary::FactKind::Life, filter.as_of.unwrap_or(today), None))
        }
    })
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &CompetenceFilter,
    today: Day,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(fitting(filter, today)?);
    let key = if order.name == "code" { "code" } else { "position" };
    order.cut(&mut select, Expr::col(("competence", key)), Expr::col(("competence", "id")), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &CompetenceFilter,
    today: Day,
) -> Result<u64> {
    let mut select = seen(actor);
    select.cond_where(fitting(filter, today)?);
    crate::exchange::items::store::count(db, select).await
}

pub(crate) async fn some(db: &impl ConnectionTrait, actor: &Actor, which: Condition) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(which);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// A field with all broader ones, for each of `ids`: what a field contact's grant is held against.
pub(crate) async fn chains(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Vec<Uuid>>> {
    let all = Entity::find().all(db).await?;
    let parent_of = |id: Uuid| all.iter().find(|row| row.id == id).and_then(|row| row.parent_id);
    Ok(ids.iter().map(|id| std::iter::successors(Some(*id), |id| parent_of(*id)).take(20).collect()).collect())
}

/// Fields with all narrower ones: what a list asked for one of them shows.
pub(crate) async fn with_narrower(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    let all: Vec<Uuid> = Entity::find().all(db).await?.into_iter().map(|row| row.id).collect();
    let chains = chains(db, &all).await?;
    let within = |chain: &Vec<Uuid>| chain.iter().any(|id| ids.contains(id));
    Ok(all.into_iter().zip(chains).filter(|(_, chain)| within(chain)).map(|(id, _)| id).collect())
}

/// Codes of all fields that live or lived, for errors that name the nearest ones.
pub(crate) async fn codes(db: &impl ConnectionTrait) -> Result<Vec<String>> {
    Ok(Entity::find().all(db).await?.into_iter().map(|row| row.code).collect())
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Model> {
    let row = Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("policy field {id} is missing")))
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<{ Rows::Competences as u8 }>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<()> {
    permit.writes::<{ Rows::Competences as u8 }>();
    Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}
