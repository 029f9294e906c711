//! The only queries on updates and their revisions.

use std::collections::HashMap;

use entity::vocabulary::{ItemKind, ItemState};
use entity::{item, update, update_revision};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait};
use uuid::Uuid;

use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Actor, Permit, Rows, visible};
use crate::error::{Error, Result};
use crate::exchange::items::filters;
use crate::exchange::items::proposals::waiting_for;
use crate::kit::page::{Key, Ordering, Place};
use crate::ledger::Unit;

const UPDATES: u8 = Rows::Updates as u8;

/// Which updates, with everything looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    pub ids: Vec<Uuid>,
    /// About one of these policy fields.
    pub topics: Option<Vec<Uuid>>,
    /// Concerning one of these countries.
    pub countries: Option<Vec<Uuid>>,
    pub owners: Vec<Uuid>,
    /// In the name of one of these bodies.
    pub organisations: Option<Vec<Uuid>>,
    /// Not shown to the asker after this unit; nothing was before the first visit.
    pub unseen_since: Option<i64>,
    /// Written by this expert, in whatever post.
    pub author: Option<Uuid>,
    pub languages: Vec<String>,
    pub states: Vec<ItemState>,
    /// About which a proposal waits for the actor's word.
    pub waiting_for_me: bool,
    pub published_from: Option<i64>,
    pub published_until: Option<i64>,
}

/// What the actor sees of the updates: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    item::Entity::find().filter(item::Column::Kind.eq(ItemKind::Update)).filter(visible(actor)).into_query()
}

/// What was not published yet stands where it was begun. Just so in the index.
fn published_at() -> SimpleExpr {
    Func::coalesce([Expr::col(("item", "published_at")), Expr::col(("item", "created_at"))]).into()
}

pub(super) fn place(row: &item::Model, order: Ordering) -> Place {
    let key = match order.name {
        "updatedAt" => row.updated_at,
        "createdAt" => row.created_at,
        _ => row.published_at.unwrap_or(row.created_at),
    };
    Place { key: Key::Number(key), id: row.id }
}

fn fitting(actor: &Actor, wanted: &Wanted) -> Result<Condition> {
    let column = |name: &'static str| Expr::col(("item", name));
    let mut all = Condition::all().add(filters::among(&wanted.ids)?);
    if let Some(topics) = &wanted.topics {
        all = all.add(about("item_topic", "competence_id", topics));
    }
    if let Some(countries) = &wanted.countries {
        all = all.add(about("item_country", "country_id", countries));
    }
    if !wanted.owners.is_empty() {
        all = all.add(column("owner").is_in(wanted.owners.iter().copied()));
    }
    if let Some(organisations) = &wanted.organisations {
        all = all.add(column("owner").is_in(organisations.iter().copied()));
    }
    if let Some(seq) = wanted.unseen_since {
        all = all.add(filters::new_since(actor, seq));
    }
    if let Some(author) = wanted.author {
        let posts = Query::select()
            .column(("post", "id"))
            .from("post")
            .and_where(Expr::col(("post", "expert_id")).eq(author))
            .to_owned();
        all = all.add(Condition::any().add(column("author").in_subquery(posts)).add(column("author").eq(author)));
    }
    if !wanted.languages.is_empty() {
        all = all.add(column("language").is_in(wanted.languages.clone()));
    }
    if !wanted.states.is_empty() {
        all = all.add(column("state").is_in(wanted.states.iter().map(|state| state.word())));
    }
    if wanted.waiting_for_me {
        all = all.add(waiting_for(actor));
    }
    if let Some(from) = wanted.published_from {
        all = all.add(column("published_at").gte(from));
    }
    if let Some(until) = wanted.published_until {
        all = all.add(column("published_at").lt(until));
    }
    Ok(all)
}

fn about(table: &'static str, key: &'static str, ids: &[Uuid]) -> Expr {
    let hit = Query::select()
        .expr(Expr::val(1))
        .from(table)
        .and_where(Expr::col((table, "item_id")).equals(("item", "id")))
        .and_where(Expr::col((table, key)).is_in(ids.iter().copied()))
        .to_owned();
    Expr::exists(hit)
}

/// Newest first with a correlated EXISTS: an index gives the order, and sight is asked row by row
/// until the page is full.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    wanted: &Wanted,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<item::Model>> {
    let mut select = seen(actor);
    select.cond_where(fitting(actor, wanted)?);
    let key = match order.name {
        "updatedAt" => Expr::col(("item", "updated_at")),
        "createdAt" => Expr::col(("item", "created_at")),
        _ => published_at(),
    };
    if let Some(Place { key: Key::Number(last), .. }) = after {
        // Says the same as the cut below, in a form that SQLite answers from an index of an expression.
        let key = key.clone();
        select.and_where(if order.descending { key.lte(*last) } else { key.gte(*last) });
    }
    order.cut(&mut select, key, Expr::col(("item", "id")), after, first);
    Ok(item::Model::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted) -> Result<u64> {
    let mut select = seen(actor);
    if broken(Rule::CountedUnderSight) {
        select = item::Entity::find().filter(item::Column::Kind.eq(ItemKind::Update)).into_query();
    }
    select.clear_selects().column(("item", "id")).cond_where(fitting(actor, wanted)?);
    crate::exchange::items::store::count(db, select).await
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<item::Model>> {
    let mut select = seen(actor);
    select.and_where(Expr::col(("item", "id")).is_in(ids.iter().copied()));
    Ok(item::Model::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The present texts of items that were found to be seen.
pub(super) async fn texts(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, update::Model>> {
    let rows = update::Entity::find().filter(update::Column::Id.is_in(ids.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

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

pub(super) async fn delete<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<UPDATES>();
    permit.covers(id)?;
    let revisions = update_revision::Entity::delete_many().filter(update_revision::Column::ItemId.eq(id));
    revisions.exec(unit.tx()).await?;
    update::Entity::delete_by_id(id).exec(unit.tx()).await?;
    Ok(())
}
