//! Relations of people: what nested fields ask for row by row is fetched for all rows at once, under
//! the sight of one request's actor.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::{Expert, Post, of_bodies, posts_of};
use crate::ctx::Ctx;
use crate::edge::graphql::Relation;
use crate::error::{Error, Result};
use crate::kit::page::{Page, PageRequest};

/// From a body to the experts who hold a post in it today, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OfBody;

impl Relation for OfBody {
    type Node = Expert;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Expert>>> {
        of_bodies(ctx, parents, page).await
    }
}

/// All posts of an expert.
pub struct PostsOf(pub Ctx);

impl Loader<Uuid> for PostsOf {
    type Value = Vec<Post>;
    type Error = Error;

    async fn load(&self, experts: &[Uuid]) -> Result<HashMap<Uuid, Vec<Post>>> {
        let mut by_expert: HashMap<Uuid, Vec<Post>> = HashMap::new();
        for post in posts_of(&self.0, experts).await? {
            by_expert.entry(post.expert_id).or_default().push(post);
        }
        Ok(by_expert)
    }
}
