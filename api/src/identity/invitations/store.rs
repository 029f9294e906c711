//! The only queries on invitations.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use entity::vocabulary::{InvitationState, RequestState, SendState};
use entity::{invitation, role_grant};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, LikeExpr, Order, Query, SelectStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::read::InvitationFilter;
use crate::access::{ActType, Actor, Permit, Place as Standpoint, Rows, Standing, counts, of_kept_bodies};
use crate::error::{Error, Result};
use crate::identity::accounts::email_key;
use crate::kit::database::sql;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::ledger::{Look, Unit};

const INVITATIONS: u8 = Rows::Invitations as u8;

/// An invitation with its person, post and what it waits for.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Row {
    pub id: Uuid,
    pub batch_id: Option<Uuid>,
    pub email: String,
    pub expert_id: Uuid,
    pub post_id: Uuid,
    pub invited_by: Option<Uuid>,
    pub message: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    pub accepted_at: Option<i64>,
    pub withdrawn_at: Option<i64>,
    pub send_state: SendState,
    pub language: Option<String>,
    pub name: String,
    pub title: String,
    pub organisation_id: Uuid,
    pub request_id: Option<Uuid>,
}

impl Row {
    pub(super) fn place(&self) -> Place {
        Place { key: Key::Number(self.created_at), id: self.id }
    }
}

/// Every invitation, with its first place and the access request it waits for.
fn all() -> SelectStatement {
    let first_place = Query::select()
        .column(("first", "id"))
        .from_as("post_place", "first")
        .and_where(Expr::col(("first", "post_id")).equals(("invitation", "post_id")))
        .order_by(("first", "from_at"), Order::Asc)
        .order_by(("first", "id"), Order::Asc)
        .limit(1)
        .to_owned();
    let waiting = Condition::all()
        .add(Expr::col(("access_request", "result_id")).equals(("invitation", "post_id")))
        .add(Expr::col(("access_request", "state")).eq(RequestState::Waiting.word()));
    let own = [
        "id",
        "batch_id",
        "email",
        "expert_id",
        "post_id",
        "invited_by",
        "message",
        "created_at",
        "expires_at",
        "accepted_at",
        "withdrawn_at",
        "send_state",
        "language",
    ];
    Query::select()
        .columns(own.map(|column| ("invitation", column)))
        .column(("expert", "name"))
        .columns([("post_place", "title"), ("post_place", "organisation_id")])
        .expr_as(Expr::col(("access_request", "id")), "request_id")
        .from("invitation")
        .join(JoinType::InnerJoin, "expert", Expr::col(("expert", "id")).equals(("invitation", "expert_id")))
        .join(JoinType::InnerJoin, "post_place", Expr::col(("post_place", "id")).in_subquery(first_place))
        .join(JoinType::LeftJoin, "access_request", waiting)
        .to_owned()
}

/// What the actor sees of the invitations: the own, those into bodies that they keep or that are
/// public authorities of a country they keep; REGISTRY sees all. Every read begins here.
fn seen(actor: &Actor) -> SelectStatement {
    let mut any = Condition::any().add(of_kept_bodies(actor, ("post_place", "organisation_id")));
    if let Some(own) = actor.party() {
        any = any.add(Expr::col(("invitation", "invited_by")).eq(own));
    }
    all().cond_where(any).to_owned()
}

/// What `view::state_of` says of a row, as a condition.
fn in_state(state: InvitationState, now: i64) -> Condition {
    let col = |name: &'static str| Expr::col(("invitation", name));
    let waits = || Expr::col(("access_request", "id")).is_not_null();
    let open = || {
        Condition::all()
            .add(col("withdrawn_at").is_null())
            .add(col("accepted_at").is_null())
            .add(col("expires_at").gt(now))
    };
    let failed = || col("send_state").eq(SendState::Failed.word());
    let not_failed = || col("send_state").ne(SendState::Failed.word());
    let accepted = || Condition::all().add(col("withdrawn_at").is_null()).add(col("accepted_at").is_not_null());
    match state {
        InvitationState::Withdrawn => Condition::all().add(col("withdrawn_at").is_not_null()),
        InvitationState::Accepted => accepted().add(Expr::col(("access_request", "id")).is_null()),
        InvitationState::WaitingForWord => {
            Condition::any().add(accepted().add(waits())).add(open().add(not_failed()).add(waits()))
        }
        InvitationState::Expired => Condition::all()
            .add(col("withdrawn_at").is_null())
            .add(col("accepted_at").is_null())
            .add(col("expires_at").lte(now)),
        InvitationState::Failed => open().add(failed()),
        InvitationState::Sent => open().add(not_failed()).add(Expr::col(("access_request", "id")).is_null()),
    }
}

