//! A forgotten password: a link by mail, two hours, once. The answer to the request is the same
//! for addresses that nobody has, and so is the work.

use std::time::Duration;

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::{AccountState, LinkPurpose};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::password::judged;
use super::{email_key, store, store_reset, void_what_was_sent};
use crate::access::{Act, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::links::{look_at_link, use_link};
use crate::identity::sessions::end_sessions_of_account;
use crate::kit::password;
use crate::kit::secret::random_token;
use crate::ledger::mail_outside;
use crate::texts::{Reader, Text, Wording};

const LIVES: Duration = Duration::from_secs(2 * 3_600);

/// The address of an account.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "RequestPasswordResetInput")]
pub struct RequestReset {
    /// The address.
    pub email: String,
}

/// The same answer for every address.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "PasswordResetRequested")]
pub struct ResetRequested {
    /// Always true: if there is an account with this address, a link is on its way.
    pub accepted: bool,
}

/// Sends a link to choose a new password.
pub async fn request_reset(ctx: &Ctx, input: RequestReset) -> Result<ResetRequested> {
    ctx.permit(Act::Authenticate, &Target::none("ACCOUNT"))?;
    let key = email_key(&input.email);
    let (throttle, now) = (&ctx.world.throttle, ctx.now());
    throttle.attempt(&format!("reset {key}"), &ctx.caller.address, now)?;
    // Past a few letters an hour the answer stays the same, and nothing is sent: a mailbox cannot be
    // flooded, and its owner has a link that works.
    let may_write = throttle.may_write(&key, now);
    let account = store::enabled_account(ctx.db(), &key).await?.filter(|_| may_write);
    let (token, hash) = random_token();
    let reader = account.as_ref().map(|a| Reader::new(&a.email, a.language.as_deref()));
    let letter = Wording::new("Choose a new password")
        .and("Somebody, probably you, asked for a new password for your account.")
        .and("Choose one here within two hours:")
        .and(Text::of("{0}").with(format!("{}/reset/{token}", ctx.world.config.public_url())))
        .and("If it was not you, do nothing: your password stays.")
        .to(&reader.unwrap_or_else(|| Reader::new("", None)));
    let tx = ctx.world.database.begin().await?;
    let subject = account.as_ref().map_or_else(|| ctx.new_id(), |a| a.id);
    store_reset::insert_link(&tx, &hash, subject, now, now.plus(LIVES)).await?;
    mail_outside(&ctx.world, &tx, account.is_some().then_some(&letter)).await?;
    tx.commit().await?;
    Ok(ResetRequested { accepted: true })
}

/// Whether a link still works. Looking consumes nothing.
pub async fn look_at_reset(ctx: &Ctx, token: &str) -> Result<Uuid> {
    ctx.permit(Act::Authenticate, &Target::none("ACCOUNT"))?;
    look_at_link(ctx, LinkPurpose::Reset, token).await
}

/// Sets the password by a link, and ends all sessions of the account and a change of its address that
/// is under way. Returns the account, which has proved itself.
pub async fn set_password(ctx: &Ctx, token: &str, given: &str) -> Result<Uuid> {
    let id = look_at_reset(ctx, token).await?;
    let closed = || Error::new(Code::LinkUsed, "The link was used or has run out; ask for a new one.");
    let account = store::by_id_or_expert(ctx.db(), id).await?.ok_or_else(closed)?;
    if store::state_of(ctx.db(), account.id).await? != AccountState::Active {
        return Err(closed());
    }
    judged(ctx, account.expert_id, &account.email, given, "/password").await?;
    let hash = password::hash(given).await.map_err(Error::internal)?;
    let mut unit = ctx.begin().await?;
    let target = Target { id: Some(account.id), ..Target::none("ACCOUNT") };
    let permit = unit.permit::<acts::Authenticate>(&target)?;
    use_link(&unit, &permit, LinkPurpose::Reset, token).await?;
    store::set_password(&unit, &permit, account.id, &hash).await?;
    // Whoever reads the mailbox proved to be its owner: what somebody else asked for meanwhile is void.
    void_what_was_sent(&unit, &permit, account.id).await?;
    end_sessions_of_account(&mut unit, &permit, account.id, None).await?;
    unit.note_fields(&["password"]);
    unit.commit(Some(account.id)).await?;
    Ok(account.id)
}
