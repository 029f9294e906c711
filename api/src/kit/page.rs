//! Keyset pages: the next page begins after the last row's key, so that inserts neither repeat nor
//! hide a row, and page 1,000 costs what page 1 costs.

use sea_orm::Value;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement, SimpleExpr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{Code, Error, Result};
use crate::kit::cursor::CursorKey;

/// Most rows of a page.
pub const MOST: u16 = 100;
/// Rows of a page where the client does not say.
pub const USUAL: u16 = 20;
/// Up to this number totals are exact.
pub const COUNTED: u64 = 10_000;

/// What is said of a number of rows that no page has.
#[must_use]
pub fn too_many() -> String {
    format!("Ask for 1 to {MOST} at once.")
}

/// Which page a client asks for.
#[derive(Clone, Debug, Default)]
pub struct PageRequest {
    /// How many rows, 1 to 100; 20 if not said.
    pub first: Option<u16>,
    /// The cursor after which the page begins.
    pub after: Option<String>,
    /// The order: one of the list's keys, with `-` in front for descending.
    pub sort: Option<String>,
    /// Whether to count.
    pub count: bool,
}

/// What says where it goes on.
pub trait Paged {
    /// Where.
    fn page_info(&self) -> &PageInfo;
}

impl<T> Paged for Page<T> {
    fn page_info(&self) -> &PageInfo {
        &self.page_info
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Where it goes on.
    pub page_info: PageInfo,
    /// How many there are in all, counted under the asker's sight up to 10,000; only with `count=true`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count: Option<u32>,
    /// Whether `totalCount` is exact; it is not when there are more than 10,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_count_is_exact: Option<bool>,
    /// A cursor for each row, for GraphQL's edges.
    #[serde(skip)]
    #[schema(ignore)]
    pub cursors: Vec<String>,
}

/// Where a page goes on.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// Cursor of the last row; null on an empty page.
    pub end_cursor: Option<String>,
    /// Whether more follow.
    pub has_next_page: bool,
}

/// A row's place in an order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Its key.
    pub key: Key,
    /// Its id, which breaks ties.
    pub id: Uuid,
}

/// The key of a row in an order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Key {
    /// Compared byte by byte.
    Text(String),
    /// Compared as a number.
    Number(i64),
}

/// An order of a list: a key column and the id, both in one direction.
#[derive(Clone, Copy, Debug)]
pub struct Ordering {
    /// Its name at the doors.
    pub name: &'static str,
    /// Whether it runs downwards.
    pub descending: bool,
}

impl PageRequest {
    /// How many rows.
    pub fn first(&self) -> Result<u16> {
        match self.first.unwrap_or(USUAL) {
            first @ 1..=MOST => Ok(first),
            _ => Err(Error::bad_field("?first", too_many())),
        }
    }

    /// The order asked for, out of the list's keys; the first of them if the client does not say.
    /// `keys` bear a `-` where they usually run downwards.
    pub fn ordering(&self, keys: &[&'static str]) -> Result<Ordering> {
        let asked = self.sort.as_deref().or_else(|| keys.first().copied()).unwrap_or_default();
        let name = asked.strip_prefix('-').unwrap_or(asked);
        let known = keys.iter().map(|k| k.trim_start_matches('-')).find(|k| *k == name);
        let name = known.ok_or_else(|| {
            let accepted: Vec<String> =
                keys.iter().map(|k| k.trim_start_matches('-')).flat_map(|k| [k.to_owned(), format!("-{k}")]).collect();
            Error::bad_field("?sort", format!("This list is sorted by one of {}.", accepted.join(", ")))
        })?;
        Ok(Ordering { name, descending: asked.starts_with('-') })
    }

    /// Where the page begins. `list` names the list with its filter and order: a cursor of another
    /// one is refused.
    pub fn after(&self, cursors: &CursorKey, list: &str) -> Result<Option<Place>> {
        match &self.after {
            None => Ok(None),
            Some(cursor) => cursors.open(list, cursor).map(Some).map_err(|_| {
                Error::new(
                    Code::BadCursor,
                    "The cursor is not of this list with this filter and order; begin again without `after`.",
                )
            }),
        }
    }
}

impl Ordering {
    /// Whether a row at `place` comes after the one at `after`.
    pub fn is_past(self, place: &Place, after: &Place) -> bool {
        let order = (&place.key, place.id).cmp(&(&after.key, after.id));
        if self.descending { order.is_lt() } else { order.is_gt() }
    }

