//! Loaders of one request: what nested relations ask for row by row is fetched for all rows at
//! once, under the sight of the actor the loaders were made for.

use async_graphql::dataloader::DataLoader;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::comments::Comment;
use crate::exchange::items::comments::loader::{CommentsOn, FirstOn};
use crate::exchange::items::proposals::Proposal;
use crate::exchange::items::proposals::loader::ProposalsAbout;
use crate::kit::page::Page;
use crate::network::experts::loaders::PeopleLoaders;
use crate::network::facts::Histories;
use crate::network::facts::view::FactView;
use crate::network::groups::{Group, GroupsOf, MembersOf, Membership};
use crate::network::organisations::loader::OrganisationLoader;

/// The loaders of one request.
pub struct Loaders {
    groups_of: DataLoader<GroupsOf>,
    members_of: DataLoader<MembersOf>,
    histories: DataLoader<Histories>,
    comments: DataLoader<CommentsOn>,
    proposals: DataLoader<ProposalsAbout>,
    pub(crate) organisations: DataLoader<OrganisationLoader>,
    /// Relations of people.
    pub people: PeopleLoaders,
}

impl Loaders {
    /// Loaders that see what the context's actor sees.
    pub fn new(ctx: &Ctx) -> Self {
        Self {
            groups_of: DataLoader::new(GroupsOf(ctx.clone()), tokio::spawn),
            members_of: DataLoader::new(MembersOf(ctx.clone()), tokio::spawn),
            histories: DataLoader::new(Histories(ctx.clone()), tokio::spawn),
            comments: DataLoader::new(CommentsOn(ctx.clone()), tokio::spawn),
            proposals: DataLoader::new(ProposalsAbout(ctx.clone()), tokio::spawn),
            organisations: DataLoader::new(OrganisationLoader(ctx.clone()), tokio::spawn),
            people: PeopleLoaders::new(ctx),
        }
    }

    /// Groups that hold a country, organisation, post or partner system today.
    pub async fn groups_of(&self, party: Uuid) -> Result<Vec<Group>> {
        Ok(self.groups_of.load_one(party).await?.unwrap_or_default())
    }

    /// The first comments on an item.
    pub async fn comments_on(&self, first: FirstOn) -> Result<Page<Comment>> {
        let found = self.comments.load_one(first).await?;
        Ok(found.unwrap_or_else(Page::empty))
    }

    /// The newest proposals about an item.
    pub async fn proposals_about(&self, item: Uuid) -> Result<Vec<Proposal>> {
        Ok(self.proposals.load_one(item).await?.unwrap_or_default())
    }

    /// The first members of a group.
    pub async fn members_of(&self, group: Uuid) -> Result<Vec<Membership>> {
        Ok(self.members_of.load_one(group).await?.unwrap_or_default())
    }

    /// Everything the network ever said about an item, oldest statement first.
    pub async fn history_of(&self, item: Uuid) -> Result<Vec<FactView>> {
        Ok(self.histories.load_one(item).await?.unwrap_or_default())
    }
}
