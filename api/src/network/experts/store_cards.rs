//! The only queries on contact cards.

use entity::contact_card::{ActiveModel, Column, Entity, Model};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Actor, Permit, Rows, visible};
use crate::error::Result;
use crate::ledger::Unit;

const CARDS: u8 = Rows::ContactCards as u8;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Card {
    pub id: Uuid,
    pub expert_id: Uuid,
    pub telephone: Option<String>,
    pub email: Option<String>,
    pub audience: Option<i64>,
    pub author: Option<Uuid>,
    pub revision: i32,
}

/// What the actor sees of the contact cards: every read begins here.
fn seen_by(actor: &Actor) -> SelectStatement {
    Query::select()
        .columns(["id", "expert_id", "telephone", "email"].map(|column| ("contact_card", column)))
        .columns([("item", "audience"), ("item", "author"), ("item", "revision")])
        .from("contact_card")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("contact_card", "id")))
        .cond_where(visible(actor))
        .to_owned()
}

/// An expert's contact card, if the actor sees it.
pub(super) async fn seen(db: &impl ConnectionTrait, actor: &Actor, expert: Uuid) -> Result<Option<Card>> {
    let mut select = seen_by(actor);
    select.and_where(Expr::col(("contact_card", "expert_id")).eq(expert));
    Ok(Card::find_by_statement(db.get_database_backend().build(&select)).one(db).await?)
}

/// Those of the cards that the actor sees.
pub(super) async fn seen_of_ids(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Card>> {
    let mut select = seen_by(actor);
    select.and_where(Expr::col(("contact_card", "id")).is_in(ids.iter().copied()));
    Ok(Card::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// An expert's contact card, for a step.
pub(super) async fn of_expert<A: ActType>(unit: &Unit, permit: &Permit<A>, expert: Uuid) -> Result<Option<Model>> {
    permit.writes::<CARDS>();
    Ok(Entity::find().filter(Column::ExpertId.eq(expert)).one(unit.tx()).await?)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<CARDS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<()> {
    permit.writes::<CARDS>();
    row.update(unit.tx()).await?;
    Ok(())
}

pub(super) async fn delete<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<CARDS>();
    Entity::delete_by_id(id).exec(unit.tx()).await?;
    Ok(())
}
