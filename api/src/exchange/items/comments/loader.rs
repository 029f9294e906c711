//! What nested comments load for all items at once, under the sight of one request's actor.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::read::first_of;
use super::view::Comment;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::page::Page;

/// The first comments on an item.
pub struct CommentsOn(pub Ctx);

/// Which comments: of an item, the first so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FirstOn {
    /// The item.
    pub item: Uuid,
    /// How many.
    pub first: u16,
}

impl Loader<FirstOn> for CommentsOn {
    type Value = Page<Comment>;
    type Error = Error;

    async fn load(&self, keys: &[FirstOn]) -> Result<HashMap<FirstOn, Page<Comment>>> {
        let mut lengths: Vec<u16> = keys.iter().map(|key| key.first).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let mut pages = HashMap::new();
        for first in lengths {
            let items: Vec<Uuid> = keys.iter().filter(|key| key.first == first).map(|key| key.item).collect();
            let found = first_of(&self.0, &items, first).await?;
            pages.extend(found.into_iter().map(|(item, page)| (FirstOn { item, first }, page)));
        }
        Ok(pages)
    }
}
