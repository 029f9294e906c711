//! What is shown of a body.

use async_graphql::SimpleObject;
use entity::fact;
use entity::vocabulary::{FactKind, ItemState, OrganisationType, Precision};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Row;
use crate::exchange::items::ExternalId;
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::Span;
use crate::network::facts::view::{LanguageText, Provenance, best_text, by_language};

/// A body that took another one over, or was taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "RelatedOrganisation")]
pub struct Related {
    /// The other body.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    /// Day of the take-over, to the precision it is known.
    pub on: PartialDate,
    /// How exactly the day is known.
    pub precision: Precision,
}

/// A superior body over a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ParentPeriod {
    /// The superior body.
    pub organisation_id: Uuid,
    /// Its code.
    pub code: String,
    /// Since when, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when (inclusive); null if open or unknown.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where it is from, and how sure it is.
    pub provenance: Provenance,
}

/// An authority, international organisation, EU institution, NGO or embassy.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Organisation {
    /// Id; the same as that of the party.
    pub id: Uuid,
    /// Stable code. It may hold a slash, so it travels as a parameter, never in a path.
    #[schema(example = "ua-sms")]
    pub code: String,
    /// Type. Ministries, border guards, migration services, asylum authorities, police and other
    /// authorities are public authorities of their country.
    pub r#type: OrganisationType,
    /// Whether it hears what is for OFFICIALS.
    pub official: bool,
    /// ISO 3166-1 alpha-2 code of the country it belongs to (an embassy: the state that sent it);
    /// null for none.
    #[schema(example = "UA")]
    pub country_code: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country it sits in, for embassies and offices; null elsewhere.
    pub host_country_code: Option<String>,
    /// Name, in the language asked for where there is one.
    #[schema(example = "State Migration Service of Ukraine")]
    #[graphql(skip)]
    pub name: String,
    /// The name in every language it is known in.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub names: Vec<LanguageText>,
    /// Names in its own languages and scripts, by BCP 47 tag.
    pub native_names: Vec<LanguageText>,
    /// Acronym in Latin letters.
    #[schema(example = "SMS")]
    pub acronym: Option<String>,
    /// Acronym in its own script.
    pub acronym_native: Option<String>,
    /// The superior body; null where there is none.
    pub parent_id: Option<Uuid>,
    /// Code of the superior body.
    pub parent_code: Option<String>,
    /// Its superior bodies over time, oldest first.
    pub parents: Vec<ParentPeriod>,
    /// Codes of the policy fields it is competent in.
    pub competences: Vec<String>,
    /// Bodies that took it over.
    pub successors: Vec<Related>,
    /// Bodies that it took over.
    pub predecessors: Vec<Related>,
    /// Seat.
    pub city: Option<String>,
    /// Address of its site.
    pub website: Option<String>,
    /// Office telephone, E.164 or as printed.
    pub telephone: Option<String>,
    /// Office mailbox.
    pub email: Option<String>,
    /// What other systems call it.
    pub external_ids: Vec<ExternalId>,
    /// Its part in the process, in words.
    pub role_in_process: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// Since when it exists, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when it existed (inclusive); null while it does.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where its name is from, and how sure it is.
    pub provenance: Option<Provenance>,
    /// Whether the country has confirmed what stands here. False: compiled, not confirmed by the country.
    pub confirmed_by_country: bool,
    /// PUBLISHED; PROPOSED while its making waits for a word, WITHDRAWN where that was refused: then those whose
    /// word it is, the registry and whoever asked see it, and nobody enters it.
    pub state: ItemState,
    /// Counts its changes, from 1.
    pub revision: i32,
    /// The country it belongs to, for loaders.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub country_id: Option<Uuid>,
}

/// A body as of the end of a day. It bears `organisationId` and no `id`, so that caches never take
/// it for the body's present state.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct OrganisationOnDay {
    /// The body.
    pub organisation_id: Uuid,
    /// The day: everything is as of its end.
    pub as_of: Day,
    /// Stable code.
    pub code: String,
    /// Type.
    pub r#type: OrganisationType,
    /// Whether it heard what is for OFFICIALS.
    pub official: bool,
    /// ISO 3166-1 alpha-2 code of the country it belonged to.
    pub country_code: Option<String>,
    /// ISO 3166-1 alpha-2 code of the country it sits in.
    pub host_country_code: Option<String>,
    /// Name, in the language asked for where there is one.
    #[graphql(skip)]
    pub name: String,
    /// The name in every language it is known in.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub names: Vec<LanguageText>,
    /// Names in its own languages and scripts.
    pub native_names: Vec<LanguageText>,
    /// Acronym in Latin letters.
    pub acronym: Option<String>,
    /// The superior body.
    pub parent_organisation_id: Option<Uuid>,
    /// Code of the superior body.
    pub parent_code: Option<String>,
    /// Codes of the policy fields it was competent in.
    pub competences: Vec<String>,
    /// Seat.
    pub city: Option<String>,
    /// Since when it exists, to the precision it is known.
    pub valid_from: Option<PartialDate>,
    /// Until when it existed (inclusive).
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where its name is from, and how sure it is.
    pub provenance: Option<Provenance>,
    /// Whether the country has confirmed what stands here. False: compiled, not confirmed by the country.
    pub confirmed_by_country: bool,
}

