//! Signing in with address and password.

use std::time::Duration;

use async_graphql::InputObject;
use entity::account;
use entity::vocabulary::{AccountState, SessionKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use super::view::Session;
use crate::access::{Act, Target};
use crate::authn::tokens;
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::identity::accounts::{email_key, store as accounts};
use crate::kit::password;
use crate::kit::secret::random_token;

/// How long a session goes on without a refresh.
pub(super) const IDLE: Duration = Duration::from_secs(30 * 24 * 3_600);
/// How long a session goes on at most.
pub(super) const LONGEST: Duration = Duration::from_secs(180 * 24 * 3_600);

/// To whoever has just shown the right password.
const SUSPENDED: &str = "Your account is suspended. Ask an editor of your organisation, a focal point of your country or an administrator why, and to enable it again.";

/// Address and password.
#[derive(Clone, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "SignInInput")]
pub struct SignIn {
    /// The account's address.
    #[schema(example = "olena.marchenko@dmsu.example")]
    pub email: String,
    /// The password.
    #[schema(example = "quiet rivers carry lanterns")]
    pub password: String,
}

/// Signs in.
pub async fn sign_in(ctx: &Ctx, input: SignIn) -> Result<Session> {
    let account = authenticate(ctx, &input.email, &input.password).await?;
    begin(ctx, account).await
}

/// Step: begins the session of an account that has just proved itself by accepting an invitation.
pub(crate) async fn begin_session(ctx: &Ctx, account: Uuid) -> Result<Session> {
    begin(ctx, store::account(ctx.db(), account).await?).await
}

async fn begin(ctx: &Ctx, account: account::Model) -> Result<Session> {
    let now = ctx.now();
    let post = store::present_post(ctx.db(), account.expert_id, now).await?;
    let row = store::new_session(ctx, SessionKind::Api, account.id, post, None, now.plus(IDLE));
    let (id, (refresh, hash)) = (row.id, random_token());
    let tx = ctx.world.database.begin().await?;
    proved(store::begin(&tx, row, &account).await?)?;
    store::add_token(&tx, id, &hash, now).await?;
    tx.commit().await?;
    Ok(Session::new(tokens::issue(&ctx.world, account.expert_id, id)?, refresh))
}

/// Hashing takes its time, and a password that was changed meanwhile proves nothing any more.
pub(super) fn proved(begun: bool) -> Result<()> {
    if begun { Ok(()) } else { Err(wrong()) }
}

fn wrong() -> Error {
    Error::new(Code::BadCredentials, "The address or the password is wrong.")
}

/// The account of an address and its password. Unknown addresses and wrong passwords get one answer, after the
/// same time; tries are throttled. Only whoever knows the password is told that the account is suspended.
pub async fn authenticate(ctx: &Ctx, email: &str, given: &str) -> Result<account::Model> {
    ctx.permit(Act::Authenticate, &Target::none("SESSION"))?;
    let key = email_key(email);
    let (throttle, now) = (&ctx.world.throttle, ctx.now());
    let rate = throttle.attempt(&key, &ctx.caller.address, now)?;
    let found = accounts::holder_of(ctx.db(), &key).await?;
    let hashed = found.as_ref().and_then(|account| account.password_hash.as_deref());
    let right = password::verify(given, hashed).await.map_err(Error::internal)?;
    let found = found.filter(|_| right).ok_or_else(|| wrong().limited(rate))?;
    throttle.was_right(&key, &ctx.caller.address, now);
    match accounts::state_of(ctx.db(), found.id).await? {
        AccountState::Active => Ok(found),
        AccountState::Suspended => Err(Error::new(Code::AccountSuspended, SUSPENDED)),
    }
}
