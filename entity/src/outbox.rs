//! What happened and something must follow from: written in the same unit, worked off later.

use sea_orm::entity::prelude::*;

/// What happened and something must follow from: written in the same unit, worked off later.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    /// Id of the event.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The unit that wrote it.
    pub seq: i64,
    /// What to do: MAIL, …
    pub topic: String,
    /// JSON for the worker.
    pub payload: String,
    /// How often it was tried.
    pub attempts: i32,
    /// Not before this instant, microseconds.
    pub due_at: i64,
    /// When it was done; null while it waits.
    pub done_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
