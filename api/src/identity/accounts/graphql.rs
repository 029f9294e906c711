//! Accounts over GraphQL.

use async_graphql::{Context, Object};
use uuid::Uuid;

use super::{
    Account, ChangeAddress, ChangePassword, EraseMe, MarkVisit, Me, RequestReset, ResetRequested, UpdateMe, Visit,
    account, change_address, change_password, erase_me, mark_visit, me, request_reset, update_me,
};
use crate::edge::graphql::{call, or_null, payloads};
use crate::error::Result;
use crate::network::experts::ErasedPerson;

/// Queries.
#[derive(Default)]
pub struct AccountQuery;

/// Mutations.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountQuery {
    /// Who asks, with what they see and may.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Option<Me>> {
        me(call(ctx)?).await.map(Some)
    }

    /// The state of an account, by its id or its expert's, for whoever may act on it; null where the
    /// expert is not seen.
    async fn account(&self, ctx: &Context<'_>, id: Uuid) -> Result<Option<Account>> {
        or_null(account(call(ctx)?, id).await)
    }
}

payloads! {
    /// What marking a visit returns.
    MarkVisitPayload => {
        /// The visit, and the one before.
        visit: Visit,
    }

    /// What correcting one's own data returns.
    UpdateMePayload => {
        /// Who asks, as it now is.
        viewer: Me,
    }

    /// What a change of one's own account returns.
    ChangePasswordPayload, ChangeAddressPayload => {
        /// The account as it now is.
        account: Account,
    }

    /// What erasing oneself returns.
    EraseMePayload => {
        /// Whose id now names nobody.
        erased: ErasedPerson,
    }

    /// The same for every address.
    RequestPasswordResetPayload => {
        /// What was requested.
        requested: ResetRequested,
    }
}

#[Object]
impl AccountMutation {
    /// Marks what there is now, or was at an instant, as known: `new: true` shows from now on what came later.
    async fn mark_visit(&self, ctx: &Context<'_>, input: MarkVisit) -> Result<MarkVisitPayload> {
        Ok(MarkVisitPayload { visit: mark_visit(call(ctx)?, input).await? })
    }

    /// Corrects what is held about oneself.
    async fn update_me(&self, ctx: &Context<'_>, input: UpdateMe) -> Result<UpdateMePayload> {
        Ok(UpdateMePayload { viewer: update_me(call(ctx)?, input).await? })
    }

    /// Changes one's password; all other sessions end.
    async fn change_password(&self, ctx: &Context<'_>, input: ChangePassword) -> Result<ChangePasswordPayload> {
        Ok(ChangePasswordPayload { account: change_password(call(ctx)?, input).await? })
    }

    /// Erases oneself for good; what one wrote stays the organisation's.
    async fn erase_me(&self, ctx: &Context<'_>, input: EraseMe) -> Result<EraseMePayload> {
        Ok(EraseMePayload { erased: erase_me(call(ctx)?, input).await? })
    }

    /// Asks for a change of one's address.
    async fn change_address(&self, ctx: &Context<'_>, input: ChangeAddress) -> Result<ChangeAddressPayload> {
        Ok(ChangeAddressPayload { account: change_address(call(ctx)?, input).await? })
    }

    /// Sends a link to choose a new password, if there is an account with this address.
    async fn request_password_reset(
        &self,
        ctx: &Context<'_>,
        input: RequestReset,
    ) -> Result<RequestPasswordResetPayload> {
        Ok(RequestPasswordResetPayload { requested: request_reset(call(ctx)?, input).await? })
    }
}
