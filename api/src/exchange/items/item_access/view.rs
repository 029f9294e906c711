//! What is shown of who could see an item.

use async_graphql::SimpleObject;
use entity::vocabulary::{ItemKind, Role};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::exchange::items::{Audience, Party};
use crate::identity::actors::Actor;
use crate::kit::day::Day;
use crate::kit::timestamp::Timestamp;

/// Who could see an item, as far as the asker may know it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ItemAccess {
    /// The item.
    pub item_id: Uuid,
    /// Kind of the item.
    pub kind: ItemKind,
    /// Why the asker sees it today, in each way there is; null in an auditor's answer.
    pub why: Option<Vec<AccessChain>>,
    /// What its keepers know; null to all others.
    pub keeping: Option<Keeping>,
    /// Who could see it then; null unless an auditor asks with `at`, or with `from` and `to`.
    pub audit: Option<AccessAudit>,
}

/// One way in which somebody sees an item: *party of the audience ← membership or post ← grant*, through
/// take-overs of bodies where there were any.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessChain {
    /// The party of the effective audience.
    pub party: Party,
    /// Where the party is a group: the membership; null where it is not shown to the asker.
    pub membership: Option<ChainMembership>,
    /// The post or partner system that holds it; null for PUBLIC, which everybody holds.
    pub holder: Option<Party>,
    /// The body in which that stands, after all take-overs.
    pub organisation: Option<Party>,
    /// The take-overs it goes through, the earliest first: from the body in which the post was held, and from the
    /// body that the audience or the membership names, to `organisation`. Empty where there were none.
    pub take_overs: Vec<ChainTakeOver>,
    /// The grant by which it counts; null for PUBLIC.
    pub grant: Option<ChainGrant>,
    /// In an auditor's answer: where it was not the item itself that was seen but what was proposed about
    /// it and waited, the proposal, with title and text as they would have been. Null for the item itself.
    pub proposal_id: Option<Uuid>,
    /// First instant of it; null in the answer to why the asker sees it today.
    pub from: Option<Timestamp>,
    /// First instant past it; null while it goes on.
    pub until: Option<Timestamp>,
}

/// That a body took another one over.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ChainTakeOver {
    /// The body that was taken over.
    pub organisation: Party,
    /// The one that took it over.
    pub taken_over_by: Party,
    /// Since when it counts.
    pub since: Timestamp,
}

/// By which membership.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ChainMembership {
    /// The membership.
    pub membership_id: Uuid,
    /// Who is in the group: a country, organisation, post or partner system.
    pub member: Party,
}

/// By which grant.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ChainGrant {
    /// The grant.
    pub grant_id: Uuid,
    /// Its role.
    pub role: Role,
    /// Its scope; null for the network.
    pub scope: Option<Party>,
    /// Who gave it; null where the asker may not see the expert.
    pub given_by: Option<Actor>,
    /// Why it was given.
    pub reason: String,
}

/// What the keepers of an item know.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Keeping {
    /// Who it is for, besides its keepers.
    pub audience: Audience,
    /// Who opened it; null for what is for the network or for everybody, where nothing is recorded.
    pub openings: Option<ItemOpenings>,
}

/// Who opened an item or was given its text, besides its author.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ItemOpenings {
    /// By organisation and day, oldest first.
    pub organisations: Vec<OrganisationOpening>,
    /// By day, those people and partner systems whom the audience names.
    pub named: Vec<NamedOpening>,
    /// How many people and partner systems opened it, or were given its text, who see it only through groups whose members the
    /// asker may not see.
    pub through_hidden_groups: i32,
}

/// People of an organisation who opened it, or were given its text, on a day.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationOpening {
    /// The organisation.
    pub organisation: Party,
    /// The day, in the network's zone.
    pub day: Day,
    /// How many people and partner systems.
    pub readers: i32,
    /// How often it was asked for by its id, or for one of its revisions.
    pub reads: i32,
    /// How often its text came along with others': in a list, the feed, a subscription or the export.
    pub deliveries: i32,
    /// How often a file of it was fetched.
    pub downloads: i32,
}

/// Somebody whom the audience names, who opened it, or was given its text, on a day.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct NamedOpening {
    /// The post or partner system.
    pub party: Party,
    /// The day, in the network's zone.
    pub day: Day,
    /// How often it was asked for by its id, or for one of its revisions.
    pub reads: i32,
    /// How often its text came along with others': in a list, the feed, a subscription or the export.
    pub deliveries: i32,
    /// How often a file of it was fetched.
    pub downloads: i32,
}

/// Who could see an item at an instant, or in a span.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessAudit {
    /// Beginning of the span asked about.
    pub from: Timestamp,
    /// Its end; the same as `from` for an instant.
    pub to: Timestamp,
    /// When everybody could see it, signed in or not.
    pub everybody: Vec<AccessSpan>,
    /// Every person and partner system who could see it otherwise, or a change or transfer of it while that
    /// waited for a word, by id.
    pub readers: Vec<AccessReader>,
    /// Administrators who had broken its glass.
    pub broken_glass: Vec<GlassLook>,
    /// Cursor of the last reader; null where there is none. Give it as `after` for the next page.
    pub end_cursor: Option<String>,
    /// Whether more readers follow; never without `first`, which gives all.
    pub has_next_page: bool,
}

/// From when to when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessSpan {
    /// First instant.
    pub from: Timestamp,
    /// First instant past it; null while it goes on.
    pub until: Option<Timestamp>,
}

/// Somebody who could see it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessReader {
    /// Who, in the last post in which they could.
    pub actor: Actor,
    /// When they could, in order: whole spans that meet the one asked about.
    pub spans: Vec<AccessSpan>,
    /// Why they could, in order of time.
    pub chains: Vec<AccessChain>,
}

/// An administrator who had broken the glass.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct GlassLook {
    /// The administrator's expert id.
    pub expert_id: Uuid,
    /// When it was opened.
    pub from: Timestamp,
    /// First instant at which it was closed again: an hour later, or when the administrator's right to break it
    /// ended before that. Who got it back within the hour stands here twice.
    pub until: Timestamp,
}
