//! What is shown of an access act that waits for a word.

use async_graphql::SimpleObject;
use entity::vocabulary::RequestState;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Act;
use crate::exchange::items::Party;
use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;

/// What an act is done to.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "ActTarget")]
pub struct ActTarget {
    /// Kind of the thing.
    pub kind: String,
    /// Its id.
    pub id: Uuid,
}

/// A party whose keepers' word is missing.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct WaitsFor {
    /// The party that is entered, its keepers' party where keeping is given, or the post that is left.
    pub party: Party,
    /// The experts who may say the word at the moment; empty where nobody can.
    pub expert_ids: Vec<Uuid>,
}

/// An access act that waits for somebody's word, or had it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AccessRequest {
    /// Id.
    pub id: Uuid,
    /// The act.
    pub act: Act,
    /// What it is done to.
    pub target: ActTarget,
    /// The grant, post or membership that is stored as waiting; null where a body changes.
    pub result_id: Option<Uuid>,
    /// Whose word is missing; empty once it is decided.
    pub waits_for: Vec<WaitsFor>,
    /// WAITING, DONE, REFUSED or WITHDRAWN.
    pub state: RequestState,
    /// Who asked.
    pub requested_by: Actor,
    /// When.
    pub requested_at: Timestamp,
    /// When it was decided; null while it waits.
    pub decided_at: Option<Timestamp>,
    /// Who decided it; null while it waits, and where it was decided by nobody (with a post that ended).
    pub decided_by: Option<Actor>,
    /// Why it was refused or withdrawn.
    pub decide_reason: Option<String>,
    /// 1 while it waits, 2 once it was decided.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for AccessRequest {
    fn revision(&self) -> i32 {
        self.revision
    }
}
