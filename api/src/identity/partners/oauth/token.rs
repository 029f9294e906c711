//! An access token for a partner system's credentials.

use serde::Serialize;
use utoipa::ToSchema;

use super::store::{self, NewSession};
use crate::access::OAUTH_SCOPES;
use crate::authn::tokens::{ACCESS_TOKEN_SECONDS, issue};
use crate::ctx::Ctx;
use crate::error::{Code, Error};
use crate::kit::secret::{Secret, hash_token};
use crate::kit::timestamp::Timestamp;

/// Who asks for a token, and for what.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    /// The client identifier.
    pub client_id: String,
    /// The secret.
    pub client_secret: Secret,
    /// Scopes asked for, separated by spaces; none for all.
    pub scope: Option<String>,
}

/// An access token (RFC 6749 §5.1). There is no refresh token: the client asks again.
#[derive(Clone, Serialize, ToSchema)]
pub struct Token {
    /// The token, for `Authorization: Bearer`.
    pub access_token: String,
    /// `Bearer`.
    #[schema(example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until it runs out.
    #[schema(example = 600)]
    pub expires_in: u32,
    /// The scopes it has, separated by spaces.
    #[schema(example = "read publish")]
    pub scope: String,
}

/// Why there is no token.
#[derive(Debug)]
pub enum Refusal {
    /// The client is unknown, its secret is wrong, or either has ended; which is not told.
    Client,
    /// A scope that does not exist.
    Scope(String),
    /// Too many wrong tries; the error says how long to wait.
    TooMany(Error),
    /// Something failed on our side.
    Failed(Error),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error.code() {
            Code::TooManyRequests => Self::TooMany(error),
            _ => Self::Failed(error),
        }
    }
}

/// Hands out an access token, and begins the session it belongs to. Only wrong tries are counted
/// against guessing, so that nobody who knows a client's name can lock the client out.
pub async fn issue_token(ctx: &Ctx, request: TokenRequest) -> Result<Token, Refusal> {
    let now = ctx.now();
    let hash = hash_token(request.client_secret.reveal());
    let found = store::client(ctx.db(), &request.client_id, &hash, now).await?;
    let Some(client) = found else {
        ctx.world.throttle.was_wrong(&request.client_id, &ctx.caller.address, now)?;
        return Err(Refusal::Client);
    };
    let scopes = narrowed(request.scope.as_deref())?;
    let full = now.micros().saturating_add(i64::from(ACCESS_TOKEN_SECONDS) * 1_000_000);
    let expires_at = full.min(client.valid_until).min(client.secret_until);
    let session = NewSession {
        id: ctx.new_id(),
        client,
        scopes: scopes.clone(),
        user_agent: ctx.caller.user_agent.clone(),
        now,
        expires_at: Timestamp::from_micros(expires_at),
    };
    let (id, partner) = (session.id, session.client.id);
    if !store::begin_session(&ctx.world.database, session).await? {
        return Err(Refusal::Client);
    }
    let seconds = (expires_at - now.micros()).div_euclid(1_000_000);
    Ok(Token {
        access_token: issue(&ctx.world, partner, id)?,
        token_type: "Bearer",
        expires_in: u32::try_from(seconds).unwrap_or_default(),
        scope: scopes.unwrap_or_else(|| OAUTH_SCOPES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(" ")),
    })
}

/// The scopes asked for, each once, in the order of the list; none where none were asked for.
fn narrowed(asked: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(asked) = asked else { return Ok(None) };
    let asked: Vec<&str> = asked.split(' ').filter(|name| !name.is_empty()).collect();
    if let Some(unknown) = asked.iter().find(|name| !OAUTH_SCOPES.iter().any(|(known, _)| known == *name)) {
        return Err(Refusal::Scope((*unknown).to_owned()));
    }
    let scopes: Vec<&str> = OAUTH_SCOPES.iter().map(|(name, _)| *name).filter(|name| asked.contains(name)).collect();
    Ok(Some(scopes.join(" ")).filter(|scopes| !scopes.is_empty()))
}
