//! Refused administrative acts of a minute that is not yet recorded in the ledger.

use sea_orm::entity::prelude::*;

/// Refused administrative acts of a minute that is not yet recorded in the ledger.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refused_act")]
pub struct Model {
    /// Minutes since the Unix epoch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub minute: i64,
    /// The expert or partner system that was refused.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor: Uuid,
    /// Name of the act.
    #[sea_orm(primary_key, auto_increment = false)]
    pub act: String,
    /// How often.
    pub count: i32,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
