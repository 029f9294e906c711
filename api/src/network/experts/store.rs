//! The only queries on experts.

use std::collections::HashMap;

use entity::{expert, expert_field, expert_language, expert_name};
use sea_orm::sea_query::{CaseStatement, Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::read::{Asked, ExpertFilter};
use super::store_posts::{Held, holding};
use crate::access::{ActType, Actor, Permit, Rows, visible};
use crate::error::Result;
use crate::exchange::items::{Lifecycle, filters};
use crate::kit::any_order::same_in_any_order;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::kit::top_per_parent::top_per_parent;
use crate::ledger::Unit;

const EXPERTS: u8 = Rows::Experts as u8;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Row {
    pub id: Uuid,
    pub name: String,
    pub sort_key: String,
    pub revision: i32,
}

/// An expert in a body.
#[derive(FromQueryResult)]
pub(super) struct Belonging {
    pub id: Uuid,
    pub body: Uuid,
    sort_key: String,
}

impl Belonging {
    pub(super) fn place(&self) -> Place {
        Place { key: Key::Text(self.sort_key.clone()), id: self.id }
    }
}

#[derive(FromQueryResult)]
struct FieldCode {
    expert_id: Uuid,
    code: String,
}

/// What else is known of experts, by expert.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub names: HashMap<Uuid, Vec<expert_name::Model>>,
    pub languages: HashMap<Uuid, Vec<String>>,
    pub fields: HashMap<Uuid, Vec<String>>,
}

impl Row {
    pub(super) fn place(&self) -> Place {
        Place { key: Key::Text(self.sort_key.clone()), id: self.id }
    }
}

/// What the actor sees of the experts: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    Query::select()
        .columns([("expert", "id"), ("expert", "name"), ("expert", "sort_key")])
        .column(("item", "revision"))
        .from("expert")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("expert", "id")))
        .cond_where(visible(actor))
        .to_owned()
}

fn fitting(filter: &ExpertFilter, asked: &Asked) -> Result<Condition> {
    let mut all = Condition::all()
        .add(filters::among(filter.ids.as_deref())?)
        .add(filters::named(filter.q.as_deref())?)
        .add(filters::known_as(filter.external_id.as_deref())?);
    if !asked.fields.is_empty() {
        let known = Query::select()
            .expr(Expr::val(1))
            .from("expert_field")
            .and_where(Expr::col(("expert_field", "expert_id")).equals(("expert", "id")))
            .and_where(Expr::col(("expert_field", "competence_id")).is_in(asked.fields.iter().copied()))
            .to_owned();
        all = all.add(Expr::exists(known));
    }
    if !filter.language.is_empty() {
        let spoken = Query::select()
            .expr(Expr::val(1))
            .from("expert_language")
            .and_where(Expr::col(("expert_language", "expert_id")).equals(("expert", "id")))
            .and_where(
                Expr::col(("expert_language", "language"))
                    .is_in(filter.language.iter().map(|language| super::add::tag(language))),
            )
            .to_owned();
        all = all.add(Expr::exists(spoken));
    }
    let at = match filter.lifecycle.unwrap_or_default() {
        Lifecycle::Living => Some(asked.at),
        Lifecycle::All => None,
    };
    let held = Held { at, bodies: &asked.bodies, countries: &asked.countries };
    Ok(match held.asks_nothing() {
        true => all,
        false => all.add(Expr::exists(holding(&held, ("expert", "id")))),
    })
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &ExpertFilter,
    asked: &Asked,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.cond_where(fitting(filter, asked)?);
    order.cut(&mut select, Expr::col(("expert", "sort_key")), Expr::col(("expert", "id")), after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(
    db: &impl ConnectionTrait,
    actor: &Actor,
    filter: &ExpertFilter,
    asked: &Asked,
) -> Result<u64> {
    let mut select = seen(actor);
    select.cond_where(fitting(filter, asked)?);
    crate::exchange::items::store::count(db, select).await
}

pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = seen(actor);
    select.and_where(Expr::col(("expert", "id")).is_in(ids.iter().copied()));
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// Who holds a post in some bodies at an instant. `places` says in which bodies a post may stand, and as
/// which of the asked ones that counts: those taken over count as their heir.
pub(super) struct InBodies<'a> {
    pub places: &'a [(Uuid, Uuid)],
    pub at: Timestamp,
}

impl InBodies<'_> {
    /// Each expert with the body that their post counts for.
    fn select(&self, actor: &Actor) -> SelectStatement {
        let mut counted_as = CaseStatement::new();
        for (heir, old) in self.places.iter().filter(|(heir, old)| heir != old) {
            counted_as = counted_as.case(Expr::col(("post_place", "organisation_id")).eq(*old), Expr::val(*heir));
        }
        let own = Expr::col(("post_place", "organisation_id"));
        let as_it_is = self.places.iter().all(|(heir, old)| heir == old);
        let body = if as_it_is { own } else { Expr::expr(counted_as.finally(own)) };
        let held = Query::select()
            .expr_as(Expr::col(("expert", "id")), "id")
            .expr_as(Expr::col(("expert", "sort_key")), "sort_key")
            .expr_as(body, "body")
            .from("expert")
            .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("expert", "id")))
            .join(JoinType::InnerJoin, "post", Expr::col(("post", "expert_id")).equals(("expert", "id")))
            .join(JoinType::InnerJoin, "post_place", Expr::col(("post_place", "post_id")).equals(("post", "id")))
            .cond_where(visible(actor))
            .cond_where(super::store_posts::running(self.at))
            .and_where(Expr::col(("post_place", "organisation_id")).is_in(self.places.iter().map(|(_, place)| *place)))
            .to_owned();
        Query::select()
            .columns(["id", "body", "sort_key"].map(|column| ("held", column)))
            .from_subquery(held, "held")
            .to_owned()
    }
}

