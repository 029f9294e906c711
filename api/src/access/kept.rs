//! Whether somebody keeps a body, or the country whose public authority it is, as a condition.

use entity::ids::REGISTRY;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use uuid::Uuid;

use super::actor::Actor;
use super::load_actor::AUTHORITY_TYPES;

/// What is about a body is read by those who keep the body, by those who keep the country whose public
/// authority it is at present, and by REGISTRY: the condition on a column that holds the body. A country
/// contains no NGO, embassy or international organisation on its soil.
pub fn of_kept_bodies(actor: &Actor, column: (&'static str, &'static str)) -> Condition {
    if actor.parties().contains(REGISTRY) || actor.is_system() {
        return Condition::all();
    }
    let kept: Vec<Uuid> = actor.kept().collect();
    let authority = Query::select()
        .expr(Expr::val(1))
        .from_as("organisation_status", "t")
        .and_where(Expr::col(("t", "organisation_id")).equals(column))
        .and_where(Expr::col(("t", "country_id")).is_in(kept.iter().copied()))
        .and_where(Expr::cust(format!("t.type IN {AUTHORITY_TYPES}")))
        .and_where(Expr::col(("t", "until_at")).is_null())
        .to_owned();
    Condition::any().add(Expr::col(column).is_in(kept)).add(Expr::exists(authority))
}
