//! Where the line of a body that was taken over leads, and since when: what follows from the take-overs that run.

use sea_orm::entity::prelude::*;

/// Where the line of a body that was taken over leads, and since when: what follows from the take-overs that run.
/// Written anew with each of them, so that whoever asks where somebody stands need not walk the line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, DeriveEntityModel)]
#[sea_orm(table_name = "succession_line")]
pub struct Model {
    /// The body that was taken over.
    #[sea_orm(primary_key, auto_increment = false)]
    pub body_id: Uuid,
    /// The body at the end of its line.
    #[sea_orm(primary_key, auto_increment = false)]
    pub heir_id: Uuid,
    /// The body that took it over itself.
    #[sea_orm(primary_key, auto_increment = false)]
    pub next_id: Uuid,
    /// Instant since which the line leads there.
    #[sea_orm(primary_key, auto_increment = false)]
    pub from_at: i64,
    /// Instant from which it leads on, since the heir is taken over itself; null while it ends there.
    pub until_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
