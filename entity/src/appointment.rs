//! A focal point: an appointment and its grant are one act and one life, so dates, holder, country and field are the grant's.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{Precision, Rank};

/// A focal point: an appointment and its grant are one act and one life, so dates, holder, country and field are the grant's.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    /// Item.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Its grant.
    pub grant_id: Uuid,
    /// The country it speaks for (the grant's scope).
    pub country_id: Uuid,
    /// The policy field; null for ALL.
    pub competence_id: Option<Uuid>,
    /// The body the post stood in when appointed.
    pub organisation_id: Uuid,
    /// PRINCIPAL or DEPUTY.
    pub rank: Rank,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// The function's telephone.
    pub office_telephone: Option<String>,
    /// The function's mailbox.
    pub office_email: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
