//! The relation from an item to what is proposed about it, fetched for all items at once.

use std::collections::HashMap;

use uuid::Uuid;

use super::read::about;
use super::view::Proposal;
use crate::ctx::Ctx;
use crate::edge::graphql::Relation;
use crate::error::Result;
use crate::kit::page::{Page, PageRequest};

/// From an item to what is proposed about it, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProposalsAbout;

impl Relation for ProposalsAbout {
    type Node = Proposal;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Proposal>>> {
        about(ctx, parents, page).await
    }
}
