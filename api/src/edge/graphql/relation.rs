//! Relations from one thing to many, as connections: a page of each parent, fetched for all parents of
//! a request at once, under the sight of the actor that the loaders were made for.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;

use async_graphql::connection::Connection;
use async_graphql::dataloader::Loader;
use async_graphql::{Context, OutputType};
use uuid::Uuid;

use super::{Loaders, Paging, Totals, connected, loaders};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::page::{Page, PageRequest};

/// A relation from one thing to many.
pub trait Relation: Clone + Debug + Eq + Hash + Send + Sync + 'static {
    /// What it leads to.
    type Node: Clone + Send + Sync + 'static;

    /// A page for every one of the parents, in a constant number of statements.
    fn pages(
        ctx: &Ctx,
        parents: &[Uuid],
        page: &PageRequest,
    ) -> impl Future<Output = Result<HashMap<Uuid, Page<Self::Node>>>> + Send;
}

/// Which page of a relation, of which parent.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct PageOf<R> {
    relation: PhantomData<R>,
    parent: Uuid,
    first: u16,
    after: Option<String>,
    count: bool,
}

/// Fetches pages of every relation.
pub struct Relations(pub Ctx);

impl<R: Relation> Loader<PageOf<R>> for Relations {
    type Value = Page<R::Node>;
    type Error = Error;

    /// One round for each different page that is asked for, whatever the number of parents: nearly
    /// always one.
    async fn load(&self, keys: &[PageOf<R>]) -> Result<HashMap<PageOf<R>, Page<R::Node>>> {
        let mut asked: HashMap<(u16, Option<String>, bool), Vec<Uuid>> = HashMap::new();
        for key in keys {
            asked.entry((key.first, key.after.clone(), key.count)).or_default().push(key.parent);
        }
        let mut pages = HashMap::with_capacity(keys.len());
        for ((first, after, count), parents) in asked {
            let page = PageRequest { first: Some(first), after: after.clone(), sort: None, count };
            let key = |parent| PageOf { relation: PhantomData, parent, first, after: after.clone(), count };
            pages.extend(R::pages(&self.0, &parents, &page).await?.into_iter().map(|(id, page)| (key(id), page)));
        }
        Ok(pages)
    }
}

impl Loaders {
    /// A page of what a relation leads to from one thing.
    pub async fn page_of<R: Relation>(&self, parent: Uuid, page: PageRequest) -> Result<Page<R::Node>> {
        let first = page.first()?;
        let key = PageOf::<R> { relation: PhantomData, parent, first, after: page.after, count: page.count };
        let found = self.relations.load_one(key).await?;
        found.ok_or_else(|| Error::internal("a parent without a page of its relation"))
    }
}

/// What a relation leads to from one thing, as the connection that the arguments ask for. Its cursors go
/// on in the same field.
pub async fn nested<R: Relation<Node: OutputType>>(
    ctx: &Context<'_>,
    parent: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> Result<Connection<String, R::Node, Totals>> {
    let page = Paging::asked(ctx, first, after, None)?;
    connected(loaders(ctx)?.page_of::<R>(parent, page).await?)
}
