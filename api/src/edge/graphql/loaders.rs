//! Loaders of one request: what nested relations ask for row by row is fetched for all rows at
//! once, under the sight of the actor the loaders were made for. Connections are in `relation`.

use async_graphql::dataloader::DataLoader;
use uuid::Uuid;

use super::relation::Relations;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::network::experts::Post;
use crate::network::experts::loaders::PostsOf;
use crate::network::facts::Histories;
use crate::network::facts::view::FactView;
use crate::network::organisations::loader::OrganisationLoader;

/// The loaders of one request.
pub struct Loaders {
    pub(super) relations: DataLoader<Relations>,
    histories: DataLoader<Histories>,
    posts: DataLoader<PostsOf>,
    pub(crate) organisations: DataLoader<OrganisationLoader>,
}

impl Loaders {
    /// Loaders that see what the context's actor sees.
    pub fn new(ctx: &Ctx) -> Self {
        Self {
            relations: DataLoader::new(Relations(ctx.clone()), tokio::spawn),
            histories: DataLoader::new(Histories(ctx.clone()), tokio::spawn),
            posts: DataLoader::new(PostsOf(ctx.clone()), tokio::spawn),
            organisations: DataLoader::new(OrganisationLoader(ctx.clone()), tokio::spawn),
        }
    }

    /// All posts of an expert, oldest first.
    pub async fn posts_of_expert(&self, expert: Uuid) -> Result<Vec<Post>> {
        Ok(self.posts.load_one(expert).await?.unwrap_or_default())
    }

    /// Everything the network ever said about an item, oldest statement first.
    pub async fn history_of(&self, item: Uuid) -> Result<Vec<FactView>> {
        Ok(self.histories.load_one(item).await?.unwrap_or_default())
    }
}
