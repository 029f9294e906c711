//! Loads the reference data: countries, bodies, policy fields, clusters. One unit.

use std::collections::HashMap;

use entity::vocabulary::{FactKind, GroupKind, MembersSeenBy, OrganisationType};
use uuid::Uuid;

use super::convert::{begin, confidence, date, day, past, precision, same, source, sourced, span};
use super::files::{Group, MemberKind, Membership, NetworkFiles, Organisation, Table};
use crate::access::{PartySet, Permit, acts};
use crate::ctx::{NETWORK_NAME, NOTICE, SECRETARIAT, store as settings};
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::competences::{NewCompetence, add_competence};
use crate::network::countries::{NewCountry, add_country};
use crate::network::facts::{NewFact, Span, state_facts};
use crate::network::groups::{NewGroup, NewMembership, add_group, add_membership};
use crate::network::organisations::{NewOrganisation, NewSuccession, add_history_succession, add_organisation};

/// Ids by code, and by key for people and partner systems.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    pub countries: HashMap<String, Uuid>,
    pub organisations: HashMap<String, Uuid>,
    pub competences: HashMap<String, Uuid>,
    pub groups: HashMap<String, Uuid>,
    /// Posts and partner systems.
    pub holders: HashMap<String, Uuid>,
    /// Experts.
    pub experts: HashMap<String, Uuid>,
}

pub(super) type Load = Permit<acts::LoadNetwork>;

/// The id of a code. The files were checked, so one that is missing is our own mistake.
pub(super) fn id(of: &HashMap<String, Uuid>, code: &str) -> Result<Uuid> {
    of.get(code).copied().ok_or_else(|| Error::internal(format!("`{code}` is not loaded")))
}

pub(super) async fn load_reference(unit: &mut Unit, permit: &Load, files: &NetworkFiles) -> Result<Codes> {
    let mut codes = Codes::default();
    for row in files.countries.iter() {
        let id = country(unit, permit, files, row).await?;
        codes.countries.insert(row.code.clone(), id);
    }
    for row in files.organisations.iter() {
        let id = organisation(unit, permit, files, &codes, row).await?;
        codes.organisations.insert(row.code.clone(), id);
    }
    let secretariat = id(&codes.organisations, &files.settings.secretariat)?;
    settings::put(unit, permit, SECRETARIAT, &secretariat.to_string()).await?;
    settings::put(unit, permit, NETWORK_NAME, &files.settings.name).await?;
    settings::put(unit, permit, NOTICE, &files.settings.notice).await?;
    for (row, position) in files.competences.iter().zip(0_i32..) {
        let mut facts = vec![NewFact::text(FactKind::Name, "en", &row.label_en)];
        facts.extend(row.labels.iter().map(|l| NewFact::text(FactKind::Name, &l.language, &l.name)));
        facts.push(NewFact::text(FactKind::Definition, "en", &row.definition));
        let facts = facts.into_iter().map(|f| sourced(f, &row.source, row.confidence, None)).collect::<Result<_>>()?;
        let parent_id = row.parent.as_deref().map(|code| id(&codes.competences, code)).transpose()?;
        let new = NewCompetence { code: row.code.clone(), parent_id, position, facts, span: Span::ALWAYS };
        let made = add_competence(unit, permit, secretariat, new).await?;
        codes.competences.insert(row.code.clone(), made);
    }
    relations(unit, permit, files, &codes).await?;
    load_groups(unit, permit, &files.groups, &files.memberships, &mut codes).await?;
    Ok(codes)
}

async fn country(unit: &mut Unit, permit: &Load, files: &NetworkFiles, row: &super::files::Country) -> Result<Uuid> {
    let mut facts = vec![NewFact::text(FactKind::Name, "en", &row.name_en)];
    facts.extend(row.native_names.iter().map(|n| NewFact::text(FactKind::NativeName, &n.language, &n.name)));
    for part in files.country_parts.iter().filter(|part| part.country == row.code) {
        let word = same(part.part, |word| Some(word.to_owned()))?;
        let span = span(
            part.valid_from.as_deref(),
            part.valid_from_precision,
            part.valid_to.as_deref(),
            part.valid_to_precision,
        )?;
        facts.push(NewFact { language: None, ..NewFact::text(FactKind::CountryPart, "", &word) }.during(span));
    }
    let facts = facts.into_iter().map(|f| sourced(f, &row.source, row.confidence, None)).collect::<Result<_>>()?;
    let new = NewCountry {
        code: row.code.clone(),
        alpha3: row.alpha3.clone(),
        numeric: row.numeric.parse().map_err(Error::internal)?,
        official_name: row.official_name_en.clone(),
        official_languages: row.official_languages.clone(),
        eu_accession: row.eu_accession.as_deref().map(day).transpose()?,
        schengen: row.schengen.as_deref().map(day).transpose()?,
        accession_group: Some(row.accession_group.clone()).filter(|word| !word.is_empty()),
        process_role: Some(row.process_role.clone()).filter(|word| !word.is_empty()),
        land_borders: row.land_borders.clone(),
        note: Some(row.process_note.clone()).filter(|note| !note.is_empty()),
        facts,
    };
    add_country(unit, permit, new).await
}

