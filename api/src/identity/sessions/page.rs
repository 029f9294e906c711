//! The session of the server's own pages: one cookie, never accepted by the doors, exchanged by
//! scripts of ours for short access tokens.

use std::sync::Arc;
use std::time::Duration;

use entity::account;
use entity::vocabulary::SessionKind;
use serde::Serialize;
use uuid::Uuid;

use super::sign_in::{authenticate, proved};
use super::store::{self, Of};
use super::store_page;
use crate::access::{Act, Actor, By, Target, load_actor};
use crate::authn::tokens;
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::kit::secret::{hash_token, random_token};

/// How long a page stays signed in.
const PAGE: Duration = Duration::from_secs(12 * 3_600);

/// A cookie's value, and how long it counts.
pub struct PageToken {
    /// The value: a secret.
    pub token: String,
    /// Seconds.
    pub seconds: u64,
}

/// A short access token for scripts of the server's own pages.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessToken {
    /// JWT to send as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds until it runs out.
    pub expires_in: u32,
}

/// Who reads a page.
#[derive(Clone)]
pub struct PageReader {
    /// Name in Latin letters.
    pub name: String,
    /// The language of the account (BCP 47), where one was chosen.
    pub language: Option<String>,
    /// A context that asks as the reader.
    pub ctx: Ctx,
    session: Uuid,
}

/// Signs a browser in with address and password.
pub async fn page_sign_in(ctx: &Ctx, email: &str, password: &str) -> Result<PageToken> {
    let account = authenticate(ctx, email, password).await?;
    begin(ctx, account).await
}

/// Begins the page session of an account that has just proved itself: by accepting an invitation, or
/// by the link to a new password.
pub async fn begin_page_session(ctx: &Ctx, account: Uuid) -> Result<PageToken> {
    begin(ctx, store::account(ctx.db(), account).await?).await
}

async fn begin(ctx: &Ctx, account: account::Model) -> Result<PageToken> {
    let now = ctx.now();
    let post = store::present_post(ctx.db(), account.expert_id, now).await?;
    let (token, hash) = random_token();
    let row = store::new_session(ctx, SessionKind::Page, account.id, post, Some(hash.to_vec()), now.plus(PAGE));
    let tx = ctx.world.database.begin().await?;
    proved(store::begin(&tx, row, &account).await?)?;
    tx.commit().await?;
    Ok(PageToken { token, seconds: PAGE.as_secs() })
}

/// Who reads a page with this cookie; nobody where it does not count.
pub async fn page_reader(ctx: &Ctx, token: &str) -> Result<Option<PageReader>> {
    let Some(session) = store_page::of_token(ctx, &hash_token(token)).await? else {
        return Ok(None);
    };
    let actor: Option<Actor> = load_actor(ctx.db(), By::Session(session.id), ctx.now()).await?;
    let Some(actor) = actor else { return Ok(None) };
    let Some(account) = actor.account() else { return Ok(None) };
    let Some(reader) = store_page::reader(ctx, account).await? else { return Ok(None) };
    Ok(Some(PageReader {
        name: reader.name,
        language: reader.language,
        ctx: Ctx { actor: Arc::new(actor), ..ctx.clone() },
        session: session.id,
    }))
}

/// Exchanges a page session for a short access token.
pub fn exchange(reader: &PageReader) -> Result<AccessToken> {
    reader.ctx.permit(Act::Authenticate, &Target::none("SESSION"))?;
    let expert = reader.ctx.expert()?;
    Ok(AccessToken {
        access_token: tokens::issue(&reader.ctx.world, expert, reader.session)?,
        token_type: "Bearer",
        expires_in: tokens::ACCESS_TOKEN_SECONDS,
    })
}

/// Signs a browser out.
pub async fn end_page_session(reader: &PageReader) -> Result<()> {
    reader.ctx.permit(Act::KeepOwnAccount, &Target::none("SESSION"))?;
    store::end_own(&reader.ctx, Of::One(reader.session)).await.map(|_| ())
}

/// 401 for scripts of a page whose session has ended.
pub fn page_session_ended() -> Error {
    Error::new(Code::SessionEnded, "The session of this page has ended; sign in again.")
}
