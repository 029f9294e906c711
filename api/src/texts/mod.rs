//! Texts for people: one catalogue, by the text in English and the reader's language.
//!
//! The English text is its own key: code and templates say it as it stands and need no second name for it, and what a
//! file `*.{language}.json` does not have is said in English. `{0}`, `{1}` … stand for what a text is filled with.
//! Everything that is said to people goes through here: errors (`sentences`, `titles`), the server's own pages
//! (`pages`, `playground`), letters (`letters`, [`Wording`]), the acts (`acts`) and the names of what is written in capitals elsewhere (`words`, [`Named`]).

mod catalogue;
mod names;
mod wording;

pub use catalogue::Language;
pub use names::Named;
pub use wording::{Reader, Text, Wording};

use crate::kit::day::Zone;
use crate::kit::timestamp::Timestamp;

impl Language {
    /// An instant as people read it: `27 November 2026, 19:30 (Europe/Kyiv, UTC+02:00)`.
    pub fn instant(self, zone: &Zone, at: Timestamp) -> String {
        zone.said(at, |month| self.told(month).to_owned())
    }

    /// The name of something out of a vocabulary.
    pub fn name(self, of: impl Named) -> &'static str {
        self.told(of.name())
    }
}