impl crate::kit::revisioned::Revisioned for Organisation {
    fn revision(&self) -> i32 {
        self.revision
    }
}

/// What a view is made of besides the row.
pub(super) struct Parts<'a> {
    /// Facts of the body: names, parents, policy fields, life.
    pub facts: &'a [fact::Model],
    /// The day that is shown.
    pub day: Day,
    /// Languages asked for.
    pub languages: &'a [String],
    /// Codes of bodies and policy fields that the actor sees, by id.
    pub codes: &'a std::collections::HashMap<Uuid, String>,
    /// Bodies that took it over.
    pub successors: Vec<Related>,
    /// Bodies that it took over.
    pub predecessors: Vec<Related>,
    /// What other systems call it.
    pub external_ids: Vec<(String, String)>,
}

impl Organisation {
    pub(super) fn new(row: Row, parts: Parts<'_>) -> Self {
        let life = parts.facts.iter().rfind(|f| f.kind == FactKind::Life).map(Span::of);
        // Outside its life a body is shown as it last was, or as it was first.
        let day = life.map_or(parts.day, |span| parts.day.min(span.last_day()).max(span.first_day()));
        let names = on(parts.facts, FactKind::Name, day);
        let natives = on(parts.facts, FactKind::NativeName, day);
        let all: Vec<&fact::Model> = names.iter().chain(&natives).copied().collect();
        let parent = on(parts.facts, FactKind::Parent, day)
            .into_iter()
            .rev()
            .find_map(|f| f.ref_id.and_then(|id| Some((id, parts.codes.get(&id)?.clone()))));
        let parents = parents(&parts);
        let mut competences: Vec<String> = on(parts.facts, FactKind::Competence, day)
            .into_iter()
            .filter_map(|f| parts.codes.get(&f.ref_id?).cloned())
            .collect();
        competences.sort_unstable();
        let asked = (row.state == ItemState::Proposed).then_some((row.asked_country_id, row.asked_country_code));
        let (asked_id, asked_code) = asked.unwrap_or_default();
        Self {
            id: row.id,
            name: best_text(&all, parts.languages).unwrap_or_else(|| row.code.clone()),
            names: by_language(&all),
            code: row.code,
            r#type: row.kind,
            official: row.official,
            country_code: row.country_code.or(asked_code),
            host_country_code: row.host_country_code,
            native_names: by_language(&natives),
            acronym: row.acronym,
            acronym_native: row.acronym_native,
            parent_id: parent.as_ref().map(|(id, _)| *id),
            parent_code: parent.map(|(_, code)| code),
            parents,
            competences,
            successors: parts.successors,
            predecessors: parts.predecessors,
            city: row.city,
            website: row.website,
            telephone: row.telephone,
            email: row.email,
            external_ids: parts.external_ids.into_iter().map(|(system, value)| ExternalId { system, value }).collect(),
            role_in_process: row.role_in_process,
            note: row.note,
            valid_from: life.and_then(|s| s.from.date()),
            valid_to: life.and_then(|s| s.to.date()),
            precision: life.and_then(|s| s.from.date()).map_or(Precision::Day, PartialDate::precision),
            provenance: names.first().map(|f| Provenance::of(f)),
            confirmed_by_country: names.first().is_some_and(|fact| Provenance::of(fact).confirmed_by_country),
            state: row.state,
            revision: row.revision,
            country_id: row.country_id.or(asked_id),
        }
    }

    /// The same body as a snapshot of a day.
    pub(super) fn on_day(self, as_of: Day) -> OrganisationOnDay {
        OrganisationOnDay {
            organisation_id: self.id,
            as_of,
            code: self.code,
            r#type: self.r#type,
            official: self.official,
            country_code: self.country_code,
            host_country_code: self.host_country_code,
            name: self.name,
            names: self.names,
            native_names: self.native_names,
            acronym: self.acronym,
            parent_organisation_id: self.parent_id,
            parent_code: self.parent_code,
            competences: self.competences,
            city: self.city,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            precision: self.precision,
            provenance: self.provenance,
            confirmed_by_country: self.confirmed_by_country,
        }
    }
}

/// Superior bodies over time: those that the actor sees.
fn parents(parts: &Parts<'_>) -> Vec<ParentPeriod> {
    let period = |fact: &fact::Model| {
        let span = Span::of(fact);
        let organisation_id = fact.ref_id?;
        Some(ParentPeriod {
            organisation_id,
            code: parts.codes.get(&organisation_id)?.clone(),
            valid_from: span.from.date(),
            valid_to: span.to.date(),
            precision: fact.from_precision,
            provenance: Provenance::of(fact),
        })
    };
    parts.facts.iter().filter(|f| f.kind == FactKind::Parent).filter_map(period).collect()
}

/// Facts of a kind that hold on a day, in order of time.
fn on(facts: &[fact::Model], kind: FactKind, day: Day) -> Vec<&fact::Model> {
    facts.iter().filter(|f| f.kind == kind && Span::of(f).holds_on(day)).collect()
}
