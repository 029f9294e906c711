//! What nested proposals load for all items at once, under the sight of one request's actor.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::read::about;
use super::view::Proposal;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// The newest proposals about an item.
pub struct ProposalsAbout(pub Ctx);

impl Loader<Uuid> for ProposalsAbout {
    type Value = Vec<Proposal>;
    type Error = Error;

    async fn load(&self, items: &[Uuid]) -> Result<HashMap<Uuid, Vec<Proposal>>> {
        about(&self.0, items).await
    }
}
