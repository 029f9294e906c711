//! What a client writes: the parties of an audience, each named by what is known of it.

use async_graphql::{Enum, InputObject};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Most parties of an audience.
pub const MOST_PARTIES: usize = 200;

/// How a party is named in an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartyInputKind {
    /// Everybody, signed in or not. Stands alone.
    Public,
    /// Everybody with own sight. Stands alone.
    Network,
    /// Those whose body is official.
    Officials,
    /// Those who administer or audit; cannot be named.
    Registry,
    /// The public authorities of a country.
    Country,
    /// The members of a group.
    Group,
    /// A body alone, not its subordinates.
    Organisation,
    /// An expert in a post that runs.
    Post,
    /// A partner system that has not ended. Whoever reads what is for the network may name it, as they are told
    /// its name; how it is registered is its keepers' to know.
    Partner,
    /// The keepers of a country, group or organisation, which `partyId` or `code` names.
    Keepers,
    /// The present post of the expert whose id is `partyId`.
    Expert,
}

/// A party, named by what is known of it: `{kind}` for the built-in ones, else `{kind, partyId}` or
/// `{kind, code}`. Where the audience of an item is changed, `{kind}` alone of COUNTRY, GROUP, ORGANISATION or
/// KEEPERS keeps those of that kind that stand in it and are not shown to the keeper: an audience may be sent
/// back as it was shown.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PartyInput {
    /// Kind of party.
    pub kind: PartyInputKind,
    /// Its id; for KEEPERS the id of what they keep, for EXPERT the expert's.
    pub party_id: Option<Uuid>,
    /// Its code, for countries (ISO 3166-1 alpha-2), organisations and groups, and for KEEPERS of one.
    #[schema(example = "UA")]
    pub code: Option<String>,
}

/// Who something is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AudienceInput {
    /// The parties, at most 200. PUBLIC and NETWORK stand alone.
    pub parties: Vec<PartyInput>,
}

/// What is wrong with the form of a party, without looking anything up.
pub(super) fn form_of(party: &PartyInput) -> Result<(), &'static str> {
    match (party.kind, party.party_id.is_some(), party.code.is_some()) {
        (PartyInputKind::Registry, _, _) => Err("REGISTRY cannot be named: it sees the directory and nothing else."),
        (PartyInputKind::Public | PartyInputKind::Network | PartyInputKind::Officials, false, false) => Ok(()),
        (PartyInputKind::Public | PartyInputKind::Network | PartyInputKind::Officials, _, _) => {
            Err("A built-in party has neither `partyId` nor `code`.")
        }
        (PartyInputKind::Post | PartyInputKind::Partner | PartyInputKind::Expert, true, false) => Ok(()),
        (PartyInputKind::Post | PartyInputKind::Partner | PartyInputKind::Expert, _, _) => {
            Err("Name it by its `partyId`; it has no code.")
        }
        (_, true, false) | (_, false, true) => Ok(()),
        (_, _, _) => Err("Name it by its `partyId` or by its `code`, one of them."),
    }
}
