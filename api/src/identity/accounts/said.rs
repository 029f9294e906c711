//! What one is told of what one waits for oneself.

use super::view::OwnWaiting;
use crate::texts::Language;

impl OwnWaiting {
    /// What one waits for, and who was asked.
    pub fn said(&self, language: Language) -> String {
        let asked: Vec<String> = self.waits_for.iter().map(|party| party.said(language)).collect();
        language.filled(
            "Your post as {0} in {1} waits for the word of: {2}. They were asked, and nothing of it counts before.",
            &[&self.title, &self.organisation.name, &asked.join(", ")],
        )
    }
}
