//! Suspending an account at once, and enabling it again.

use async_graphql::InputObject;
use entity::account;
use entity::vocabulary::{AccountState, ItemKind};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::step::end_sessions_of_account;
use super::store::{self, Of};
use crate::access::{Act, ActType, Permit, Target, acts, keep_an_administrator};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::identity::access_requests::{self, Asked, Outcome, Word, ask, commit_act, says_the_word};
use crate::identity::accounts::{self, Account, store as stored};
use crate::identity::grants;
use crate::ledger::Unit;
use crate::network::focal_points::appointments_show_otherwise;

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

/// An account, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "ResumeAccountInput")]
pub struct ResumeAccount {
    /// The account, or its expert.
    #[serde(skip)]
    pub id: Uuid,
    /// Why; others will read it.
    pub reason: String,
}

/// An account that is acted on.
pub(crate) struct Subject {
    pub account: account::Model,
    /// The body of the expert's present or last post.
    pub body: Uuid,
    pub target: Target,
}

/// The account on which the actor may act: 404 where the expert is not seen, 403 where they may not. Only
/// who may learns whether an expert has an account.
pub(crate) async fn account_target(ctx: &Ctx, act: Act, id: Uuid) -> Result<Subject> {
    ctx.signed_in()?;
    let row = stored::by_id_or_expert(ctx.db(), id).await?;
    let expert = row.as_ref().map_or(id, |row| row.expert_id);
    let item = items::store::one(ctx, expert).await?;
    if item.kind != ItemKind::Expert {
        return Err(Error::not_found());
    }
    let id = row.as_ref().map(|row| row.id);
    let target = Target { id, person: Some(expert), ..Target::none("ACCOUNT") };
    ctx.permit_at(act, &target, item.owner).await?;
    Ok(Subject { account: row.ok_or_else(Error::not_found)?, body: item.owner, target })
}

/// The permit under the lock, where the expert may stand in another body by now.
async fn permit_on_account<A: ActType>(unit: &mut Unit, subject: &Subject) -> Result<(Permit<A>, Uuid)> {
    let body = items::store::one_in(unit, subject.account.expert_id).await?.owner;
    Ok((unit.permit_at::<A>(&subject.target, body).await?, body))
}

/// Suspends an account: it is signed in nowhere, from the next request on. Where it was suspended, and a
/// keeper of the body says so now, too, it takes a keeper's word to enable it.
pub async fn suspend(ctx: &Ctx, input: SuspendAccount) -> Result<Account> {
    let subject = account_target(ctx, Act::SuspendAccount, input.id).await?;
    let account = &subject.account;
    let mut unit = ctx.begin().await?;
    let (permit, body) = permit_on_account::<acts::SuspendAccount>(&mut unit, &subject).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    let shut_out = unit.actor().expert() != Some(account.expert_id) && says_the_word(&unit, body).await?;
    let before = stored::present(unit.tx(), account.id).await?;
    let suspended = before.as_ref().is_some_and(|row| row.state == AccountState::Suspended);
    if !suspended || shut_out && !before.is_some_and(|row| row.shut_out) {
        stored::change_state(&unit, &permit, account.id, AccountState::Suspended, shut_out).await?;
        let ended = end_sessions_of_account(&mut unit, &permit, account.id, None).await?;
        let held = grants::held_by_expert(unit.tx(), account.expert_id, unit.at()).await?;
        grants::tell_unkept(&mut unit, &permit, &held).await?;
        appointments_show_otherwise(&mut unit, &permit, &held).await?;
        access_requests::store::withdraw_for(&unit, &permit, &[account.id], &reason).await?;
        // Else it would sign in again under another address, or with a password chosen by a link.
        accounts::void_what_was_sent(&unit, &permit, account.id).await?;
        keep_an_administrator(&unit).await?;
        unit.note("sessions", ended);
        unit.because(&reason);
        unit.commit(Some(account.id)).await?;
    }
    accounts::one(ctx, account.id).await
}

/// Enables a suspended account again. Nobody does that for themselves; where a keeper of the body (or of
/// the country whose authority it is) suspended it, it waits for such a keeper's word, since it lets
/// somebody into the body again.
pub async fn resume(ctx: &Ctx, input: ResumeAccount) -> Result<Outcome<Account>> {
    let subject = account_target(ctx, Act::ResumeAccount, input.id).await?;
    let account = &subject.account;
    let mut unit = ctx.begin().await?;
    let (permit, body) = permit_on_account::<acts::ResumeAccount>(&mut unit, &subject).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    let before = stored::present(unit.tx(), account.id).await?;
    if before.as_ref().is_some_and(|row| row.state == AccountState::Active) {
        return accounts::one(ctx, account.id).await.map(Outcome::Done);
    }
    let shut_out = before.is_some_and(|row| row.shut_out);
    let word = match shut_out {
        false => Word::Said,
        true => {
            none_waits(&unit, &permit, account.id, body).await?;
            let asked = Asked {
                act: Act::ResumeAccount,
                target_kind: "ACCOUNT",
                target: account.id,
                result_id: Some(account.id),
                enters: vec![body],
                leaves: Vec::new(),
                gainers: vec![account.expert_id],
                payload: serde_json::Value::Null,
            };
            ask(&mut unit, &permit, asked).await?
        }
    };
    if word == Word::Said {
        enable(&mut unit, &permit, account.id).await?;
    }
    unit.note("body", json!(body));
    unit.because(&reason);
    commit_act(ctx, unit, account.id, word, async |id| accounts::one(ctx, id).await).await
}

/// 409 where the same waits for a word already, unless the actor is one of those who say it: they say it by
/// acting, and what waited is asked no longer.
pub(crate) async fn none_waits<A: ActType>(unit: &Unit, permit: &Permit<A>, result: Uuid, body: Uuid) -> Result<()> {
    if !access_requests::store::waits(unit.tx(), result).await? {
        return Ok(());
    }
    if !says_the_word(unit, body).await? {
        return Err(Error::new(Code::Conflict, "This waits for a word already: see `/v1/access-requests`."));
    }
    access_requests::store::withdraw_for(unit, permit, &[result], "Somebody did it who need not ask.").await
}

async fn enable<A: ActType>(unit: &mut Unit, permit: &Permit<A>, account: Uuid) -> Result<()> {
    if stored::state_of(unit.tx(), account).await? != AccountState::Active {
        stored::change_state(unit, permit, account, AccountState::Active, false).await?;
        if let Some(row) = stored::by_id_or_expert(unit.tx(), account).await? {
            let held = grants::held_by_expert(unit.tx(), row.expert_id, unit.at()).await?;
            appointments_show_otherwise(unit, permit, &held).await?;
        }
        // A sign-in that was under way while it was suspended may have begun one: it does not wake.
        store::end_in(unit, permit, Of::Account(account), None).await?;
    }
    Ok(())
}

/// The word is there: the account is enabled.
pub async fn carry_out_resumption<A: ActType>(unit: &mut Unit, permit: &Permit<A>, account: Uuid) -> Result<()> {
    enable(unit, permit, account).await
}
