//! The only queries on grants.

use entity::role_grant::{ActiveModel, Column, Entity, Model};
use entity::vocabulary::{Rank, Role, ScopeKind};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use super::read::GrantFilter;
use crate::access::{ActType, Actor, Permit, Rows, counts_at, not_over_at, of_kept_bodies, roles};
use crate::error::Result;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::texts::Reader;

const GRANTS: u8 = Rows::Grants as u8;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct Shown {
    pub id: Uuid,
    pub scope_code: Option<String>,
    pub competence_code: Option<String>,
    /// When the holder, a post or a partner system, was ended.
    pub holder_ended_at: Option<i64>,
    /// Until when the holder is said to run.
    pub holder_valid_until: Option<i64>,
    /// The expert whose post holds it.
    pub expert_id: Option<Uuid>,
    /// Whether its holder's account is enabled, or its partner system not suspended.
    pub enabled: bool,
}

/// Grants that the actor may read: the own, those in scopes that the actor keeps and in the public
/// authorities of a country that the actor keeps, all for the registry. A grant is no item, so this stands in the place of `visible`.
pub(super) fn readable(actor: &Actor) -> Condition {
    let Some(place) = actor.standing() else { return Condition::all().add(Expr::val(false)) };
    if actor.parties().contains(entity::ids::REGISTRY) {
        return Condition::all();
    }
    Condition::any().add(Column::Holder.eq(place.party)).add(of_kept_bodies(actor, ("role_grant", "scope")))
}

fn select(which: Condition) -> SelectStatement {
    let mut query = Query::select();
    for column in <Column as sea_orm::Iterable>::iter() {
        query.column((Alias::new("role_grant"), column));
    }
    query.from("role_grant").cond_where(which).to_owned()
}

/// Which grants, with everything looked up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted<'a> {
    pub filter: &'a GrantFilter,
    pub scope: Option<Uuid>,
    pub ends_before: Option<i64>,
    /// The end of the day on which they were held.
    pub held_at: Option<Timestamp>,
    pub now: Timestamp,
}

fn fitting(wanted: Wanted<'_>) -> Condition {
    let Wanted { filter, scope, ends_before, held_at, now } = wanted;
    let mut all = Condition::all();
    if let Some(ids) = &filter.ids {
        all = all.add(Column::Id.is_in(ids.iter().copied()));
    }
    if !filter.role.is_empty() {
        all = all.add(Column::Role.is_in(filter.role.iter().copied()));
    }
    if let Some(kind) = filter.scope_kind {
        all = all.add(Column::ScopeKind.eq(kind));
    }
    if let Some(scope) = scope {
        all = all.add(Column::Scope.eq(scope));
    }
    if let Some(partner) = filter.partner {
        all = all.add(Column::Holder.eq(partner));
    }
    if let Some(expert) = filter.expert {
        let posts = Query::select().column("id").from("post").and_where(Expr::col("expert_id").eq(expert)).to_owned();
        all = all.add(Column::Holder.in_subquery(posts));
    }
    if let Some(before) = ends_before {
        all = all.add(
            Condition::any()
                .add(Column::ValidUntil.lte(before))
                .add(Column::EndedAt.lte(before))
                .add(held_until("post", before))
                .add(held_until("partner", before)),
        );
    }
    if filter.lifecycle.unwrap_or_default() == crate::exchange::items::Lifecycle::Living {
        all = match held_at {
            Some(at) => all.add(runs("role_grant", at)).add(held_by_what_runs(at)),
            None => all
                .add(not_over_at("role_grant", now))
                .add(held_until("post", now.micros()).not())
                .add(held_until("partner", now.micros()).not()),
        };
    }
    all
}

/// That the row of a table was confirmed, and runs at an instant by the dates that it is said to have.
fn runs(table: &'static str, at: Timestamp) -> Condition {
    not_over_at(table, at)
        .add(Expr::col((table, "counts_from")).is_not_null())
        .add(Expr::col((table, "valid_from")).lte(at.micros()))
}

