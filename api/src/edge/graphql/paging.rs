//! Pages as Relay connections.

use async_graphql::connection::{Connection, Edge, EmptyFields};
use async_graphql::{Context, Name, OutputType, SimpleObject, Value};

use crate::error::{Error, Result};
use crate::kit::comma::NO_VALUE;
use crate::kit::page::{Page, PageRequest, USUAL, too_many};

/// What a connection has besides edges and page info.
#[derive(Clone, Debug, SimpleObject)]
pub struct Totals {
    /// How many there are in all, counted under the asker's sight up to 10,000; null unless asked for.
    pub total_count: Option<i32>,
    /// Whether `totalCount` is exact; it is not when there are more than 10,000.
    pub total_count_is_exact: Option<bool>,
}

/// Arguments of a connection.
pub struct Paging;

impl Paging {
    /// The page that the arguments ask for; totals are counted only if the query selects them.
    pub fn asked(
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
    ) -> Result<PageRequest> {
        no_empty_filter(ctx)?;
        let first = first.map(number).transpose()?;
        let count =
            ctx.look_ahead().field("totalCount").exists() || ctx.look_ahead().field("totalCountIsExact").exists();
        Ok(PageRequest { first, after, sort, count })
    }

    /// What a page costs: each row what its fields cost.
    pub fn cost(first: Option<i32>, child: usize) -> usize {
        let rows = first.and_then(|n| usize::try_from(n).ok()).unwrap_or(usize::from(USUAL)).min(100);
        1 + rows * child.max(1)
    }
}

/// A list without any value is refused in a filter, as a parameter without one is: taken as *no filter* it would give
/// everything to somebody who asked for nothing. Of no `ids` there is nothing.
fn no_empty_filter(ctx: &Context<'_>) -> Result<()> {
    // What cannot be read is told by whoever reads it.
    for (argument, value) in ctx.field().arguments().unwrap_or_default() {
        let empty = match &value {
            Value::Object(fields) => fields.iter().find(|field| is_empty(*field)).map(|(name, _)| name.as_str()),
            _ => is_empty((&argument, &value)).then_some(""),
        };
        if let Some(name) = empty {
            let pointer = if name.is_empty() { format!("/{argument}") } else { format!("/{argument}/{name}") };
            return Err(Error::bad_field(pointer, format!("It {NO_VALUE}.")));
        }
    }
    Ok(())
}

fn is_empty((name, value): (&Name, &Value)) -> bool {
    name != "ids" && matches!(value, Value::List(list) if list.is_empty())
}

fn number(first: i32) -> Result<u16> {
    u16::try_from(first).map_err(|_| Error::bad_field("/first", too_many()))
}

/// A page as a connection.
pub fn connected<T: OutputType>(page: Page<T>) -> Result<Connection<String, T, Totals, EmptyFields>> {
    let totals = Totals {
        total_count: page.total_count.and_then(|n| i32::try_from(n).ok()),
        total_count_is_exact: page.total_count_is_exact,
    };
    let mut connection = Connection::with_additional_fields(false, page.page_info.has_next_page, totals);
    connection.edges.extend(page.cursors.into_iter().zip(page.items).map(|(cursor, node)| Edge::new(cursor, node)));
    Ok(connection)
}
