//! An access act that waits for somebody's word, or had it.

use sea_orm::entity::prelude::*;

use crate::vocabulary::RequestState;

/// An access act that waits for somebody's word, or had it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_request")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The act that waits.
    pub act: String,
    /// Kind of what it is done to.
    pub target_kind: String,
    /// Id of what it is done to.
    pub target: Uuid,
    /// What was stored as WAITING: grant, post, membership; null where a body changes.
    pub result_id: Option<Uuid>,
    /// JSON of the act, carried out when the last word is there.
    pub payload: String,
    /// JSON list of expert ids whose word does not count, unless they stand in the party already.
    pub gainers: String,
    /// Post or partner system that asked; null for SYSTEM.
    pub requested_by: Option<Uuid>,
    /// Microseconds since the Unix epoch.
    pub requested_at: i64,
    /// WAITING, DONE, REFUSED or WITHDRAWN.
    pub state: RequestState,
    /// When it left WAITING.
    pub decided_at: Option<i64>,
    /// Who refused or withdrew it, or said the last word.
    pub decided_by: Option<Uuid>,
    /// Why it was refused or withdrawn.
    pub decide_reason: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
