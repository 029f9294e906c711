//! Sessions over GraphQL.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object};

use super::{
    EndSession, EndSessions, EndedSessions, Refresh, ResumeAccount, Session, SessionEntry, SignIn, SignOut, SignedOut,
    SuspendAccount, end_own, end_sessions, list, refresh, resume, sign_in, sign_out, suspend,
};
use crate::edge::graphql::{Paging, Totals, call, connected, payloads};
use crate::error::Result;
use crate::identity::access_requests::AccessRequest;
use crate::identity::accounts::Account;

/// Queries.
#[derive(Default)]
pub struct SessionQuery;

/// Mutations.
#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionQuery {
    /// Where one is signed in.
    #[graphql(complexity = "Paging::cost(first, child_complexity)")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        sort: Option<String>,
    ) -> Result<Connection<String, SessionEntry, Totals>> {
        let page = Paging::asked(ctx, first, after, sort)?;
        connected(list(call(ctx)?, page).await?)
    }
}

payloads! {
    /// Tokens.
    SignInPayload, RefreshSessionPayload => {
        /// The tokens.
        session: Session,
    }

    /// What signing out ended.
    SignOutPayload, EndSessionPayload => {
        /// What was ended.
        signed_out: SignedOut,
    }

    /// Whose sessions were ended.
    EndSessionsPayload => {
        /// Whose, and how many.
        ended: EndedSessions,
    }

    /// What suspending an account returns.
    SuspendAccountPayload => {
        /// The account as it now is.
        account: Account,
    }

    /// What enabling an account returns: it, or what waits for a keeper's word.
    ResumeAccountPayload => {
        /// The account as it now is; null while it waits.
        account: Option<Account>,
        /// What waits for a word; null where it is enabled.
        access_request: Option<AccessRequest>,
    }
}

#[Object]
impl SessionMutation {
    /// Signs in with address and password.
    async fn sign_in(&self, ctx: &Context<'_>, input: SignIn) -> Result<SignInPayload> {
        Ok(SignInPayload { session: sign_in(call(ctx)?, input).await? })
    }

    /// Exchanges a refresh token for the next tokens. One that comes again after ten seconds ends its session.
    async fn refresh_session(&self, ctx: &Context<'_>, input: Refresh) -> Result<RefreshSessionPayload> {
        Ok(RefreshSessionPayload { session: refresh(call(ctx)?, input).await? })
    }

    /// Signs out, here or everywhere.
    async fn sign_out(&self, ctx: &Context<'_>, input: SignOut) -> Result<SignOutPayload> {
        Ok(SignOutPayload { signed_out: sign_out(call(ctx)?, input).await? })
    }

    /// Ends one of one's own sessions.
    async fn end_session(&self, ctx: &Context<'_>, input: EndSession) -> Result<EndSessionPayload> {
        Ok(EndSessionPayload { signed_out: end_own(call(ctx)?, input).await? })
    }

    /// Suspends an account at once: its sessions end.
    async fn suspend_account(&self, ctx: &Context<'_>, input: SuspendAccount) -> Result<SuspendAccountPayload> {
        Ok(SuspendAccountPayload { account: suspend(call(ctx)?, input).await? })
    }

    /// Enables a suspended account again; where a keeper of its body suspended it, on a keeper's word.
    async fn resume_account(&self, ctx: &Context<'_>, input: ResumeAccount) -> Result<ResumeAccountPayload> {
        let (account, access_request) = resume(call(ctx)?, input).await?.parts();
        Ok(ResumeAccountPayload { account, access_request })
    }

    /// Ends all sessions of a person, organisation or partner system.
    async fn end_sessions(&self, ctx: &Context<'_>, input: EndSessions) -> Result<EndSessionsPayload> {
        Ok(EndSessionsPayload { ended: end_sessions(call(ctx)?, input).await? })
    }
}
