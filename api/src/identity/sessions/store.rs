//! The only queries on sessions and refresh tokens.

use entity::vocabulary::SessionKind;
use entity::{account, post, post_place, refresh_token, session};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QueryTrait,
};
use uuid::Uuid;

use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Permit, Rows, counts_at};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::accounts::store as accounts;
use crate::kit::page::{Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const SESSIONS: u8 = Rows::Sessions as u8;

/// Whose sessions.
#[derive(Clone, Debug)]
pub(super) enum Of {
    /// One session.
    One(Uuid),
    /// An account's.
    Account(Uuid),
    /// A post's.
    Post(Uuid),
    /// Those of the posts and partner systems of organisations.
    Organisations(Vec<Uuid>),
    /// A partner system's.
    Partner(Uuid),
}

fn which(of: Of, now: Timestamp) -> Condition {
    match of {
        Of::One(id) => Condition::all().add(session::Column::Id.eq(id)),
        Of::Account(id) => Condition::all().add(session::Column::AccountId.eq(id)),
        Of::Post(id) => Condition::any().add(session::Column::PostId.eq(id)).add(of_people_in(
            Query::select().column(post::Column::Id).from(post::Entity).and_where(post::Column::Id.eq(id)).to_owned(),
        )),
        Of::Partner(id) => Condition::all().add(session::Column::PartnerId.eq(id)),
        Of::Organisations(ids) => {
            let posts = posts_in(&ids, now);
            let partners = Query::select()
                .column(entity::partner::Column::Id)
                .from(entity::partner::Entity)
                .and_where(entity::partner::Column::OrganisationId.is_in(ids.iter().copied()))
                .to_owned();
            Condition::any()
                .add(session::Column::PostId.in_subquery(posts.clone()))
                .add(of_people_in(posts))
                .add(session::Column::PartnerId.in_subquery(partners))
        }
    }
}

/// Posts that count, at their place of now: who has left the body, or is still to come to it, asks in another one.
fn posts_in(bodies: &[Uuid], now: Timestamp) -> SelectStatement {
    Query::select()
        .column((post_place::Entity, post_place::Column::PostId))
        .from(post_place::Entity)
        .inner_join(
            post::Entity,
            Expr::col((post::Entity, post::Column::Id)).equals((post_place::Entity, post_place::Column::PostId)),
        )
        .and_where(post_place::Column::OrganisationId.is_in(bodies.iter().copied()))
        .and_where(post_place::Column::FromAt.lte(now.micros()))
        .cond_where(
            Condition::any()
                .add(post_place::Column::UntilAt.is_null())
                .add(post_place::Column::UntilAt.gt(now.micros())),
        )
        .cond_where(counts_at("post", now))
        .to_owned()
}

/// Accounts of those whose post stands in one of the bodies.
fn accounts_of(posts: SelectStatement) -> SelectStatement {
    Query::select()
        .column((account::Entity, account::Column::Id))
        .from(account::Entity)
        .inner_join(
            post::Entity,
            Expr::col((post::Entity, post::Column::ExpertId)).equals((account::Entity, account::Column::ExpertId)),
        )
        .and_where(Expr::col((post::Entity, post::Column::Id)).in_subquery(posts))
        .to_owned()
}

/// Sessions that began before the post did, as after accepting an invitation whose post still waited:
/// whoever asks in them asks in the post.
fn of_people_in(posts: SelectStatement) -> Condition {
    let accounts = accounts_of(posts);
    Condition::all().add(session::Column::PostId.is_null()).add(session::Column::AccountId.in_subquery(accounts))
}

/// The accounts whose sessions are meant; a partner system has none.
pub(super) async fn accounts_meant(db: &impl ConnectionTrait, of: &Of, now: Timestamp) -> Result<Vec<Uuid>> {
    let posts = match of {
        Of::Account(account) => return Ok(vec![*account]),
        Of::One(_) | Of::Partner(_) => return Ok(Vec::new()),
        Of::Post(post) => {
            Query::select().column(post::Column::Id).from(post::Entity).and_where(post::Column::Id.eq(*post)).to_owned()
        }
        Of::Organisations(bodies) => posts_in(bodies, now),
    };
    let rows = account::Entity::find().filter(account::Column::Id.in_subquery(accounts_of(posts))).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

async fn end(db: &impl ConnectionTrait, of: Of, but: Option<Uuid>, now: Timestamp) -> Result<i32> {
    let mut update = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(now.micros()))
        .filter(which(of, now))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now.micros()));
    if let Some(but) = but {
        update = update.filter(session::Column::Id.ne(but));
    }
    Ok(i32::try_from(update.exec(db).await?.rows_affected).unwrap_or(i32::MAX))
}

/// Ends sessions that live, as part of an act.
pub(super) async fn end_in<A: ActType>(unit: &Unit, permit: &Permit<A>, of: Of, but: Option<Uuid>) -> Result<i32> {
    permit.writes::<SESSIONS>();
    end(unit.tx(), of, but, unit.at()).await
}

/// Ends one's own sessions: no act of the ledger.
pub(super) async fn end_own(ctx: &Ctx, of: Of) -> Result<i32> {
    end(ctx.world.database.writer(), of, None, ctx.now()).await
}

/// An account's row.
pub(super) async fn account(db: &impl ConnectionTrait, id: Uuid) -> Result<account::Model> {
    account::Entity::find_by_id(id).one(db).await?.ok_or_else(Error::not_found)
}

/// The post of an expert that is confirmed and runs.
pub(super) async fn present_post(db: &impl ConnectionTrait, expert: Uuid, now: Timestamp) -> Result<Option<Uuid>> {
    let counting = counts_at("post", now);
    let row = post::Entity::find().filter(post::Column::ExpertId.eq(expert)).filter(counting).one(db).await?;
    Ok(row.map(|row| row.id))
}

