//! The only query on who stands behind a party.

use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use uuid::Uuid;

use crate::access::visible;
use crate::ctx::Ctx;
use crate::error::Result;

#[derive(FromQueryResult)]
pub(super) struct Row {
    pub id: Uuid,
    pub is_post: bool,
    pub expert_id: Option<Uuid>,
    pub name: Option<String>,
    pub partner_name: Option<String>,
}

pub(super) async fn behind(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Row>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let seen = Query::select()
        .columns([("expert", "id"), ("expert", "name")])
        .from("expert")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("expert", "id")))
        .cond_where(visible(&ctx.actor))
        .to_owned();
    let select = Query::select()
        .column(("party", "id"))
        .expr_as(Expr::col(("post", "id")).is_not_null(), "is_post")
        .column(("post", "expert_id"))
        .column(("seen", "name"))
        .expr_as(Expr::col(("partner", "name")), "partner_name")
        .from("party")
        .join(JoinType::LeftJoin, "post", Expr::col(("post", "id")).equals(("party", "id")))
        .join(JoinType::LeftJoin, "partner", Expr::col(("partner", "id")).equals(("party", "id")))
        .join_subquery(JoinType::LeftJoin, seen, "seen", Expr::col(("seen", "id")).equals(("post", "expert_id")))
        .and_where(Expr::col(("party", "id")).is_in(ids.iter().copied()))
        .to_owned();
    Ok(Row::find_by_statement(ctx.db().get_database_backend().build(&select)).all(ctx.db()).await?)
}
