//! A party as people read it.

use entity::vocabulary::PartyKind;

use super::Party;
use crate::texts::Language;

impl Party {
    /// Its name, or what kind of party it is where it has none for the reader.
    pub fn said(&self, language: Language) -> String {
        match (self.name.as_deref().or(self.code.as_deref()), self.kind) {
            (Some(name), PartyKind::Keepers) => language.filled("Keepers of {0}", &[name]),
            (Some(name), _) => name.to_owned(),
            (None, kind) => language.name(kind).to_owned(),
        }
    }
}
