//! One small break each, and what is said about it.

use super::{network, network_shelf, sample_shelf};
use crate::sample::files::problem::Report;
use crate::sample::files::shelf::Shelf;
use crate::sample::files::{NetworkFiles, Problems, SampleFiles};

/// The problems after `from` has become `to` in one file; the text must be there.
fn spoil(shelf: &mut Shelf, file: &str, from: &str, to: &str) {
    let text = shelf.get_mut(file).unwrap();
    assert!(text.contains(from), "{file} holds no {from}");
    *text = text.replacen(from, to, 1);
}

fn told(problems: &Problems, file: &str, words: &str) {
    let found = problems.0.iter().any(|p| p.file == file && p.message.contains(words));
    assert!(found, "{file}: {words} not in\n{problems}");
}

fn network_says(file: &str, from: &str, to: &str, words: &str) {
    let mut shelf = network_shelf();
    spoil(&mut shelf, file, from, to);
    told(&NetworkFiles::parse(&shelf, Report::default()).unwrap_err(), file, words);
}

fn sample_says(file: &str, from: &str, to: &str, words: &str) {
    let mut shelf = sample_shelf();
    spoil(&mut shelf, file, from, to);
    told(&SampleFiles::parse(&shelf, &network(), Report::default()).unwrap_err(), file, words);
}

#[test]
fn broken_reference_data_is_told() {
    network_says("country_parts.csv", "UA,BENEFICIARY", "UZ,BENEFICIARY", "unknown code `UZ`");
    network_says("country_parts.csv", "BENEFICIARY", "BENEFACTOR", "expected one of `BENEFICIARY`");
    network_says("organisations.csv", "code,country", "code,land", "unknown column `land`");
    network_says("organisations.csv", "by-mia,BY,,MINISTRY", "by-mia,BY,MINISTRY", "cells; accepted: 22");
    network_says("organisations.csv", "by-mia,BY,", "by-mia,,", "has no country");
    network_says("organisations.csv", "int-unhcr,,", "int-unhcr,UA,", "is international and yet of country");
    network_says("organisations.csv", "emb-pl-by,PL,BY", "emb-pl-by,PL,", "host_country for embassies");
    network_says("organisations.csv", "return-readmission", "return-readmision", "nearest: return-readmission");
    network_says("organisations.csv", "2004-12-01,MONTH", "2004-13-01,MONTH", "is no day");
    network_says("organisations.csv", "2004-12-01,MONTH", "2004-12-01,", "do not go together");
    network_says("organisations.csv", "2001-01-01,YEAR,2004-11-30", "2005-01-01,YEAR,2004-11-30", "before it begins");
    network_says("organisations.csv", ",web-by|gk,", ",web-xx|gk,", "unknown code `web-xx`");
    network_says("organisations.csv", "\nee-moi,", "\nby-mia,", "already stands in line");
    network_says("organisations.csv", "ru:Министерство", "Министерство", "LANGUAGE:NAME");
    network_says("competences.csv", "asylum,,Asylum", "asylum,asylum-procedure,Asylum", "above itself");
    network_says("organisation_parents.csv", "lt-sbgs,lt-moi", "lt-sbgs,lt-frc", "above itself");
    network_says(
        "organisation_parents.csv",
        "hu-oin,hu-irm,2006-06-09",
        "hu-oin,hu-irm,2006-06-01",
        "already has a parent",
    );
    network_says("successions.csv", "by-sbtc,by-gpk,2007-09-25", "by-sbtc,by-gpk,2007-09-24", "still lives");
    network_says("successions.csv", "by-sbtc,by-gpk", "by-mia,by-gpk", "taken over but has no end");
    network_says("groups.csv", "CLUSTER,NETWORK", "CLUSTER,NOBODY", "expected one of `KEEPERS`");
    network_says("memberships.csv", "northern,COUNTRY,BY", "northern,POST,BY", "holds no posts");
    network_says("memberships.csv", "northern,COUNTRY,BY", "nordern,COUNTRY,BY", "nearest: northern");
    network_says("network.toml", "Europe/Kyiv", "Europe/Kiyiv", "unknown time zone");
    network_says("network.toml", "time_zone", "timezone", "unknown field `timezone`");
    network_says("network.toml", "\"int-cbcp\"", "\"ua-scnm\"", "has ended");
}

