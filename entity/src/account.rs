//! The sign-in of an expert. Its state is dated, in account_state.

use sea_orm::entity::prelude::*;

/// The sign-in of an expert. Its state is dated, in account_state.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Whose it is.
    pub expert_id: Uuid,
    /// Address as given.
    pub email: String,
    /// Address in lower case, for look-up.
    pub email_key: String,
    /// argon2id, PHC string; null before one was set.
    pub password_hash: Option<String>,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// Last sign-in, microseconds.
    pub last_sign_in_at: Option<i64>,
    /// Last visit that was marked, microseconds.
    pub last_visit_at: Option<i64>,
    /// Number of the newest unit at the last visit.
    pub last_visit_seq: Option<i64>,
    /// What its owner saw by at the last visit.
    pub last_visit_sight: Option<Uuid>,
    /// The language of letters to it, BCP 47; null where none was chosen.
    pub language: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
