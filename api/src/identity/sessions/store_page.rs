//! The only queries on the sessions of the server's own pages.

use entity::session;
use entity::vocabulary::SessionKind;
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::database::sql;

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

/// What their own pages know of whoever reads them.
#[derive(FromQueryResult)]
pub(super) struct Reader {
    pub name: String,
    pub language: Option<String>,
}

/// The name of an account's expert, for the head of their own pages, and the account's language.
pub(super) async fn reader(ctx: &Ctx, account: Uuid) -> Result<Option<Reader>> {
    let text = "SELECT e.name AS name, a.language AS language FROM account a JOIN expert e ON e.id = a.expert_id
        WHERE a.id = $1";
    let statement = sql(ctx.db().get_database_backend(), text, [account.into()]);
    Ok(Reader::find_by_statement(statement).one(ctx.db()).await?)
}
