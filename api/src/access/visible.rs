//! The whole of sight, as one SQL condition. Every list, count, facet, search, loader, feed and
//! export starts from it; nothing else decides what is seen.

use entity::vocabulary::ItemKind;
use sea_orm::DbBackend;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, Query, SelectStatement};

use super::actor::Actor;
use super::broken::{Rule, broken};
use super::party_set::PartySet;

/// *You see an item if and only if one of your parties is in its effective audience*: the
/// condition on the table `item` (under the alias `item`).
pub fn visible(actor: &Actor) -> Condition {
    seen_by_column(actor, "item", effective())
}

/// The same condition for a list whose order finds its rows: it is asked of one row after the other, until
/// a page is full. PostgreSQL would else be free to join what it believes to be few, and would plan each
/// page anew, which takes longer than to read it.
pub fn visible_row_by_row(actor: &Actor, backend: DbBackend) -> Condition {
    let mut seen = seen_in(actor.parties(), "item", effective());
    if backend == DbBackend::Postgres {
        // What is cut is not joined, and from the first row on nothing is cut.
        seen.offset(0);
    }
    Condition::all().add(Expr::exists(seen))
}

fn effective() -> &'static str {
    if broken(Rule::EffectiveAudience) { "audience" } else { "seen_by" }
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
    Condition::all().add(Expr::exists(seen_in(parties, table, column)))
}

fn seen_in(parties: &PartySet, table: &'static str, column: &'static str) -> SelectStatement {
    // Turned round twice, SQLite reads the few parties of the audience and looks whether they are held;
    // else it looks for each of the parties that somebody holds, who may stand in a hundred groups.
    let held = Expr::col(("audience_member", "party_id")).is_not_in(parties.parties()).not();
    Query::select()
        .expr(Expr::val(1))
        .from("audience_member")
        .and_where(Expr::col(("audience_member", "audience_id")).equals((table, column)))
        .and_where(held)
        .to_owned()
}

/// The audiences that hold one of the parties: the same condition from its other end, for what is
/// read audience by audience. Each is named once, as `audience_id`.
pub fn audiences_of(parties: &PartySet) -> SelectStatement {
    held(parties).distinct().to_owned()
}

/// How many those are, counted up to `most`; one that holds several of the parties counts as often.
pub fn about_how_many(parties: &PartySet, most: u64) -> SelectStatement {
    counted(held(parties), most)
}

fn held(parties: &PartySet) -> SelectStatement {
    Query::select()
        .column(("audience_member", "audience_id"))
        .from("audience_member")
        .and_where(Expr::col(("audience_member", "party_id")).is_in(parties.parties()))
        .to_owned()
}

fn counted(mut select: SelectStatement, most: u64) -> SelectStatement {
    let some = select.limit(most).to_owned();
    Query::select().expr(Func::count(Expr::val(1))).from_subquery(some, "some").to_owned()
}

/// Of those the ones through which items of a kind are seen, or were: a party stands in many audiences
/// that no list of one kind has to look into.
pub fn audiences_of_kind(parties: &PartySet, kind: ItemKind) -> SelectStatement {
    held_of_kind(parties, kind).distinct().to_owned()
}

/// How many those are, counted up to `most`; one that holds several of the parties counts as often.
pub fn about_how_many_of_kind(parties: &PartySet, kind: ItemKind, most: u64) -> SelectStatement {
    counted(held_of_kind(parties, kind), most)
}

fn held_of_kind(parties: &PartySet, kind: ItemKind) -> SelectStatement {
    Query::select()
        .column(("audience_of_kind", "audience_id"))
        .from("audience_of_kind")
        .and_where(Expr::col(("audience_of_kind", "party_id")).is_in(parties.parties()))
        .and_where(Expr::col(("audience_of_kind", "kind")).eq(kind))
        .to_owned()
}
