//! The whole text of an item as it would be: kept with the proposal, applied when it is confirmed.

use async_graphql::SimpleObject;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::kit::markdown::Rendered;

/// The whole text of an item as it would be. Kinds with more than this add their fields here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// Title.
    pub title: String,
    /// One paragraph.
    pub summary: Option<String>,
    /// The body.
    pub body: Rendered,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Policy fields.
    pub topics: Vec<Uuid>,
    /// Countries concerned.
    pub countries: Vec<Uuid>,
}

/// The whole text of an item as it would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ProposedContent {
    /// Title.
    pub title: String,
    /// One paragraph; null for none.
    pub summary: Option<String>,
    /// The body in CommonMark with tables, as written.
    pub body_markdown: String,
    /// The body as sanitised HTML.
    pub body_html: String,
    /// BCP 47 tag of the text; null for none.
    pub language: Option<String>,
    /// Codes of the policy fields it is about, sorted.
    pub topics: Vec<String>,
    /// Codes of the countries it concerns (ISO 3166-1 alpha-2), sorted.
    pub country_codes: Vec<String>,
}
