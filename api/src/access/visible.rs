//! The whole of sight, as one SQL condition. Every list, count, facet, search, loader, feed and
//! export starts from it; nothing else decides what is seen.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use uuid::Uuid;

use super::actor::Actor;
use super::broken::{Rule, broken};
use super::party_set::PartySet;

/// *You see an item if and only if one of your parties is in its effective audience*: the
/// condition on the table `item` (under the alias `item`).
pub fn visible(actor: &Actor) -> Condition {
    seen_by_column(actor, "item", if broken(Rule::EffectiveAudience) { "audience" } else { "seen_by" })
}

/// The same for any column that holds an effective audience, under the alias `table`: revisions
/// keep the one of when they were made.
pub fn seen_by_column(actor: &Actor, table: &'static str, column: &'static str) -> Condition {
    if table != "item" && broken(Rule::CirclesStay) {
        return Condition::all();
    }
    seen_by_parties(actor.parties(), table, column)
}

/// The same for a set of parties that somebody held at another time: the change feed compares it
/// with what they hold now.
pub fn seen_by_parties(parties: &PartySet, table: &'static str, column: &'static str) -> Condition {
    let parties: Vec<Uuid> = parties.parties().collect();
    let seen: SelectStatement = Query::select()
        .expr(Expr::val(1))
        .from("audience_member")
        .and_where(Expr::col(("audience_member", "audience_id")).equals((table, column)))
        .and_where(Expr::col(("audience_member", "party_id")).is_in(parties))
        .to_owned();
    Condition::all().add(Expr::exists(seen))
}

/// The audiences that hold one of the parties: the same condition from its other end, for what is
/// read audience by audience. Each is named once, as `audience_id`.
pub fn audiences_of(parties: &PartySet) -> SelectStatement {
    Query::select()
        .distinct()
        .column(("audience_member", "audience_id"))
        .from("audience_member")
        .and_where(Expr::col(("audience_member", "party_id")).is_in(parties.parties()))
        .to_owned()
}
