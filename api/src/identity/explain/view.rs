//! The answer.

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::Role;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::access::Act;
use crate::identity::access_requests::view::ActTarget;
use crate::identity::grants::Grant;
use crate::kit::timestamp::Timestamp;

/// Somebody, in a question about access.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema, SimpleObject, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "ExplainedActor", input_name = "ExplainedActorInput")]
pub struct ExplainedActor {
    /// An expert, in the post of that instant.
    pub expert_id: Option<Uuid>,
    /// A partner system.
    pub partner_id: Option<Uuid>,
}

/// Whether somebody may, or could then.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Yes or no.
    pub allowed: bool,
    /// Why, in a sentence.
    pub why: String,
    /// Where it is not allowed, by which rule: `UNAUTHENTICATED` (it takes somebody who is signed in, and at that
    /// instant they had no enabled account, or were a partner system that did not count), `FORBIDDEN` (no
    /// live grant permits it there; `roles` says which would), `NOT_FOR_ONESELF`, or `insufficient_scope`. Null where it
    /// is allowed.
    pub code: Option<String>,
    /// The roles that open the act where their scope contains the target; empty where none does.
    pub roles: Vec<Role>,
    /// The grant that permits it; null where none is needed, or it is not allowed.
    pub grant_id: Option<Uuid>,
    /// The same grant with its role, scope, holder and reason, where the asker may read it.
    pub grant: Option<Grant>,
    /// Who.
    pub actor: ExplainedActor,
    /// The act.
    pub act: Act,
    /// What it is done to; null for acts on nothing in particular.
    pub target: Option<ActTarget>,
    /// The instant asked about.
    pub at: Timestamp,
}
