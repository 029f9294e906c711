//! What is shown of a policy field.

use async_graphql::SimpleObject;
use entity::fact;
use entity::vocabulary::FactKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Row;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::Span;
use crate::network::facts::view::{LanguageText, Provenance, best_text, by_language};

/// A policy field out of the taxonomy.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Competence {
    /// Id.
    pub id: Uuid,
    /// Stable code.
    #[schema(example = "return-readmission")]
    pub code: String,
    /// Code of the broader field; null at the top.
    pub parent_code: Option<String>,
    /// Place among its siblings.
    pub position: i32,
    /// Label, in the language asked for where there is one.
    #[schema(example = "Return and readmission")]
    #[graphql(skip)]
    pub label: String,
    /// Labels by language.
    pub labels: Vec<LanguageText>,
    /// What belongs to the field, in the language asked for where there is one.
    #[graphql(skip)]
    pub definition: Option<String>,
    /// The definition by language.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub definitions: Vec<LanguageText>,
    /// Since when it is used; null if always.
    pub valid_from: Option<PartialDate>,
    /// Until when it was used (inclusive); null while it is.
    pub valid_to: Option<PartialDate>,
    /// Where it is from.
    pub provenance: Option<Provenance>,
    /// Counts its changes, from 1.
    pub revision: i32,
}

impl crate::kit::revisioned::Revisioned for Competence {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Competence {
    pub(super) fn new(row: Row, facts: &[fact::Model], languages: &[String]) -> Self {
        let of = |kind: FactKind| facts.iter().filter(|f| f.kind == kind).collect::<Vec<_>>();
        let labels = of(FactKind::Name);
        let definitions = of(FactKind::Definition);
        let life = of(FactKind::Life);
        let span = life.last().map(|f| Span::of(f));
        Self {
            id: row.id,
            label: best_text(&labels, languages).unwrap_or_else(|| row.code.clone()),
            code: row.code,
            parent_code: row.parent_code,
            position: row.position,
            labels: by_language(&labels),
            definition: best_text(&definitions, languages),
            definitions: by_language(&definitions),
            valid_from: span.and_then(|s| s.from.date()),
            valid_to: span.and_then(|s| s.to.date()),
            provenance: labels.first().map(|f| Provenance::of(f)),
            revision: row.revision,
        }
    }
}