/// A page of the experts of each of the bodies, all in one statement.
pub(super) async fn first_of_bodies(
    db: &impl ConnectionTrait,
    actor: &Actor,
    bodies: &InBodies<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Belonging>> {
    if bodies.places.is_empty() {
        return Ok(Vec::new());
    }
    let key = (Expr::col(("held", "sort_key")), Expr::col(("held", "id")));
    let select = top_per_parent(bodies.select(actor), ("held", "body"), order, key, after, first);
    Ok(Belonging::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// How many experts each of the bodies has.
pub(super) async fn count_of_bodies(
    db: &impl ConnectionTrait,
    actor: &Actor,
    bodies: &InBodies<'_>,
) -> Result<HashMap<Uuid, u64>> {
    match bodies.places.is_empty() {
        true => Ok(HashMap::new()),
        false => crate::exchange::items::store::count_each(db, bodies.select(actor), ("held", "body")).await,
    }
}

/// Names, languages and fields of experts that were found under sight: three statements.
pub(super) async fn described(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Described> {
    let mut all = Described::default();
    let of = |column: expert_name::Column| column.is_in(ids.iter().copied());
    let names = expert_name::Entity::find()
        .filter(of(expert_name::Column::ExpertId))
        .order_by_asc(expert_name::Column::Language)
        .all(db)
        .await?;
    for row in names {
        all.names.entry(row.expert_id).or_default().push(row);
    }
    let languages = expert_language::Entity::find()
        .filter(expert_language::Column::ExpertId.is_in(ids.iter().copied()))
        .order_by_asc(expert_language::Column::Language)
        .all(db)
        .await?;
    for row in languages {
        all.languages.entry(row.expert_id).or_default().push(row.language);
    }
    let fields = Query::select()
        .column(("expert_field", "expert_id"))
        .column(("competence", "code"))
        .from("expert_field")
        .join(
            JoinType::InnerJoin,
            "competence",
            Expr::col(("competence", "id")).equals(("expert_field", "competence_id")),
        )
        .and_where(Expr::col(("expert_field", "expert_id")).is_in(ids.iter().copied()))
        .order_by(("competence", "position"), Order::Asc)
        .order_by(("competence", "code"), Order::Asc)
        .to_owned();
    for row in FieldCode::find_by_statement(db.get_database_backend().build(&fields)).all(db).await? {
        all.fields.entry(row.expert_id).or_default().push(row.code);
    }
    Ok(all)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: expert::Model) -> Result<()> {
    permit.writes::<EXPERTS>();
    expert::Entity::insert(expert::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: expert::Model) -> Result<()> {
    permit.writes::<EXPERTS>();
    expert::Entity::update(expert::ActiveModel::from(row).reset_all()).exec(unit.tx()).await?;
    Ok(())
}

pub(super) async fn model(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<expert::Model>> {
    Ok(expert::Entity::find_by_id(id).one(db).await?)
}

/// Replaces the names in other languages. Returns whether that changed any.
pub(super) async fn set_names<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    names: &[(String, String)],
) -> Result<bool> {
    use expert_name::{ActiveModel, Column, Entity, Model};
    permit.writes::<EXPERTS>();
    let known = Entity::find().filter(Column::ExpertId.eq(id)).all(unit.tx()).await?;
    let row =
        |(language, name): &(String, String)| Model { expert_id: id, language: language.clone(), name: name.clone() };
    let rows: Vec<Model> = names.iter().map(row).collect();
    if same_in_any_order(&known, &rows) {
        return Ok(false);
    }
    Entity::delete_many().filter(Column::ExpertId.eq(id)).exec(unit.tx()).await?;
    if !rows.is_empty() {
        Entity::insert_many(rows.into_iter().map(ActiveModel::from)).exec_without_returning(unit.tx()).await?;
    }
    Ok(true)
}

/// Replaces the languages an expert works in. Returns whether that changed any.
pub(super) async fn set_languages<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    languages: &[String],
) -> Result<bool> {
    use expert_language::{ActiveModel, Column, Entity, Model};
    permit.writes::<EXPERTS>();
    let known = Entity::find().filter(Column::ExpertId.eq(id)).all(unit.tx()).await?;
    let row = |language: &String| Model { expert_id: id, language: language.clone() };
    let rows: Vec<Model> = languages.iter().map(row).collect();
    if same_in_any_order(&known, &rows) {
        return Ok(false);
    }
    Entity::delete_many().filter(Column::ExpertId.eq(id)).exec(unit.tx()).await?;
    if !rows.is_empty() {
        Entity::insert_many(rows.into_iter().map(ActiveModel::from)).exec_without_returning(unit.tx()).await?;
    }
    Ok(true)
}

/// Replaces the policy fields an expert knows. Returns whether that changed any.
pub(super) async fn set_fields<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, fields: &[Uuid]) -> Result<bool> {
    use expert_field::{ActiveModel, Column, Entity, Model};
    permit.writes::<EXPERTS>();
    let known = Entity::find().filter(Column::ExpertId.eq(id)).all(unit.tx()).await?;
    let rows: Vec<Model> = fields.iter().map(|field| Model { expert_id: id, competence_id: *field }).collect();
    if same_in_any_order(&known, &rows) {
        return Ok(false);
    }
    Entity::delete_many().filter(Column::ExpertId.eq(id)).exec(unit.tx()).await?;
    if !rows.is_empty() {
        Entity::insert_many(rows.into_iter().map(ActiveModel::from)).exec_without_returning(unit.tx()).await?;
    }
    Ok(true)
}

/// Forgets a person's names, languages and fields; the row stays without a name.
pub(super) async fn forget<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    set_names(unit, permit, id, &[]).await?;
    set_languages(unit, permit, id, &[]).await?;
    set_fields(unit, permit, id, &[]).await?;
    rewrite(unit, permit, expert::Model { id, name: String::new(), sort_key: String::new() }).await
}
