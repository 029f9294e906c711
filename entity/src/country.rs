//! A participating state; its names and its part in the process are dated facts.

use sea_orm::entity::prelude::*;

/// A participating state; its names and its part in the process are dated facts.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "country")]
pub struct Model {
    /// Item and party under one id.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// ISO 3166-1 alpha-3.
    pub alpha3: String,
    /// ISO 3166-1 numeric.
    pub numeric: i32,
    /// Official name in English.
    pub official_name: String,
    /// BCP 47 tags, separated by `|`.
    pub official_languages: String,
    /// Day of accession to the EU, days since 1970-01-01.
    pub eu_accession_day: Option<i32>,
    /// Day on which checks at land borders were lifted.
    pub schengen_day: Option<i32>,
    /// The network's word for countries in one situation.
    pub accession_group: Option<String>,
    /// What it is in the process, as its documents say.
    pub process_role: Option<String>,
    /// Codes of the participating states it borders on by land, separated by `|`.
    pub land_borders: String,
    /// What a reader should know.
    pub note: Option<String>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
