//! Erasing oneself, and what an erasure forgets of an account.

use async_graphql::InputObject;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::password::{own_account, proved};
use super::{email_key, store, store_erase};
use crate::access::{Act, ActType, Permit, Target, acts, keep_an_administrator};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::sessions::end_sessions_of_account;
use crate::ledger::Unit;
use crate::network::experts::{ErasedPerson, erase_person};

/// Oneself, to be erased.
#[derive(Clone, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EraseMeInput")]
pub struct EraseMe {
    /// The account's password.
    pub password: String,
}

/// Erases whoever asks, for good: post, grants, sessions and contact card end, and name, languages,
/// address, telephone and everything else that is held about them is forgotten. What they wrote stays
/// their organisation's. `GET /v1/me/export` first.
pub async fn erase_me(ctx: &Ctx, input: EraseMe) -> Result<ErasedPerson> {
    let expert = ctx.expert()?;
    let target = Target { person: Some(expert), ..Target::at("EXPERT", Some(expert), Default::default()) };
    ctx.permit(Act::EraseOwnPerson, &target)?;
    let account = own_account(ctx).await?;
    proved(ctx, &account, &input.password, "/password").await?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::EraseOwnPerson>(&target)?;
    let erased_at = unit.at();
    erase_person(&mut unit, &permit, expert).await?;
    keep_an_administrator(&unit).await?;
    unit.commit(Some(expert)).await?;
    Ok(ErasedPerson { expert_id: expert, erased_at })
}

/// Step: forgets address and password of an expert's account, and ends its sessions. The account
/// stays as an id, suspended, so that what it could do and when stays explicable.
pub async fn forget_account<A: ActType>(unit: &mut Unit, permit: &Permit<A>, expert: Uuid) -> Result<Option<Uuid>> {
    let Some(account) = store::by_id_or_expert(unit.tx(), expert).await? else {
        return Ok(None);
    };
    store::change_state(unit, permit, account.id, entity::vocabulary::AccountState::Suspended, false).await?;
    end_sessions_of_account(unit, permit, account.id, None).await?;
    unit.take_back_letters(|letter| email_key(&letter.to) == account.email_key).await?;
    store_erase::forget(unit, permit, account.id).await?;
    Ok(Some(account.id))
}
