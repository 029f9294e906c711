//! Folded words of names, for `q=` (beginning of a word, both scripts).

use sea_orm::entity::prelude::*;

/// Folded words of names, for `q=` (beginning of a word, both scripts).
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "item_word")]
pub struct Model {
    /// Folded word.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    /// Whose name holds it.
    #[sea_orm(primary_key, auto_increment = false)]
    pub item_id: Uuid,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
