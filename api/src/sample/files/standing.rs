//! Who may hold what: the *held by* column of the role table, for files.
//!
//! The server judges every grant again when it is loaded. This copy exists so
//! that a wrong row is told by file and line before anything is written.

use super::directory::Directory;
use super::vocabulary::{GroupKind, MemberKind, Role, ScopeKind};

/// Who would hold a grant: a post or a partner system, and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Holder<'a> {
    /// Key of the person or partner system.
    pub key: &'a str,
    /// Code of its body.
    pub organisation: &'a str,
    /// Whether it is a partner system.
    pub is_partner: bool,
    /// First day of the post; none for a partner system.
    pub since: Option<&'a str>,
}

/// Whether the holder stands where the role wants it to.
///
/// # Errors
/// What would be accepted instead, for people.
pub fn may_hold(
    role: Role,
    holder: &Holder<'_>,
    scope_kind: ScopeKind,
    scope: Option<&str>,
    known: &Directory<'_>,
) -> Result<(), String> {
    match role {
        Role::Reader | Role::Member | Role::OrganisationEditor => own_body(holder, scope_kind, scope),
        Role::FieldContact | Role::FocalPoint => {
            post_only(holder)?;
            authority(holder, scope_kind, scope, known)
        }
        Role::GroupEditor => member_of(holder, scope_kind, scope, known),
        Role::SteeringMember => {
            member_of(holder, scope_kind, scope, known)?;
            match scope.and_then(|code| known.circle(code)) {
                Some(group) if group.kind == GroupKind::Committee => Ok(()),
                _ => Err("a group of kind COMMITTEE".to_owned()),
            }
        }
        Role::Secretariat => {
            post_only(holder)?;
            network(scope_kind, scope)?;
            if holder.organisation == known.secretariat() {
                Ok(())
            } else {
                Err(format!("a post of `{}`", known.secretariat()))
            }
        }
        Role::Observer => network(scope_kind, scope),
        Role::Administrator | Role::Auditor => {
            post_only(holder)?;
            network(scope_kind, scope)
        }
    }
}

fn post_only(holder: &Holder<'_>) -> Result<(), String> {
    if holder.is_partner { Err("a person's post: partner systems do not hold this role".to_owned()) } else { Ok(()) }
}

fn network(kind: ScopeKind, scope: Option<&str>) -> Result<(), String> {
    if kind == ScopeKind::Network && scope.is_none() {
        Ok(())
    } else {
        Err("scope_kind NETWORK with an empty scope".to_owned())
    }
}

fn own_body(holder: &Holder<'_>, kind: ScopeKind, scope: Option<&str>) -> Result<(), String> {
    if kind == ScopeKind::Organisation && scope == Some(holder.organisation) {
        Ok(())
    } else {
        Err(format!("scope_kind ORGANISATION with the holder's own body, `{}`", holder.organisation))
    }
}

fn authority(holder: &Holder<'_>, kind: ScopeKind, scope: Option<&str>, known: &Directory<'_>) -> Result<(), String> {
    let stands = kind == ScopeKind::Country
        && scope
            .is_some_and(|country| known.body(holder.organisation).is_some_and(|body| body.is_authority_of(country)));
    if stands {
        Ok(())
    } else {
        Err("scope_kind COUNTRY with the country whose public authority the holder's body is".to_owned())
    }
}

fn member_of(holder: &Holder<'_>, kind: ScopeKind, scope: Option<&str>, known: &Directory<'_>) -> Result<(), String> {
    let Some(group) = scope.filter(|_| kind == ScopeKind::Group) else {
        return Err("scope_kind GROUP with a group's code".to_owned());
    };
    let stands = known.members(group).filter(|m| m.valid_to.is_none()).any(|m| match m.member_kind {
        MemberKind::Country => known.body(holder.organisation).is_some_and(|b| b.is_authority_of(&m.member)),
        MemberKind::Organisation => m.member == holder.organisation,
        MemberKind::Post => !holder.is_partner && m.member == holder.key,
        MemberKind::Partner => holder.is_partner && m.member == holder.key,
    });
    if stands { Ok(()) } else { Err(format!("a post of a member of `{group}`")) }
}
