//! What waits for the word of somebody who may: a publication, a change of what is published, a transfer.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{ProposalKind, ProposalState};

/// What waits for the word of somebody who may: a publication, a change of what is published, a transfer.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "proposal")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The item it is about.
    pub item_id: Uuid,
    /// What it asks for.
    pub kind: ProposalKind,
    /// Who sees it: the item's keepers; while it waits also those asked, afterwards the posts that proposed
    /// and decided it, which read no text there.
    pub seen_by: i64,
    /// Keepers' parties whose word it waits for.
    pub asked: i64,
    /// Post or partner system that proposed it.
    pub proposed_by: Option<Uuid>,
    /// When, microseconds.
    pub proposed_at: i64,
    /// What the proposer said to those asked.
    pub comment: Option<String>,
    /// The item's revision that it was made from.
    pub base_revision: i32,
    /// The item's title, as those asked may know it.
    pub title: String,
    /// REVISION: JSON of the whole text as it would be; the item's kind knows its form.
    pub content: Option<String>,
    /// Who the item would be for.
    pub audience: Option<i64>,
    /// Who owned the item when it was proposed.
    pub from_owner: Uuid,
    /// TRANSFER: who would own it.
    pub to_owner: Option<Uuid>,
    /// PUBLICATION: when it would be published, microseconds; null for at once.
    pub publish_at: Option<i64>,
    /// WAITING, CONFIRMED, RETURNED or TAKEN_BACK.
    pub state: ProposalState,
    /// When it left WAITING, microseconds.
    pub decided_at: Option<i64>,
    /// Who decided; null for SYSTEM.
    pub decided_by: Option<Uuid>,
    /// What whoever gave it back said.
    pub decide_comment: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
