//! Whether somebody keeps a body, or the country whose public authority it is, as a condition.

use entity::ids::{REGISTRY, kept_by};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use uuid::Uuid;

use crate::access::{AUTHORITY_TYPES, Actor};
use crate::kit::timestamp::Timestamp;

/// What is about a body is seen by those who keep the body, by those who keep the country whose
/// public authority it is, and by REGISTRY: the condition on a column that holds the body.
pub(crate) fn of_kept_bodies(actor: &Actor, column: (&'static str, &'static str), now: Timestamp) -> Condition {
    if actor.parties().contains(REGISTRY) || actor.is_system() {
        return Condition::all();
    }
    let now = now.micros();
    // Only keepers' parties: whoever merely stands in a body holds the body itself.
    let kept: Vec<Uuid> = actor.parties().parties().filter(|p| p.get_version_num() == 8).map(kept_by).collect();
    let authority = Query::select()
        .expr(Expr::val(1))
        .from_as("organisation_status", "t")
        .and_where(Expr::col(("t", "organisation_id")).equals(column))
        .and_where(Expr::col(("t", "country_id")).is_in(kept.iter().copied()))
        .and_where(Expr::cust(format!("t.type IN {AUTHORITY_TYPES}")))
        .and_where(Expr::col(("t", "from_at")).lte(now))
        .cond_where(
            Condition::any().add(Expr::col(("t", "until_at")).is_null()).add(Expr::col(("t", "until_at")).gt(now)),
        )
        .to_owned();
    Condition::any().add(Expr::col(column).is_in(kept)).add(Expr::exists(authority))
}
