//! Sealing what lies in the database and is secret: XChaCha20-Poly1305.

use chacha20poly1305::aead::Aead;
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};

use super::secret::{Secret, derive_key, random_bytes};

/// Seals bytes with a key derived from the server's secret.
pub struct SealKey(XChaCha20Poly1305);

/// What was sealed cannot be opened: altered, or sealed with another secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes cannot be opened")]
pub struct BadSeal;

impl SealKey {
    /// The key of a server's secret.
    pub fn new(secret: &Secret) -> Self {
        Self(XChaCha20Poly1305::new(&derive_key(secret, "seal").into()))
    }

    /// Nonce (24 bytes) and sealed bytes.
    pub fn seal(&self, plain: &[u8]) -> Vec<u8> {
        let nonce = random_bytes::<24>();
        let mut out = nonce.to_vec();
        // Sealing fails only past 256 GB.
        out.extend(self.0.encrypt(&XNonce::from(nonce), plain).unwrap_or_default());
        out
    }

    /// The bytes that were sealed.
    pub fn open(&self, sealed: &[u8]) -> Result<Vec<u8>, BadSeal> {
        let (nonce, body) = sealed.split_first_chunk::<24>().ok_or(BadSeal)?;
        self.0.decrypt(&XNonce::from(*nonce), body).map_err(|_| BadSeal)
    }
}
