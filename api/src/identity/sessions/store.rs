//! The only queries on sessions and refresh tokens.

use entity::session;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::ledger::Unit;

const SESSIONS: u8 = Rows::Sessions as u8;

pub(super) async fn end_of_post<A: ActType>(unit: &Unit, permit: &Permit<A>, post: Uuid) -> Result<()> {
    permit.writes::<SESSIONS>();
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(unit.at().micros()))
        .filter(session::Column::PostId.eq(post))
        .filter(session::Column::EndedAt.is_null())
        .exec(unit.tx())
        .await?;
    Ok(())
}
