//! The queries on what hangs on a body. A body is meant here with those it has taken over.

use entity::partner;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::access::{Actor, visible, with_taken_over};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// The body, with all it has taken over.
pub(super) async fn bodies(db: &impl ConnectionTrait, body: Uuid, at: Timestamp) -> Result<Vec<Uuid>> {
    Ok(with_taken_over(db, &[body], at).await?.into_iter().map(|(_, other)| other).collect())
}

/// A post that was not ended.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct PostRow {
    pub id: Uuid,
    pub expert_id: Uuid,
}

/// Posts in the bodies that run, will run, or wait for a word.
pub(super) async fn posts(db: &impl ConnectionTrait, bodies: &[Uuid], at: Timestamp) -> Result<Vec<PostRow>> {
    use sea_orm::sea_query::{JoinType, Order, Query};
    let now = at.micros();
    let runs_on = |table: &'static str, column: &'static str| {
        Expr::col((table, column)).is_null().or(Expr::col((table, column)).gt(now))
    };
    let select = Query::select()
        .distinct()
        .columns([("post", "id"), ("post", "expert_id")])
        .from("post")
        .join(JoinType::InnerJoin, "post_place", Expr::col(("post_place", "post_id")).equals(("post", "id")))
        .and_where(Expr::col(("post_place", "organisation_id")).is_in(bodies.iter().copied()))
        .and_where(runs_on("post_place", "until_at"))
        .and_where(runs_on("post", "valid_until"))
        .and_where(runs_on("post", "ended_at"))
        .and_where(Expr::col(("post", "state")).ne("REFUSED"))
        .order_by(("post", "id"), Order::Asc)
        .to_owned();
    Ok(PostRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// Partner systems of the bodies that run, will run, or wait for a word.
pub(super) async fn partners(db: &impl ConnectionTrait, bodies: &[Uuid], at: Timestamp) -> Result<Vec<Uuid>> {
    use partner::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::OrganisationId.is_in(bodies.iter().copied()))
        .filter(Column::ValidUntil.gt(at.micros()))
        .filter(Column::EndedAt.is_null().or(Column::EndedAt.gt(at.micros())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// A grant of one of the holders.
#[derive(Clone, Debug)]
pub(super) struct GrantRow {
    pub id: Uuid,
    pub role: entity::vocabulary::Role,
    pub scope: Option<Uuid>,
}

/// Grants of the holders that were not ended.
pub(super) async fn grants(db: &impl ConnectionTrait, holders: &[Uuid], at: Timestamp) -> Result<Vec<GrantRow>> {
    use entity::role_grant::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::Holder.is_in(holders.iter().copied()))
        .filter(Column::EndedAt.is_null().or(Column::EndedAt.gt(at.micros())))
        .filter(Column::ValidUntil.is_null().or(Column::ValidUntil.gt(at.micros())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| GrantRow { id: row.id, role: row.role, scope: row.scope }).collect())
}

/// Appointments whose grant is one of these.
pub(super) async fn appointments(db: &impl ConnectionTrait, grants: &[Uuid]) -> Result<Vec<Uuid>> {
    use entity::appointment::{Column, Entity};
    let rows = Entity::find().filter(Column::GrantId.is_in(grants.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Memberships of the bodies that were not ended and have not run out.
pub(super) async fn memberships(db: &impl ConnectionTrait, bodies: &[Uuid], at: Timestamp) -> Result<Vec<Uuid>> {
    use entity::membership::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::Member.is_in(bodies.iter().copied()))
        .filter(Column::EndedAt.is_null().or(Column::EndedAt.gt(at.micros())))
        .filter(Column::ValidUntil.is_null().or(Column::ValidUntil.gt(at.micros())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Bodies that live and are directly under the body on a day, as the actor sees them.
pub(super) async fn subordinates(
    db: &impl ConnectionTrait,
    actor: &Actor,
    body: Uuid,
    day: crate::kit::day::Day,
) -> Result<Vec<Uuid>> {
    use crate::exchange::items::filters::holding;
    use entity::item::{Column, Entity};
    use entity::vocabulary::{FactKind, ItemKind};
    let rows = Entity::find()
        .filter(Column::Kind.eq(ItemKind::Organisation))
        .filter(visible(actor))
        .filter(holding(FactKind::Parent, day, Some(&[body])))
        .filter(holding(FactKind::Life, day, None))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