#[test]
fn broken_people_and_rights_are_told() {
    sample_says("people.csv", "prykladenko@ua.example", "prykladenko@dmsu.gov.ua", "somebody's address");
    sample_says("people.csv", ",ua-sms,", ",ua-scnm,", "has ended");
    sample_says("people.csv", "COUNTRY:UA|COUNTRY:RO", "UA|RO", "is no party");
    sample_says("history_posts.csv", "ua-davnii,ua-sdcir", "ua-davnij,ua-sdcir", "unknown person");
    sample_says("history_posts.csv", "ua-davnii,ua-sdcir", "ua-davnii,ua-sms", "before it begins");
    sample_says("partners.csv", ",ua-sms,", ",ua-scnm,", "has ended");
    sample_says(
        "grants.csv",
        "ua-probna,MEMBER,ORGANISATION,ua-sbgs",
        "ua-probna,MEMBER,ORGANISATION,ua-sms",
        "own body",
    );
    sample_says("grants.csv", "int-draftwell,SECRETARIAT", "pl-probny,SECRETARIAT", "a post of `int-cbcp`");
    sample_says(
        "grants.csv",
        "sys-ua-cases,MEMBER,ORGANISATION,ua-sms",
        "sys-ua-cases,AUDITOR,NETWORK,",
        "partner systems do not",
    );
    sample_says("grants.csv", "GROUP,northern", "GROUP,central-southern", "a post of a member");
    sample_says(
        "grants.csv",
        "STEERING_MEMBER,GROUP,steering-committee",
        "STEERING_MEMBER,GROUP,wg-country-information",
        "COMMITTEE",
    );
    sample_says("grants.csv", "ua-probna,MEMBER", "ua-probna,FOCAL_POINT", "a row of appointments.csv");
    sample_says("grants.csv", "ua-probna,MEMBER", "ua-davnii,MEMBER", "holds no post");
    sample_says("appointments.csv", "ua-prykladenko,UA", "ua-uiavna,UA", "may not speak for UA");
    sample_says(
        "appointments.csv",
        "ua-davnii,UA,return-readmission,PRINCIPAL,2004-05-01",
        "ua-davnii,UA,return-readmission,PRINCIPAL,2001-05-01",
        "no post for the whole time",
    );
    sample_says("appointments.csv", "UA,ALL,DEPUTY,2025-10-01", "UA,ALL,PRINCIPAL,2025-10-01", "already principal");
    sample_says("absences.csv", "ua-vyhadanyi", "ua-probna", "speaks for nobody");
    sample_says("memberships.csv", "POST,by-navuchalny", "POST,ua-davnii", "unknown member");
}

#[test]
fn broken_updates_are_told() {
    let file = "updates/001-welcome.md";
    sample_says(file, "+++\n", "---\n", "has no head");
    sample_says(file, "language =", "lang =", "unknown field `lang`");
    sample_says(file, "[\"PUBLIC\"]", "[\"EVERYBODY\"]", "is no party");
    sample_says(file, "[\"PUBLIC\"]", "[\"PUBLIC\", \"OFFICIALS\"]", "one of them alone");
    sample_says(file, "[\"PUBLIC\"]", "[]", "has no audience");
    sample_says(file, "\"PUBLISHED\"", "\"DRAFT\"", "dates do not go together");
    sample_says(file, "author = \"int-sampleton\"", "author = \"int-mockley\"", "may not publish this so");
    sample_says(file, "author = \"int-sampleton\"", "author = \"pl-probny\"", "PUBLIC from a focal point");
    sample_says(file, "author = \"int-sampleton\"", "author = \"nobody\"", "unknown author");
    sample_says(file, "2025-11-04", "2016-11-04", "held no post then");
}

#[test]
fn all_problems_are_told_at_once_with_their_lines() {
    let mut shelf = network_shelf();
    spoil(&mut shelf, "country_parts.csv", "BY,BENEFICIARY", "XX,BENEFICIARY");
    spoil(&mut shelf, "memberships.csv", "northern,COUNTRY,BY", "northern,COUNTRY,XX");
    let problems = NetworkFiles::parse(&shelf, Report::default()).unwrap_err().to_string();
    let lines: Vec<&str> = problems.lines().collect();
    assert_eq!(lines.len(), 2, "{problems}");
    assert!(
        problems
            .starts_with("country_parts.csv:2: column `country`: unknown code `XX`; accepted: a code of countries.csv")
    );
    assert!(problems.contains("\nmemberships.csv:2: "));
}
