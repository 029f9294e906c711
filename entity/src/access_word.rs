//! A party whose keepers' word an access request needs.

use sea_orm::entity::prelude::*;

/// A party whose keepers' word an access request needs.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "access_word")]
pub struct Model {
    /// The request.
    #[sea_orm(primary_key, auto_increment = false)]
    pub request_id: Uuid,
    /// The party that is entered, its keepers' party where keeping is given, or the post that is left.
    #[sea_orm(primary_key, auto_increment = false)]
    pub party_id: Uuid,
    /// Post that said it; null while it is missing.
    pub said_by: Option<Uuid>,
    /// When, microseconds.
    pub said_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
