//! What is said to people of an access act that waits, wherever it is read.

use entity::vocabulary::RequestState;
use uuid::Uuid;

use super::AccessRequest;

impl AccessRequest {
    /// Whether a word is missing that this expert may say.
    pub fn waits_for_expert(&self, expert: Option<Uuid>) -> bool {
        expert.is_some_and(|own| self.waits_for.iter().any(|word| word.expert_ids.contains(&own)))
    }

    /// Where it stands, to a reader for whose word it waits or does not.
    pub fn where_it_stands(&self, waits_for_me: bool) -> &'static str {
        match (self.state, waits_for_me) {
            (RequestState::Waiting, true) => "It waits for your word.",
            (RequestState::Waiting, false) => "It waits for the word of those asked.",
            (RequestState::Done, _) => "The word is there, and it is done.",
            (RequestState::Refused, _) => "It was refused.",
            (RequestState::Withdrawn, _) => "It was withdrawn.",
        }
    }
}
