//! The only queries by which bodies and countries are found and named for references.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::{Actor, visible};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Organisation {
    pub id: Uuid,
    pub code: String,
    pub country_code: Option<String>,
}

#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Coded {
    pub id: Uuid,
    pub code: String,
}

fn seen(actor: &Actor, table: &'static str) -> SelectStatement {
    Query::select()
        .columns([(table, "id"), (table, "code")])
        .from(table)
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals((table, "id")))
        .cond_where(visible(actor))
        .to_owned()
}

pub(super) async fn organisations(
    db: &impl ConnectionTrait,
    actor: &Actor,
    now: Timestamp,
    ids: &[Uuid],
) -> Result<Vec<Organisation>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let status = |column: &'static str| Expr::col(("organisation_status", column));
    let present = Condition::all()
        .add(status("organisation_id").equals(("organisation", "id")))
        .add(status("from_at").lte(now.micros()))
        .add(Condition::any().add(status("until_at").is_null()).add(status("until_at").gt(now.micros())));
    let mut select = seen(actor, "organisation");
    select
        .expr_as(Expr::col(("country", "code")), "country_code")
        .join(JoinType::LeftJoin, "organisation_status", present)
        .join(JoinType::LeftJoin, "country", Expr::col(("country", "id")).equals(("organisation_status", "country_id")))
        .and_where(Expr::col(("organisation", "id")).is_in(ids.iter().copied()));
    Ok(Organisation::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn seen_organisation(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Option<Uuid>> {
    let mut select = seen(actor, "organisation");
    select.and_where(Expr::col(("organisation", "id")).eq(id));
    let row = Coded::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    Ok(row.map(|row| row.id))
}

pub(super) async fn organisation_codes(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<Coded>> {
    let select = seen(actor, "organisation");
    Ok(Coded::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn countries(db: &impl ConnectionTrait, actor: &Actor) -> Result<Vec<(Uuid, String)>> {
    let mut select = seen(actor, "country");
    select.order_by(("country", "code"), Order::Asc);
    let rows = Coded::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.code)).collect())
}

/// Those of the bodies, each named by its code or id, that the actor sees.
pub(super) async fn organisations_named(
    db: &impl ConnectionTrait,
    actor: &Actor,
    names: &[String],
) -> Result<Vec<Coded>> {
    let ids: Vec<Uuid> = names.iter().filter_map(|name| Uuid::parse_str(name).ok()).collect();
    let mut select = seen(actor, "organisation");
    select.cond_where(
        Condition::any()
            .add(Expr::col(("organisation", "code")).is_in(names.iter().map(|name| name.to_ascii_lowercase())))
            .add(Expr::col(("organisation", "id")).is_in(ids)),
    );
    Ok(Coded::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}
