//! A page of each parent in one statement, whatever the number of parents. Window functions are the
//! one way that both databases have (SQLite knows no LATERAL).

use std::collections::HashMap;

use sea_orm::sea_query::{
    Asterisk, Expr, ExprTrait, Func, IntoColumnRef, Query, SelectStatement, SimpleExpr, WindowStatement,
};
use uuid::Uuid;

use crate::kit::page::{Ordering, Page, Place};

const NTH: &str = "nth_of_parent";

/// Cuts a select to one page of each parent: the first rows past `after` in the order of `key` and
/// `id`, and one more, so that it shows whether more follow. The columns keep their names.
pub fn top_per_parent(
    mut select: SelectStatement,
    parent: impl IntoColumnRef,
    order: Ordering,
    (key, id): (impl Into<SimpleExpr>, impl Into<SimpleExpr>),
    after: Option<&Place>,
    first: u16,
) -> SelectStatement {
    let (key, id): (SimpleExpr, SimpleExpr) = (key.into(), id.into());
    order.begin_after(&mut select, key.clone(), id.clone(), after);
    let mut window = WindowStatement::partition_by(parent);
    window.order_by_expr(key, order.direction()).order_by_expr(id, order.direction());
    select.expr_window_as(Func::cust("ROW_NUMBER"), window, NTH);
    Query::select()
        .column(Asterisk)
        .from_subquery(select, "ranked")
        .and_where(Expr::col(("ranked", NTH)).lte(i64::from(first) + 1))
        .order_by(("ranked", NTH), sea_orm::sea_query::Order::Asc)
        .to_owned()
}

/// The rows found, each with its parent and place, as one page for each parent: empty where nothing
/// was found. `page` makes a page of the rows of one.
pub fn page_of_each<T>(
    parents: &[Uuid],
    rows: impl IntoIterator<Item = (Uuid, Place, T)>,
    totals: Option<&HashMap<Uuid, u64>>,
    page: impl Fn(Uuid, Vec<(Place, T)>) -> Page<T>,
) -> HashMap<Uuid, Page<T>> {
    let mut by_parent: HashMap<Uuid, Vec<(Place, T)>> = parents.iter().map(|id| (*id, Vec::new())).collect();
    for (parent, place, row) in rows {
        if let Some(of_parent) = by_parent.get_mut(&parent) {
            of_parent.push((place, row));
        }
    }
    let total = |parent: Uuid| totals.map(|totals| totals.get(&parent).copied().unwrap_or_default());
    by_parent.into_iter().map(|(parent, rows)| (parent, page(parent, rows).counted(total(parent)))).collect()
}
