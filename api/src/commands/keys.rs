//! `focalpoint keys rotate`.

use crate::authn::keys;
use crate::config::Config;
use crate::ctx::Ctx;

/// Makes a new signing key; running servers sign with it once they have published it.
pub async fn rotate_keys(config: Config) -> Result<(), String> {
    let world = super::open_existing(config).await?;
    let kid = keys::rotate(&Ctx::system(&world)).await.map_err(|e| super::audit::told(&e))?;
    super::say(&format!(
        "The new key is {kid}. It is published now, signs in five minutes; the old one is accepted for an hour more."
    ))
}
