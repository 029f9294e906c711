//! When a post, grant, membership or partner system counts: from `counts_from`, which is never before it was recorded
//! and empty while it waits for a word, until it has run out by its dates or was ended. One condition, as text and
//! for the builder.

use sea_orm::sea_query::{Condition, Expr, ExprTrait};

use crate::kit::timestamp::Timestamp;

/// That the row of a table's alias counts at some instant of a span. `from` and `to` are what stands for its ends in
/// the statement, as `$1`; for one instant both are the same.
pub fn counts(alias: &str, from: &str, to: &str) -> String {
    format!(
        "{alias}.counts_from <= {to} AND ({alias}.valid_until IS NULL OR {alias}.valid_until > {from}) \
         AND ({alias}.ended_at IS NULL OR {alias}.ended_at > {from})"
    )
}

/// That the row of a table counts at an instant.
pub fn counts_at(table: &'static str, at: Timestamp) -> Condition {
    not_over_at(table, at).add(Expr::col((table, "counts_from")).lte(at.micros()))
}

/// That the row of a table has neither run out nor been ended by an instant; it may not have begun.
pub fn not_over_at(table: &'static str, at: Timestamp) -> Condition {
    let open = |name: &'static str| {
        let column = Expr::col((table, name));
        Condition::any().add(column.clone().is_null()).add(column.gt(at.micros()))
    };
    Condition::all().add(open("valid_until")).add(open("ended_at"))
}
