//! The only queries of jobs. They stand outside the ledger: delivery and what is no longer needed.

use entity::vocabulary::{SendState, SessionKind};
use entity::{idempotency, invitation, one_time_link, outbox, refresh_token, session};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{ColumnTrait, Condition, DatabaseConnection, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;
use crate::ledger::{MAIL, PostedInvitation};

/// A letter that is this process's to send.
#[derive(Debug, FromQueryResult)]
pub(super) struct Claimed {
    pub id: Uuid,
    pub payload: String,
    pub attempts: i32,
}

fn db(ctx: &Ctx) -> &DatabaseConnection {
    ctx.world.database.writer()
}

/// Claims the letter that is due longest, until `lease`. The outer condition is looked at again once a
/// row is locked, so that of two replicas one gets it.
pub(super) async fn claim(ctx: &Ctx, lease: Timestamp) -> Result<Option<Claimed>> {
    let text = "UPDATE outbox SET attempts = attempts + 1, due_at = $1
        WHERE done_at IS NULL AND due_at <= $2 AND id IN
          (SELECT o.id FROM outbox o WHERE o.done_at IS NULL AND o.due_at <= $2 AND o.topic = $3 ORDER BY o.due_at, o.id LIMIT 1)
        RETURNING id, payload, attempts";
    let statement =
        sql(ctx.world.database.backend(), text, [lease.micros().into(), ctx.now().micros().into(), MAIL.into()]);
    Ok(Claimed::find_by_statement(statement).one(db(ctx)).await?)
}

/// An invitation is told what became of its letter, unless it was sent again since.
pub(super) async fn tell_invitation(ctx: &Ctx, about: PostedInvitation, state: SendState) -> Result<()> {
    invitation::Entity::update_many()
        .col_expr(invitation::Column::SendState, Expr::value(state.word()))
        .filter(invitation::Column::Id.eq(about.id))
        .filter(invitation::Column::ExpiresAt.eq(about.expires_at))
        .exec(db(ctx))
        .await?;
    Ok(())
}

/// A letter is done, and is kept no longer: what stays says that there was one.
pub(super) async fn done(ctx: &Ctx, id: Uuid) -> Result<()> {
    set(
        ctx,
        id,
        outbox::ActiveModel {
            done_at: Set(Some(ctx.now().micros())),
            payload: Set(String::new()),
            ..Default::default()
        },
    )
    .await
}

/// A letter is tried again later.
pub(super) async fn later(ctx: &Ctx, id: Uuid, at: Timestamp) -> Result<()> {
    set(ctx, id, outbox::ActiveModel { due_at: Set(at.micros()), ..Default::default() }).await
}

async fn set(ctx: &Ctx, id: Uuid, row: outbox::ActiveModel) -> Result<()> {
    outbox::Entity::update_many().set(row).filter(outbox::Column::Id.eq(id)).exec(db(ctx)).await?;
    Ok(())
}

pub(super) async fn forget_answers(ctx: &Ctx, before: Timestamp) -> Result<()> {
    idempotency::Entity::delete_many().filter(idempotency::Column::At.lt(before.micros())).exec(db(ctx)).await?;
    Ok(())
}

pub(super) async fn forget_links(ctx: &Ctx, before: Timestamp) -> Result<()> {
    one_time_link::Entity::delete_many()
        .filter(one_time_link::Column::ExpiresAt.lt(before.micros()))
        .exec(db(ctx))
        .await?;
    Ok(())
}

pub(super) async fn forget_letters(ctx: &Ctx, before: Timestamp) -> Result<()> {
    outbox::Entity::delete_many().filter(outbox::Column::DoneAt.lt(before.micros())).exec(db(ctx)).await?;
    Ok(())
}

fn over_before(before: Timestamp) -> Condition {
    Condition::any()
        .add(session::Column::EndedAt.lt(before.micros()))
        .add(session::Column::ExpiresAt.lt(before.micros()))
}

pub(super) async fn forget_sessions(ctx: &Ctx, kind: SessionKind, before: Timestamp) -> Result<()> {
    session::Entity::delete_many()
        .filter(session::Column::Kind.eq(kind))
        .filter(over_before(before))
        .exec(db(ctx))
        .await?;
    Ok(())
}

pub(super) async fn forget_tokens(ctx: &Ctx, before: Timestamp) -> Result<()> {
    let over =
        Query::select().column(session::Column::Id).from(session::Entity).cond_where(over_before(before)).to_owned();
    refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::SessionId.in_subquery(over))
        .exec(db(ctx))
        .await?;
    Ok(())
}
