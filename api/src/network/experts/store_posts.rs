//! The only queries on posts. A post is part of its expert and seen with it; what waits or was
//! refused is shown to fewer.

use std::collections::HashMap;

use entity::ids::REGISTRY;
use entity::vocabulary::{PostState, Precision};
use entity::{item, post, post_place};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, Actor, Permit, Rows, of_kept_bodies, visible};
use crate::error::{Error, Result};
use crate::exchange::items::written::written_kinds;
use crate::kit::database::sql;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const POSTS: u8 = Rows::Posts as u8;

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
        .and_where(Expr::col(("post", "counts_from")).lte(at.micros()))
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
    let open = |column: post::Column| Condition::any().add(column.is_null()).add(column.gt(at.micros()));
    let rows = post::Entity::find()
        .filter(post::Column::Id.is_in(posts.iter().copied()))
        .filter(post::Column::State.eq(PostState::Confirmed))
        .filter(post::Column::CountsFrom.lte(at.micros()))
        .filter(open(post::Column::ValidUntil))
        .filter(open(post::Column::EndedAt))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

const DUE: &str = "
SELECT p.expert_id AS expert_id FROM post p
JOIN post_place l ON l.post_id = p.id AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $2)
JOIN item e ON e.id = p.expert_id
LEFT JOIN contact_card c ON c.expert_id = p.expert_id
LEFT JOIN item i ON i.id = c.id
WHERE p.state = 'CONFIRMED' AND p.counts_from > $1 AND p.counts_from <= $2
  AND (p.valid_until IS NULL OR p.valid_until > $2) AND (p.ended_at IS NULL OR p.ended_at > $2)
  AND ($3 IS NULL OR p.expert_id = $3)
  AND (e.owner <> l.organisation_id OR (i.id IS NOT NULL AND (i.author IS NULL OR i.author <> p.id)))
UNION
SELECT c.expert_id FROM contact_card c
JOIN item i ON i.id = c.id AND i.state = 'PUBLISHED'
JOIN post p ON p.id = i.author
WHERE ((p.ended_at > $1 AND p.ended_at <= $2) OR (p.valid_until > $1 AND p.valid_until <= $2))
  AND ($3 IS NULL OR p.expert_id = $3)";

/// Experts whose post has begun or ended by its dates since an instant, and whose contact card or body
/// does not show it yet, or the one that is asked about if it is among them: for the job that settles them.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    since: Timestamp,
    now: Timestamp,
    of: Option<Uuid>,
) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Due {
        expert_id: Uuid,
    }
    let values = [since.micros().into(), now.micros().into(), of.into()];
    let rows = Due::find_by_statement(sql(db.get_database_backend(), DUE, values)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.expert_id).collect())
}

/// A post's row, for a step.
pub(super) async fn model(db: &impl ConnectionTrait, id: Uuid) -> Result<post::Model> {
    let row = post::Entity::find_by_id(id).one(db).await?;
    row.ok_or_else(|| Error::internal(format!("post {id} is missing")))
}

/// The last place of a post, for a step.
pub(super) async fn last_place(db: &impl ConnectionTrait, id: Uuid) -> Result<post_place::Model> {
    let row = post_place::Entity::find()
        .filter(post_place::Column::PostId.eq(id))
        .order_by_desc(post_place::Column::FromAt)
        .order_by_desc(post_place::Column::Id)
        .one(db)
        .await?;
    row.ok_or_else(|| Error::internal(format!("post {id} has no place")))
}

/// Posts of an expert that run or wait or will run, whatever their state but refused.
pub(super) async fn unfinished(db: &impl ConnectionTrait, expert: Uuid, at: Timestamp) -> Result<Vec<post::Model>> {
    let open = |column: post::Column| Condition::any().add(column.is_null()).add(column.gt(at.micros()));
    Ok(post::Entity::find()
        .filter(post::Column::ExpertId.eq(expert))
        .filter(post::Column::State.ne(PostState::Refused))
        .filter(open(post::Column::ValidUntil))
        .filter(open(post::Column::EndedAt))
        .order_by_asc(post::Column::Id)
        .all(db)
        .await?)
}

/// Grants held by a post that have not ended, waiting ones included.
pub(super) async fn open_grants(db: &impl ConnectionTrait, post: Uuid, at: Timestamp) -> Result<Vec<Uuid>> {
    use entity::role_grant::{Column, Entity};
    let rows = Entity::find()
        .filter(Column::Holder.eq(post))
        .filter(Column::EndedAt.is_null())
        .filter(Condition::any().add(Column::ValidUntil.is_null()).add(Column::ValidUntil.gt(at.micros())))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Items that the author keeps, written in a post: contact cards and the directory are not among them.
pub(super) async fn written_in<A: ActType>(unit: &Unit, permit: &Permit<A>, post: Uuid) -> Result<Vec<item::Model>> {
    permit.writes::<{ Rows::Items as u8 }>();
    Ok(item::Entity::find()
        .filter(item::Column::Author.eq(post))
        .filter(item::Column::AuthorKeeps.eq(true))
        .filter(item::Column::Kind.is_in(written_kinds()))
        .filter(item::Column::State.ne(entity::vocabulary::ItemState::Purged))
        .order_by_asc(item::Column::Id)
        .all(unit.tx())
        .await?)
}

/// How much hangs on a post.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Numbers {
    pub drafts: i64,
    pub proposed: i64,
    pub scheduled: i64,
    pub items: i64,
    pub appointments: i64,
    pub groups_kept: i64,
    pub memberships: i64,
    pub partners: i64,
    pub grants: i64,
    pub cards: i64,
}

