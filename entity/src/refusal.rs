//! Refused administrative acts of signed-in actors, counted per actor, act and minute outside the chain.

use sea_orm::entity::prelude::*;

/// Refused administrative acts of signed-in actors, counted per actor, act and minute outside the chain.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "refusal")]
pub struct Model {
    /// Who was refused.
    #[sea_orm(primary_key, auto_increment = false)]
    pub actor: Uuid,
    /// What was refused.
    #[sea_orm(primary_key, auto_increment = false)]
    pub act: String,
    /// Minutes since the Unix epoch.
    #[sea_orm(primary_key, auto_increment = false)]
    pub minute: i64,
    /// How often.
    pub count: i32,
    /// Whether the ledger has it already.
    pub recorded: bool,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
