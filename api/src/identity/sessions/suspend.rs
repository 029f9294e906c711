//! Suspending an account at once, and enabling it again.

use async_graphql::InputObject;
use entity::account;
use entity::vocabulary::{AccountState, ItemKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::step::end_sessions_of_account;
use crate::access::{Act, ActType, Permit, Target, acts, keep_an_administrator, place_of};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items;
use crate::identity::accounts::{self, Account, store as stored};
use crate::identity::grants;
use crate::ledger::Unit;

/// An account, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "SuspendAccountInput")]
pub struct SuspendAccount {
    /// The account, or its expert.
    #[serde(skip)]
    pub id: Uuid,
    /// Why; others will read it.
    pub reason: String,
}

/// The account on which the actor may act: 404 where the expert is not seen, 403 where they may not. Only
/// who may learns whether an expert has an account.
pub(super) async fn account_target(ctx: &Ctx, act: Act, id: Uuid) -> Result<(account::Model, Target)> {
    ctx.signed_in()?;
    let row = stored::by_id_or_expert(ctx.db(), id).await?;
    let expert = row.as_ref().map_or(id, |row| row.expert_id);
    let item = items::store::one(ctx, expert).await?;
    if item.kind != ItemKind::Expert {
        return Err(Error::not_found());
    }
    let place = place_of(ctx.db(), item.owner, ctx.now()).await?.unwrap_or_default();
    let id = row.as_ref().map(|row| row.id);
    let target = Target { person: Some(expert), ..Target::at("ACCOUNT", id, place) };
    ctx.permit(act, &target)?;
    Ok((row.ok_or_else(Error::not_found)?, target))
}

/// Step: asks under the lock whether the actor may act on an expert's account where the expert stands now.
pub(super) async fn permit_on_account<A: ActType>(unit: &mut Unit, target: &Target, expert: Uuid) -> Result<Permit<A>> {
    let owner = items::store::one_in(unit, expert).await?.owner;
    unit.permit_at::<A>(target, owner).await
}

/// Suspends an account: it is signed in nowhere, from the next request on.
pub async fn suspend(ctx: &Ctx, input: SuspendAccount) -> Result<Account> {
    let (account, target) = account_target(ctx, Act::SuspendAccount, input.id).await?;
    let mut unit = ctx.begin().await?;
    let permit = permit_on_account::<acts::SuspendAccount>(&mut unit, &target, account.expert_id).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    if stored::state_of(unit.tx(), account.id).await? != AccountState::Suspended {
        stored::change_state(&unit, &permit, account.id, AccountState::Suspended).await?;
        let ended = end_sessions_of_account(&mut unit, &permit, account.id, None).await?;
        let held = grants::held_by_expert(unit.tx(), account.expert_id, unit.at()).await?;
        grants::tell_unkept(&mut unit, &permit, &held).await?;
        keep_an_administrator(&unit).await?;
        unit.note("sessions", ended);
        unit.because(&reason);
        unit.commit(Some(account.id)).await?;
    }
    accounts::one(ctx, account.id).await
}

/// Enables a suspended account again. Nobody does that for themselves.
pub async fn resume(ctx: &Ctx, input: SuspendAccount) -> Result<Account> {
    let (account, target) = account_target(ctx, Act::ResumeAccount, input.id).await?;
    let mut unit = ctx.begin().await?;
    let permit = permit_on_account::<acts::ResumeAccount>(&mut unit, &target, account.expert_id).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    if stored::state_of(unit.tx(), account.id).await? != AccountState::Active {
        stored::change_state(&unit, &permit, account.id, AccountState::Active).await?;
        unit.because(&reason);
        unit.commit(Some(account.id)).await?;
    }
    accounts::one(ctx, account.id).await
}