/// Begins a session of an account as it was when it proved itself, and notes the sign-in. False, and
/// nothing is begun, where its password was changed or it was suspended since.
pub(super) async fn begin(tx: &DatabaseTransaction, row: session::Model, proved: &account::Model) -> Result<bool> {
    let same = match &proved.password_hash {
        _ if broken(Rule::ProofsStillHold) => account::Column::Id.eq(proved.id),
        Some(hash) => account::Column::PasswordHash.eq(hash.as_str()),
        None => account::Column::PasswordHash.is_null(),
    };
    let noted = account::Entity::update_many()
        .col_expr(account::Column::LastSignInAt, Expr::value(row.created_at))
        .filter(account::Column::Id.eq(proved.id))
        .filter(same)
        .filter(accounts::enabled())
        .exec(tx)
        .await?;
    if noted.rows_affected == 1 {
        session::Entity::insert(session::ActiveModel::from(row)).exec_without_returning(tx).await?;
    }
    Ok(noted.rows_affected == 1)
}

/// Adds a refresh token to a session.
pub(super) async fn add_token(db: &impl ConnectionTrait, session: Uuid, hash: &[u8], now: Timestamp) -> Result<()> {
    let row = refresh_token::Model { hash: hash.to_vec(), session_id: session, issued_at: now.micros(), used_at: None };
    refresh_token::Entity::insert(refresh_token::ActiveModel::from(row)).exec_without_returning(db).await?;
    Ok(())
}

/// A refresh token's row.
pub(super) async fn token(db: &impl ConnectionTrait, hash: &[u8]) -> Result<Option<refresh_token::Model>> {
    Ok(refresh_token::Entity::find_by_id(hash.to_vec()).one(db).await?)
}

/// Exchanges a refresh token: of two who try at once, one finds it unused.
pub(super) async fn use_token(db: &impl ConnectionTrait, hash: &[u8], now: Timestamp) -> Result<bool> {
    let done = refresh_token::Entity::update_many()
        .col_expr(refresh_token::Column::UsedAt, Expr::value(now.micros()))
        .filter(refresh_token::Column::Hash.eq(hash.to_vec()))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// A session's row.
pub(super) async fn session(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<session::Model>> {
    Ok(session::Entity::find_by_id(id).one(db).await?)
}

/// Notes that a session was used, and until when it goes on.
pub(super) async fn prolong(db: &impl ConnectionTrait, id: Uuid, until: Timestamp, now: Timestamp) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::LastUsedAt, Expr::value(now.micros()))
        .col_expr(session::Column::ExpiresAt, Expr::value(until.micros()))
        .filter(session::Column::Id.eq(id))
        .exec(db)
        .await?;
    Ok(())
}

/// Ends a family whose refresh token was used again.
pub(super) async fn end_family(db: &impl ConnectionTrait, id: Uuid, now: Timestamp) -> Result<()> {
    end(db, Of::One(id), None, now).await.map(|_| ())
}

fn own(ctx: &Ctx) -> Condition {
    Condition::any()
        .add_option(ctx.actor.account().map(|id| session::Column::AccountId.eq(id)))
        .add_option(ctx.actor.partner().map(|id| session::Column::PartnerId.eq(id)))
}

fn living(ctx: &Ctx) -> sea_orm::Select<session::Entity> {
    session::Entity::find()
        .filter(own(ctx))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(ctx.now().micros()))
}

/// A page of one's own sessions that live.
pub(super) async fn page(ctx: &Ctx, order: Ordering, after: Option<&Place>, first: u16) -> Result<Vec<session::Model>> {
    let mut select = living(ctx);
    let key = if order.name == "lastUsedAt" { "last_used_at" } else { "created_at" };
    order.cut(QueryTrait::query(&mut select), Expr::col(("session", key)), Expr::col(("session", "id")), after, first);
    Ok(select.all(ctx.db()).await?)
}

/// How many there are.
pub(super) async fn count(ctx: &Ctx) -> Result<u64> {
    crate::exchange::items::store::count(ctx.db(), QueryTrait::into_query(living(ctx))).await
}

/// One of one's own sessions that live.
pub(super) async fn own_one(ctx: &Ctx, id: Uuid) -> Result<session::Model> {
    living(ctx).filter(session::Column::Id.eq(id)).one(ctx.db()).await?.ok_or_else(Error::not_found)
}

/// Whether there is such a partner system; its body.
pub(super) async fn body_of_partner(ctx: &Ctx, id: Uuid) -> Result<Option<Uuid>> {
    Ok(entity::partner::Entity::find_by_id(id).one(ctx.db()).await?.map(|row| row.organisation_id))
}

/// Sessions of an account, all there are: for the export of what is held about a person.
pub(crate) async fn of_account(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<session::Model>> {
    Ok(session::Entity::find()
        .filter(session::Column::AccountId.eq(account))
        .order_by_asc(session::Column::Id)
        .all(db)
        .await?)
}

/// A session as it begins.
pub(super) fn new_session(
    ctx: &Ctx,
    kind: SessionKind,
    account: Uuid,
    post: Option<Uuid>,
    token_hash: Option<Vec<u8>>,
    until: Timestamp,
) -> session::Model {
    let now = ctx.now().micros();
    session::Model {
        id: ctx.new_id(),
        kind,
        account_id: Some(account),
        partner_id: None,
        post_id: post,
        token_hash,
        scopes: None,
        user_agent: ctx.caller.user_agent.clone(),
        created_at: now,
        expires_at: until.micros(),
        ended_at: None,
        last_used_at: now,
    }
}
