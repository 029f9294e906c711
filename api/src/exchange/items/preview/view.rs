//! What is shown of who would see something.

use async_graphql::{Enum, SimpleObject};
use serde::Serialize;
use utoipa::ToSchema;

use crate::exchange::items::{Audience, Party};
use crate::kit::partial_date::PartialDate;

/// Who would see something, today and later.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AudiencePreview {
    /// The audience, as it would be stored.
    pub audience: Audience,
    /// Whether everybody would see it, signed in or not: then nobody is counted.
    pub everybody: bool,
    /// Who would see it today because of the audience, each counted once; null where everybody would.
    pub total: Option<ReaderCount>,
    /// Who would see it besides, because they keep it: the author and the keepers of the owner.
    /// Null where everybody would, and where the owner is a group whose members the asker may not see.
    pub keepers: Option<ReaderCount>,
    /// Whether whoever joins one of these parties later would see it, too; whoever leaves would not.
    pub and_all_who_join_later: bool,
    /// Countries whose public authorities would see it, and those that the audience names.
    pub countries: Vec<PartyReach>,
    /// Organisations with somebody who would see it, and those that the audience names.
    pub organisations: Vec<PartyReach>,
    /// Groups that the audience names and whose members the asker may see.
    pub groups: Vec<PartyReach>,
    /// Groups that the audience names (or whose keepers it names) and whose members the asker may not
    /// see: whoever is in them would see it, too. In no total.
    pub opaque: Vec<Party>,
    /// Subordinate bodies that are not meant where their superior is named.
    pub not_meant: Vec<NotMeant>,
    /// What the audience names and lives no longer, with the living bodies that carry it on. It is refused to
    /// nobody: what is told to a body that was taken over is read in the body that carries it on.
    pub ended: Vec<EndedParty>,
    /// Of what the audience names, that by which nobody would see it today: a body that has ended or has no
    /// people here yet, a post whose account is suspended. Whoever joins later would.
    pub reaches_nobody: Vec<Party>,
    /// What it changes for an item that has an audience already; null without `itemId`.
    pub change: Option<AudienceChange>,
    /// Whether the asker may publish so in that name.
    pub publishing: PreviewedPublishing,
}

/// How many would see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ReaderCount {
    /// People.
    pub people: i32,
    /// Partner systems.
    pub partner_systems: i32,
}

/// A party, with how many in it would see it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartyReach {
    /// The party.
    pub party: Party,
    /// People.
    pub people: i32,
    /// Partner systems.
    pub partner_systems: i32,
}

/// Naming a body means that body alone.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NotMeant {
    /// The body that is named.
    pub organisation: Party,
    /// Its subordinate bodies, at any depth, that the audience does not hold: add them by `kind` and
    /// `partyId` if they are meant.
    pub subordinates: Vec<Party>,
}

/// What an audience names and lives no longer.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct EndedParty {
    /// The country, group or organisation that is named.
    pub party: Party,
    /// Its last day, to the precision it is known.
    pub valid_to: PartialDate,
    /// Living bodies that carry it on and that the audience does not hold, as far as they are shown to the
    /// asker: name them by `kind` and `partyId` if they are meant.
    pub successors: Vec<Party>,
}

/// What it changes.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AudienceChange {
    /// Parties to which it opens. A group whose members the asker may not see always counts as one.
    pub widens: Vec<Party>,
    /// Parties to which it closes.
    pub narrows: Vec<Party>,
    /// Who would see it today and does not now; null where everybody would.
    pub gained: Option<ReaderCount>,
    /// Who sees it now and would not; null where everybody does.
    pub lost: Option<ReaderCount>,
    /// Whether it takes `confirm: true`.
    pub wants_confirmation: bool,
}

/// Whether somebody may publish so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PreviewedPublishing {
    /// Yes.
    Allowed,
    /// In that name, but not so wide: propose it.
    MustPropose,
    /// Not in that name.
    Refused,
}
