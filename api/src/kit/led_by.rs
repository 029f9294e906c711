//! Lists of what there is little of, and whose items are a small part of all items.

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, SelectStatement};

/// Joins `item` to a select from the table of a kind.
pub trait LedBy {
    /// The item of each row of `table`. SQLite knows nothing of how many rows there are: it would as soon
    /// begin with all items and look for the few that are of the kind. A CROSS JOIN it never turns round;
    /// to PostgreSQL it says no more than another join.
    fn join_item(&mut self, table: &'static str) -> &mut Self;
}

impl LedBy for SelectStatement {
    fn join_item(&mut self, table: &'static str) -> &mut Self {
        // A cross join has no condition of its own: the builder would leave it out.
        self.join(JoinType::CrossJoin, "item", Expr::val(true))
            .and_where(Expr::col(("item", "id")).equals((table, "id")))
    }
}
