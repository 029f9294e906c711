//! `focalpoint audit verify|checkpoint`.

use std::path::Path;

use crate::config::Config;
use crate::ctx::World;
use crate::error::Error;
use crate::kit::timestamp::Timestamp;
use crate::ledger::{Checkpoint, verify};

/// Walks the chain; names the first record that was altered, is missing or was inserted, and with a
/// checkpoint a tail that was cut or a chain that was rewritten.
pub async fn verify_ledger(config: Config, checkpoint: Option<&Path>) -> Result<(), String> {
    let world = super::open_existing(config).await?;
    let checkpoint = match checkpoint {
        None => None,
        Some(path) => Some(read(path)?),
    };
    if let Some(checkpoint) = &checkpoint {
        let signed = world
            .keys
            .with_any(&checkpoint.kid, |key| key.verifies(message(checkpoint).as_bytes(), &checkpoint.signature));
        if signed != Some(true) {
            return Err("the checkpoint's signature does not hold: it was altered, or is another server's".to_owned());
        }
    }
    match verify(&world, checkpoint.as_ref()).await.map_err(|e| told(&e))? {
        Ok(records) => super::say(&format!("The chain holds: {records} records.")),
        Err(broken) => Err(format!("the chain breaks at record {}: {}", broken.seq, broken.what)),
    }
}

/// Prints a signed head and number, to be kept elsewhere.
pub async fn checkpoint(config: Config) -> Result<(), String> {
    let world = super::open_existing(config).await?;
    let checkpoint = signed_head(&world).await?;
    super::say(&serde_json::to_string(&checkpoint).map_err(|e| e.to_string())?)
}

/// The head of the ledger, signed.
pub async fn signed_head(world: &World) -> Result<Checkpoint, String> {
    let (seq, hash) = crate::ledger::head(world).await.map_err(|e| told(&e))?;
    let now: Timestamp = world.clock.now();
    let at = now.to_string();
    let mut checkpoint = Checkpoint { seq, hash: hex::encode(hash), at, kid: String::new(), signature: String::new() };
    (checkpoint.kid, checkpoint.signature) = world
        .keys
        .with_signing(now, |key| (key.kid.clone(), key.sign(message(&checkpoint).as_bytes())))
        .map_err(|e| told(&e))?;
    Ok(checkpoint)
}

fn message(checkpoint: &Checkpoint) -> String {
    format!("{}:{}:{}", checkpoint.seq, checkpoint.hash, checkpoint.at)
}

fn read(path: &Path) -> Result<Checkpoint, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{} is no checkpoint: {e}", path.display()))
}

/// What an error tells whoever sits at the host: its cause, too.
pub(crate) fn told(error: &Error) -> String {
    match error.cause() {
        Some(cause) => format!("{} ({cause})", error.detail()),
        None => error.detail().to_owned(),
    }
}
