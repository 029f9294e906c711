//! Loads the people of the sample: experts, posts, accounts, partner systems, grants, appointments.

use std::collections::HashMap;

use entity::vocabulary::{Precision, Rank, Role, ScopeKind};
use uuid::Uuid;

use super::convert::{begin, day, past, same};
use super::files::{PartyRef, Person, SampleFiles};
use super::reference::{Codes, Load, id};
use crate::access::PartySet;
use crate::error::{Error, Result};
use crate::identity::accounts::add_account;
use crate::identity::grants::{NewGrant, insert_grant};
use crate::identity::partners::{NewPartner, NewSecret, add_partner, add_secret};
use crate::kit::secret::random_token;
use crate::ledger::Unit;
use crate::network::experts::{NewCard, NewExpert, NewPost, add_expert, begin_post_step};
use crate::network::facts::view::LanguageText;
use crate::network::focal_points::{NewAppointment, appoint_step};

/// How long partner systems of the sample run: the end is obligatory.
const PARTNERS_RUN: std::time::Duration = std::time::Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Secrets made for this data folder, by key: they go into `sample-accounts.json` and nowhere else.
#[derive(Default)]
pub(super) struct Secrets {
    pub passwords: HashMap<String, String>,
    pub partners: HashMap<String, String>,
}

pub(super) async fn load_people(
    unit: &mut Unit,
    permit: &Load,
    files: &SampleFiles,
    codes: &mut Codes,
    progress: &dyn Fn(&str),
) -> Result<Secrets> {
    let mut secrets = Secrets::default();
    for person in files.people.iter() {
        progress(&person.name);
        let expert = expert(unit, permit, files, codes, person).await?;
        codes.experts.insert(person.key.clone(), expert);
        if let (true, Some(email)) = (person.account, &person.email) {
            let (password, _) = random_token();
            add_account(unit, permit, expert, email, Some(&password)).await?;
            secrets.passwords.insert(person.key.clone(), password);
        }
    }
    for row in files.partners.iter() {
        let until = unit.at().plus(PARTNERS_RUN);
        let organisation = id(&codes.organisations, &row.organisation)?;
        let new = NewPartner { organisation, name: row.name.clone(), valid_until: until, counts: true };
        let partner = add_partner(unit, permit, new).await?;
        let (secret, _) = random_token();
        add_secret(unit, permit, NewSecret { partner, secret: &secret, valid_until: until }).await?;
        codes.holders.insert(row.key.clone(), partner);
        secrets.partners.insert(row.key.clone(), secret);
    }
    Ok(secrets)
}

async fn expert(
    unit: &mut Unit,
    permit: &Load,
    files: &SampleFiles,
    codes: &mut Codes,
    person: &Person,
) -> Result<Uuid> {
    let past_posts: Vec<_> = files.history_posts.iter().filter(|post| post.person == person.key).collect();
    let body = person.organisation.as_deref().or(past_posts.last().map(|post| post.organisation.as_str()));
    let owner = id(&codes.organisations, body.ok_or_else(|| Error::internal("a person without a body"))?)?;
    let native = LanguageText { language: person.native_lang.clone(), name: person.native_name.clone() };
    let card = match person.card_telephone.is_some() || person.card_email.is_some() {
        false => None,
        true => Some(NewCard {
            telephone: person.card_telephone.clone(),
            email: person.card_email.clone(),
            audience: card_audience(codes, person)?,
        }),
    };
    let new = NewExpert {
        name: person.name.clone(),
        native_names: vec![native],
        languages: person.languages.clone(),
        fields: person.fields.iter().map(|code| id(&codes.competences, code)).collect::<Result<_>>()?,
        owner,
        card,
    };
    let expert = add_expert(unit, permit, new).await?;
    for post in past_posts {
        let new = NewPost {
            expert,
            organisation: id(&codes.organisations, &post.organisation)?,
            title: post.title.clone(),
            office_telephone: None,
            office_email: None,
            valid_from: begin(unit, &post.valid_from)?,
            valid_until: past(unit, Some(&post.valid_to))?,
            precision: Precision::Day,
            counts: true,
        };
        let made = begin_post_step(unit, permit, new).await?;
        codes.holders.insert(format!("{}@{}", person.key, post.organisation), made);
    }
    if let (Some(organisation), Some(title), Some(from)) = (&person.organisation, &person.title, &person.post_from) {
        let new = NewPost {
            expert,
            organisation: id(&codes.organisations, organisation)?,
            title: title.clone(),
            office_telephone: person.office_telephone.clone(),
            office_email: person.office_email.clone(),
            valid_from: begin(unit, from)?,
            valid_until: None,
            precision: Precision::Day,
            counts: true,
        };
        let made = begin_post_step(unit, permit, new).await?;
        codes.holders.insert(person.key.clone(), made);
    }
    Ok(expert)
}

