//! What is shown of a partner system: never a secret.

use async_graphql::SimpleObject;
use entity::vocabulary::{PartnerState, SecretState};
use entity::{partner, partner_secret};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::error::{Code, Error};
use crate::identity::accounts::Suspension;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::last_of;
use crate::network::references::OrganisationReference;

/// A partner system: a machine client of the API, standing in a body as a post does.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Partner {
    /// Id; the party under which it is given sight.
    pub id: Uuid,
    /// The body that owns it; null where the reader may not see the body.
    pub organisation: Option<OrganisationReference>,
    /// What people call it.
    #[schema(example = "Case system of the Migration Service")]
    pub name: String,
    /// OAuth 2.0 client identifier.
    #[schema(example = "partner-5f0c2b9d7a41e836")]
    pub client_id: String,
    /// Since when it is registered.
    pub valid_from: Timestamp,
    /// Until when it runs (inclusive).
    pub valid_to: Timestamp,
    /// WAITING for the word of its body's editors or for its body's life to begin, LIVE, SUSPENDED, or ENDED.
    pub state: PartnerState,
    /// Since when it is suspended, by whom and why; null while it is not.
    pub suspension: Option<Suspension>,
    /// When it last got an access token; null if never.
    pub last_used_at: Option<Timestamp>,
    /// Its secrets, newest first; two may live while they are rotated.
    pub secrets: Vec<PartnerSecret>,
    /// 1, and one more for each time it was suspended or resumed; else it is ended and registered anew,
    /// never rewritten.
    pub revision: i32,
}

/// A client secret, without the secret.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct PartnerSecret {
    /// Id.
    pub id: Uuid,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it counts (inclusive).
    pub valid_to: Timestamp,
    /// When it last got an access token; null if never.
    pub last_used_at: Option<Timestamp>,
    /// LIVE or ENDED.
    pub state: SecretState,
}

impl crate::kit::revisioned::Revisioned for Partner {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Partner {
    pub(super) fn new(
        row: partner::Model,
        secrets: Vec<partner_secret::Model>,
        organisation: Option<OrganisationReference>,
        (suspension, times): (Option<Suspension>, usize),
        now: Timestamp,
    ) -> Self {
        let (state, valid_to) = (state_of(&row, suspension.is_some(), now), runs_until(&row));
        Self {
            id: row.id,
            organisation,
            name: row.name,
            client_id: row.client_id,
            valid_from: Timestamp::from_micros(row.valid_from),
            valid_to,
            state,
            suspension: suspension.filter(|_| state == PartnerState::Suspended),
            last_used_at: row.last_used_at.map(Timestamp::from_micros),
            secrets: secrets.into_iter().map(|secret| PartnerSecret::new(secret, state, now)).collect(),
            revision: i32::try_from(times).unwrap_or(i32::MAX).saturating_add(1),
        }
    }
}

/// The last instant at which a partner system runs, whether its end came by itself or was said.
pub(crate) fn runs_until(row: &partner::Model) -> Timestamp {
    last_of(row.ended_at.map_or(row.valid_until, |ended| ended.min(row.valid_until)))
}

impl PartnerSecret {
    fn new(row: partner_secret::Model, of: PartnerState, now: Timestamp) -> Self {
        let state = match of != PartnerState::Ended && secret_lives(&row, now) {
            true => SecretState::Live,
            false => SecretState::Ended,
        };
        Self {
            id: row.id,
            created_at: Timestamp::from_micros(row.created_at),
            valid_to: last_of(row.ended_at.map_or(row.valid_until, |ended| ended.min(row.valid_until))),
            last_used_at: row.last_used_at.map(Timestamp::from_micros),
            state,
        }
    }
}

/// Where a partner system stands at an instant; whether it is suspended is known to whoever asks. The list's filter
/// asks the database the same (`store::in_state`).
pub(super) fn state_of(row: &partner::Model, suspended: bool, now: Timestamp) -> PartnerState {
    let now = now.micros();
    if row.valid_until <= now || row.ended_at.is_some_and(|ended| ended <= now) {
        return PartnerState::Ended;
    }
    match row.counts_from.is_some_and(|from| from <= now) {
        true if suspended => PartnerState::Suspended,
        true => PartnerState::Live,
        false => PartnerState::Waiting,
    }
}

/// Whether one runs at an instant, whoever suspended it.
pub(crate) fn is_confirmed(row: &partner::Model, now: Timestamp) -> bool {
    state_of(row, false, now) == PartnerState::Live
}

/// What is said where a partner system would have to count, and does not yet.
pub(super) fn not_begun(row: &partner::Model) -> Error {
    let detail = match row.counts_from {
        None => "The partner system waits for a word; refuse or withdraw the request instead.",
        Some(_) => "The partner system has not begun: it begins with its body. End it instead.",
    };
    Error::new(Code::Conflict, detail)
}

/// Whether a secret counts at an instant, its partner system apart.
pub(super) fn secret_lives(row: &partner_secret::Model, now: Timestamp) -> bool {
    row.valid_until > now.micros() && row.ended_at.is_none_or(|ended| ended > now.micros())
}
