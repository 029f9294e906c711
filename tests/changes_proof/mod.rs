//! The proof of the change feed: random writers, readers, posts, grants, memberships, audiences,
//! proposals, schedules, withdrawals, transfers, purges, erasures, take-overs, and steps of the clock
//! forth and back. Whenever a reader is caught up, what it holds by the feed is what an export gives;
//! and nothing that it could never see ever appears, not even as an id.
//!
//! `FOCALPOINT_TEST_SEED=7 FOCALPOINT_TEST_HISTORIES=1` plays one history again; `just prove` plays many.

mod play;
mod reader;
mod tally;

use std::collections::BTreeSet;
use std::time::Duration;

use entity::vocabulary::Role;
use focalpoint_api::access::broken::Rule;
use futures_util::future::join_all;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use self::play::{Play, administer, publish, rule, write};
use self::reader::{Reader, Rights};
use self::tally::Tally;
use crate::harness::broken::must_be_caught;
use crate::harness::builder::{Builder, Person};
use crate::harness::mirror::Mirror;
use crate::harness::seeds::Proof;
use crate::harness::world_updates::Network;
use crate::harness::{App, on_both, signed_in};

/// Which of the two a broken feed shows first depends on who comes first.
const INEXACT: &str = "the feed is not exact";
const NOT_EQUAL: &str = "caught up, and not what an export gives";
const SAID_OTHERWISE: &str = "caught up, and an item says something else than in an export";
const NEVER_SEEN: &str = "told of an item that its reader could never see";

async fn history(app: &App, seed: u64, tally: &Tally) {
    let name = format!("history {seed}");
    let mut rng = SmallRng::seed_from_u64(seed);
    // By little, which a server rides out, or by more: then who stands where is otherwise than it was told, since
    // that goes by the clock, and what items say of it, too.
    let most_back = if seed.is_multiple_of(2) { 4_000 } else { 2_000 };
    let goes_back = most_back > 2_000;
    let n = Network::new(app).await;
    let mut b = Builder::begin(app).await;
    let administrator = b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
    let polish = b.person("Zofia Test", n.pl_office, &[(Role::OrganisationEditor, Some(n.pl_office), None)]).await;
    let leaver = b.person("Leaver Test", n.lt_office, &[(Role::Member, Some(n.lt_office), None)]).await;
    b.done().await;
    // However often it is set back, the clock does not go behind the beginning, when nobody had a post.
    app.clock.advance(Duration::from_secs(30));
    let people = [&n.pole, &n.guard, &n.volunteer, &n.group_editor, &n.lithuanian].map(Clone::clone);
    let play = Play {
        rights: Rights::of(people.iter().map(|person| Some(person.expert)).chain([None]).collect()),
        groups: vec![(n.north, "north")],
        bodies: vec![n.ua_migration, n.ua_border, n.pl_office, n.lt_office, n.ngo],
        n,
        administrator,
        leaver,
        tally,
    };
    publish(app, &signed_in(app, leaver.expert).await, &play, &mut rng).await;
    let client = signed_in(app, play.administrator.expert).await;
    let end = json!({"reason": "Moves on."});
    tally.took(client.post(&format!("/v1/posts/{}/end", leaver.post), end).await.status, "leave");
    play.rights.take_now(app).await;
    let n = &play.n;
    let writers = [&n.member, &n.editor, &n.focal_point, &n.secretary, &n.pole, &n.guard, &polish].map(Clone::clone);
    let start = |person: Option<&Person>| Reader {
        person: person.cloned(),
        mirror: Mirror::new(app.nobody()),
        told: BTreeSet::new(),
    };
    let mut readers: Vec<Reader> = people.iter().map(|person| start(Some(person))).chain([start(None)]).collect();
    for round in 0..5 {
        let fork = |rng: &mut SmallRng| SmallRng::seed_from_u64(rng.random());
        // Ten write at once: seven who post, two who rule, one who administers; and all read.
        let posts = join_all(writers.iter().map(|writer| write(app, &play, writer, fork(&mut rng))));
        let rules = [fork(&mut rng), fork(&mut rng)];
        let rules = join_all(rules.into_iter().map(|rng| rule(app, &play, &people, rng)));
        let administers = administer(app, &play, fork(&mut rng));
        let reads =
            join_all(readers.iter_mut().map(|reader| reader.read(app, 4, SmallRng::seed_from_u64(seed + round))));
        tokio::join!(posts, rules, administers, reads);
        play.rights.take_now(app).await;
        match rng.random_bool(0.3) {
            // Somebody sets the clock right.
            true => app.clock.set(app.world.clock.now().minus(Duration::from_millis(rng.random_range(1..most_back)))),
            false => app.clock.advance(Duration::from_millis(rng.random_range(1..3_000))),
        }
        play.rights.take_now(app).await;
        focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
        play.rights.take_now(app).await;
        for reader in &mut readers {
            if rng.random_bool(0.5) {
                reader.is_exact(app, rng.random_range(1..=20), (&name, goes_back)).await;
            }
        }
    }
    for reader in &mut readers {
        reader.is_exact(app, rng.random_range(1..=20), (&name, goes_back)).await;
    }
    for (reader, could) in readers.iter().zip(play.rights.could_see(app).await) {
        let never: Vec<&String> = reader.told.difference(&could).collect();
        assert!(
            never.is_empty(),
            "{INEXACT}: {name}, reader {:?}: {NEVER_SEEN}: {never:?}",
            reader.person.as_ref().map(|p| p.expert)
        );
    }
}

#[test]
fn whenever_a_reader_is_caught_up_it_holds_what_an_export_gives_and_it_never_hears_of_more() {
    // Who of eight comes first is no seed's: a broken feed may get through one history, and not through twelve.
    let is_left_out = std::env::var_os("FOCALPOINT_BROKEN").is_some();
    let usual = if is_left_out { 12 } else { 2 };
    let tally = Tally::default();
    for seed in (Proof { test: TEST, first: 1, usual, many: "FOCALPOINT_TEST_HISTORIES" }).seeds() {
        on_both("whenever_a_reader_is_caught_up_it_holds_what_an_export_gives", async |app| {
            history(&app, seed, &tally).await;
        });
    }
    tally.is_enough();
}

const TEST: &str =
    "changes_proof::whenever_a_reader_is_caught_up_it_holds_what_an_export_gives_and_it_never_hears_of_more";

#[test]
fn a_feed_that_does_not_tell_what_is_lost_is_noticed() {
    must_be_caught(Rule::FeedTellsWhatIsLost, TEST, INEXACT);
}

#[test]
fn a_feed_that_does_not_tell_what_is_gained_is_noticed() {
    must_be_caught(Rule::FeedTellsWhatIsGained, TEST, INEXACT);
}

#[test]
fn a_feed_that_forgets_the_audience_then_is_noticed() {
    must_be_caught(Rule::FeedRemembersAudiences, TEST, INEXACT);
}

#[test]
fn a_feed_that_tells_what_is_hidden_is_noticed() {
    must_be_caught(Rule::FeedHidesTheHidden, TEST, INEXACT);
}

#[test]
fn a_feed_that_does_not_tell_what_is_gone_for_good_is_noticed() {
    must_be_caught(Rule::GoneIsAChange, TEST, INEXACT);
}