fn card_audience(codes: &Codes, person: &Person) -> Result<PartySet> {
    let parties = person.card_parties().map_err(Error::internal)?;
    let parties = parties.iter().map(|party| resolved(codes, party)).collect::<Result<Vec<_>>>()?;
    Ok(PartySet::of(parties))
}

fn resolved(codes: &Codes, party: &PartyRef) -> Result<Uuid> {
    match party {
        PartyRef::Public => Ok(entity::ids::PUBLIC),
        PartyRef::Network => Ok(entity::ids::NETWORK),
        PartyRef::Officials => Ok(entity::ids::OFFICIALS),
        PartyRef::Country(code) => id(&codes.countries, code),
        PartyRef::Group(code) => id(&codes.groups, code),
        PartyRef::Organisation(code) => id(&codes.organisations, code),
        PartyRef::Expert(key) => id(&codes.holders, key),
    }
}

/// Grants and appointments, once groups have their members.
pub(super) async fn load_rights(unit: &mut Unit, permit: &Load, files: &SampleFiles, codes: &Codes) -> Result<()> {
    for row in files.grants.iter() {
        let scope_kind = same(row.scope_kind, ScopeKind::from_word)?;
        let scope = row.scope.as_deref().map(|code| match scope_kind {
            ScopeKind::Network => Err(Error::internal("NETWORK has no code")),
            ScopeKind::Country => id(&codes.countries, code),
            ScopeKind::Organisation => id(&codes.organisations, code),
            ScopeKind::Group => id(&codes.groups, code),
        });
        let new = NewGrant {
            role: same(row.role, Role::from_word)?,
            holder: id(&codes.holders, &row.holder)?,
            scope_kind,
            scope: scope.transpose()?,
            competence_id: None,
            valid_from: begin(unit, &row.valid_from)?,
            valid_until: past(unit, row.valid_to.as_deref())?,
            counts: true,
            reason: row.reason.clone(),
        };
        insert_grant(unit, permit, new).await?;
    }
    for row in files.appointments.iter() {
        let (post, organisation) = post_of(files, codes, &row.person, &row.valid_from)?;
        let absences = files.absences.iter().filter(|a| a.person == row.person && row.valid_to.is_none());
        let new = NewAppointment {
            post,
            organisation,
            country: id(&codes.countries, &row.country)?,
            competence: match row.competence.as_str() {
                "ALL" => None,
                code => Some(id(&codes.competences, code)?),
            },
            rank: same(row.rank, Rank::from_word)?,
            valid_from: begin(unit, &row.valid_from)?,
            valid_until: past(unit, row.valid_to.as_deref())?,
            precision: Precision::Day,
            counts: true,
            office_telephone: row.office_telephone.clone(),
            office_email: row.office_email.clone(),
            absences: absences.map(|a| Ok((day(&a.valid_from)?, day(&a.valid_to)?))).collect::<Result<_>>()?,
            reason: row.reason.clone(),
        };
        appoint_step(unit, permit, new).await?;
    }
    Ok(())
}

/// The post a person held on a day: the present one, or one of the past.
fn post_of(files: &SampleFiles, codes: &Codes, person: &str, on: &str) -> Result<(Uuid, Uuid)> {
    let former = files
        .history_posts
        .iter()
        .find(|post| post.person == person && post.valid_from.as_str() <= on && on <= post.valid_to.as_str());
    let (holder, body) = match former {
        Some(post) => (format!("{person}@{}", post.organisation), post.organisation.clone()),
        None => {
            let row = files.people.iter().find(|row| row.key == person);
            let body = row.and_then(|row| row.organisation.clone());
            (person.to_owned(), body.ok_or_else(|| Error::internal(format!("{person} had no post on {on}")))?)
        }
    };
    Ok((id(&codes.holders, &holder)?, id(&codes.organisations, &body)?))
}
