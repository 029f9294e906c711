//! The step that makes a body: item and party under one id, its facts, its status, its words.

use entity::vocabulary::{FactKind, ItemKind, ItemState, OrganisationType, PartyKind};
use entity::{organisation, organisation_status};
use uuid::Uuid;

use super::profile::words;
use super::store_standing as standing;
use crate::access::{ActType, PartySet, Permit};
use crate::error::Result;
use crate::exchange::items::{self, NewItem, Release, insert_waiting_item};
use crate::ledger::Unit;
use crate::network::facts::{NewFact, Span, state_facts};

/// A body as the step writes it.
#[derive(Clone, Debug)]
pub struct NewOrganisation {
    /// Its id, where it was made beforehand (an access act names it); a new one if not given.
    pub id: Option<Uuid>,
    /// Whom it is shown to beside its keepers while its making waits for a word; none where it is made.
    pub waits_for: Option<PartySet>,
    /// Stable code.
    pub code: String,
    /// Type.
    pub r#type: OrganisationType,
    /// Country it belongs to.
    pub country_id: Option<Uuid>,
    /// Country it is to belong to, while its making waits for a word.
    pub asked_country_id: Option<Uuid>,
    /// Whether it hears what is for OFFICIALS; the type's preset if not given.
    pub official: Option<bool>,
    /// Names, native names, parents, policy fields, life (always, if no LIFE is among them).
    pub facts: Vec<NewFact>,
    /// Acronym in Latin letters.
    pub acronym: Option<String>,
    /// Acronym in its own script.
    pub acronym_native: Option<String>,
    /// Seat.
    pub city: Option<String>,
    /// Country it sits in.
    pub host_country_id: Option<Uuid>,
    /// Address of its site.
    pub website: Option<String>,
    /// Office telephone.
    pub telephone: Option<String>,
    /// Office mailbox.
    pub email: Option<String>,
    /// Its part in the process, in words.
    pub role_in_process: Option<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// What other systems call it: system and id there.
    pub external_ids: Vec<(String, String)>,
}

impl NewOrganisation {
    /// A body with nothing but code and type.
    pub fn of(code: &str, r#type: OrganisationType) -> Self {
        Self {
            id: None,
            waits_for: None,
            code: code.to_owned(),
            r#type,
            country_id: None,
            asked_country_id: None,
            official: None,
            facts: Vec::new(),
            acronym: None,
            acronym_native: None,
            city: None,
            host_country_id: None,
            website: None,
            telephone: None,
            email: None,
            role_in_process: None,
            note: None,
            external_ids: Vec::new(),
        }
    }
}

/// Whether bodies of a type are public authorities of the country they belong to.
pub const fn is_public_authority(r#type: OrganisationType) -> bool {
    match r#type {
        OrganisationType::Ministry
        | OrganisationType::BorderGuard
        | OrganisationType::MigrationService
        | OrganisationType::AsylumAuthority
        | OrganisationType::Police
        | OrganisationType::OtherAuthority => true,
        OrganisationType::Ngo
        | OrganisationType::Embassy
        | OrganisationType::InternationalOrganisation
        | OrganisationType::EuInstitution => false,
    }
}

/// Whether bodies of a type hear what is for OFFICIALS unless somebody says otherwise. (The
/// Secretariat's body is set so when it is made.)
pub const fn is_official_by_preset(r#type: OrganisationType) -> bool {
    is_public_authority(r#type) || matches!(r#type, OrganisationType::EuInstitution)
}

/// Step: makes a body that owns itself and is PUBLIC, at once or when the word is there that it waits for;
/// its status counts from now.
pub async fn add_organisation<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewOrganisation) -> Result<Uuid> {
    let id = new.id.unwrap_or_else(|| unit.new_id());
    items::store::insert_party(unit, permit, id, PartyKind::Organisation).await?;
    let item = NewItem {
        id,
        kind: ItemKind::Organisation,
        owner: id,
        author: unit.actor().party(),
        language: None,
        state: if new.waits_for.is_some() { ItemState::Proposed } else { ItemState::Published },
        audience: Some(PartySet::of([entity::ids::PUBLIC])),
    };
    insert_waiting_item(unit, permit, item, &Release { asked: new.waits_for, ..Release::default() }).await?;
    let row = organisation::Model {
        id,
        code: new.code,
        acronym: new.acronym,
        acronym_native: new.acronym_native,
        city: new.city,
        host_country_id: new.host_country_id,
        asked_country_id: new.asked_country_id,
        website: new.website,
        telephone: new.telephone,
        email: new.email,
        role_in_process: new.role_in_process,
        note: new.note,
    };
    standing::insert(unit, permit, row.clone()).await?;
    let status = organisation_status::Model {
        id: unit.new_id(),
        organisation_id: id,
        r#type: new.r#type,
        country_id: new.country_id,
        official: new.official.unwrap_or(is_official_by_preset(new.r#type)),
        from_at: unit.at().micros(),
        until_at: None,
    };
    standing::begin_status(unit, permit, status).await?;
    let mut facts = new.facts;
    if !facts.iter().any(|f| f.kind == FactKind::Life) {
        facts.push(NewFact::life(Span::ALWAYS));
    }
    // Lists are sorted by name: what has none yet bears its code.
    if !facts.iter().any(|f| f.kind == FactKind::Name) {
        facts.push(NewFact::text(FactKind::Name, "en", &row.code));
    }
    items::store::set_words(unit, permit, id, &words(&row, &facts)).await?;
    state_facts(unit, permit, id, facts).await?;
    items::store::set_external_ids(unit, permit, id, &new.external_ids).await?;
    Ok(id)
}
