//! Groups and their members over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, Object};
use uuid::Uuid;

use super::{
    AddMember, CreateGroup, EndGroup, EndMembership, Group, GroupEnded, GroupFilter, Hanging, LeaveGroup, LeftGroup,
    MemberFilter, MembersOf, Membership, UpdateGroup, add_member, create, end, end_membership, leave, list,
    list_members, one_membership, update,
};
use crate::edge::graphql::{Paging, Totals, call, connected, loaders, nested, or_null, payloads};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::kit::timestamp::Timestamp;
use crate::network::facts::said_at;
use crate::network::facts::view::{FactView, in_language};

/// Queries.
#[derive(Default)]
pub struct GroupQuery;

/// Mutations.
#[derive(Default)]
pub struct GroupMutation;

#[Object]
impl GroupQuery {
    /// Groups.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn groups(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<GroupFilter>,
    ) -> Result<Connection<String, Group, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// Members of one group, as far as the reader sees them.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn group_members(
        &self,
        ctx: &Context<'_>,
        group_id: Uuid,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<MemberFilter>,
    ) -> Result<Connection<String, Membership, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list_members(call(ctx)?, group_id, filter.unwrap_or_default(), page).await?)
    }

    /// A membership of a group by its id; null where there is nothing the asker may read.
    async fn group_membership(&self, ctx: &Context<'_>, group_id: Uuid, id: Uuid) -> Result<Option<Membership>> {
        or_null(one_membership(call(ctx)?, group_id, id).await)
    }
}

#[ComplexObject]
impl Group {
    /// Name, in `language` (BCP 47) where there is one; without it in the language that
    /// `Accept-Language` asks for.
    async fn name(&self, language: Option<String>) -> Result<String> {
        in_language(&self.names, language.as_deref(), &self.name)
    }

    /// Its members now, as far as the reader sees them; `groupMembers` has those of another day, too.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn members(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, Membership, Totals>> {
        nested::<MembersOf>(ctx, self.id, first, after).await
    }

    /// Everything the network ever said about it; with `at`, what it said at that instant.
    #[graphql(complexity = "1 + 20 * child_complexity")]
    async fn history(&self, ctx: &Context<'_>, at: Option<Timestamp>) -> Result<Vec<FactView>> {
        Ok(said_at(loaders(ctx)?.history_of(self.id).await?, at))
    }
}

payloads! {
    /// What a mutation of a group returns.
    CreateGroupPayload, UpdateGroupPayload => {
        /// The group as it now is.
        group: Group,
    }

    /// What ending a group returns.
    EndGroupPayload => {
        /// The group as it now is.
        group: Group,
        /// What hung on it, and what becomes of it.
        hanging: Hanging,
        /// Whether it was only tried.
        dry_run: bool,
    }

    /// What admitting a member returns: the membership, or what waits for a word.
    AddGroupMemberPayload => {
        /// The membership; null while it waits.
        membership: Option<Membership>,
        /// What waits for a word; null where it counts.
        access_request: Option<AccessRequest>,
    }

    /// What ending a membership returns.
    EndGroupMembershipPayload => {
        /// The membership as it now is.
        membership: Membership,
    }

    /// What leaving a group returns.
    LeaveGroupPayload => {
        /// What is in the group no longer.
        left: LeftGroup,
    }
}

#[Object]
impl GroupMutation {
    /// Makes a group: the Secretariat clusters, committees and working groups, members sharing groups.
    async fn create_group(&self, ctx: &Context<'_>, input: CreateGroup) -> Result<CreateGroupPayload> {
        Ok(CreateGroupPayload { group: create(call(ctx)?, input).await? })
    }

    /// Changes a group.
    async fn update_group(&self, ctx: &Context<'_>, input: UpdateGroup) -> Result<UpdateGroupPayload> {
        Ok(UpdateGroupPayload { group: update(call(ctx)?, input).await? })
    }

    /// Ends a group, its memberships and the grants in its scope; with `dryRun` only says what hangs on it.
    async fn end_group(&self, ctx: &Context<'_>, input: EndGroup) -> Result<EndGroupPayload> {
        let GroupEnded { group, hanging, dry_run } = end(call(ctx)?, input).await?;
        Ok(EndGroupPayload { group, hanging, dry_run })
    }

    /// Admits a member.
    async fn add_group_member(&self, ctx: &Context<'_>, input: AddMember) -> Result<AddGroupMemberPayload> {
        let (membership, access_request) = add_member(call(ctx)?, input).await?.parts();
        Ok(AddGroupMemberPayload { membership, access_request })
    }

    /// Ends a membership.
    async fn end_group_membership(&self, ctx: &Context<'_>, input: EndMembership) -> Result<EndGroupMembershipPayload> {
        Ok(EndGroupMembershipPayload { membership: end_membership(call(ctx)?, input).await? })
    }

    /// Leaves a group by one's own act, whether or not one sees its members.
    async fn leave_group(&self, ctx: &Context<'_>, input: LeaveGroup) -> Result<LeaveGroupPayload> {
        Ok(LeaveGroupPayload { left: leave(call(ctx)?, input).await? })
    }
}
