//! What is shown of a proposal.

use async_graphql::SimpleObject;
use entity::vocabulary::{ItemKind, ProposalKind, ProposalState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::ProposedContent;
use crate::exchange::items::{Audience, Party};
use crate::identity::actors::Actor;
use crate::kit::timestamp::Timestamp;

/// A proposal: what waits for the word of somebody who may, or had it. While it waits it is seen by the
/// item's keepers, those asked and the receiving side of a transfer; afterwards by the item's keepers, and
/// without `comment`, `content` and `audience` by whoever proposed or decided it.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// Id.
    pub id: Uuid,
    /// PUBLICATION, REVISION or TRANSFER.
    pub kind: ProposalKind,
    /// The item it is about. Those asked see the item itself only while its publication is proposed
    /// to them, or where it is shared with them anyway.
    pub item_id: Uuid,
    /// Kind of the item.
    pub item_kind: ItemKind,
    /// The item's title; of a REVISION the proposed one.
    pub title: String,
    /// In whose name it stands.
    pub owner: Party,
    /// TRANSFER: in whose name it would stand.
    pub to_owner: Option<Party>,
    /// Whose word it waits for, or had: any keeper of one of these who may publish it so.
    pub asked: Vec<Party>,
    /// Who proposed it; null where the reader may not see the expert.
    pub proposed_by: Option<Actor>,
    /// When.
    pub proposed_at: Timestamp,
    /// What the proposer said to those asked.
    pub comment: Option<String>,
    /// The item's revision that it was made from. A REVISION can be confirmed only while the item has it.
    pub base_revision: i32,
    /// REVISION: the whole text as it would be.
    pub content: Option<ProposedContent>,
    /// Who the item is to be for.
    pub audience: Option<Audience>,
    /// PUBLICATION: when it is to be published by itself; null for at once.
    pub publish_at: Option<Timestamp>,
    /// WAITING, CONFIRMED, RETURNED or TAKEN_BACK.
    pub state: ProposalState,
    /// When it was decided; null while it waits.
    pub decided_at: Option<Timestamp>,
    /// Who decided it; null while it waits, for the server itself, and where the reader may not see the expert.
    pub decided_by: Option<Actor>,
    /// What whoever gave it back said.
    pub decide_comment: Option<String>,
    /// Whether it waits for the reader's word.
    pub waits_for_me: bool,
    /// 1 while it waits, 2 once it was decided.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for Proposal {
    fn revision(&self) -> i32 {
        self.revision
    }
}
