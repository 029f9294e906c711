//! What is shown of a country.

use async_graphql::SimpleObject;
use entity::fact;
use entity::vocabulary::{CountryPart, FactKind, Precision};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::Row;
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::Span;
use crate::network::facts::view::{LanguageText, Provenance, best_text, by_language, names_on};

/// A participating state. As a party it means its public authorities.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(complex)]
pub struct Country {
    /// Id, of the item and of the party.
    pub id: Uuid,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "UA")]
    pub code: String,
    /// ISO 3166-1 alpha-3.
    #[schema(example = "UKR")]
    pub alpha3: String,
    /// ISO 3166-1 numeric, three digits.
    #[schema(example = "804")]
    pub numeric: String,
    /// Short name, in the language asked for where there is one.
    #[schema(example = "Ukraine")]
    #[graphql(skip)]
    pub name: String,
    /// The name in every language it is known in.
    #[serde(skip)]
    #[schema(ignore)]
    #[graphql(skip)]
    pub names: Vec<LanguageText>,
    /// Names in the country's own languages.
    pub native_names: Vec<LanguageText>,
    /// Official name in English.
    pub official_name: String,
    /// BCP 47 tags of the official languages.
    pub official_languages: Vec<String>,
    /// Since when it takes part, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when it took part (inclusive); null while it does.
    pub valid_to: Option<PartialDate>,
    /// Its part in the process today; null if it has none.
    pub part: Option<CountryPart>,
    /// Its parts in the process over time, oldest first.
    pub parts: Vec<CountryPartPeriod>,
    /// Day of accession to the European Union.
    pub eu_accession: Option<Day>,
    /// Day on which checks at land borders were lifted.
    pub schengen: Option<Day>,
    /// The network's word for countries in one situation; null where it has none.
    #[schema(example = "EU_MEMBER_2004")]
    pub accession_group: Option<String>,
    /// What it is in the process, as the documents of the process say; null where they do not. Its dated
    /// part is `part`.
    #[schema(example = "PARTICIPANT")]
    pub process_role: Option<String>,
    /// Codes of the participating states it borders on by land.
    pub land_borders: Vec<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// Where it is from: compiled, not confirmed by the country, where there is a source.
    pub provenance: Option<Provenance>,
    /// Counts its changes, from 1.
    pub revision: i32,
}

/// A country's part in the process over a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct CountryPartPeriod {
    /// The part.
    pub part: CountryPart,
    /// Since when, to the precision it is known; null if always or unknown.
    pub valid_from: Option<PartialDate>,
    /// Until when (inclusive); null if open or unknown.
    pub valid_to: Option<PartialDate>,
    /// How exactly the beginning is known.
    pub precision: Precision,
    /// Where it is from, and how sure it is.
    pub provenance: Provenance,
}

impl crate::kit::revisioned::Revisioned for Country {
    fn revision(&self) -> i32 {
        self.revision
    }
}

impl Country {
    pub(super) fn new(row: Row, facts: &[fact::Model], today: Day, languages: &[String]) -> Self {
        let of = |kind: FactKind| facts.iter().filter(move |fact| fact.kind == kind);
        let holding = |kind: FactKind| of(kind).filter(|fact| Span::of(fact).holds_on(today)).collect::<Vec<_>>();
        let all = names_on(facts, today);
        let parts: Vec<CountryPartPeriod> = of(FactKind::CountryPart).filter_map(period).collect();
        let life = of(FactKind::Life).next_back().map(Span::of);
        let part = holding(FactKind::CountryPart).last().and_then(|fact| period(fact)).map(|period| period.part);
        Self {
            id: row.id,
            name: best_text(&all, languages).unwrap_or_else(|| row.code.clone()),
            names: by_language(&all),
            code: row.code,
            alpha3: row.alpha3,
            numeric: format!("{:03}", row.numeric),
            native_names: by_language(&holding(FactKind::NativeName)),
            official_name: row.official_name,
            official_languages: listed(&row.official_languages),
            valid_from: life.and_then(|span| span.from.date()),
            valid_to: life.and_then(|span| span.to.date()),
            part,
            parts,
            eu_accession: row.eu_accession_day.map(Day::from_number),
            schengen: row.schengen_day.map(Day::from_number),
            accession_group: row.accession_group,
            process_role: row.process_role,
            land_borders: listed(&row.land_borders),
            note: row.note,
            provenance: all.first().map(|fact| Provenance::of(fact)),
            revision: row.revision,
        }
    }
}

/// What is kept as a text with `|` between its parts.
fn listed(text: &str) -> Vec<String> {
    text.split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn period(fact: &fact::Model) -> Option<CountryPartPeriod> {
    let span = Span::of(fact);
    Some(CountryPartPeriod {
        part: CountryPart::from_word(fact.text.as_deref()?)?,
        valid_from: span.from.date(),
        valid_to: span.to.date(),
        precision: fact.from_precision,
        provenance: Provenance::of(fact),
    })
}
