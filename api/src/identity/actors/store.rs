//! The only queries by which actors are named. A person is found under the reader's sight.

use std::collections::HashMap;

use entity::{partner, post_place};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{self, visible};
use crate::error::Result;

/// A post whose expert the reader sees.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Person {
    pub post_id: Uuid,
    pub expert_id: Uuid,
    pub name: String,
}

pub(super) async fn people(db: &impl ConnectionTrait, reader: &access::Actor, posts: &[Uuid]) -> Result<Vec<Person>> {
    let select = Query::select()
        .expr_as(Expr::col(("post", "id")), "post_id")
        .column(("post", "expert_id"))
        .column(("expert", "name"))
        .from("post")
        .join(JoinType::InnerJoin, "expert", Expr::col(("expert", "id")).equals(("post", "expert_id")))
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("expert", "id")))
        .cond_where(visible(reader))
        .and_where(Expr::col(("post", "id")).is_in(posts.iter().copied()))
        .to_owned();
    Ok(Person::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The last place of each post.
pub(super) async fn places(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<HashMap<Uuid, post_place::Model>> {
    let rows = post_place::Entity::find()
        .filter(post_place::Column::PostId.is_in(posts.iter().copied()))
        .order_by_asc(post_place::Column::FromAt)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.post_id, row)).collect())
}

pub(super) async fn partners(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<partner::Model>> {
    Ok(partner::Entity::find().filter(partner::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}