/// Grants whose holder, a post or a partner system, runs at an instant.
fn held_by_what_runs(at: Timestamp) -> Condition {
    let running =
        |table: &'static str| Query::select().column((table, "id")).from(table).cond_where(runs(table, at)).to_owned();
    Condition::any()
        .add(Column::Holder.in_subquery(running("post")))
        .add(Column::Holder.in_subquery(running("partner")))
}

/// Grants whose holder, a post or a partner system, ends by an instant: they end with it. A body that ends by its
/// date ends its posts and partner systems by that date.
fn held_until(holders: &'static str, at: i64) -> Condition {
    let ends = |column: &'static str| Expr::col((holders, column)).lte(at);
    let ending = Query::select()
        .column((holders, "id"))
        .from(holders)
        .cond_where(Condition::any().add(ends("valid_until")).add(ends("ended_at")))
        .to_owned();
    Condition::all().add(Column::Holder.in_subquery(ending))
}

pub(super) fn place(row: &Model) -> Place {
    Place { key: Key::Number(row.given_at), id: row.id }
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    wanted: &Wanted<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Model>> {
    let mut query = select(readable(actor));
    query.cond_where(fitting(*wanted));
    order.cut(&mut query, Expr::col(("role_grant", "given_at")), Expr::col(("role_grant", "id")), after, first);
    Ok(Model::find_by_statement(db.get_database_backend().build(&query)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, wanted: &Wanted<'_>) -> Result<u64> {
    let mut query = select(readable(actor));
    query.cond_where(fitting(*wanted));
    crate::exchange::items::store::count(db, query).await
}

pub(super) async fn one(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Option<Model>> {
    let mut query = select(readable(actor));
    query.and_where(Expr::col(("role_grant", "id")).eq(id));
    Ok(Model::find_by_statement(db.get_database_backend().build(&query)).one(db).await?)
}

/// Those of the grants that the actor may read.
pub(crate) async fn known(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = select(readable(actor));
    query.and_where(Expr::col(("role_grant", "id")).is_in(ids.iter().copied()));
    let rows = Model::find_by_statement(db.get_database_backend().build(&query)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Grants of a post or partner system that are not over: for the own account.
pub(super) async fn of_holder(db: &impl ConnectionTrait, holder: Uuid) -> Result<Vec<Model>> {
    Ok(Entity::find().filter(Column::Holder.eq(holder)).filter(Column::EndedAt.is_null()).all(db).await?)
}

/// The ids of grants of several posts or partner systems that are not over.
pub(super) async fn of_holders(db: &impl ConnectionTrait, holders: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows = Entity::find()
        .filter(Column::Holder.is_in(holders.iter().copied()))
        .filter(Column::EndedAt.is_null())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Codes and the holder's post, beside each grant.
pub(super) async fn beside(db: &impl ConnectionTrait, ids: &[Uuid], now: i64) -> Result<Vec<Shown>> {
    let code = |table: &'static str| Expr::col((table, "code"));
    let holder = |column: &'static str| {
        let columns = [("post", column), ("partner", column)].map(Expr::col);
        Expr::expr(sea_orm::sea_query::Func::coalesce(columns))
    };
    let query = Query::select()
        .column(("role_grant", "id"))
        .expr_as(
            Expr::expr(sea_orm::sea_query::Func::coalesce([
                code("country"),
                code("organisation"),
                code("network_group"),
            ])),
            "scope_code",
        )
        .expr_as(code("competence"), "competence_code")
        .expr_as(holder("ended_at"), "holder_ended_at")
        .expr_as(holder("valid_until"), "holder_valid_until")
        .column(("post", "expert_id"))
        .expr_as(Expr::cust(format!("({})", enabled(now))), "enabled")
        .from("role_grant")
        .join(JoinType::LeftJoin, "country", Expr::col(("country", "id")).equals(("role_grant", "scope")))
        .join(JoinType::LeftJoin, "organisation", Expr::col(("organisation", "id")).equals(("role_grant", "scope")))
        .join(JoinType::LeftJoin, "network_group", Expr::col(("network_group", "id")).equals(("role_grant", "scope")))
        .join(JoinType::LeftJoin, "competence", Expr::col(("competence", "id")).equals(("role_grant", "competence_id")))
        .join(JoinType::LeftJoin, "post", Expr::col(("post", "id")).equals(("role_grant", "holder")))
        .join(JoinType::LeftJoin, "partner", Expr::col(("partner", "id")).equals(("role_grant", "holder")))
        .and_where(Expr::col(("role_grant", "id")).is_in(ids.iter().copied()))
        .to_owned();
    Ok(Shown::find_by_statement(db.get_database_backend().build(&query)).all(db).await?)
}

/// Whether the account of the post's expert is enabled, or the partner system is not suspended.
fn enabled(now: i64) -> String {
    let holds =
        |alias: &str| format!("{alias}.from_at <= {now} AND ({alias}.until_at IS NULL OR {alias}.until_at > {now})");
    format!(
        "CASE WHEN post.id IS NOT NULL THEN EXISTS (SELECT 1 FROM account a JOIN account_state s ON s.account_id = a.id
             WHERE a.expert_id = post.expert_id AND s.state = 'ACTIVE' AND {})
           ELSE NOT EXISTS (SELECT 1 FROM partner_suspension z WHERE z.partner_id = role_grant.holder AND {}) END",
        holds("s"),
        holds("z")
    )
}

/// A grant's row, whoever asks: for steps.
pub(crate) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// Whether a keeper of the body has ended a grant with own sight of this holder: then only a keeper
/// gives one again.
pub(super) async fn shut_out(db: &impl ConnectionTrait, holder: Uuid) -> Result<bool> {
    let own: Vec<Role> = Role::ALL.iter().copied().filter(|r| roles::own_sight(*r)).collect();
    let found = Entity::find()
        .filter(Column::Holder.eq(holder))
        .filter(Column::ShutOut.eq(true))
        .filter(Column::Role.is_in(own))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// The same grant, where it stands already.
pub(crate) async fn standing(
    db: &impl ConnectionTrait,
    role: Role,
    holder: Uuid,
    scope: Option<Uuid>,
    now: i64,
) -> Result<Option<Model>> {
    let mut query = Entity::find()
        .filter(Column::Role.eq(role))
        .filter(Column::Holder.eq(holder))
        .filter(Column::EndedAt.is_null())
        .filter(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gt(now)));
    query = match scope {
        Some(scope) => query.filter(Column::Scope.eq(scope)),
        None => query.filter(Column::ScopeKind.eq(ScopeKind::Network)),
    };
    Ok(query.one(db).await?)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: Model) -> Result<()> {
    permit.writes::<GRANTS>();
    Entity::insert(ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: ActiveModel) -> Result<Model> {
    permit.writes::<GRANTS>();
    Ok(row.update(unit.tx()).await?)
}

/// The post of an expert that runs and counts at an instant.
pub(super) async fn running_post(db: &impl ConnectionTrait, expert: Uuid, now: i64) -> Result<Option<Uuid>> {
    use entity::post::{Column as Post, Entity as Posts};
    let counting = counts_at("post", crate::kit::timestamp::Timestamp::from_micros(now));
    let row = Posts::find().filter(Post::ExpertId.eq(expert)).filter(counting).one(db).await?;
    Ok(row.map(|row| row.id))
}

/// The experts of those of the parties that are posts.
pub(crate) async fn people_behind(
    db: &impl ConnectionTrait,
    parties: &[Uuid],
) -> Result<std::collections::HashMap<Uuid, Uuid>> {
    use entity::post::{Column as Post, Entity as Posts};
    if parties.is_empty() {
        return Ok(std::collections::HashMap::new());
    }
    let rows = Posts::find().filter(Post::Id.is_in(parties.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.expert_id)).collect())
}

/// The expert of a post, or the body of a partner system: the person an act is done to.
pub(crate) async fn person_behind(db: &impl ConnectionTrait, holder: Uuid) -> Result<(Option<Uuid>, Option<Uuid>)> {
    let post = entity::post::Entity::find_by_id(holder).one(db).await?;
    let partner = entity::partner::Entity::find_by_id(holder).one(db).await?;
    Ok((post.map(|p| p.expert_id), partner.map(|p| p.organisation_id)))
}

/// Whether a post or partner system was confirmed: it counts, or will once it begins.
pub(super) async fn holder_counts(db: &impl ConnectionTrait, holder: Uuid) -> Result<bool> {
    let post = entity::post::Entity::find_by_id(holder).one(db).await?.and_then(|post| post.counts_from);
    let partner = entity::partner::Entity::find_by_id(holder).one(db).await?.and_then(|system| system.counts_from);
    Ok(post.or(partner).is_some())
}

/// Addresses of experts with an enabled account, for letters.
pub(crate) async fn readers(db: &impl ConnectionTrait, experts: &[Uuid]) -> Result<Vec<Reader>> {
    use entity::account::{Column as Account, Entity as Accounts};
    let rows = Accounts::find()
        .filter(Account::ExpertId.is_in(experts.iter().copied()))
        .filter(crate::identity::accounts::store::enabled())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| Reader::new(row.email, row.language.as_deref())).collect())
}

/// Grants in a scope that are not over: for the end of the scope.
pub(crate) async fn running_in(db: &impl ConnectionTrait, scope: Uuid, at: Timestamp) -> Result<Vec<Uuid>> {
    let running = Entity::find().filter(Column::Scope.eq(scope)).filter(not_over_at("role_grant", at));
    let rows = running.all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Forgets the words in which grants of posts were given and ended; ids of the grants.
pub(super) async fn forget<A: ActType>(unit: &Unit, permit: &Permit<A>, posts: &[Uuid]) -> Result<Vec<Uuid>> {
    use sea_orm::ActiveValue::Set;
    permit.writes::<GRANTS>();
    let held = Column::Holder.is_in(posts.iter().copied());
    let blank = ActiveModel { reason: Set(String::new()), end_reason: Set(None), ..Default::default() };
    Entity::update_many().set(blank).filter(held.clone()).exec(unit.tx()).await?;
    let rows = Entity::find().filter(held).all(unit.tx()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Rows of grants, whoever asks: for steps.
pub(super) async fn rows(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// Ids of the grants that an expert's posts hold and that were not ended.
pub(crate) async fn held_by_expert(
    db: &impl ConnectionTrait,
    expert: Uuid,
    at: crate::kit::timestamp::Timestamp,
) -> Result<Vec<Uuid>> {
    let posts = Query::select().column("id").from("post").and_where(Expr::col("expert_id").eq(expert)).to_owned();
    let rows = Entity::find()
        .filter(Column::Holder.in_subquery(posts))
        .filter(Condition::any().add(Column::EndedAt.is_null()).add(Column::EndedAt.gt(at.micros())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The rank of each of the grants that belongs to an appointment.
pub(crate) async fn ranks(db: &impl ConnectionTrait, grants: &[Uuid]) -> Result<std::collections::HashMap<Uuid, Rank>> {
    use entity::appointment::{Column, Entity};
    let rows = Entity::find().filter(Column::GrantId.is_in(grants.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.grant_id, row.rank)).collect())
}

/// Those of the grants that make nobody a keeper.
pub(crate) async fn that_keep_nothing(db: &impl ConnectionTrait, grants: &[Uuid]) -> Result<Vec<Uuid>> {
    let rows = rows(db, grants).await?.into_iter();
    Ok(rows.filter(|row| roles::keeps(row.role) == roles::Keeps::Nothing).map(|row| row.id).collect())
}
