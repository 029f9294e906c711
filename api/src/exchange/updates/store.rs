//! The only queries on the texts of updates and their revisions.

use entity::{update, update_revision};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::{Error, Result};
use crate::ledger::Unit;

const UPDATES: u8 = Rows::Updates as u8;
/// Rows of one statement of those that write many.
const AT_ONCE: usize = 1_000;

pub(super) async fn text_in(unit: &Unit, id: Uuid) -> Result<update::Model> {
    let found = update::Entity::find_by_id(id).one(unit.tx()).await?;
    found.ok_or_else(|| Error::internal(format!("update {id} has no text")))
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: update::Model) -> Result<()> {
    permit.writes::<UPDATES>();
    update::Entity::insert(update::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: update::Model) -> Result<()> {
    permit.writes::<UPDATES>();
    permit.covers(row.id)?;
    let row = update::ActiveModel {
        id: Unchanged(row.id),
        title: Set(row.title),
        summary: Set(row.summary),
        body_markdown: Set(row.body_markdown),
        body_html: Set(row.body_html),
    };
    update::Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}

pub(super) async fn insert_revision<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: update_revision::Model,
) -> Result<()> {
    permit.writes::<UPDATES>();
    update_revision::Entity::insert(update_revision::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Keeps the texts of updates as the revisions that they have, made by the actor.
pub(super) async fn keep_texts<A: ActType>(unit: &Unit, permit: &Permit<A>, items: &[Uuid]) -> Result<()> {
    permit.writes::<UPDATES>();
    for chunk in items.chunks(AT_ONCE) {
        let texts = Query::select()
            .columns([("item", "id"), ("item", "revision"), ("item", "seen_by")])
            .columns([("update", "title"), ("update", "summary"), ("update", "body_markdown")])
            .expr(Expr::val(unit.actor().party()))
            .expr(Expr::val(unit.at().micros()))
            .from("item")
            .join(JoinType::InnerJoin, "update", Expr::col(("update", "id")).equals(("item", "id")))
            .and_where(Expr::col(("item", "id")).is_in(chunk.iter().copied()))
            .to_owned();
        let insert = Query::insert()
            .into_table("update_revision")
            .columns(["item_id", "revision", "seen_by", "title", "summary", "body_markdown", "author", "at"])
            .select_from(texts)
            .map_err(Error::internal)?
            .to_owned();
        unit.tx().execute(&insert).await?;
    }
    Ok(())
}

/// Many texts with their first revisions.
pub(super) async fn insert_all<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    texts: Vec<update::Model>,
    revisions: Vec<update_revision::Model>,
) -> Result<()> {
    permit.writes::<UPDATES>();
    for chunk in texts.chunks(AT_ONCE) {
        let rows = chunk.iter().cloned().map(update::ActiveModel::from);
        update::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    for chunk in revisions.chunks(AT_ONCE) {
        let rows = chunk.iter().cloned().map(update_revision::ActiveModel::from);
        update_revision::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

pub(super) async fn delete<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<UPDATES>();
    permit.covers(id)?;
    let revisions = update_revision::Entity::delete_many().filter(update_revision::Column::ItemId.eq(id));
    revisions.exec(unit.tx()).await?;
    update::Entity::delete_by_id(id).exec(unit.tx()).await?;
    Ok(())
}
