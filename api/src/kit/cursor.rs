//! Cursors that clients cannot read into or make up.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::secret::{Secret, derive_key};

const TAG: usize = 16;

/// Authenticates cursors (HMAC-SHA-256, cut to 128 bits).
#[derive(Clone)]
pub struct CursorKey([u8; 32]);

/// The cursor is not one of ours, or not of this purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct BadCursor;

impl CursorKey {
    /// The key of a server's secret.
    pub fn new(secret: &Secret) -> Self {
        Self(derive_key(secret, "cursor"))
    }

    /// A cursor for one purpose: base64url of a tag and the payload.
    pub fn seal<T: Serialize>(&self, purpose: &str, payload: &T) -> String {
        let body = serde_json::to_vec(payload).unwrap_or_default();
        let mut out = self.mac(purpose, &body).finalize().into_bytes().to_vec();
        out.truncate(TAG);
        out.extend(body);
        URL_SAFE_NO_PAD.encode(out)
    }

    /// The payload of a cursor made for the same purpose.
    pub fn open<T: DeserializeOwned>(&self, purpose: &str, cursor: &str) -> Result<T, BadCursor> {
        let raw = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor)?;
        let (tag, body) = raw.split_at_checked(TAG).ok_or(BadCursor)?;
        self.mac(purpose, body).verify_truncated_left(tag).map_err(|_| BadCursor)?;
        serde_json::from_slice(body).map_err(|_| BadCursor)
    }

    fn mac(&self, purpose: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(&u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(body);
        mac
    }
}
