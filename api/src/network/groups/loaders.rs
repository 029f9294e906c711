//! What nested relations load for all rows at once, under the sight of one request's actor.

use std::collections::HashMap;

use async_graphql::dataloader::Loader;
use uuid::Uuid;

use super::membership_view::Membership;
use super::read_members::{groups_of, members_of};
use super::view::Group;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// Groups that hold a party now.
pub struct GroupsOf(pub Ctx);

/// The first members of a group.
pub struct MembersOf(pub Ctx);

impl Loader<Uuid> for GroupsOf {
    type Value = Vec<Group>;
    type Error = Error;

    async fn load(&self, members: &[Uuid]) -> Result<HashMap<Uuid, Vec<Group>>> {
        groups_of(&self.0, members).await
    }
}

impl Loader<Uuid> for MembersOf {
    type Value = Vec<Membership>;
    type Error = Error;

    async fn load(&self, groups: &[Uuid]) -> Result<HashMap<Uuid, Vec<Membership>>> {
        members_of(&self.0, groups).await
    }
}