async fn organisation(
    unit: &mut Unit,
    permit: &Load,
    files: &NetworkFiles,
    codes: &Codes,
    row: &Organisation,
) -> Result<Uuid> {
    let mut facts = vec![NewFact::text(FactKind::Name, "en", &row.name_en)];
    if !row.name_native.is_empty() {
        facts.push(NewFact::text(FactKind::NativeName, &row.native_lang, &row.name_native));
    }
    facts.extend(row.other_names.iter().map(|n| NewFact::text(FactKind::NativeName, &n.language, &n.name)));
    let life =
        span(row.valid_from.as_deref(), row.valid_from_precision, row.valid_to.as_deref(), row.valid_to_precision)?;
    facts.push(NewFact::life(life));
    let note = row.note.as_deref();
    let facts = facts.into_iter().map(|f| sourced(f, &row.source, row.confidence, note)).collect::<Result<_>>()?;
    let country = |code: &Option<String>| code.as_deref().map(|code| id(&codes.countries, code)).transpose();
    let new = NewOrganisation {
        country_id: country(&row.country)?,
        host_country_id: country(&row.host_country)?,
        official: Some(row.is_official(&files.settings.secretariat)),
        facts,
        acronym: row.acronym.clone(),
        acronym_native: row.acronym_native.clone(),
        city: row.city.clone(),
        website: row.website.clone(),
        role_in_process: row.role_in_process.clone(),
        note: row.note.clone(),
        ..NewOrganisation::of(&row.code, same(row.kind, OrganisationType::from_word)?)
    };
    add_organisation(unit, permit, new).await
}

/// What refers to other bodies and to policy fields, once all are there.
async fn relations(unit: &mut Unit, permit: &Load, files: &NetworkFiles, codes: &Codes) -> Result<()> {
    for row in files.organisations.iter() {
        let mut facts = Vec::new();
        for code in &row.competences {
            let fact = NewFact::reference(FactKind::Competence, id(&codes.competences, code)?);
            facts.push(sourced(fact, &row.source, row.confidence, None)?);
        }
        for parent in files.organisation_parents.iter().filter(|parent| parent.organisation == row.code) {
            let span = span(
                parent.valid_from.as_deref(),
                parent.valid_from_precision,
                parent.valid_to.as_deref(),
                parent.valid_to_precision,
            )?;
            let fact = NewFact::reference(FactKind::Parent, id(&codes.organisations, &parent.parent)?).during(span);
            facts.push(sourced(fact, &parent.source, parent.confidence, parent.note.as_deref())?);
        }
        state_facts(unit, permit, id(&codes.organisations, &row.code)?, facts).await?;
    }
    for row in files.successions.iter() {
        let on =
            date(Some(&row.on), Some(row.precision))?.ok_or_else(|| Error::internal("a succession without a day"))?;
        let new = NewSuccession {
            old: id(&codes.organisations, &row.old)?,
            new: id(&codes.organisations, &row.new)?,
            on,
            source: source(&row.source),
        };
        add_history_succession(unit, permit, new).await?;
    }
    Ok(())
}

/// Groups and their members; members that are people are known once people are loaded.
pub(super) async fn load_groups(
    unit: &mut Unit,
    permit: &Load,
    groups: &Table<Group>,
    memberships: &Table<Membership>,
    codes: &mut Codes,
) -> Result<()> {
    for row in groups.iter() {
        let mut facts = vec![NewFact::text(FactKind::Name, "en", &row.name_en)];
        facts.extend(row.names.iter().map(|n| NewFact::text(FactKind::NativeName, &n.language, &n.name)));
        let facts = facts.into_iter().map(|f| sourced(f, &row.source, row.confidence, row.note.as_deref()));
        let kind = same(row.kind, GroupKind::from_word)?;
        let new = NewGroup {
            // A sharing group has no code: a conflict about one would betray it.
            code: (kind != GroupKind::SharingGroup).then(|| row.code.clone()),
            kind,
            description: row.note.clone(),
            members_seen_by: same(row.members_seen_by, MembersSeenBy::from_word)?,
            audience: PartySet::default(),
            facts: facts.collect::<Result<_>>()?,
            life: span(row.valid_from.as_deref(), row.valid_from_precision, None, None)?,
        };
        let made = add_group(unit, permit, new).await?;
        codes.groups.insert(row.code.clone(), made);
    }
    for row in memberships.iter() {
        let member = match row.member_kind {
            MemberKind::Country => id(&codes.countries, &row.member)?,
            MemberKind::Organisation => id(&codes.organisations, &row.member)?,
            MemberKind::Post | MemberKind::Partner => id(&codes.holders, &row.member)?,
        };
        let new = NewMembership {
            id: unit.new_id(),
            group: id(&codes.groups, &row.group)?,
            member,
            valid_from: match row.valid_from.as_deref() {
                Some(day) => begin(unit, day)?,
                None => Timestamp::from_micros(0),
            },
            valid_until: past(unit, row.valid_to.as_deref())?,
            precision: precision(row.valid_from_precision)?,
            source: source(&row.source),
            confidence: confidence(row.confidence)?,
            counts: true,
        };
        add_membership(unit, permit, new).await?;
    }
    Ok(())
}