const HANGING: &str = "
WITH held AS (
  SELECT g.id, g.role, (SELECT a.id FROM appointment a WHERE a.grant_id = g.id) AS appointment FROM role_grant g
  WHERE g.holder = $1 AND g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > $2)
),
written AS (
  SELECT i.state FROM item i WHERE i.author = $1 AND i.author_keeps AND i.kind IN (WRITTEN_KINDS)
),
editors AS (
  SELECT g.holder FROM role_grant g JOIN post p ON p.id = g.holder
  WHERE g.role = 'ORGANISATION_EDITOR' AND g.scope = $3 AND g.counts_from <= $2 AND g.ended_at IS NULL
    AND (g.valid_until IS NULL OR g.valid_until > $2) AND (p.ended_at IS NULL OR p.ended_at > $2)
)
SELECT
  (SELECT COUNT(*) FROM written WHERE state = 'DRAFT') AS drafts,
  (SELECT COUNT(*) FROM written WHERE state = 'PROPOSED') AS proposed,
  (SELECT COUNT(*) FROM written WHERE state = 'SCHEDULED') AS scheduled,
  (SELECT COUNT(*) FROM written WHERE state IN ('PUBLISHED','WITHDRAWN')) AS items,
  (SELECT COUNT(*) FROM held WHERE appointment IS NOT NULL) AS appointments,
  (SELECT COUNT(*) FROM held WHERE appointment IS NULL AND role = 'GROUP_EDITOR') AS groups_kept,
  (SELECT COUNT(*) FROM held WHERE appointment IS NULL AND role <> 'GROUP_EDITOR') AS grants,
  (SELECT COUNT(*) FROM membership m WHERE m.member = $1 AND m.ended_at IS NULL
     AND (m.valid_until IS NULL OR m.valid_until > $2)) AS memberships,
  (SELECT COUNT(*) FROM partner r WHERE r.organisation_id = $3 AND r.ended_at IS NULL AND r.valid_until > $2
     AND EXISTS (SELECT 1 FROM editors WHERE holder = $1) AND NOT EXISTS (SELECT 1 FROM editors WHERE holder <> $1)) AS partners,
  (SELECT COUNT(*) FROM contact_card c JOIN item i ON i.id = c.id WHERE i.author = $1 AND i.state <> 'WITHDRAWN') AS cards";

/// Counts what hangs on a post, in one statement.
pub(super) async fn hanging(db: &impl ConnectionTrait, post: Uuid, body: Uuid, at: Timestamp) -> Result<Numbers> {
    let values = [post.into(), at.micros().into(), body.into()];
    let kinds: Vec<String> = written_kinds().map(|kind| format!("'{kind}'")).collect();
    let text = HANGING.replace("WRITTEN_KINDS", &kinds.join(","));
    let row = Numbers::find_by_statement(sql(db.get_database_backend(), &text, values)).one(db).await?;
    row.ok_or_else(|| Error::internal("a count without a row"))
}

pub(super) async fn insert<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    row: post::Model,
    place: post_place::Model,
) -> Result<()> {
    permit.writes::<POSTS>();
    post::Entity::insert(post::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    insert_place(unit, permit, place).await
}

pub(super) async fn insert_place<A: ActType>(unit: &Unit, permit: &Permit<A>, row: post_place::Model) -> Result<()> {
    permit.writes::<POSTS>();
    post_place::Entity::insert(post_place::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn end_place<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid, until: i64) -> Result<()> {
    permit.writes::<POSTS>();
    post_place::ActiveModel { id: Set(id), until_at: Set(Some(until)), ..Default::default() }.update(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: post::ActiveModel) -> Result<()> {
    permit.writes::<POSTS>();
    row.update(unit.tx()).await?;
    Ok(())
}

/// Forgets how an expert's posts were reached and why they ended; their ids.
pub(super) async fn forget<A: ActType>(unit: &Unit, permit: &Permit<A>, expert: Uuid) -> Result<Vec<Uuid>> {
    permit.writes::<POSTS>();
    let blank = post::ActiveModel {
        office_telephone: Set(None),
        office_email: Set(None),
        end_reason: Set(None),
        ..Default::default()
    };
    post::Entity::update_many().set(blank).filter(post::Column::ExpertId.eq(expert)).exec(unit.tx()).await?;
    let rows = post::Entity::find().filter(post::Column::ExpertId.eq(expert)).all(unit.tx()).await?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}
