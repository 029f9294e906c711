//! The first rows of a list that is made of many parts, each of which an index has in order: the first
//! of each part, and of those the first. The cost follows the number of parts, not what is in them.

use sea_orm::DbBackend;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, JoinType, Query, SelectStatement};

const PART: &str = "each_part";
const FIRST: &str = "item";

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
/// a LATERAL. SQLite has none, but it passes on to the next part of an `IN` as soon as a part has no
/// more of the first rows.
pub fn first_of_each(
    backend: DbBackend,
    mut list: SelectStatement,
    each: Each,
    cut: impl FnOnce(&mut SelectStatement),
) -> SelectStatement {
    let column = Expr::col(each.column);
    match backend {
        DbBackend::Postgres => {
            list.and_where(column.equals((PART, each.named)));
            let mut all = Query::select();
            all.column((FIRST, Asterisk)).from_subquery(each.of, PART).join_lateral(
                JoinType::InnerJoin,
                list,
                FIRST,
                Expr::val(true),
            );
            cut(&mut all);
            all
        }
        _ => {
            list.and_where(column.in_subquery(each.of));
            list
        }
    }
}
