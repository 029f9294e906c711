//! The first rows of each parent in one statement, whatever the number of parents. Window functions
//! are the one way that both databases have (SQLite knows no LATERAL).

use sea_orm::sea_query::{
    Asterisk, Expr, ExprTrait, Func, IntoColumnRef, Order, Query, SelectStatement, SimpleExpr, WindowStatement,
};

const NTH: &str = "nth_of_parent";

/// Cuts a select to the first rows of each parent in the order of `key` and `id`, and to one more,
/// so that it shows whether more follow. The columns keep their names.
pub fn top_per_parent(
    mut select: SelectStatement,
    parent: impl IntoColumnRef,
    key: impl Into<SimpleExpr>,
    id: impl Into<SimpleExpr>,
    first: u16,
) -> SelectStatement {
    let mut window = WindowStatement::partition_by(parent);
    window.order_by_expr(key.into(), Order::Asc).order_by_expr(id.into(), Order::Asc);
    select.expr_window_as(Func::cust("ROW_NUMBER"), window, NTH);
    Query::select()
        .column(Asterisk)
        .from_subquery(select, "ranked")
        .and_where(Expr::col(("ranked", NTH)).lte(i64::from(first) + 1))
        .order_by(("ranked", NTH), Order::Asc)
        .to_owned()
}
