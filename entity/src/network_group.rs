//! A named set of countries, organisations, posts and partner systems; its name and life are dated facts.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{GroupKind, MembersSeenBy};

/// A named set of countries, organisations, posts and partner systems; its name and life are dated facts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "network_group")]
pub struct Model {
    /// Item and party under one id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// Stable code, where it has one.
    pub code: Option<String>,
    /// CLUSTER, COMMITTEE, WORKING_GROUP or SHARING_GROUP.
    pub kind: GroupKind,
    /// What it is for.
    pub description: Option<String>,
    /// Who sees the members: KEEPERS, MEMBERS or NETWORK.
    pub members_seen_by: MembersSeenBy,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
