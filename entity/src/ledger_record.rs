//! One record a unit: who did what to what, by which grant. Ids, field names and salted digests only.

use sea_orm::entity::prelude::*;

use crate::vocabulary::ActorKind;

/// One record a unit: who did what to what, by which grant. Ids, field names and salted digests only.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ledger_record")]
pub struct Model {
    /// Place in the one order of all writes, from 1, without gaps.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// Instant of the unit, microseconds since the Unix epoch.
    pub at: i64,
    /// Name of the act, as `/v1/access/matrix` bears it.
    pub act: String,
    /// EXPERT, PARTNER or SYSTEM.
    pub actor_kind: ActorKind,
    /// Expert or partner system; null for SYSTEM.
    pub actor: Option<Uuid>,
    /// Post the expert held then; null for partner systems and SYSTEM.
    pub actor_post: Option<Uuid>,
    /// The grant that permitted it; null where none was needed.
    pub grant_id: Option<Uuid>,
    /// Request that carried it.
    pub request_id: String,
    /// Kind of the thing acted on.
    pub target_kind: Option<String>,
    /// Id of the thing acted on.
    pub target: Option<Uuid>,
    /// Canonical JSON: ids, field names, salted digests; never a title, text, name or address.
    pub body: String,
    /// SHA-256 over the hash before it and this record's canonical form.
    pub hash: Vec<u8>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