fn fitting(filter: &InvitationFilter, bodies: Option<&[Uuid]>, now: Timestamp) -> Condition {
    let mut all = Condition::all();
    if !filter.state.is_empty() {
        let states = filter.state.iter().fold(Condition::any(), |any, state| any.add(in_state(*state, now.micros())));
        all = all.add(states);
    }
    if let Some(bodies) = bodies {
        all = all.add(Expr::col(("post_place", "organisation_id")).is_in(bodies.iter().copied()));
    }
    if let Some(batch) = filter.batch {
        all = all.add(Expr::col(("invitation", "batch_id")).eq(batch));
    }
    if let Some(q) = &filter.q {
        let escaped = email_key(q).replace('!', "!!").replace('%', "!%").replace('_', "!_");
        let like = LikeExpr::new(format!("{escaped}%")).escape('!');
        all = all.add(Expr::col(("invitation", "email_key")).like(like));
    }
    all
}

/// Which rows: the actor's sight, the filter, the bodies it names, the instant.
pub(super) struct Which<'a> {
    pub actor: &'a Actor,
    pub filter: &'a InvitationFilter,
    pub bodies: Option<&'a [Uuid]>,
    pub now: Timestamp,
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    which: &Which<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Row>> {
    let mut select = seen(which.actor);
    select.cond_where(fitting(which.filter, which.bodies, which.now));
    let (key, id) = (Expr::col(("invitation", "created_at")), Expr::col(("invitation", "id")));
    order.cut(&mut select, key, id, after, first);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

pub(super) async fn count(db: &impl ConnectionTrait, which: &Which<'_>) -> Result<u64> {
    let mut select = seen(which.actor);
    select.cond_where(fitting(which.filter, which.bodies, which.now));
    crate::exchange::items::store::count(db, select).await
}

/// Those of the invitations that the actor sees.
pub(super) async fn some(db: &impl ConnectionTrait, actor: &Actor, ids: &[Uuid]) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.and_where(Expr::col(("invitation", "id")).is_in(ids.iter().copied()));
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// The invitations of a batch that the actor sees, in the order they were given in.
pub(super) async fn of_batch(db: &impl ConnectionTrait, actor: &Actor, batch: Uuid) -> Result<Vec<Row>> {
    let mut select = seen(actor);
    select.and_where(Expr::col(("invitation", "batch_id")).eq(batch));
    // Ids of one unit are in order.
    select.order_by(("invitation", "id"), Order::Asc);
    Ok(Row::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// One invitation, if the actor sees it.
pub(super) async fn one(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Row> {
    some(db, actor, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// An invitation, for whoever holds its link.
pub(super) async fn of_link(db: &impl ConnectionTrait, id: Uuid) -> Result<Row> {
    let select = all().and_where(Expr::col(("invitation", "id")).eq(id)).to_owned();
    let found = Row::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    found.ok_or_else(Error::not_found)
}

/// The invitation that carries a post, for a step.
pub(super) async fn of_post(db: &impl ConnectionTrait, post: Uuid) -> Result<Row> {
    let select = all().and_where(Expr::col(("invitation", "post_id")).eq(post)).to_owned();
    let found = Row::find_by_statement(db.get_database_backend().build(&select)).one(db).await?;
    found.ok_or_else(|| Error::internal(format!("post {post} has no invitation")))
}

/// Invitations to an address that were neither accepted nor withdrawn, expired ones included.
pub(super) async fn unsettled(db: &impl ConnectionTrait, email_key: &str) -> Result<Vec<invitation::Model>> {
    use invitation::Column;
    Ok(invitation::Entity::find()
        .filter(Column::EmailKey.eq(email_key))
        .filter(Column::AcceptedAt.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .order_by_asc(Column::Id)
        .all(db)
        .await?)
}

/// The grants that each of the posts was invited with.
pub(super) async fn grants(db: &impl ConnectionTrait, posts: &[Uuid]) -> Result<HashMap<Uuid, Vec<role_grant::Model>>> {
    let rows = role_grant::Entity::find()
        .filter(role_grant::Column::Holder.is_in(posts.iter().copied()))
        .order_by_asc(role_grant::Column::Id)
        .all(db)
        .await?;
    let mut by_post: HashMap<Uuid, Vec<role_grant::Model>> = HashMap::new();
    for row in rows {
        by_post.entry(row.holder).or_default().push(row);
    }
    Ok(by_post)
}

/// The open invitation that carries a post.
pub(super) async fn open_with_post(db: &impl ConnectionTrait, post: Uuid) -> Result<Option<invitation::Model>> {
    use invitation::Column;
    let open = invitation::Entity::find().filter(Column::PostId.eq(post)).filter(Column::WithdrawnAt.is_null());
    Ok(open.filter(Column::AcceptedAt.is_null()).one(db).await?)
}

/// The appointments whose grants a post holds.
pub(super) async fn appointments_of(db: &impl ConnectionTrait, post: Uuid) -> Result<Vec<Uuid>> {
    appointments(db, "SELECT a.id FROM appointment a JOIN role_grant g ON g.id = a.grant_id WHERE g.holder = $1", post)
        .await
}

/// Those of them that begin with the post: they wait for it, and for no word of their own.
pub(super) async fn appointments_to_begin(db: &impl ConnectionTrait, post: Uuid) -> Result<Vec<Uuid>> {
    let text = "
SELECT a.id FROM appointment a JOIN role_grant g ON g.id = a.grant_id
WHERE g.holder = $1 AND g.counts_from IS NULL AND g.ended_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM access_request r WHERE r.result_id = a.id AND r.state = 'WAITING')";
    appointments(db, text, post).await
}

async fn appointments(db: &impl ConnectionTrait, text: &str, post: Uuid) -> Result<Vec<Uuid>> {
    let rows = db.query_all_raw(sql(db.get_database_backend(), text, [post.into()])).await?;
    rows.iter().map(|row| Ok(row.try_get("", "id")?)).collect()
}

/// The addresses to which an expert was invited, as they are looked up.
pub(super) async fn addresses(db: &impl ConnectionTrait, expert: Uuid) -> Result<BTreeSet<String>> {
    let rows = invitation::Entity::find().filter(invitation::Column::ExpertId.eq(expert)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.email_key).filter(|key| !key.is_empty()).collect())
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: invitation::Model) -> Result<()> {
    permit.writes::<INVITATIONS>();
    invitation::Entity::insert(invitation::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

pub(super) async fn rewrite<A: ActType>(unit: &Unit, permit: &Permit<A>, row: invitation::ActiveModel) -> Result<()> {
    permit.writes::<INVITATIONS>();
    invitation::Entity::update(row).exec(unit.tx()).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct Stand {
    tag: String,
    id: Uuid,
}

/// Where a post would stand that began in a body now.
pub(super) async fn standing(look: &impl Look, post: Uuid, at: Standpoint) -> Result<Standing> {
    let body = at.body.ok_or_else(|| Error::internal("a post stands in a body"))?;
    let text = format!(
        "
WITH bodies AS (
  SELECT o.id FROM organisation o WHERE o.id = $1
  UNION SELECT h.body_id FROM succession_line h
  WHERE h.heir_id = $1 AND h.from_at <= $2 AND (h.until_at IS NULL OR h.until_at > $2)
)
SELECT 'BODY' AS tag, id FROM bodies
UNION ALL SELECT 'GROUP', m.group_id FROM membership m
WHERE (m.member IN (SELECT id FROM bodies) OR m.member = $3)
  AND {}",
        counts("m", "$2", "$2")
    );
    let values = [body.into(), look.at().micros().into(), at.country.into()];
    let rows = Stand::find_by_statement(sql(look.db().get_database_backend(), &text, values)).all(look.db()).await?;
    let of = |tag: &str| rows.iter().filter(|row| row.tag == tag).map(|row| row.id).collect::<BTreeSet<Uuid>>();
    Ok(Standing {
        party: post,
        body,
        bodies: of("BODY"),
        // Only where the post would stand is asked, not what it would keep.
        taken: BTreeMap::new(),
        country: at.country,
        official: false,
        groups: of("GROUP"),
        secretariat: Some(look.world().secretariat().await?),
    })
}

/// Forgets address and message of an expert's invitations, and their links; ids of the invitations.
pub(super) async fn forget<A: ActType>(unit: &Unit, permit: &Permit<A>, expert: Uuid) -> Result<Vec<Uuid>> {
    use entity::one_time_link;
    use sea_orm::ActiveValue::Set;
    permit.writes::<INVITATIONS>();
    let of_expert = invitation::Column::ExpertId.eq(expert);
    let rows = invitation::Entity::find().filter(of_expert.clone()).all(unit.tx()).await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    let links = one_time_link::Column::Subject.is_in(ids.iter().copied());
    one_time_link::Entity::delete_many().filter(links).exec(unit.tx()).await?;
    let blank = invitation::ActiveModel {
        email: Set(String::new()),
        email_key: Set(String::new()),
        message: Set(None),
        ..Default::default()
    };
    invitation::Entity::update_many().set(blank).filter(of_expert).exec(unit.tx()).await?;
    Ok(ids)
}
