//! Invitations over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{
    AcceptInvitation, BatchReport, Invitation, InvitationFilter, InviteExpert, InviteExperts, ResendInvitation,
    WithdrawInvitation, accept, invite, invite_experts, list, one, resend, withdraw,
};
use crate::edge::graphql::{Paging, Totals, call, connected, or_null, payloads};
use crate::error::Result;
use crate::identity::sessions::Session;

/// Queries.
#[derive(Default)]
pub struct InvitationQuery;

/// Mutations.
#[derive(Default)]
pub struct InvitationMutation;

#[Object]
impl InvitationQuery {
    /// Invitations and where each one hangs.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
        filter: Option<InvitationFilter>,
    ) -> Result<Connection<String, Invitation, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, filter.unwrap_or_default(), page).await?)
    }

    /// An invitation by its id; null where there is nothing the asker may read.
    async fn invitation(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Invitation>> {
        or_null(one(call(ctx)?, id).await)
    }
}

payloads! {
    /// What a mutation of an invitation returns.
    InviteExpertPayload, ResendInvitationPayload, WithdrawInvitationPayload => {
        /// The invitation as it now is.
        invitation: Invitation,
    }

    /// What inviting several people returns.
    InviteExpertsPayload => {
        /// What became of each.
        report: BatchReport,
    }

    /// What accepting an invitation returns.
    AcceptInvitationPayload => {
        /// The tokens.
        session: Session,
    }
}

#[Object]
impl InvitationMutation {
    /// Accepts an invitation by the token of its letter, and signs in.
    async fn accept_invitation(&self, ctx: &Context<'_>, input: AcceptInvitation) -> Result<AcceptInvitationPayload> {
        Ok(AcceptInvitationPayload { session: accept(call(ctx)?, input).await? })
    }

    /// Invites a person by mail, with post and grants.
    async fn invite_expert(&self, ctx: &Context<'_>, input: InviteExpert) -> Result<InviteExpertPayload> {
        Ok(InviteExpertPayload { invitation: invite(call(ctx)?, input).await? })
    }

    /// Invites up to 200 people at once, all or none; or says in a dry run what is wrong with each.
    async fn invite_experts(&self, ctx: &Context<'_>, input: InviteExperts) -> Result<InviteExpertsPayload> {
        Ok(InviteExpertsPayload { report: invite_experts(call(ctx)?, input).await? })
    }

    /// Sends an invitation again, with a new link.
    async fn resend_invitation(&self, ctx: &Context<'_>, input: ResendInvitation) -> Result<ResendInvitationPayload> {
        Ok(ResendInvitationPayload { invitation: resend(call(ctx)?, input).await? })
    }

    /// Withdraws an invitation that was not accepted, with all it carries.
    async fn withdraw_invitation(
        &self,
        ctx: &Context<'_>,
        input: WithdrawInvitation,
    ) -> Result<WithdrawInvitationPayload> {
        Ok(WithdrawInvitationPayload { invitation: withdraw(call(ctx)?, input).await? })
    }
}
