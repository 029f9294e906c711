//! Access tokens: EdDSA JWTs (RFC 7519, RFC 9068) that live ten minutes and say who asks, never
//! what they may do.

use jsonwebtoken::{Algorithm, Header, Validation};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::keys::{Key, SigningKeys};
use crate::ctx::World;
use crate::error::{Code, Error, Result};
use crate::kit::remembered::Remembered;
use crate::kit::timestamp::Timestamp;

/// How long an access token lives, in seconds.
pub const ACCESS_TOKEN_SECONDS: u32 = 600;
/// The audience of access tokens.
pub const AUDIENCE: &str = "focalpoint";
const TYPE: &str = "at+jwt";
const SECOND: i64 = 1_000_000;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
}

/// What a token says.
#[derive(Clone, Copy, Debug)]
pub struct Bearer {
    /// The session: everything else is looked up by it.
    pub session: Uuid,
    /// The expert or partner system, as the token names it.
    pub subject: Uuid,
    /// When it runs out.
    pub expires_at: Timestamp,
}

/// Makes an access token for a session of `subject`.
pub fn issue(world: &World, subject: Uuid, session: Uuid) -> Result<String> {
    let now = world.clock.now();
    let iat = now.micros().div_euclid(SECOND);
    let claims = Claims {
        iss: world.config.public_url(),
        aud: AUDIENCE.to_owned(),
        sub: subject,
        sid: session,
        iat,
        exp: iat + i64::from(ACCESS_TOKEN_SECONDS),
    };
    world.keys.with_signing(now, |key| {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(key.kid.clone());
        header.typ = Some(TYPE.to_owned());
        jsonwebtoken::encode(&header, &claims, key.encoding()).map_err(Error::internal)
    })?
}

/// Reads an access token. Whatever is wrong with it, the answer is one and the same 401.
pub async fn check(world: &World, token: &str) -> Result<Bearer> {
    let refused =
        || Error::new(Code::Unauthenticated, "The access token is not valid or has run out; refresh it or sign in.");
    let header = jsonwebtoken::decode_header(token).map_err(|_| refused())?;
    let kid = header
        .kid
        .filter(|_| header.alg == Algorithm::EdDSA && header.typ.as_deref() == Some(TYPE))
        .ok_or_else(refused)?;
    let now = world.clock.now();
    if world.keys.with_any(&kid, |_| ()).is_none() {
        // A key's id is its thumbprint (RFC 7638): what looks otherwise is nobody's, and is not looked for.
        let looks_like_one =
            kid.len() == 43 && kid.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if !looks_like_one {
            return Err(refused());
        }
        // Another process may have made it since.
        SigningKeys::learn(world, &kid).await?;
    }
    let claims = world
        .keys
        .with_accepted(&kid, now, |key| signed(world, token, key))
        .ok_or_else(refused)?
        .map_err(|_| refused())?;
    let seconds = now.micros().div_euclid(SECOND);
    if seconds >= claims.exp || claims.iat > seconds + 60 {
        return Err(refused());
    }
    Ok(Bearer { session: claims.sid, subject: claims.sub, expires_at: Timestamp::from_micros(claims.exp * SECOND) })
}

/// Tokens whose signature was found right, by their digests. That never changes; whether the key still
/// counts, the times, and what the session may do, are asked each time.
#[derive(Debug, Default)]
pub struct Signed(Remembered<[u8; 32], Claims>);

/// What a token says, if the key signed it for this server.
fn signed(world: &World, token: &str, key: &Key) -> jsonwebtoken::errors::Result<Claims> {
    let digest: [u8; 32] = Sha256::digest(token.as_bytes()).into();
    if let Some(claims) = world.signed.0.get(&digest) {
        return Ok(claims);
    }
    let claims = jsonwebtoken::decode::<Claims>(token, key.decoding(), &validation(world))?.claims;
    world.signed.0.put(digest, claims.clone());
    Ok(claims)
}

/// Signature, issuer and audience; the times are judged by the server's own clock.
fn validation(world: &World) -> Validation {
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[world.config.public_url()]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    validation.validate_exp = false;
    validation
}
