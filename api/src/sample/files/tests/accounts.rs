//! Somebody to sign in as for every role, and for every odd case.

use std::collections::BTreeSet;

use super::{TODAY, network, sample};
use crate::sample::files::{OrganisationType, Person, Role, SampleFiles};

fn roles(s: &SampleFiles, key: &str) -> BTreeSet<Role> {
    s.roles_on(key, TODAY).map(|r| r.role).collect()
}

fn accounts(s: &SampleFiles) -> impl Iterator<Item = &Person> {
    s.people.iter().filter(|p| p.account)
}

#[test]
fn every_role_has_an_account_that_is_only_that_where_it_stands_alone() {
    let n = network();
    let s = sample(&n);
    for role in [
        Role::Reader,
        Role::Member,
        Role::OrganisationEditor,
        Role::FieldContact,
        Role::FocalPoint,
        Role::Secretariat,
        Role::Observer,
        Role::Administrator,
        Role::Auditor,
    ] {
        let only = BTreeSet::from([role]);
        assert!(accounts(&s).any(|p| roles(&s, &p.key) == only), "{role:?}");
    }
    for role in [Role::GroupEditor, Role::SteeringMember] {
        let beside = accounts(&s).map(|p| roles(&s, &p.key)).any(|r| r.len() == 2 && r.contains(&role));
        assert!(beside, "{role:?} beside one with own sight");
    }
}

#[test]
fn each_of_the_ten_countries_has_one_principal_with_an_account() {
    let n = network();
    let s = sample(&n);
    for country in ["BY", "EE", "HU", "LT", "LV", "MD", "PL", "RO", "SK", "UA"] {
        let found = accounts(&s)
            .filter(|p| s.roles_on(&p.key, TODAY).any(|r| r.role == Role::FocalPoint && r.scope == Some(country)))
            .count();
        assert!(found >= 1, "{country}");
    }
}

#[test]
fn plain_members_stand_where_they_are_asked_for() {
    let n = network();
    let s = sample(&n);
    let plain: Vec<&str> = accounts(&s)
        .filter(|p| roles(&s, &p.key) == BTreeSet::from([Role::Member]))
        .filter_map(|p| p.organisation.as_deref())
        .collect();
    let body = |code: &str| n.organisations.iter().find(|o| o.code == code).unwrap();
    for country in ["UA", "PL", "LT"] {
        let count = plain.iter().filter(|code| body(code).is_authority_of(country)).count();
        assert!(count >= 2, "{country}: {count}");
    }
    for kind in [OrganisationType::Ngo, OrganisationType::Embassy] {
        assert!(plain.iter().any(|code| body(code).kind == kind), "{kind:?}");
    }
    for prefix in ["int-unhcr", "int-iom"] {
        assert!(plain.iter().any(|code| code.starts_with(prefix)), "{prefix}");
    }
}

#[test]
fn the_odd_cases_are_there() {
    let n = network();
    let s = sample(&n);
    let granted = |key: &str| s.grants.iter().any(|g| g.holder == key);
    assert!(accounts(&s).any(|p| granted(&p.key) && roles(&s, &p.key).is_empty()), "a grant that has ended");
    assert!(accounts(&s).any(|p| !granted(&p.key) && roles(&s, &p.key).is_empty()), "no grant at all");
    let admins: Vec<_> = s.grants.iter().filter(|g| g.role == Role::Administrator).collect();
    assert!(admins.len() >= 2 && admins.iter().all(|g| g.valid_to.is_none()));
    assert!(s.partners.iter().all(|p| !roles(&s, &p.key).is_empty()));
    assert!(s.absences.iter().any(|a| a.valid_from.as_str() <= TODAY && TODAY <= a.valid_to.as_str()));
}
