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

/// The state of a grant at an instant; `live` where the holder stands in the scope with an enabled account.
pub(super) fn state_of(row: &role_grant::Model, live: bool, holder_over: bool, now: Timestamp) -> (GrantState, String) {
    let now = now.micros();
    let over = |at: Option<i64>| at.is_some_and(|at| at <= now);
    match row {
        row if over(row.ended_at) => (GrantState::Ended, "It was ended.".to_owned()),
        row if over(row.valid_until) => (GrantState::Ended, "It has run out.".to_owned()),
        _ if holder_over => (GrantState::Ended, "The post or partner system it was given to has ended.".to_owned()),
        row if row.counts_from.is_none() => (GrantState::Waiting, "Somebody's word is missing.".to_owned()),
        row if row.counts_from.is_some_and(|at| at > now) => (GrantState::Future, "It begins later.".to_owned()),
        _ if live => (GrantState::Live, "It is within its dates, and its holder stands in its scope.".to_owned()),
        _ => (
            GrantState::Dormant,
            "Its holder does not stand in its scope, has no own sight there, or has no enabled account.".to_owned(),
        ),
    }
}

pub(super) fn last(until: Option<i64>) -> Option<Timestamp> {
    until.map(last_of)
}
