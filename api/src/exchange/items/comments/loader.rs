//! The relation from an item to its comments, fetched for all items at once.

use std::collections::HashMap;

use uuid::Uuid;

use super::read::of_each;
use super::view::Comment;
use crate::ctx::Ctx;
use crate::edge::graphql::Relation;
use crate::error::Result;
use crate::kit::page::{Page, PageRequest};

/// From an item to the comments on it, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CommentsOn;

impl Relation for CommentsOn {
    type Node = Comment;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Comment>>> {
        of_each(ctx, parents, page).await
    }
}
