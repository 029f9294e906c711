//! The roles that are given by hand: whoever misspells one is told those, and no other.

use entity::vocabulary::Role;
use serde::{Deserialize, Deserializer, de};

use crate::kit::nearest::none_of;

/// Roles that come with an appointment alone.
const FIELDS: &[Role] = &[Role::FieldContact];
/// Roles that an invitation carries as appointments.
pub(crate) const APPOINTED: &[Role] = &[Role::FocalPoint, Role::FieldContact];

/// Reads a role that may be granted.
pub(super) fn grantable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    read(deserializer, FIELDS)
}

/// Reads a role that an invitation may carry as a grant.
pub(crate) fn invitable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
    read(deserializer, APPOINTED)
}

/// What is said of a word that is no role: those that there are, but for some.
pub(crate) fn unknown_role(word: &str, but: &[Role]) -> String {
    none_of("role", word, Role::ALL.iter().filter(|role| !but.contains(role)).map(|role| role.word()))
}

/// One that is a role and not given so is told by which way it is.
fn read<'de, D: Deserializer<'de>>(deserializer: D, but: &[Role]) -> Result<Role, D::Error> {
    let word = String::deserialize(deserializer)?;
    Role::from_word(&word).ok_or_else(|| de::Error::custom(unknown_role(&word, but)))
}
