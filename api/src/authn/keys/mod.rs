//! Keys that sign access tokens: Ed25519, published as JWKS (RFC 7517, RFC 8037), rotated without
//! downtime. They lie in the database, sealed with the server's secret, so that replicas agree.

mod store;

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use ed25519_dalek::{Signer, SigningKey};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::access::{Target, acts};
use crate::ctx::{Ctx, World};
use crate::error::{Error, Result};
use crate::kit::secret::random_bytes;
use crate::kit::timestamp::Timestamp;

/// How long a new key is published before it signs, so that whoever keeps a copy of the JWKS has it.
const PUBLISHED_BEFORE: Duration = Duration::from_secs(5 * 60);
/// How long an old key is accepted after a new one signs: longer than an access token lives.
const ACCEPTED_AFTER: Duration = Duration::from_secs(60 * 60);

/// The keys this server knows; read again when a token names one that it does not know.
#[derive(Default)]
pub struct SigningKeys(RwLock<Arc<Vec<Key>>>);

/// One key.
pub struct Key {
    /// Key id: the JWK thumbprint (RFC 7638).
    pub kid: String,
    public: Vec<u8>,
    signs_from: Timestamp,
    retired_at: Option<Timestamp>,
    signing: SigningKey,
    encoding: EncodingKey,
    decoding: DecodingKey,
}

/// A public key as `/.well-known/jwks.json` shows it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Jwk {
    /// Always `OKP`.
    pub kty: &'static str,
    /// Always `Ed25519`.
    pub crv: &'static str,
    /// Always `EdDSA`.
    pub alg: &'static str,
    /// Always `sig`.
    pub r#use: &'static str,
    /// Key id.
    pub kid: String,
    /// The public key, base64url.
    pub x: String,
}

/// The key set (RFC 7517 §5).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Jwks {
    /// The keys that are accepted, and the next one.
    pub keys: Vec<Jwk>,
}

impl Key {
    /// For signing tokens.
    pub fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }

    /// For checking tokens.
    pub fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }

    /// Signs bytes (RFC 8032), base64url.
    pub fn sign(&self, bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(self.signing.sign(bytes).to_bytes())
    }

    /// Checks a signature of [`Key::sign`].
    pub fn verifies(&self, bytes: &[u8], signature: &str) -> bool {
        let Ok(raw) = URL_SAFE_NO_PAD.decode(signature) else {
            return false;
        };
        let Ok(signature) = ed25519_dalek::Signature::from_slice(&raw) else {
            return false;
        };
        self.signing.verifying_key().verify_strict(bytes, &signature).is_ok()
    }

    fn is_accepted(&self, now: Timestamp) -> bool {
        self.retired_at.is_none_or(|at| now < at)
    }

    fn from_row(world: &World, row: entity::signing_key::Model) -> Result<Self> {
        let raw = world.seals.open(&row.sealed).map_err(|_| {
            Error::internal("a signing key cannot be opened: FOCALPOINT_SECRET is not the one it was sealed with")
        })?;
        let raw: [u8; 32] = raw.try_into().map_err(|_| Error::internal("a signing key of the wrong length"))?;
        let signing = SigningKey::from_bytes(&raw);
        let der = signing.to_pkcs8_der().map_err(Error::internal)?;
        let x = URL_SAFE_NO_PAD.encode(&row.public);
        Ok(Self {
            kid: row.kid,
            encoding: EncodingKey::from_ed_der(der.as_bytes()),
            decoding: DecodingKey::from_ed_components(&x).map_err(Error::internal)?,
            public: row.public,
            signs_from: Timestamp::from_micros(row.signs_from),
            retired_at: row.retired_at.map(Timestamp::from_micros),
            signing,
        })
    }
}

impl SigningKeys {
    /// Reads the keys from the database, and makes the first one.
    pub async fn start(ctx: &Ctx) -> Result<()> {
        Self::reload(&ctx.world).await?;
        if ctx.world.keys.known().is_empty() {
            make(ctx, Which::First).await?;
        }
        Ok(())
    }

