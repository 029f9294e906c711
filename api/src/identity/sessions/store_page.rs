//! The only queries on the sessions of the server's own pages.

use entity::session;
use entity::vocabulary::SessionKind;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;

/// The page session of a cookie, while it lives.
pub(super) async fn of_token(ctx: &Ctx, hash: &[u8]) -> Result<Option<session::Model>> {
    let now = ctx.now().micros();
    Ok(session::Entity::find()
        .filter(session::Column::TokenHash.eq(hash.to_vec()))
        .filter(session::Column::Kind.eq(SessionKind::Page))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now))
        .one(ctx.db())
        .await?)
}

/// An expert's name, for the head of their own pages.
pub(super) async fn name(ctx: &Ctx, expert: Uuid) -> Result<Option<String>> {
    Ok(entity::expert::Entity::find_by_id(expert).one(ctx.db()).await?.map(|row| row.name))
}
