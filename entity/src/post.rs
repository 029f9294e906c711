//! An expert's place in an organisation; rights and sight belong to it.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{PostState, Precision};

/// An expert's place in an organisation; rights and sight belong to it.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "post")]
pub struct Model {
    /// Party.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose place it is.
    pub expert_id: Uuid,
    /// Office telephone, E.164 or as printed.
    pub office_telephone: Option<String>,
    /// Office mailbox.
    pub office_email: Option<String>,
    /// First instant it is said to run, microseconds.
    pub valid_from: i64,
    /// First instant it is said to run no longer.
    pub valid_until: Option<i64>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// First instant it gives sight and carries grants; null until confirmed (and, when invited, accepted).
    pub counts_from: Option<i64>,
    /// When it was ended; null while it was not.
    pub ended_at: Option<i64>,
    /// Why it was ended.
    pub end_reason: Option<String>,
    /// The post that takes over what was written in it, once it has ended.
    pub successor: Option<Uuid>,
    /// When what follows from its end was done; null before.
    pub settled_at: Option<i64>,
    /// WAITING, CONFIRMED or REFUSED.
    pub state: PostState,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
