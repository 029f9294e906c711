//! The queries on what hangs on a post, under the sight of whoever asks: what is not shown to them is not
//! counted either.

use entity::vocabulary::{ItemState, Role};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::visible;
use crate::error::{Error, Result};
use crate::exchange::items::written::written_kinds;
use crate::identity::grants::store::known as known_grants;
use crate::kit::database::sql;
use crate::ledger::Unit;

/// How much hangs on a post, as far as the unit's actor may see it.
#[derive(Clone, Copy, Debug, Default)]
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

#[derive(FromQueryResult)]
struct Held {
    id: Uuid,
    role: String,
    scope: Option<Uuid>,
    appointment: Option<Uuid>,
}

#[derive(FromQueryResult)]
struct OfState {
    state: ItemState,
    n: i64,
}

#[derive(FromQueryResult)]
struct Number {
    n: i64,
}

const HELD: &str = "
  SELECT g.id, g.role, g.scope, (SELECT a.id FROM appointment a WHERE a.grant_id = g.id) AS appointment FROM role_grant g
  WHERE g.holder = $1 AND g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > $2)";

/// Partner systems of the body that nobody keeps but whoever holds the post.
const PARTNERS: &str = "
WITH editors AS (
  SELECT g.holder FROM role_grant g JOIN post p ON p.id = g.holder
  WHERE g.role = 'ORGANISATION_EDITOR' AND g.scope = $3 AND g.counts_from <= $2 AND g.ended_at IS NULL
    AND (g.valid_until IS NULL OR g.valid_until > $2) AND (p.ended_at IS NULL OR p.ended_at > $2)
)
SELECT COUNT(*) AS n FROM partner r WHERE r.organisation_id = $3 AND r.ended_at IS NULL AND r.valid_until > $2
  AND EXISTS (SELECT 1 FROM editors WHERE holder = $1) AND NOT EXISTS (SELECT 1 FROM editors WHERE holder <> $1)";

/// Counts what hangs on a post in a body, in a constant number of statements.
pub(super) async fn hanging(unit: &Unit, post: Uuid, body: Uuid) -> Result<Numbers> {
    let (tx, at) = (unit.tx(), unit.at().micros());
    let backend = tx.get_database_backend();
    let mut numbers = Numbers::default();

    let held = Held::find_by_statement(sql(backend, HELD, [post.into(), at.into()])).all(tx).await?;
    let appointed: Vec<Uuid> = held.iter().filter_map(|grant| grant.appointment).collect();
    let alone = |grant: &&Held| grant.appointment.is_none();
    let is_kept = |grant: &&Held| grant.role == Role::GroupEditor.word();
    let groups: Vec<Uuid> = held.iter().filter(alone).filter(is_kept).filter_map(|grant| grant.scope).collect();
    let grants: Vec<Uuid> = held.iter().filter(alone).filter(|g| !is_kept(g)).map(|grant| grant.id).collect();
    numbers.appointments = counted(unit, among(&appointed)).await?;
    numbers.groups_kept = counted(unit, among(&groups)).await?;
    let known = known_grants(tx, unit.actor(), &grants).await?;
    numbers.grants = i64::try_from(known.len()).unwrap_or(i64::MAX);

    let mut written = seen(unit);
    written
        .column(("item", "state"))
        .expr_as(Func::count(Expr::val(1)), "n")
        .and_where(Expr::col(("item", "keeper")).eq(post))
        .and_where(Expr::col(("item", "kind")).is_in(written_kinds().map(|kind| kind.word())))
        .group_by_col(("item", "state"));
    for row in OfState::find_by_statement(backend.build(&written)).all(tx).await? {
        match row.state {
            ItemState::Draft => numbers.drafts += row.n,
            ItemState::Proposed => numbers.proposed += row.n,
            ItemState::Scheduled => numbers.scheduled += row.n,
            ItemState::Published | ItemState::Withdrawn => numbers.items += row.n,
            ItemState::Purged => {}
        }
    }

    let open = |column: &'static str| {
        Condition::any().add(Expr::col(("membership", column)).is_null()).add(Expr::col(("membership", column)).gt(at))
    };
    let mut memberships = seen(unit);
    memberships
        .join(JoinType::InnerJoin, "membership", Expr::col(("membership", "id")).equals(("item", "id")))
        .and_where(Expr::col(("membership", "member")).eq(post))
        .cond_where(Expr::col(("membership", "ended_at")).is_null())
        .cond_where(open("valid_until"));
    numbers.memberships = total(unit, memberships).await?;

    let mut cards = seen(unit);
    cards
        .join(JoinType::InnerJoin, "contact_card", Expr::col(("contact_card", "id")).equals(("item", "id")))
        .and_where(Expr::col(("item", "author")).eq(post))
        .and_where(Expr::col(("item", "state")).ne(ItemState::Withdrawn.word()));
    numbers.cards = total(unit, cards).await?;

    let values = [post.into(), at.into(), body.into()];
    let partners = Number::find_by_statement(sql(backend, PARTNERS, values)).one(tx).await?;
    numbers.partners = partners.map_or(0, |row| row.n);
    Ok(numbers)
}

/// Items that the unit's actor sees.
fn seen(unit: &Unit) -> SelectStatement {
    Query::select().from("item").cond_where(visible(unit.actor())).to_owned()
}

fn among(ids: &[Uuid]) -> Condition {
    Condition::all().add(Expr::col(("item", "id")).is_in(ids.iter().copied()))
}

async fn counted(unit: &Unit, which: Condition) -> Result<i64> {
    let mut select = seen(unit);
    select.cond_where(which);
    total(unit, select).await
}

async fn total(unit: &Unit, mut select: SelectStatement) -> Result<i64> {
    select.expr_as(Func::count(Expr::val(1)), "n");
    let built = unit.tx().get_database_backend().build(&select);
    let row = Number::find_by_statement(built).one(unit.tx()).await?;
    row.map(|row| row.n).ok_or_else(|| Error::internal("a count without a row"))
}
