//! A body; its names, parents, policy fields and life are dated facts, its type, country and flag are states.

use sea_orm::entity::prelude::*;

/// A body; its names, parents, policy fields and life are dated facts, its type, country and flag are states.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation")]
pub struct Model {
    /// Item and party under one id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Stable code.
    pub code: String,
    /// Acronym in Latin letters.
    pub acronym: Option<String>,
    /// Acronym in its own script.
    pub acronym_native: Option<String>,
    /// Seat.
    pub city: Option<String>,
    /// Country it sits in, for embassies and offices.
    pub host_country_id: Option<Uuid>,
    /// Country it is to belong to once the word is there that its making waits for.
    pub asked_country_id: Option<Uuid>,
    /// Address of its site.
    pub website: Option<String>,
    /// Office telephone, E.164 or as printed.
    pub telephone: Option<String>,
    /// Office mailbox.
    pub email: Option<String>,
    /// Its part in the process, in words.
    pub role_in_process: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
