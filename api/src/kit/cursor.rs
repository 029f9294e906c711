//! Cursors that clients cannot make up; those of the change feed they cannot read into either.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use super::secret::{Secret, derive_key, random_bytes};

const TAG: usize = 16;

/// Authenticates cursors (HMAC-SHA-256, cut to 128 bits), and hides what is in some of them
/// (XChaCha20-Poly1305).
#[derive(Clone)]
pub struct CursorKey {
    tags: [u8; 32],
    hides: XChaCha20Poly1305,
}

/// The cursor is not one of ours, or not of this purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct BadCursor;

impl CursorKey {
    /// The key of a server's secret.
    pub fn new(secret: &Secret) -> Self {
        let hides = chacha20poly1305::KeyInit::new(&derive_key(secret, "hidden cursor").into());
        Self { tags: derive_key(secret, "cursor"), hides }
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

    /// A cursor for one purpose that tells nothing of its payload but the length. Two of the same
    /// payload differ, so that nobody learns from a cursor whether anything happened.
    pub fn hide(&self, purpose: &str, payload: &[u8]) -> String {
        let nonce = random_bytes::<24>();
        let mut out = nonce.to_vec();
        let sealed = Payload { msg: payload, aad: purpose.as_bytes() };
        // Sealing fails only past 256 GB.
        out.extend(self.hides.encrypt(&XNonce::from(nonce), sealed).unwrap_or_default());
        URL_SAFE_NO_PAD.encode(out)
    }

    /// The payload of a hidden cursor made for the same purpose.
    pub fn reveal(&self, purpose: &str, cursor: &str) -> Result<Vec<u8>, BadCursor> {
        let raw = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor)?;
        let (nonce, sealed) = raw.split_first_chunk::<24>().ok_or(BadCursor)?;
        let sealed = Payload { msg: sealed, aad: purpose.as_bytes() };
        self.hides.decrypt(&XNonce::from(*nonce), sealed).map_err(|_| BadCursor)
    }

    fn mac(&self, purpose: &str, body: &[u8]) -> Hmac<Sha256> {
        // A shorter key is filled up with zeros to a block (RFC 2104): so written, none has a wrong length.
        let mut key = Key::<Hmac<Sha256>>::default();
        key.iter_mut().zip(self.tags).for_each(|(byte, of_key)| *byte = of_key);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&key);
        mac.update(&u64::try_from(purpose.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(purpose.as_bytes());
        mac.update(body);
        mac
    }
}
