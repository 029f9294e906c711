//! Relay: any thing by its id alone.

use async_graphql::{Context, ID, Object};
use entity::vocabulary::OpeningKind;
use uuid::Uuid;

use super::call;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{self, AnyItem, items_of_any_kind};
use crate::network::groups::opened_membership;

/// Most ids at once.
const MOST: usize = 100;

/// Queries.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The thing of an id, which is its address; null where there is nothing, or nothing shared with
    /// the asker.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<AnyItem>> {
        let ctx = call(ctx)?;
        match Uuid::parse_str(&id) {
            Ok(id) => node_of(ctx, id).await,
            Err(_) => Ok(nodes_of(ctx, &[id]).await?.pop().flatten()),
        }
    }

    /// The things of up to 100 ids, in their order; null where there is nothing, or nothing shared
    /// with the asker.
    #[graphql(complexity = "1 + ids.len() * child_complexity")]
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<AnyItem>>> {
        nodes_of(call(ctx)?, &ids).await
    }
}

/// The thing of an id, at its own address: none where there is nothing, or nothing shared with the
/// reader.
pub(in crate::edge) async fn node_of(ctx: &Ctx, id: Uuid) -> Result<Option<AnyItem>> {
    // What people write is opened here, and so may be open by breaking its glass.
    if let Some(item) = items::written_item(ctx, id).await? {
        return Ok(Some(AnyItem::from(item)));
    }
    if let Some(node) = nodes_of(ctx, &[ID(id.to_string())]).await?.pop().flatten() {
        return Ok(Some(node));
    }
    // So may be a membership, which the registry does not see either.
    Ok(opened_membership(ctx, id).await?.map(AnyItem::Membership))
}

/// A constant number of statements for each kind among the ids.
async fn nodes_of(ctx: &Ctx, asked: &[ID]) -> Result<Vec<Option<AnyItem>>> {
    ctx.permit(Act::Look, &Target::none("NODE"))?;
    if asked.len() > MOST {
        return Err(Error::bad_field("/ids", format!("Ask for at most {MOST} ids at once.")));
    }
    let ids: Vec<Option<Uuid>> = asked.iter().map(|id| Uuid::parse_str(id).ok()).collect();
    let known: Vec<Uuid> = ids.iter().flatten().copied().collect();
    let seen = items::store::seen(ctx, &known).await?.into_values();
    let seen: Vec<_> = seen.map(|row| (row.kind, row.id)).collect();
    let found = items_of_any_kind(ctx, &seen).await?;
    found.values().for_each(|item| item.note_opened(ctx, OpeningKind::Read));
    Ok(ids.into_iter().map(|id| id.and_then(|id| found.get(&id).cloned())).collect())
}
