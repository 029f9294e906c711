//! What is shown of a grant.

use async_graphql::{Enum, SimpleObject};
use entity::role_grant;
use entity::vocabulary::{Role, ScopeKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;

/// Whether a grant counts, and if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum GrantState {
    /// It counts.
    Live,
    /// Somebody's word is missing.
    Waiting,
    /// It begins later.
    Future,
    /// The holder no longer stands in the scope, the account is suspended, or the post has not begun.
    Dormant,
    /// It is over.
    Ended,
}

/// What a grant extends over.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Scope {
    /// NETWORK, COUNTRY, ORGANISATION or GROUP.
    pub kind: ScopeKind,
    /// The country, organisation or group; null for NETWORK.
    pub party_id: Option<Uuid>,
    /// Its code, where it has one and the reader sees it.
    pub code: Option<String>,
}

/// The gift of a role.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
    /// Id.
    pub id: Uuid,
    /// The role.
    pub role: Role,
    /// What it extends over.
    pub scope: Scope,
    /// Code of the policy field, for field contacts.
    pub competence: Option<String>,
    /// Who holds it.
    pub holder: Actor,
    /// Who gave it.
    pub given_by: Actor,
    /// When it was recorded.
    pub given_at: Timestamp,
    /// Why it was given.
    pub reason: String,
    /// First instant it is said to hold.
    pub valid_from: Timestamp,
    /// Last instant it is said to hold; null if open.
    pub valid_to: Option<Timestamp>,
    /// Last instant it can count as things stand: its own end, or that of the post or partner system that holds it,
    /// whichever is sooner; null while nobody has said an end.
    pub ends_at: Option<Timestamp>,
    /// Whether it counts.
    pub state: GrantState,
    /// Why it counts, or why it does not, in a sentence.
    pub why: String,
    /// When it was ended; null while it was not.
    pub ended_at: Option<Timestamp>,
    /// Why it was ended.
    pub end_reason: Option<String>,
    /// 1 while it stands, 2 once it was ended.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for Grant {
    fn revision(&self) -> i32 {
        self.revision
    }
}

/// Why a grant within its dates does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Idle {
    /// The account of whoever holds it is suspended, or not yet there.
    NoAccount,
    /// The partner system that holds it is suspended.
    PartnerSuspended,
    /// Beside a role in a group nothing gives own sight.
    NoOwnSight,
    /// Its holder no longer stands in the scope.
    Elsewhere,
}

/// What the state of a grant is worked out from, besides its own row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    /// Why it does not count where it is within its dates; none where it counts.
    pub idle: Option<Idle>,
    /// When the post or partner system that holds it ends, as far as that was said.
    pub holder_ends: Option<i64>,
}

/// The state of a grant at an instant, and why.
pub(super) fn state_of(row: &role_grant::Model, around: Around, now: Timestamp) -> (GrantState, String) {
    let now = now.micros();
    let over = |at: Option<i64>| at.is_some_and(|at| at <= now);
    let (state, why) = match (row, around.idle) {
        (row, _) if over(row.ended_at) => (GrantState::Ended, "It was ended."),
        (row, _) if over(row.valid_until) => (GrantState::Ended, "It has run out."),
        _ if over(around.holder_ends) => (GrantState::Ended, "The post or partner system it was given to has ended."),
        (row, _) if row.counts_from.is_none() => (GrantState::Waiting, "Somebody's word is missing."),
        (row, _) if row.counts_from.is_some_and(|at| at > now) => (GrantState::Future, "It begins later."),
        (_, None) if ends_with_its_holder(row, around) => (
            GrantState::Live,
            "It is within its dates, and its holder stands in its scope; it ends with the post or partner system that holds it.",
        ),
        (_, None) => (GrantState::Live, "It is within its dates, and its holder stands in its scope."),
        (_, Some(Idle::NoAccount)) => {
            (GrantState::Dormant, "Its holder has no enabled account: it is suspended, or not there yet.")
        }
        (_, Some(Idle::PartnerSuspended)) => (GrantState::Dormant, "The partner system that holds it is suspended."),
        (_, Some(Idle::NoOwnSight)) => {
            (GrantState::Dormant, "A role in a group counts beside one that gives own sight, and its holder has none.")
        }
        (_, Some(Idle::Elsewhere)) => (GrantState::Dormant, "Its holder does not stand in its scope."),
    };
    (state, why.to_owned())
}

/// When a grant ends as things stand: first instant past it.
pub(super) fn ends(row: &role_grant::Model, around: Around) -> Option<i64> {
    [row.valid_until, row.ended_at, around.holder_ends].into_iter().flatten().min()
}

fn ends_with_its_holder(row: &role_grant::Model, around: Around) -> bool {
    around.holder_ends.is_some() && ends(row, around) == around.holder_ends
}

pub(super) fn last(until: Option<i64>) -> Option<Timestamp> {
    until.map(last_of)
}
