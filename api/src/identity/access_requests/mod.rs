//! What waits for a word.

use uuid::Uuid;

use crate::access::{Act, ActType, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// An access act that may have to wait.
pub struct Asked {
    /// The act.
    pub act: Act,
    /// Kind of what it is done to.
    pub target_kind: &'static str,
    /// Id of what it is done to.
    pub target: Uuid,
    /// What is stored as WAITING; none where a body changes.
    pub result_id: Option<Uuid>,
    /// Parties whose keepers' word is needed.
    pub enters: Vec<Uuid>,
    /// Posts that are left: the person's own word.
    pub leaves: Vec<Uuid>,
    /// Experts who gain.
    pub gainers: Vec<Uuid>,
    /// What is carried out when the last word is there.
    pub payload: serde_json::Value,
}

/// Whether the word is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Whoever acts may say it, and has said it by acting.
    Said,
    /// It waits, as this access request.
    Waits(Uuid),
}

/// Asks for the word that an access act needs.
pub async fn ask<A: ActType>(_unit: &mut Unit, _permit: &Permit<A>, _asked: Asked) -> Result<Word> {
    Ok(Word::Said)
}
