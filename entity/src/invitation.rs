//! An invitation by mail that carries post, grants and appointments.

use sea_orm::entity::prelude::*;

use crate::vocabulary::SendState;

/// An invitation by mail that carries post, grants and appointments.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// The batch it was made in.
    pub batch_id: Option<Uuid>,
    /// Where it was sent.
    pub email: String,
    /// Address in lower case.
    pub email_key: String,
    /// The person it makes.
    pub expert_id: Uuid,
    /// The post it carries.
    pub post_id: Uuid,
    /// Post that invited; null for SYSTEM.
    pub invited_by: Option<Uuid>,
    /// Words to the invited person.
    pub message: Option<String>,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// First instant it no longer works; sending it again renews it.
    pub expires_at: i64,
    /// When it was accepted.
    pub accepted_at: Option<i64>,
    /// When it was withdrawn.
    pub withdrawn_at: Option<i64>,
    /// QUEUED, SENT or FAILED.
    pub send_state: SendState,
    /// The language of its letter, BCP 47: the first of the person's that letters are written in; null for none.
    pub language: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
