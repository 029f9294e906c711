//! The only queries by which actors are named. A person is found under the reader's sight, and a partner
//! system under that of its body.

use entity::vocabulary::SuccessionState;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::{self, visible};
use crate::error::Result;

/// A post whose expert the reader sees, in one of its places.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Person {
    pub post_id: Uuid,
    pub expert_id: Uuid,
    pub name: String,
    pub title: Option<String>,
    pub organisation_id: Option<Uuid>,
    /// First instant of the place.
    pub from_at: Option<i64>,
    /// The body that has taken that one over, or will.
    pub taken_over_by: Option<Uuid>,
}

/// Posts with their places in the order of time. A take-over rewrites no place: it is said beside it.
pub(super) async fn people(db: &impl ConnectionTrait, reader: &access::Actor, posts: &[Uuid]) -> Result<Vec<Person>> {
    let select = Query::select()
        .expr_as(Expr::col(("post", "id")), "post_id")
        .column(("post", "expert_id"))
        .column(("expert", "name"))
        .columns([("post_place", "title"), ("post_place", "organisation_id"), ("post_place", "from_at")])
        .expr_as(Expr::col(("succession", "new_id")), "taken_over_by")
        .from("post")
        .join(JoinType::InnerJoin, "expert", Expr::col(("expert", "id")).equals(("post", "expert_id")))
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("expert", "id")))
        .join(JoinType::LeftJoin, "post_place", Expr::col(("post_place", "post_id")).equals(("post", "id")))
        .join(
            JoinType::LeftJoin,
            "succession",
            Condition::all()
                .add(Expr::col(("succession", "old_id")).equals(("post_place", "organisation_id")))
                .add(Expr::col(("succession", "state")).eq(SuccessionState::Running.word())),
        )
        .cond_where(visible(reader))
        .and_where(Expr::col(("post", "id")).is_in(posts.iter().copied()))
        .order_by(("post_place", "from_at"), sea_orm::Order::Asc)
        .to_owned();
    Ok(Person::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}
