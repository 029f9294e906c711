//! Who could see an item, over GraphQL.

use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{AccessQuestion, ItemAccess, item_access};
use crate::edge::graphql::{Paging, call};
use crate::error::Result;
use crate::kit::when::When;

/// Queries.
#[derive(Default)]
pub struct ItemAccessQuery;

#[Object]
impl ItemAccessQuery {
    /// Who could see an item: why the asker sees it; to its keepers the audience and the openings; to
    /// auditors, who ask with `at`, or with `from` and `to`, everybody who could, when and by which
    /// chain, which is recorded. `first` and `after` page the readers; without them all are given.
    #[expect(clippy::too_many_arguments, reason = "the field's arguments are fixed")]
    async fn item_access(
        &self,
        ctx: &Context<'_>,
        id: Uuid,
        at: Option<When>,
        from: Option<When>,
        to: Option<When>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<ItemAccess> {
        let page = Paging::asked(ctx, first, after, None)?;
        item_access(call(ctx)?, id, AccessQuestion { at, from, to }, page).await
    }
}
