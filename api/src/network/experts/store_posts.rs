//! The queries that read posts. A post is part of its expert and seen with it; what waits or was
//! refused is shown to fewer. What steps read and write stands in `store_post_steps`.

use std::collections::HashMap;

use entity::ids::REGISTRY;
use entity::vocabulary::{PostState, Precision};
use entity::{post, post_place};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{Actor, counts_at, of_kept_bodies, visible};
use crate::error::Result;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;

#[derive(Clone, Debug, FromQueryResult)]
pub(crate) struct PostRow {
    pub id: Uuid,
    pub expert_id: Uuid,
    pub title: String,
    pub organisation_id: Uuid,
    pub office_telephone: Option<String>,
    pub office_email: Option<String>,
    pub valid_from: i64,
    pub valid_until: Option<i64>,
    pub ended_at: Option<i64>,
    pub precision: Precision,
    pub state: PostState,
    pub revision: i32,
}

impl PostRow {
    /// First instant it runs no longer: as it was said, or as it was ended if that is earlier.
    pub(crate) fn until(&self) -> Option<i64> {
        self.valid_until.into_iter().chain(self.ended_at).min()
    }

    pub(super) fn place(&self) -> Place {
        Place { key: Key::Number(self.valid_from), id: self.id }
    }
}

/// Which post somebody is to hold.
pub(super) struct Held<'a> {
    /// At what instant; whenever if there is none.
    pub at: Option<Timestamp>,
    /// In one of these bodies; any if there are none.
    pub bodies: &'a [Uuid],
    /// In a body of one of these countries; any if there are none.
    pub countries: &'a [Uuid],
}

impl Held<'_> {
    pub(super) fn asks_nothing(&self) -> bool {
        self.at.is_none() && self.bodies.is_empty() && self.countries.is_empty()
    }
}

/// A confirmed post that runs at `at` by the dates it is said to have, and its place then. The
/// history of before the network counts here, though it never gave a right.
pub(crate) fn running(at: Timestamp) -> Condition {
    let at = at.micros();
    let open = |table: &'static str, column: &'static str| {
        let column = Expr::col((table, column));
        Condition::any().add(column.clone().is_null()).add(column.gt(at))
    };
    confirmed()
        .add(Expr::col(("post", "valid_from")).lte(at))
        .add(open("post", "valid_until"))
        .add(open("post", "ended_at"))
        .add(Expr::col(("post_place", "from_at")).lte(at))
        .add(open("post_place", "until_at"))
}

fn confirmed() -> Condition {
    Condition::all()
        .add(Expr::col(("post", "state")).eq(PostState::Confirmed.word()))
        .add(Expr::col(("post", "counts_from")).is_not_null())
}

/// A post that the expert in a column of the outer select holds.
pub(super) fn holding(held: &Held<'_>, expert: (&'static str, &'static str)) -> SelectStatement {
    let mut select = Query::select()
        .expr(Expr::val(1))
        .from("post")
        .join(JoinType::InnerJoin, "post_place", Expr::col(("post_place", "post_id")).equals(("post", "id")))
        .and_where(Expr::col(("post", "expert_id")).equals(expert))
        .to_owned();
    match held.at {
        Some(at) => select.cond_where(running(at)),
        None => select.cond_where(confirmed()),
    };
    if !held.bodies.is_empty() {
        select.and_where(Expr::col(("post_place", "organisation_id")).is_in(held.bodies.iter().copied()));
    }
    if !held.countries.is_empty() {
        // Since when a body is known to belong to a country says little about a day long ago.
        let until = Expr::col(("organisation_status", "until_at"));
        let still = match held.at {
            Some(at) => Condition::any().add(until.clone().is_null()).add(until.gt(at.micros())),
            None => Condition::all(),
        };
        let belongs = Condition::all()
            .add(Expr::col(("organisation_status", "organisation_id")).equals(("post_place", "organisation_id")))
            .add(still);
        select
            .join(JoinType::InnerJoin, "organisation_status", belongs)
            .and_where(Expr::col(("organisation_status", "country_id")).is_in(held.countries.iter().copied()));
    }
    select
}

