//! The embedded files hold together, and broken ones are told by file and line.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod accounts;
mod broken;

use std::collections::BTreeSet;
use std::path::Path;

use super::problem::Report;
use super::shelf::{self, Shelf};
use super::*;

/// A day on which the sample is looked at; its newest update is older.
pub(super) const TODAY: &str = "2026-11-20";

pub(super) fn network_shelf() -> Shelf {
    shelf::embedded_network(&mut Report::default())
}

pub(super) fn sample_shelf() -> Shelf {
    shelf::embedded_sample(&mut Report::default())
}

pub(super) fn network() -> NetworkFiles {
    NetworkFiles::embedded().map_err(|e| e.to_string()).unwrap()
}

pub(super) fn sample(network: &NetworkFiles) -> SampleFiles {
    SampleFiles::embedded(network).map_err(|e| e.to_string()).unwrap()
}

#[test]
fn the_embedded_network_is_whole() {
    let n = network();
    assert_eq!(n.countries.len(), 11);
    assert_eq!(n.country_parts.len(), 11);
    assert_eq!(n.organisations.len(), 126);
    assert_eq!(n.competences.len(), 40);
    assert_eq!(n.groups.len(), 3);
    assert_eq!(n.successions.len(), 28);
    assert_eq!(n.settings.time_zone, "Europe/Kyiv");
}

#[test]
fn the_secretariat_is_open_ended_and_has_no_successor() {
    let n = network();
    let body = Directory::new(&n).body("int-cbcp").unwrap();
    assert!(body.valid_to.is_none() && body.is_official(&n.settings.secretariat));
    assert!(n.successions.iter().all(|s| s.old != "int-cbcp" && s.new != "int-eappma"));
}

#[test]
fn ukraine_is_in_both_clusters_and_sweden_in_none() {
    let n = network();
    let clusters = |country: &str| {
        n.memberships.iter().filter(|m| m.member == country).map(|m| m.group.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(clusters("UA"), ["northern", "central-southern"]);
    assert!(clusters("SE").is_empty());
}

#[test]
fn an_embassy_belongs_to_the_state_that_sent_it() {
    let n = network();
    let embassy = Directory::new(&n).body("emb-pl-by").unwrap();
    assert_eq!(embassy.country.as_deref(), Some("PL"));
    assert_eq!(embassy.host_country.as_deref(), Some("BY"));
    assert!(!embassy.is_official("int-cbcp") && !embassy.is_authority_of("PL"));
}

#[test]
fn the_embedded_sample_is_whole() {
    let n = network();
    let s = sample(&n);
    assert!(s.people.len() >= 70 && s.updates.len() >= 36);
    assert_eq!(s.partners.len(), 2);
    assert_eq!(s.groups.len(), 4);
    let languages: BTreeSet<&str> = s.updates.iter().map(|u| u.language.as_str()).collect();
    assert_eq!(languages, BTreeSet::from(["en", "lt", "pl", "ro", "ru", "uk"]));
    assert!(s.updates.iter().all(|u| u.published.as_deref().unwrap_or_default() < TODAY));
    for state in [UpdateState::Draft, UpdateState::Withdrawn] {
        assert!(s.updates.iter().any(|u| u.state == state));
    }
}

#[test]
fn a_folder_with_the_same_files_is_the_same_network() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("network");
    let read = NetworkFiles::from_directory(&folder).unwrap();
    assert_eq!(read.organisations.len(), network().organisations.len());
}

#[test]
fn a_folder_without_files_names_every_one() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let problems = NetworkFiles::from_directory(&folder).unwrap_err();
    assert_eq!(problems.0.len(), 10, "{problems}");
}

#[test]
fn readmission_for_ukraine_was_held_in_a_body_that_lived_then() {
    let n = network();
    let s = sample(&n);
    let then = s
        .appointments
        .iter()
        .find(|a| a.country == "UA" && a.competence == "return-readmission" && a.runs_on("2005-03-01"))
        .unwrap();
    let post = s.history_posts.iter().find(|p| p.person == then.person).unwrap();
    assert_eq!(post.organisation, "ua-sdcir");
}
