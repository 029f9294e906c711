//! What is shown of an invitation, and of a batch of them.

use async_graphql::SimpleObject;
use entity::role_grant;
use entity::vocabulary::{InvitationState, Rank, Role, ScopeKind, SendState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::carries::Carries;
use super::store::Row;
use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;
use crate::network::references::OrganisationReference;

/// An invitation by mail, and where it hangs.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Invitation {
    /// Id.
    pub id: Uuid,
    /// The batch it was made in; null for one that was made alone.
    pub batch_id: Option<Uuid>,
    /// Where the letter went.
    pub email: String,
    /// Whose name it bears.
    pub name: String,
    /// The expert it makes; shown to the network once it is accepted.
    pub expert_id: Uuid,
    /// The post it carries.
    pub post: InvitedPost,
    /// The roles it carries, those of appointments included.
    pub grants: Vec<CarriedGrant>,
    /// Where it hangs.
    pub state: InvitationState,
    /// Where its letter stands.
    pub letter: SendState,
    /// The access request by which the post waits for the word of its body; null where it was said.
    pub access_request_id: Option<Uuid>,
    /// Words to the invited person.
    pub message: Option<String>,
    /// Who invited.
    pub invited_by: Actor,
    /// When it was made.
    pub created_at: Timestamp,
    /// First instant its link no longer works; sending it again renews it.
    pub expires_at: Timestamp,
    /// When it was accepted; null while it was not.
    pub accepted_at: Option<Timestamp>,
    /// When it was withdrawn; null while it was not.
    pub withdrawn_at: Option<Timestamp>,
    /// 1 while it is open, 2 once it was accepted or withdrawn.
    pub revision: i32,
}

/// The post that an invitation carries.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct InvitedPost {
    /// The post.
    pub post_id: Uuid,
    /// Title of the position.
    pub title: String,
    /// The body; null where it is not shown to the reader.
    pub organisation: Option<OrganisationReference>,
}

/// A role that an invitation carries.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct CarriedGrant {
    /// The grant.
    pub grant_id: Uuid,
    /// The role.
    pub role: Role,
    /// NETWORK, COUNTRY, ORGANISATION or GROUP.
    pub scope_kind: ScopeKind,
    /// The country, organisation or group; null for NETWORK.
    pub scope_id: Option<Uuid>,
    /// Code of the country, organisation or group, where it has one and the reader sees it.
    pub scope_code: Option<String>,
    /// Its name, where the reader sees it, in the language asked for where there is one.
    pub scope_name: Option<String>,
    /// Code of the policy field, for field contacts.
    pub competence: Option<String>,
    /// Label of the policy field, in the language asked for where there is one.
    pub competence_label: Option<String>,
    /// Whether the appointment is to speak first, or as a deputy; null for what is no appointment.
    pub rank: Option<Rank>,
    /// Whether the grant waits for a word of its own, besides confirmation and acceptance.
    pub waits: bool,
    /// When it was ended; null while it was not. It ends before it counted where whoever gave it could
    /// give it no longer.
    pub ended_at: Option<Timestamp>,
}

/// What became of a batch, or would become of it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct BatchReport {
    /// Whether nothing was stored or sent.
    pub dry_run: bool,
    /// The batch, by which the list of invitations can be filtered; null in a dry run.
    pub batch_id: Option<Uuid>,
    /// Each row, in order.
    pub rows: Vec<BatchRow>,
}

/// One row of a batch.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct BatchRow {
    /// Its number, from 1.
    pub row: i32,
    /// The address as given.
    pub email: String,
    /// The invitation; null in a dry run.
    pub invitation: Option<Invitation>,
    /// What is wrong with it; empty where nothing is.
    pub findings: Vec<Finding>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// JSON pointer into the row's invitation; empty where it is the row as a whole.
    pub pointer: String,
    /// The code, as in the table of errors.
    pub code: String,
    /// What was wrong, and what is accepted.
    pub detail: String,
}

impl crate::kit::revisioned::Revisioned for Invitation {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Invitation {
    pub(super) fn new(
        row: Row,
        grants: Vec<CarriedGrant>,
        organisation: Option<OrganisationReference>,
        invited_by: Actor,
        now: Timestamp,
    ) -> Self {
        let settled = row.accepted_at.or(row.withdrawn_at).is_some();
        Self {
            id: row.id,
            batch_id: row.batch_id,
            state: state_of(&row, now),
            letter: row.send_state,
            email: row.email,
            name: row.name,
            expert_id: row.expert_id,
            post: InvitedPost { post_id: row.post_id, title: row.title, organisation },
            grants,
            access_request_id: row.request_id,
            message: row.message,
            invited_by,
            created_at: Timestamp::from_micros(row.created_at),
            expires_at: Timestamp::from_micros(row.expires_at),
            accepted_at: row.accepted_at.map(Timestamp::from_micros),
            withdrawn_at: row.withdrawn_at.map(Timestamp::from_micros),
            revision: if settled { 2 } else { 1 },
        }
    }
}

impl CarriedGrant {
    pub(super) fn of(row: &role_grant::Model, carries: Carries) -> Self {
        let (scope_code, scope_name) = carries.scope.map_or((None, None), |(code, name)| (code, Some(name)));
        let (competence, competence_label) = carries.field.unzip();
        Self {
            grant_id: row.id,
            role: row.role,
            scope_kind: row.scope_kind,
            scope_id: row.scope,
            scope_code,
            scope_name,
            competence,
            competence_label,
            rank: carries.rank,
            waits: row.counts_from.is_none() && row.ended_at.is_none(),
            ended_at: row.ended_at.map(Timestamp::from_micros),
        }
    }
}

/// Where an invitation hangs. `store::in_state` asks the same in SQL.
fn state_of(row: &Row, now: Timestamp) -> InvitationState {
    let waits = row.request_id.is_some();
    match (row.withdrawn_at, row.accepted_at) {
        (Some(_), _) => InvitationState::Withdrawn,
        (None, Some(_)) if waits => InvitationState::WaitingForWord,
        (None, Some(_)) => InvitationState::Accepted,
        (None, None) if row.expires_at <= now.micros() => InvitationState::Expired,
        (None, None) if row.send_state == SendState::Failed => InvitationState::Failed,
        (None, None) if waits => InvitationState::WaitingForWord,
        (None, None) => InvitationState::Sent,
    }
}