    /// Reads the keys again if `kid` names one that another process made since. A stranger's invention
    /// costs one look.
    pub async fn learn(world: &World, kid: &str) -> Result<()> {
        match store::exists(world, kid).await? {
            true => Self::reload(world).await,
            false => Ok(()),
        }
    }

    /// Reads the keys again: a job calls it, since a key is to sign minutes after it was made, whichever
    /// process made it.
    pub async fn reload(world: &World) -> Result<()> {
        let rows = store::all(world).await?;
        let keys = rows.into_iter().map(|row| Key::from_row(world, row)).collect::<Result<Vec<_>>>()?;
        *world.keys.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
        Ok(())
    }

    fn known(&self) -> Arc<Vec<Key>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Uses the key that signs now.
    pub fn with_signing<T>(&self, now: Timestamp, with: impl FnOnce(&Key) -> T) -> Result<T> {
        let known = self.known();
        let signing = known
            .iter()
            .filter(|k| k.is_accepted(now) && k.signs_from <= now)
            .max_by_key(|k| k.signs_from)
            .or_else(|| known.iter().find(|k| k.is_accepted(now)));
        signing.map(with).ok_or_else(|| Error::internal("there is no signing key"))
    }

    /// Uses the accepted key of that id.
    pub fn with_accepted<T>(&self, kid: &str, now: Timestamp, with: impl FnOnce(&Key) -> T) -> Option<T> {
        self.known().iter().find(|k| k.kid == kid && k.is_accepted(now)).map(with)
    }

    /// Uses the key of that id, retired or not: signatures of the past are still checked.
    pub fn with_any<T>(&self, kid: &str, with: impl FnOnce(&Key) -> T) -> Option<T> {
        self.known().iter().find(|k| k.kid == kid).map(with)
    }

    /// The public keys.
    pub fn jwks(&self, now: Timestamp) -> Jwks {
        let keys = self.known();
        Jwks {
            keys: keys
                .iter()
                .filter(|k| k.is_accepted(now))
                .map(|k| Jwk {
                    kty: "OKP",
                    crv: "Ed25519",
                    alg: "EdDSA",
                    r#use: "sig",
                    kid: k.kid.clone(),
                    x: URL_SAFE_NO_PAD.encode(&k.public),
                })
                .collect(),
        }
    }
}

/// Makes a new key. It is published at once and signs a little later; those before it are accepted
/// a while longer. The very first one signs at once.
pub async fn rotate(ctx: &Ctx) -> Result<String> {
    make(ctx, Which::Next).await
}

/// Which key is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    /// The first one, unless another process made it meanwhile.
    First,
    /// One more.
    Next,
}

async fn make(ctx: &Ctx, which: Which) -> Result<String> {
    let signing = SigningKey::from_bytes(&random_bytes::<32>());
    let public = signing.verifying_key().to_bytes();
    let kid = thumbprint(&public);
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::RotateKeys>(&Target::none("SIGNING_KEY"))?;
    let now = unit.at();
    // Asked under the lock: replicas may start at once.
    let present = store::newest(&unit).await?;
    if let (Some(kid), Which::First) = (&present, which) {
        drop(unit);
        SigningKeys::reload(&ctx.world).await?;
        return Ok(kid.clone());
    }
    let signs_from = if present.is_none() { now } else { now.plus(PUBLISHED_BEFORE) };
    store::retire(&unit, &permit, signs_from.plus(ACCEPTED_AFTER)).await?;
    let row = entity::signing_key::Model {
        kid: kid.clone(),
        sealed: ctx.world.seals.seal(&signing.to_bytes()),
        public: public.to_vec(),
        created_at: now.micros(),
        signs_from: signs_from.micros(),
        retired_at: None,
    };
    store::insert(&unit, &permit, row).await?;
    unit.note("kid", kid.clone());
    unit.commit(None).await?;
    SigningKeys::reload(&ctx.world).await?;
    Ok(kid)
}

/// JWK thumbprint (RFC 7638, RFC 8037 §2): SHA-256 over the required members in lexical order.
fn thumbprint(public: &[u8]) -> String {
    let x = URL_SAFE_NO_PAD.encode(public);
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#).as_bytes()))
}
