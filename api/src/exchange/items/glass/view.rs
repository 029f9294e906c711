//! The answer to breaking the glass.

use async_graphql::SimpleObject;
use entity::vocabulary::ItemKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kit::timestamp::Timestamp;

/// For how long an item is open.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct GlassBroken {
    /// The item.
    pub item_id: Uuid,
    /// Kind of the item.
    pub kind: ItemKind,
    /// When the glass was broken.
    pub at: Timestamp,
    /// Until when the item opens to the account that broke it: an hour later.
    pub until: Timestamp,
}