    /// Its direction in SQL.
    pub fn direction(self) -> Order {
        if self.descending { Order::Desc } else { Order::Asc }
    }

    /// Begins a select after `after` in this order; whoever asks sorts it.
    pub fn begin_after(self, select: &mut SelectStatement, key: SimpleExpr, id: SimpleExpr, after: Option<&Place>) {
        let Some(place) = after else { return };
        let value: Value = match &place.key {
            Key::Text(text) => text.clone().into(),
            Key::Number(number) => (*number).into(),
        };
        let (row, last) = (Expr::tuple([key, id]), Expr::tuple([Expr::val(value), Expr::val(place.id)]));
        select.and_where(if self.descending { row.lt(last) } else { row.gt(last) });
    }

    /// Puts a select in this order, begins it after `after` and cuts it one row past `first`, so
    /// that it shows whether more follow. `key` and `id` are the columns of the order.
    pub fn cut(
        self,
        select: &mut SelectStatement,
        key: impl Into<SimpleExpr>,
        id: impl Into<SimpleExpr>,
        after: Option<&Place>,
        first: u16,
    ) {
        let (key, id): (SimpleExpr, SimpleExpr) = (key.into(), id.into());
        self.begin_after(select, key.clone(), id.clone(), after);
        let order = self.direction();
        select.order_by_expr(key, order.clone()).order_by_expr(id, order).limit(u64::from(first) + 1);
    }
}

impl<T> Page<Option<T>> {
    /// Without what is no longer there. Whether more follows was seen before it went.
    pub fn there(self) -> Page<T> {
        let rows = self.items.into_iter().zip(self.cursors);
        let (items, cursors) = rows.filter_map(|(item, cursor)| Some((item?, cursor))).unzip();
        Page {
            items,
            page_info: self.page_info,
            total_count: self.total_count,
            total_count_is_exact: self.total_count_is_exact,
            cursors,
        }
    }
}

impl<T> Page<T> {
    /// A page of the rows found (one more than `first` shows that more follow), each with its place.
    pub fn of(mut rows: Vec<(Place, T)>, first: u16, cursors: &CursorKey, list: &str) -> Self {
        let has_next_page = rows.len() > usize::from(first);
        rows.truncate(usize::from(first));
        let (places, items): (Vec<Place>, Vec<T>) = rows.into_iter().unzip();
        let cursors: Vec<String> = places.iter().map(|place| cursors.seal(list, place)).collect();
        let page_info = PageInfo { end_cursor: cursors.last().cloned(), has_next_page };
        Self { items, page_info, total_count: None, total_count_is_exact: None, cursors }
    }

    /// A page without rows.
    pub fn empty() -> Self {
        let page_info = PageInfo { end_cursor: None, has_next_page: false };
        Self { items: Vec::new(), page_info, total_count: None, total_count_is_exact: None, cursors: Vec::new() }
    }

    /// With a total, counted up to [`COUNTED`].
    pub fn counted(mut self, count: Option<u64>) -> Self {
        self.total_count = count.map(|n| u32::try_from(Ord::min(n, COUNTED)).unwrap_or(u32::MAX));
        self.total_count_is_exact = count.map(|n| n <= COUNTED);
        self
    }

    /// The same page of other things.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page {
            items: self.items.into_iter().map(f).collect(),
            page_info: self.page_info,
            total_count: self.total_count,
            total_count_is_exact: self.total_count_is_exact,
            cursors: self.cursors,
        }
    }
}
