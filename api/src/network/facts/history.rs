//! What the network ever said about things, and when it said so.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store;
use super::view::FactView;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::kit::timestamp::Timestamp;

/// Which statements of a history.
#[derive(Clone, Copy, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct HistoryFilter {
    /// Only what the network said at an instant; all it ever said if not given.
    pub at: Option<Timestamp>,
}

/// Everything the network ever said about an item that the asker was found to see, but for what it said of
/// something else that is not shown to them.
pub async fn history_of(ctx: &Ctx, item: Uuid, at: Option<Timestamp>) -> Result<Vec<FactView>> {
    let mut all = histories_of(ctx, &[item]).await?;
    Ok(said_at(all.remove(&item).unwrap_or_default(), at))
}

/// The same for those of several items that the asker sees: a constant number of statements.
pub async fn histories_of(ctx: &Ctx, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<FactView>>> {
    let seen: Vec<Uuid> = items::store::seen(ctx, ids).await?.into_keys().collect();
    let mut rows = store::ever(ctx.db(), &seen).await?;
    let named: Vec<Uuid> = rows.iter().filter_map(|row| row.ref_id).collect();
    if !named.is_empty() {
        let shown = items::store::seen(ctx, &named).await?;
        rows.retain(|row| row.ref_id.is_none_or(|id| shown.contains_key(&id)));
    }
    let mut units: Vec<i64> = rows.iter().flat_map(|row| [Some(row.since_seq), row.until_seq]).flatten().collect();
    units.sort_unstable();
    units.dedup();
    let instants = store::instants(ctx.db(), &units).await?;
    let mut by_item: HashMap<Uuid, Vec<FactView>> = HashMap::new();
    for row in rows {
        by_item.entry(row.item_id).or_default().push(FactView::new(row, &instants));
    }
    Ok(by_item)
}

/// What of a history the network said at an instant; all of it where none is given.
pub fn said_at(history: Vec<FactView>, at: Option<Timestamp>) -> Vec<FactView> {
    let Some(at) = at else { return history };
    let said = |fact: &FactView| fact.stated_at <= at && fact.superseded_at.is_none_or(|until| until > at);
    history.into_iter().filter(said).collect()
}

/// Histories of things, for all rows of a page at once, under the sight of one request's actor.
pub struct Histories(pub Ctx);

impl Loader<Uuid> for Histories {
    type Value = Vec<FactView>;
    type Error = Error;

    async fn load(&self, ids: &[Uuid]) -> Result<HashMap<Uuid, Vec<FactView>>> {
        histories_of(&self.0, ids).await
    }
}
