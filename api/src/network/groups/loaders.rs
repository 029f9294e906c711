//! Relations of groups, whose pages are fetched for all parents at once.

use std::collections::HashMap;

use uuid::Uuid;

use super::membership_view::Membership;
use super::read_members::{groups_of, members_of};
use super::view::Group;
use crate::ctx::Ctx;
use crate::edge::graphql::Relation;
use crate::error::Result;
use crate::kit::page::{Page, PageRequest};

/// From a country, organisation, post or partner system to the groups that hold it today, by name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GroupsOf;

/// From a group to its members now.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MembersOf;

impl Relation for GroupsOf {
    type Node = Group;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Group>>> {
        groups_of(ctx, parents, page).await
    }
}

impl Relation for MembersOf {
    type Node = Membership;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Membership>>> {
        members_of(ctx, parents, page).await
    }
}
