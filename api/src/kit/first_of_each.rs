//! The first rows of a list that is made of many parts, each of which an index has in order: the first
//! of each part, and of those the first. The cost follows the number of parts, not what is in them.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, JoinType, Query, SelectStatement};

const PART: &str = "each_part";
const FIRST: &str = "item";
/// What SQLite calls a row by.
const ROW: &str = "rowid";

/// The parts.
pub struct Each {
    /// Selects what names each part, in one column.
    pub of: SelectStatement,
    /// That column.
    pub named: &'static str,
    /// The column of the list that names the part.
    pub column: (&'static str, &'static str),
}

/// `list` is the list in its order and cut to a page, whatever the part; `cut` puts the first of all
/// parts, whose table is `item` again, into the same order and cuts it. PostgreSQL reads each part by
/// a LATERAL. SQLite has none: there the rows of each part are named by a select of their own, and a
/// CROSS JOIN, which it never turns round, sees to it that the parts come first.
pub fn first_of_each(
    backend: DbBackend,
    mut list: SelectStatement,
    each: Each,
    cut: impl FnOnce(&mut SelectStatement),
) -> SelectStatement {
    list.and_where(Expr::col(each.column).equals((PART, each.named)));
    let mut all = Query::select();
    all.column((FIRST, Asterisk)).from_subquery(each.of, PART);
    match backend {
        DbBackend::Postgres => all.join_lateral(JoinType::InnerJoin, list, FIRST, Expr::val(true)),
        _ => {
            list.clear_selects().column((FIRST, ROW));
            // A cross join has no condition of its own: the builder would leave it out.
            all.join(JoinType::CrossJoin, FIRST, Expr::val(true)).and_where(Expr::col((FIRST, ROW)).in_subquery(list))
        }
    };
    cut(&mut all);
    all
}
