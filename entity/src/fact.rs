//! A dated fact about an item, in two times: when it holds in the world, and since when the network says so.

use sea_orm::entity::prelude::*;

use crate::vocabulary::{BoundKind, Confidence, FactKind, Precision};

/// A dated fact about an item, in two times: when it holds in the world, and since when the network says so.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "fact")]
pub struct Model {
    /// UUIDv7.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// What it is about.
    pub item_id: Uuid,
    /// NAME, PARENT, COMPETENCE, LIFE …
    pub kind: FactKind,
    /// BCP 47 tag, for names and texts.
    pub language: Option<String>,
    /// The value, where it is text.
    pub text: Option<String>,
    /// Bytewise sort key of the text, for names.
    pub sort_key: Option<String>,
    /// The value, where it is another item.
    pub ref_id: Option<Uuid>,
    /// First day it holds, days since 1970-01-01; the smallest number if open or unknown.
    pub from_day: i32,
    /// DATED, OPEN or UNKNOWN.
    pub from_kind: BoundKind,
    /// DAY, MONTH or YEAR.
    pub from_precision: Precision,
    /// Last day it holds (inclusive); the largest number if open or unknown.
    pub to_day: i32,
    /// DATED, OPEN or UNKNOWN.
    pub to_kind: BoundKind,
    /// DAY, MONTH or YEAR.
    pub to_precision: Precision,
    /// Where it is from.
    pub source: Option<String>,
    /// HIGH, MEDIUM or LOW.
    pub confidence: Confidence,
    /// What a reader should know about it.
    pub note: Option<String>,
    /// Whether it was stated by those whose it is to say: somebody who stands in the country or body it is about.
    pub confirmed: bool,
    /// Unit of the ledger that stated it.
    pub since_seq: i64,
    /// Unit that superseded it; null while the network says so.
    pub until_seq: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
