//! An expert's private telephone and e-mail: an item with an audience of the expert's choosing.

use sea_orm::entity::prelude::*;

/// An expert's private telephone and e-mail: an item with an audience of the expert's choosing.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_card")]
pub struct Model {
    /// Item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub expert_id: Uuid,
    /// Private telephone, E.164 or as given.
    pub telephone: Option<String>,
    /// Private address.
    pub email: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
