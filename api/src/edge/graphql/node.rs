//! Relay: any thing by its id alone. A slice joins with one line in `nodes!`.

use std::collections::HashMap;

use async_graphql::{Context, ID, Interface, Object};
use entity::vocabulary::ItemKind;
use uuid::Uuid;

use super::call;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::exchange::updates::{self, Update};
use crate::network::competences::{self, Competence};
use crate::network::countries::{self, Country};
use crate::network::experts::{self, Expert};
use crate::network::groups::{self, Group};
use crate::network::organisations::{self, Organisation};

/// Most ids at once.
const MOST: usize = 100;

/// Makes [`Node`], and what looks one kind up under the asker's sight.
macro_rules! nodes {
    ($($kind:ident, $slice:ident;)+) => {
        /// Anything that has an id of its own.
        #[derive(Clone, Interface)]
        #[graphql(field(name = "id", ty = "&Uuid", desc = "Id, the same as over REST."))]
        pub enum Node {
            $(
                /// One kind of thing.
                $kind($kind),
            )+
        }

        async fn of_kind(ctx: &Ctx, kind: ItemKind, ids: &[Uuid]) -> Result<Vec<(Uuid, Node)>> {
            match kind {
                $(ItemKind::$kind => {
                    let found = $slice::of_ids(ctx, ids).await?;
                    Ok(found.into_iter().map(|view| (view.id, Node::$kind(view))).collect())
                })+
                // Kinds that no slice has joined with.
                _ => Ok(Vec::new()),
            }
        }
    };
}

nodes! {
    Competence, competences;
    Update, updates;
    Country, countries;
    Group, groups;
    Organisation, organisations;
    Expert, experts;
}

impl From<items::Item> for Node {
    fn from(item: items::Item) -> Self {
        match item {
            items::Item::Update(update) => Self::Update(update),
        }
    }
}

/// Queries.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The thing of an id, which is its address; null where there is nothing, or nothing shared with
    /// the asker.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let ctx = call(ctx)?;
        if let Ok(id) = Uuid::parse_str(&id) {
            // What people write is opened here, and so may be open by breaking its glass.
            if let Some(item) = items::written_item(ctx, id).await? {
                return Ok(Some(Node::from(item)));
            }
        }
        Ok(nodes_of(ctx, &[id]).await?.pop().flatten())
    }

    /// The things of up to 100 ids, in their order; null where there is nothing, or nothing shared
    /// with the asker.
    #[graphql(complexity = "1 + ids.len() * child_complexity")]
    async fn nodes(&self, ctx: &Context<'_>, ids: Vec<ID>) -> Result<Vec<Option<Node>>> {
        nodes_of(call(ctx)?, &ids).await
    }
}

/// The thing of an id, for pages: none where there is nothing, or nothing shared with the reader.
pub(in crate::edge) async fn node_of(ctx: &Ctx, id: Uuid) -> Result<Option<Node>> {
    Ok(nodes_of(ctx, &[ID(id.to_string())]).await?.pop().flatten())
}

/// A constant number of statements for each kind among the ids.
async fn nodes_of(ctx: &Ctx, asked: &[ID]) -> Result<Vec<Option<Node>>> {
    ctx.permit(Act::Look, &Target::none("NODE"))?;
    if asked.len() > MOST {
        return Err(Error::bad_field("/ids", format!("Ask for at most {MOST} ids at once.")));
    }
    let ids: Vec<Option<Uuid>> = asked.iter().map(|id| Uuid::parse_str(id).ok()).collect();
    let known: Vec<Uuid> = ids.iter().flatten().copied().collect();
    let mut by_kind: HashMap<ItemKind, Vec<Uuid>> = HashMap::new();
    for row in items::store::seen(ctx, &known).await?.into_values() {
        by_kind.entry(row.kind).or_default().push(row.id);
    }
    let mut found: HashMap<Uuid, Node> = HashMap::new();
    for (kind, ids) in by_kind {
        found.extend(of_kind(ctx, kind, &ids).await?);
    }
    Ok(ids.into_iter().map(|id| id.and_then(|id| found.get(&id).cloned())).collect())
}
