//! The change feed over GraphQL, and what is published as it happens.

use async_graphql::connection::PageInfo;
use async_graphql::futures_util::Stream;
use async_graphql::{ComplexObject, Context, Object, Subscription};
use entity::vocabulary::ItemKind;

use super::{Carrier, Change, ChangeFilter, ChangePage, Include, Published, changes, published};
use crate::edge::graphql::{Paging, call};
use crate::error::Result;
use crate::exchange::items::AnyItem;

/// Queries.
#[derive(Default)]
pub struct ChangeQuery;

/// Subscriptions.
#[derive(Default)]
pub struct ChangeSubscription;

#[Object]
impl ChangeQuery {
    /// What changed for the asker since a cursor: whenever it says `caughtUp`, everything told from
    /// the beginning, folded, is what an export gives. Cursors belong to the kinds asked for.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn changes(
        &self,
        ctx: &Context<'_>,
        after: Option<String>,
        first: Option<i32>,
        kinds: Option<Vec<ItemKind>>,
    ) -> Result<ChangePage> {
        let page = Paging::asked(ctx, first, after, None)?;
        let with_items = ctx.look_ahead().field("items").field("item").exists();
        let include = with_items.then_some(Include::Item);
        changes(call(ctx)?, ChangeFilter { kind: kinds.unwrap_or_default(), include, wait: None }, page).await
    }
}

#[ComplexObject]
impl ChangePage {
    /// Where it goes on. There is always a cursor: keep it, also that of an empty page.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_previous_page: false,
            has_next_page: self.page_info.has_next_page,
            start_cursor: None,
            end_cursor: self.page_info.end_cursor.clone(),
        }
    }
}

#[ComplexObject]
impl Change {
    /// The item as it is now, with what the asker may see of it; null when it was removed.
    async fn item(&self) -> Option<&AnyItem> {
        self.node.as_ref()
    }
}

#[Subscription]
impl ChangeSubscription {
    /// What is published and shared with the asker, as it happens: first what was since `after` (a
    /// cursor of `changes` with the same kinds), else only what comes.
    async fn item_published(
        &self,
        ctx: &Context<'_>,
        after: Option<String>,
        kinds: Option<Vec<ItemKind>>,
    ) -> Result<impl Stream<Item = Result<Published>> + use<>> {
        let carrier = ctx.data_opt::<Carrier>().cloned();
        published(call(ctx)?.clone(), after, kinds.unwrap_or_default(), carrier).await
    }
}
