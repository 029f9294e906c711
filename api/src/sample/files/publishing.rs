//! Who may publish what in whose name, and how wide, for files.
//!
//! As with [`super::may_hold`], the server has the last word; this tells a wrong
//! file before anything is written.

use super::directory::Directory;
use super::the_sample::StandingRole;
use super::updates::Update;
use super::vocabulary::{PartyRef, Role, ScopeKind};

/// Whether somebody of the body, with these live roles, may publish the update.
///
/// # Errors
/// What would be accepted instead, for people.
pub fn may_publish(
    update: &Update,
    organisation: &str,
    roles: &[StandingRole<'_>],
    known: &Directory<'_>,
) -> Result<(), String> {
    let own = PartyRef::Organisation(organisation.to_owned());
    let owner = update.owner.as_ref().unwrap_or(&own);
    let speaks_for = |country: &str| {
        roles.iter().any(|r| match r.role {
            Role::FocalPoint => r.scope == Some(country),
            Role::FieldContact => {
                r.scope == Some(country)
                    && r.competence
                        .is_some_and(|field| !update.topics.is_empty() && update.topics.iter().all(|t| t == field))
            }
            Role::Reader
            | Role::Member
            | Role::OrganisationEditor
            | Role::GroupEditor
            | Role::SteeringMember
            | Role::Secretariat
            | Role::Observer
            | Role::Administrator
            | Role::Auditor => false,
        })
    };
    let edits = |group: &str| {
        roles.iter().any(|r| r.role == Role::GroupEditor && r.scope_kind == ScopeKind::Group && r.scope == Some(group))
    };
    let may_name = match owner {
        PartyRef::Organisation(code) => *code == organisation && roles.iter().any(|r| publishes(r.role)),
        PartyRef::Country(code) => speaks_for(code),
        PartyRef::Group(code) => edits(code) && roles.iter().any(|r| publishes(r.role)),
        PartyRef::Public | PartyRef::Network | PartyRef::Officials | PartyRef::Expert(_) => false,
    };
    if !may_name {
        return Err(format!(
            "a role that publishes in the name of {owner}: any with own sight but READER for the own body, \
             a focal point or field contact for a country, an editor for a group"
        ));
    }
    if !update.audience.contains(&PartyRef::Public) {
        return Ok(());
    }
    // Who speaks in one field only does not open what is a country's to everybody.
    let heads = |country: &str| roles.iter().any(|r| r.role == Role::FocalPoint && r.scope == Some(country));
    let country = match owner {
        PartyRef::Country(code) => Some(code.as_str()),
        PartyRef::Organisation(code) => {
            known.body(code).filter(|body| body.kind.is_public_authority()).and_then(|body| body.country.as_deref())
        }
        PartyRef::Group(_) | PartyRef::Public | PartyRef::Network | PartyRef::Officials | PartyRef::Expert(_) => None,
    };
    let wide = match country {
        Some(country) => heads(country),
        None => roles.iter().any(|r| r.role == Role::Secretariat),
    };
    if wide {
        Ok(())
    } else {
        Err("PUBLIC from a focal point for the country and its authorities, from the Secretariat for others".to_owned())
    }
}

/// Roles with own sight, but reader.
fn publishes(role: Role) -> bool {
    match role {
        Role::Member | Role::OrganisationEditor | Role::FieldContact | Role::FocalPoint | Role::Secretariat => true,
        Role::Reader
        | Role::GroupEditor
        | Role::SteeringMember
        | Role::Observer
        | Role::Administrator
        | Role::Auditor => false,
    }
}
