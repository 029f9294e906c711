//! What other systems call an item.

use async_graphql::{InputObject, SimpleObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Findings;

/// What another system calls a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ExternalId", input_name = "ExternalIdInput")]
pub struct ExternalId {
    /// Name of the other system.
    #[schema(example = "national-register")]
    pub system: String,
    /// Its id there.
    #[schema(example = "12345")]
    pub value: String,
}

/// Most bytes of a system's name, and of an id: an index keeps both.
const SYSTEM: usize = 100;
const VALUE: usize = 200;

/// Notes what is wrong with an item's ids in other systems.
pub fn check_external_ids(findings: &mut Findings, ids: &[ExternalId]) {
    for (n, id) in ids.iter().enumerate() {
        for (part, text) in [("system", &id.system), ("value", &id.value)] {
            findings.one_line(&format!("/externalIds/{n}/{part}"), text);
        }
        let right = !id.system.trim().is_empty() && !id.system.contains(':') && id.system.len() <= SYSTEM;
        let named = "Name the system in at most 100 bytes, without a colon.";
        findings.check(right, &format!("/externalIds/{n}/system"), named);
        let right = !id.value.trim().is_empty() && id.value.len() <= VALUE;
        findings.check(right, &format!("/externalIds/{n}/value"), "Give the id, in at most 200 bytes.");
        let again = ids.iter().take(n).any(|other| other == id);
        findings.check(!again, &format!("/externalIds/{n}"), "It stands here twice.");
    }
}
