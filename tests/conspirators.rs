//! *Nobody enters a party without the word of its keepers, and never on the word of somebody who
//! gains by it*, proved by random play through the real verbs. The invariants are those of the
//! executable model (harness/conspiracy/invariants.rs); each rule is left out on purpose once, and
//! some play must find the way in.
//!
//! `FOCALPOINT_TEST_PLAYS` (plays of each conspiracy) and `FOCALPOINT_TEST_SEED` (the first seed)
//! make it another or a longer run: `just prove`.

use entity::vocabulary::Role;
use focalpoint_api::access::broken::Rule;

use crate::harness::broken::must_be_caught;
use crate::harness::conspiracy::act::Kind;
use crate::harness::conspiracy::{Lean, Stage, play};
use crate::harness::on_both;
use crate::harness::seeds::Proof;

const SOMEBODY_GOT_IN: &str = "a conspiracy got in";
const LENGTH: usize = 60;

/// The conspiracies of the model; they lean nowhere.
const CONSPIRACIES: &[&[&str]] = &[
    &["adm1"],
    &["secr"],
    &["fp_ua"],
    &["fp_pl"],
    &["ngo"],
    &["guard"],
    &["hcr"],
    &["adm1", "ngo2"],
    &["adm1", "hcr"],
    &["adm1", "idle"],
    &["adm1", "exile"],
    &["adm1", "guard"],
    &["ngo", "fp_pl"],
    &["ngo2", "guard"],
    &["hcr", "pl"],
    &["adm1", "ngo2", "hcr"],
    &["adm1", "ngo"],
    &["adm1", "secr", "hcr"],
    &["was"],
    &["leaver"],
    &["adm1", "was", "leaver"],
];

/// What would find the way in soonest, were a rule left out. They are played with all rules, too.
const fn lean(rule: Rule) -> Option<Lean> {
    use Kind::{BeginPost, ChangeBody, EndGrant, EndPost, Give, Join, Resume, Say, TakeOver};
    Some(match rule {
        Rule::HolderStands => Lean {
            acts: &[Give],
            roles: &[Role::Member, Role::OrganisationEditor, Role::FocalPoint],
            ..Lean::none(&["adm1", "hcr"])
        },
        Rule::WordNeeded => Lean { acts: &[BeginPost, Give, Join], ..Lean::none(&["adm1", "hcr"]) },
        Rule::NeverForOneself => {
            Lean { acts: &[Give], roles: &[Role::Auditor, Role::Observer], ..Lean::none(&["adm1"]) }
        }
        Rule::LastAdministrator => {
            Lean { acts: &[EndPost, EndGrant], people: &["adm1", "adm2"], ..Lean::none(&["adm1", "idle"]) }
        }
        Rule::EndedByAKeeper => Lean {
            acts: &[Give],
            people: &["exile"],
            bodies: &["ua_guard"],
            roles: &[Role::Reader, Role::Member, Role::FieldContact, Role::FocalPoint],
            ..Lean::none(&["adm1", "exile"])
        },
        // A border guard that is made an NGO has no editor, and the Secretariat lets people in.
        Rule::BodysKeepersAsked => Lean {
            acts: &[ChangeBody, BeginPost, Say, Say, Give],
            people: &["hcr"],
            bodies: &["ua_guard"],
            roles: &[Role::Member],
            ..Lean::none(&["adm1", "secr", "hcr"])
        },
        Rule::CountrysKeepersAsked => {
            Lean { acts: &[ChangeBody, Say], bodies: &["ua_ngo"], ..Lean::none(&["adm1", "ngo"]) }
        }
        Rule::BothSidesAsked => {
            Lean { acts: &[TakeOver, Say], bodies: &["ua_ngo", "unhcr"], ..Lean::none(&["adm1", "ngo"]) }
        }
        Rule::RemovingKeepersOpensNothing => Lean {
            acts: &[EndPost, EndPost, EndPost, BeginPost, Say, Give],
            people: &["ngo", "secr", "secr2", "adm2", "hcr"],
            bodies: &["ua_ngo"],
            roles: &[Role::Member],
            ..Lean::none(&["adm1", "hcr"])
        },
        Rule::RequestsStillFit => Lean { acts: &[Say], ..Lean::none(&["was"]) },
        // Time has to pass after the end was put off: what is refused lets it pass.
        Rule::EndsStay => Lean {
            acts: &[EndPost, Resume, Resume, Resume, Resume, Resume, Resume, Resume],
            people: &["leaver"],
            ..Lean::none(&["leaver"])
        },
        // What is seen and what is fed have proofs of their own.
        _ => return None,
    })
}

/// Plays everything, or the leaning of the one rule that is left out in this process.
fn nobody_gets_in(name: &str, two_person: bool) {
    let left_out = Rule::ALL.iter().copied().find(|rule| focalpoint_api::access::broken::broken(*rule));
    // Without a rule the first way in ends it, so there is time for more.
    let usual = if left_out.is_some() { 60 } else { 3 };
    let proof = Proof { test: "conspirators::", first: 1, usual, many: "FOCALPOINT_TEST_PLAYS" };
    let seeds = proof.seeds();
    let leans: Vec<Lean> = match left_out {
        Some(rule) => lean(rule).into_iter().collect(),
        None => {
            let plain = CONSPIRACIES.iter().map(|who| Lean::none(who));
            plain.chain(Rule::ALL.iter().filter_map(|rule| lean(*rule))).collect()
        }
    };
    on_both(name, async |app| {
        let kind = app.world.database.backend();
        let stage = Stage::set(app, two_person).await;
        let (mut tried, mut done) = (0, 0);
        for seed in &seeds {
            for lean in &leans {
                let played = play(&stage, *seed, lean, LENGTH).await;
                tried += played.tried;
                done += played.done;
                assert!(played.broken.is_none(), "{SOMEBODY_GOT_IN}: {}", played.broken.unwrap_or_default());
            }
        }
        eprintln!("{kind:?}: {} plays, {tried} acts tried, {done} done: nobody got in", seeds.len() * leans.len());
        // Plays in which nothing may be done prove nothing.
        assert!(left_out.is_some() || done * 25 > tried, "of {tried} acts only {done} were done");
    });
}

#[test]
fn conspirators_get_in_nowhere_where_two_persons_are_asked() {
    nobody_gets_in("conspirators_get_in_nowhere_where_two_persons_are_asked", true);
}

#[test]
fn conspirators_get_in_nowhere_where_one_person_suffices() {
    nobody_gets_in("conspirators_get_in_nowhere_where_one_person_suffices", false);
}

#[test]
fn each_rule_left_out_lets_some_conspiracy_in() {
    let test = "conspirators::conspirators_get_in_nowhere_where_one_person_suffices";
    for rule in Rule::ALL.iter().filter(|rule| lean(**rule).is_some()) {
        must_be_caught(*rule, test, SOMEBODY_GOT_IN);
    }
}
