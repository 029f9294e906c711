//! The step that writes a country: the sample, a network's files and users' writes go through it.

use entity::country;
use entity::vocabulary::{FactKind, ItemKind, ItemState, PartyKind};
use uuid::Uuid;

use super::store;
use crate::access::{ActType, PartySet, Permit};
use crate::error::Result;
use crate::exchange::items::{self, NewItem, insert_item};
use crate::kit::day::Day;
use crate::ledger::Unit;
use crate::network::facts::{NewFact, Span, state_facts};

/// A country as the step writes it.
#[derive(Clone, Debug)]
pub struct NewCountry {
    /// ISO 3166-1 alpha-2, `UA`.
    pub code: String,
    /// ISO 3166-1 alpha-3, `UKR`.
    pub alpha3: String,
    /// ISO 3166-1 numeric, 804.
    pub numeric: i32,
    /// Official name in English.
    pub official_name: String,
    /// BCP 47 tags.
    pub official_languages: Vec<String>,
    /// Day of accession to the European Union.
    pub eu_accession: Option<Day>,
    /// Day on which checks at land borders were lifted.
    pub schengen: Option<Day>,
    /// The network's word for countries in one situation, like `EU_MEMBER_2004`.
    pub accession_group: Option<String>,
    /// What it is in the process, as its documents say, like `PARTICIPANT`.
    pub process_role: Option<String>,
    /// Codes of the participating states it borders on by land.
    pub land_borders: Vec<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// NAME, NATIVE_NAME and COUNTRY_PART; LIFE where it is not for ever.
    pub facts: Vec<NewFact>,
}

/// Writes a country: item and party under one id, its own owner, PUBLIC.
pub async fn add_country<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewCountry) -> Result<Uuid> {
    let id = unit.new_id();
    items::store::insert_party(unit, permit, id, PartyKind::Country).await?;
    let item = NewItem {
        id,
        kind: ItemKind::Country,
        owner: id,
        author: unit.actor().party(),
        language: None,
        state: ItemState::Published,
        audience: Some(PartySet::of([entity::ids::PUBLIC])),
    };
    insert_item(unit, permit, item).await?;
    items::store::set_words(unit, permit, id, &words(&new.official_name, &new.facts)).await?;
    let row = country::Model {
        id,
        code: new.code,
        alpha3: new.alpha3,
        numeric: new.numeric,
        official_name: new.official_name,
        official_languages: new.official_languages.join("|"),
        eu_accession_day: new.eu_accession.map(Day::number),
        schengen_day: new.schengen.map(Day::number),
        accession_group: new.accession_group,
        process_role: new.process_role,
        land_borders: new.land_borders.join("|"),
        note: new.note,
    };
    store::insert(unit, permit, row).await?;
    let mut facts = new.facts;
    if !facts.iter().any(|fact| fact.kind == FactKind::Life) {
        facts.push(NewFact::life(Span::ALWAYS));
    }
    state_facts(unit, permit, id, facts).await?;
    Ok(id)
}

/// The folded words by which `q=` finds it.
pub(super) fn words(official_name: &str, facts: &[NewFact]) -> Vec<String> {
    let names = facts.iter().filter(|fact| matches!(fact.kind, FactKind::Name | FactKind::NativeName));
    let texts = names.filter_map(|fact| fact.text.as_deref()).chain([official_name]);
    texts.flat_map(crate::kit::fold::fold_words).collect()
}
