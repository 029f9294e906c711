//! What is shown of a ledger record: ids, field names and digests. Names resolve under the
//! reader's own sight.

use async_graphql::SimpleObject;
use serde::Serialize;
use serde_json::Value as Json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::identity::access_requests::view::ActTarget;
use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;

/// One record of the ledger.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct AuditEvent {
    /// Its number in the one order of all writes, as text: it outgrows 32 bits.
    pub seq: String,
    /// When.
    pub at: Timestamp,
    /// The act, as `/v1/access/matrix` bears it.
    pub act: String,
    /// Who did it. The id stays for ever; the name is looked up for the reader, and is null where they do
    /// not see the expert, or where there is none any more.
    pub actor: Actor,
    /// The grant that permitted it; null where none was needed.
    pub grant_id: Option<Uuid>,
    /// What it was done to.
    pub target: Option<ActTarget>,
    /// Ids, field names and salted digests.
    #[schema(value_type = Object)]
    pub details: Json,
    /// The reason given, until it is erased.
    pub reason: Option<String>,
    /// Names the request in the server's log.
    pub request_id: String,
    /// The record's hash, hex.
    pub hash: String,
}