/// What the actor sees of posts, each with its last place: every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    let later = Query::select()
        .expr(Expr::val(1))
        .from_as("post_place", "later")
        .and_where(Expr::col(("later", "post_id")).equals(("post", "id")))
        .and_where(
            Expr::tuple([Expr::col(("later", "from_at")), Expr::col(("later", "id"))])
                .gt(Expr::tuple([Expr::col(("post_place", "from_at")), Expr::col(("post_place", "id"))])),
        )
        .to_owned();
    Query::select()
        .columns(
            [
                "id",
                "expert_id",
                "office_telephone",
                "office_email",
                "valid_from",
                "valid_until",
                "ended_at",
                "precision",
                "state",
            ]
            .map(|column| ("post", column)),
        )
        .columns([("post_place", "title"), ("post_place", "organisation_id")])
        .column(("item", "revision"))
        .from("post")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("post", "expert_id")))
        .join(JoinType::InnerJoin, "post_place", Expr::col(("post_place", "post_id")).equals(("post", "id")))
        .cond_where(visible(actor))
        .cond_where(confirmed_or_concerned(actor))
        .and_where(Expr::exists(later).not())
        .to_owned()
}

/// What waits for a word, or was refused it, is shown to the person, the registry, and those who
/// keep the body, or the country whose public authority it is.
fn confirmed_or_concerned(actor: &Actor) -> Condition {
    let mut any = Condition::any().add(Expr::col(("post", "state")).eq(PostState::Confirmed.word()));
    if actor.is_system() || actor.parties().contains(REGISTRY) {
        return Condition::all();
    }
    if let Some(expert) = actor.expert() {
        any = any.add(Expr::col(("post", "expert_id")).eq(expert));
    }
    any.add(of_kept_bodies(actor, ("post_place", "organisation_id")))
}

/// Posts that the actor sees, a page of them.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    actor: &Actor,
    which: Condition,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<PostRow>> {
    let mut select = seen(actor);
    select.cond_where(which);
    order.cut(&mut select, Expr::col(("post", "valid_from")), Expr::col(("post", "id")), after, first);
    Ok(PostRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, actor: &Actor, which: Condition) -> Result<u64> {
    let mut select = seen(actor);
    select.cond_where(which);
    crate::exchange::items::store::count(db, select).await
}

/// Posts that the actor sees, oldest first.
pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, which: Condition) -> Result<Vec<PostRow>> {
    let mut select = seen(actor);
    select.cond_where(which);
    select.order_by(("post", "valid_from"), sea_orm::Order::Asc).order_by(("post", "id"), sea_orm::Order::Asc);
    Ok(PostRow::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// Places of posts that were found under sight, oldest first.
pub(super) async fn places(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<HashMap<Uuid, Vec<post_place::Model>>> {
    let mut by_post: HashMap<Uuid, Vec<post_place::Model>> = HashMap::new();
    if posts.is_empty() {
        return Ok(by_post);
    }
    let rows = post_place::Entity::find()
        .filter(post_place::Column::PostId.is_in(posts.iter().copied()))
        .order_by_asc(post_place::Column::FromAt)
        .order_by_asc(post_place::Column::Id)
        .all(db)
        .await?;
    for row in rows.into_iter().filter(|row| row.until_at.is_none_or(|until| until > row.from_at)) {
        by_post.entry(row.post_id).or_default().push(row);
    }
    Ok(by_post)
}

/// The last place is the present one while a post runs, so this goes with what [`some`] finds.
pub(super) fn present_of(experts: &[Uuid], at: Timestamp) -> Condition {
    running(at).add(Expr::col(("post", "expert_id")).is_in(experts.iter().copied()))
}

/// The present post of an expert and its body, as what decides about it needs to know.
pub(crate) async fn present(db: &impl ConnectionTrait, expert: Uuid, at: Timestamp) -> Result<Option<(Uuid, Uuid)>> {
    #[derive(FromQueryResult)]
    struct Standing {
        id: Uuid,
        organisation_id: Uuid,
    }
    let select = Query::select()
        .column(("post", "id"))
        .column(("post_place", "organisation_id"))
        .from("post")
        .join(JoinType::InnerJoin, "post_place", Expr::col(("post_place", "post_id")).equals(("post", "id")))
        .cond_where(running(at))
        .cond_where(counts_at("post", at))
        .and_where(Expr::col(("post", "expert_id")).eq(expert))
        .to_owned();
    let row = Standing::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    Ok(row.map(|row| (row.id, row.organisation_id)))
}

/// Those of the posts that run and count at an instant.
pub(super) async fn running_among(db: &impl ConnectionTrait, posts: &[Uuid], at: Timestamp) -> Result<Vec<Uuid>> {
    if posts.is_empty() {
        return Ok(Vec::new());
    }
    let rows = post::Entity::find()
        .filter(post::Column::Id.is_in(posts.iter().copied()))
        .filter(post::Column::State.eq(PostState::Confirmed))
        .filter(counts_at("post", at))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
