//! The proof of the change feed: random writers, readers, posts, grants, memberships, audiences,
//! proposals, schedules, withdrawals, transfers, purges, erasures, take-overs, and steps of the clock
//! forth and back. Whenever a reader is caught up, what it holds by the feed is what an export gives;
//! and nothing that it could never see ever appears, not even as an id.
//!
//! `FOCALPOINT_TEST_SEED=7 FOCALPOINT_TEST_HISTORIES=1` plays one history again; `just prove` plays many.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use entity::vocabulary::{Precision, Role, SuccessionState};
use focalpoint_api::access::broken::Rule;
use focalpoint_api::access::{Actor, By, load_actor};
use focalpoint_api::kit::database::sql;
use focalpoint_api::kit::timestamp::Timestamp;
use futures_util::future::join_all;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use reqwest::Method;
use sea_orm::{ConnectionTrait, EntityTrait, IntoActiveModel, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::broken::must_be_caught;
use crate::harness::builder::{self, Builder, Person};
use crate::harness::mirror::{Mirror, export};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, number, on_both, signed_in};

/// Which of the two a broken feed shows first depends on who comes first.
const INEXACT: &str = "the feed is not exact";
const NOT_EQUAL: &str = "caught up, and not what an export gives";
const NEVER_SEEN: &str = "told of an item that its reader could never see";

/// Everything that writers act on.
struct Play {
    n: Network,
    bodies: Vec<Uuid>,
    groups: Vec<(Uuid, &'static str)>,
    /// Somebody who purges and erases.
    administrator: Person,
    /// Somebody who has left, with what they wrote.
    leaver: Person,
}

impl Play {
    fn audience(&self, rng: &mut SmallRng) -> Value {
        let party = |rng: &mut SmallRng| match rng.random_range(0..6) {
            0 => json!({"kind": "GROUP", "partyId": self.groups.choose(rng).expect("a group").0}),
            1 => {
                let code = ["UA", "PL", "LT"].choose(rng).expect("a code");
                json!({"kind": "COUNTRY", "code": code})
            }
            2 => json!({"kind": "OFFICIALS"}),
            3 => json!({"kind": "EXPERT", "partyId": self.n.volunteer.expert}),
            _ => {
                let body = self.bodies.choose(rng).expect("a body");
                json!({"kind": "ORGANISATION", "partyId": body})
            }
        };
        if rng.random_bool(0.15) {
            return json!([{"kind": "NETWORK"}]);
        }
        let n = rng.random_range(1..=2);
        Value::Array((0..n).map(|_| party(rng)).collect())
    }
}

/// What is done over HTTP may be refused, since others write at the same time; it must not fail.
fn refused_or_done(status: u16, what: &str) {
    assert!([200, 201, 202, 204, 400, 401, 403, 404, 409, 412, 422].contains(&status), "{what}: {status}");
}

/// One writer's part of a round.
async fn write(app: &App, play: &Play, person: &Person, mut rng: SmallRng) {
    let client = signed_in(app, person.expert).await;
    for _ in 0..rng.random_range(1..=3) {
        app.clock.advance(Duration::from_micros(1));
        let mine = client.get("/v1/updates?first=100").await;
        let mine: Vec<Value> = mine.body["items"].as_array().cloned().unwrap_or_default();
        let one = mine.choose(&mut rng).cloned();
        match (rng.random_range(0..18), one) {
            (0..=4, _) | (_, None) => publish(app, &client, play, &mut rng).await,
            (5 | 6, _) => decide(&client, &mut rng).await,
            (act, Some(one)) => act_on(&client, play, act, &one, &mut rng).await,
        }
    }
}

async fn publish(app: &App, client: &Client, play: &Play, rng: &mut SmallRng) {
    let mut update = json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": play.audience(rng)}});
    match rng.random_range(0..10) {
        0 | 1 => update["state"] = json!("DRAFT"),
        2 => {
            update["state"] = json!("PROPOSED");
            update["audience"] = json!({"parties": [{"kind": "PUBLIC"}]});
        }
        3 => {
            let soon = app.world.clock.now().plus(Duration::from_millis(rng.random_range(1..3_000)));
            update["publishAt"] = json!(soon.to_string());
        }
        _ => {}
    }
    refused_or_done(client.post("/v1/updates", update).await.status, "publish");
}

/// Says a word that is waited for, or gives it back.
async fn decide(client: &Client, rng: &mut SmallRng) {
    let waits = client.get("/v1/proposals?waitingForMe=true&first=50").await;
    let waits: Vec<Value> = waits.body["items"].as_array().cloned().unwrap_or_default();
    let Some(proposal) = waits.choose(rng) else { return };
    let (item, id) = (proposal["itemId"].as_str().expect("an id"), &proposal["id"]);
    let answer = match rng.random_bool(0.7) {
        true => client.post(&format!("/v1/items/{item}/confirm"), json!({"proposalId": id})).await,
        false => {
            let body = json!({"proposalId": id, "comment": "Not so."});
            client.post(&format!("/v1/items/{item}/return"), body).await
        }
    };
    refused_or_done(answer.status, "decide");
}

async fn act_on(client: &Client, play: &Play, act: i32, one: &Value, rng: &mut SmallRng) {
    let id = one["id"].as_str().expect("an id");
    let etag = client.get(&format!("/v1/updates/{id}")).await.header("etag");
    let with = [("if-match", etag.as_str())];
    let act_of = |name: &str| format!("/v1/items/{id}/{name}");
    let answer = match act {
        7 | 8 => client.patch(&format!("/v1/updates/{id}"), &etag, json!({"title": "Better news"})).await,
        9 => client.send(Method::DELETE, &format!("/v1/items/{id}"), &with, None).await,
        10 => client.post(&act_of("withdraw"), json!({"reason": "Wrong."})).await,
        11 => client.send(Method::POST, &act_of("publish"), &with, Some(json!({}))).await,
        12 => client.post(&act_of("comments"), json!({"bodyMarkdown": "Well."})).await,
        13 => {
            let body = play.bodies.choose(rng).expect("a body");
            let to = json!({"kind": "ORGANISATION", "partyId": body});
            client.post(&act_of("transfer"), json!({"toOwner": to, "reason": "Yours."})).await
        }
        14 => client.post(&act_of("propose"), json!({})).await,
        15 => client.post(&act_of("return"), json!({"comment": "Not yet."})).await,
        _ => {
            let body = json!({"parties": play.audience(rng), "confirm": true});
            client.send(Method::PUT, &act_of("audience"), &with, Some(body)).await
        }
    };
    refused_or_done(answer.status, &format!("act {act}"));
}

/// An administrator purges something, and erases whoever has left; the job publishes what is due.
async fn administer(app: &App, play: &Play, mut rng: SmallRng) {
    let client = signed_in(app, play.administrator.expert).await;
    let db = app.world.database.reader();
    let items = entity::update::Entity::find().all(db).await.expect("updates");
    if let (true, Some(item)) = (rng.random_bool(0.5), items.choose(&mut rng)) {
        let answer = client.post(&format!("/v1/items/{}/purge", item.id), json!({"reason": "A person asked."})).await;
        refused_or_done(answer.status, "purge");
    }
    if rng.random_bool(0.25) {
        let path = format!("/v1/experts/{}/erase", play.leaver.expert);
        refused_or_done(client.post(&path, json!({"reason": "They asked."})).await.status, "erase");
    }
    focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
}

/// Somebody's rights change, in one unit: a grant or post ends or begins, somebody joins or leaves a
/// group, a body takes over another, or comes to be official.
async fn rule(app: &App, play: &Play, readers: &[Person], mut rng: SmallRng) {
    for _ in 0..rng.random_range(1..=3) {
        app.clock.advance(Duration::from_micros(1));
        let mut b = Builder::begin(app).await;
        let at = b.unit.at().micros();
        let person = *readers.choose(&mut rng).expect("a reader");
        let body = *play.bodies.choose(&mut rng).expect("a body");
        let (group, _) = *play.groups.choose(&mut rng).expect("a group");
        let later = at + rng.random_range(1..4) * 1_000_000;
        match rng.random_range(0..9) {
            0 | 1 => {
                b.member(group, body).await;
            }
            2 => {
                run(&b, "UPDATE membership SET ended_at = $2 WHERE group_id = $1 AND ended_at IS NULL", group, at).await
            }
            // For a while alone: it ends by the clock.
            3 => {
                run(
                    &b,
                    "UPDATE membership SET valid_until = $2 WHERE group_id = $1 AND valid_until IS NULL",
                    group,
                    later,
                )
                .await
            }
            4 => {
                run(
                    &b,
                    "UPDATE role_grant SET ended_at = $2 WHERE ended_at IS NULL AND holder IN \
                    (SELECT id FROM post WHERE expert_id = $1)",
                    person.expert,
                    at,
                )
                .await
            }
            5 | 6 => {
                run(&b, "UPDATE post SET ended_at = $2 WHERE expert_id = $1 AND ended_at IS NULL", person.expert, at)
                    .await;
                let post = b.post(builder::post(person.expert, body, b.unit.at(), None)).await;
                let role = *[Role::Member, Role::Reader, Role::OrganisationEditor].choose(&mut rng).expect("a role");
                b.grant(post, (role, Some(body), None)).await;
            }
            7 => run(
                &b,
                "UPDATE organisation_status SET official = NOT official WHERE organisation_id = $1 AND from_at <= $2",
                play.n.ngo,
                at,
            )
            .await,
            _ => {
                // The border guard is taken over, and the Lithuanian office, each once.
                let (old, new) = *[(play.n.ua_border, play.n.ua_migration), (play.n.lt_office, play.n.pl_office)]
                    .choose(&mut rng)
                    .expect("a body");
                let taken = entity::succession::Entity::find().all(b.unit.tx()).await.expect("successions");
                if !taken.iter().any(|row| row.old_id == old) && rng.random_bool(0.3) {
                    let row = entity::succession::Model {
                        id: b.unit.new_id(),
                        old_id: old,
                        new_id: new,
                        day: 20_000,
                        precision: Precision::Day,
                        source: None,
                        counts_from: Some(at),
                        state: SuccessionState::Running,
                    };
                    entity::succession::Entity::insert(row.into_active_model())
                        .exec_without_returning(b.unit.tx())
                        .await
                        .expect("a succession");
                }
            }
        }
        b.done().await;
    }
}

async fn run(b: &Builder, statement: &str, id: Uuid, at: i64) {
    let tx = b.unit.tx();
    let statement = sql(tx.get_database_backend(), statement, [id.into(), at.into()]);
    tx.execute_raw(statement).await.expect("changed");
}

/// A reader who follows the feed, by whatever sessions.
struct Reader {
    person: Option<Person>,
    mirror: Mirror,
    told: BTreeSet<String>,
}

impl Reader {
    async fn sign_in(&mut self, app: &App) {
        if let Some(person) = &self.person {
            self.mirror.client = signed_in(app, person.expert).await;
        }
    }

    /// Reads some pages, loses the end of some, and goes on from any change's cursor.
    async fn read(&mut self, app: &App, pages: usize, mut rng: SmallRng) {
        self.sign_in(app).await;
        for _ in 0..pages {
            if self.mirror.cursor.is_none() && rng.random_bool(0.3) {
                self.begin_with_an_export(&mut rng).await;
            }
            let size = rng.random_range(1..=6);
            let answer = self.mirror.page(size, "").await;
            if answer.status == 401 {
                // The post of the session has ended meanwhile.
                self.sign_in(app).await;
                continue;
            }
            let page = answer.ok(200);
            let many = page["items"].as_array().map_or(0, Vec::len);
            let keep = if rng.random_bool(0.8) { usize::MAX } else { rng.random_range(0..=many) };
            self.mirror.fold(&page, keep);
        }
        self.told.extend(self.mirror.told.drain(..).map(|(_, id)| id));
    }

    /// An export that breaks off, and goes on or does not.
    async fn begin_with_an_export(&mut self, rng: &mut SmallRng) {
        let answer = self.mirror.client.get("/v1/export").await;
        let Value::String(text) = answer.body else { return };
        if answer.status != 200 {
            return;
        }
        let lines: Vec<&str> = text.lines().collect();
        let keep = rng.random_range(1..lines.len());
        let begun = crate::harness::mirror::exported(&lines[..keep].join("\n"));
        let rest = self.mirror.client.get(&format!("/v1/export?after={}", begun.order[keep - 1])).await;
        let (Value::String(rest), 200) = (rest.body, rest.status) else { return };
        let rest = crate::harness::mirror::exported(&rest);
        let Some(cursor) = rest.cursor else { return };
        self.told.extend(begun.order.into_iter().chain(rest.order));
        self.mirror.holds.extend(begun.holds.into_iter().chain(rest.holds));
        self.mirror.cursor = Some(cursor);
    }

    /// Nobody writes now: what is held by the feed is what an export gives.
    async fn is_exact(&mut self, app: &App, size: usize, name: &str) {
        self.sign_in(app).await;
        self.mirror.catch_up(size).await;
        self.told.extend(self.mirror.told.drain(..).map(|(_, id)| id));
        let exported = export(&self.mirror.client, "").await;
        let who = self.person.as_ref().map(|person| person.expert);
        assert_eq!(self.mirror.holds, exported.holds, "{INEXACT}: {name}, reader {who:?}: {NOT_EQUAL}");
        self.told.extend(exported.order);
    }
}

/// Every instant that a history passed, with the last unit of then, in the order in which they passed:
/// the clock went back, too.
struct Passed {
    /// (instant, unit), in order.
    moments: Vec<(i64, i64)>,
    audiences: BTreeMap<i64, BTreeSet<Uuid>>,
    /// For each item, (unit, seen after it), in order.
    items: BTreeMap<Uuid, Vec<(i64, Option<i64>)>>,
}

impl Passed {
    /// `steps` are the instants between the rounds, each with the last unit of then.
    async fn of(app: &App, steps: &[(i64, i64)]) -> Self {
        let db = app.world.database.reader();
        let records = entity::ledger_record::Entity::find().all(db).await.expect("records");
        let mut moments: Vec<(i64, i64)> = records.iter().map(|record| (record.at, record.seq)).collect();
        moments.sort_by_key(|(_, seq)| *seq);
        moments.extend(steps);
        // The steps behind a unit come after it, in their own order.
        moments.sort_by_key(|(_, seq)| *seq);
        let mut audiences: BTreeMap<i64, BTreeSet<Uuid>> = BTreeMap::new();
        for member in entity::audience_member::Entity::find().all(db).await.expect("audiences") {
            audiences.entry(member.audience_id).or_default().insert(member.party_id);
        }
        let mut items: BTreeMap<Uuid, Vec<(i64, Option<i64>)>> = BTreeMap::new();
        let changes = entity::change::Entity::find().order_by_asc(entity::change::Column::Seq).all(db).await;
        for change in changes.expect("changes") {
            items.entry(change.item).or_default().push((change.seq, change.seen_after));
        }
        Self { moments, audiences, items }
    }

    /// The ids that somebody could see at any of the moments.
    async fn could_see(&self, app: &App, person: Option<&Person>) -> BTreeSet<String> {
        let db = app.world.database.reader();
        let (mut seen, mut before): (BTreeSet<String>, Option<(i64, i64)>) = (BTreeSet::new(), None);
        for &(at, seq) in &self.moments {
            // Of what shares an instant, either order may have been.
            let instants = [Some(at), before.map(|(at, _)| at)];
            for at in instants.into_iter().flatten().collect::<BTreeSet<i64>>() {
                let actor = match person {
                    None => Some(Actor::nobody()),
                    Some(person) => {
                        load_actor(db, By::Expert(person.expert), Timestamp::from_micros(at)).await.expect("an actor")
                    }
                };
                let parties: BTreeSet<Uuid> =
                    actor.map_or_else(BTreeSet::new, |actor| actor.parties().parties().collect());
                for (item, changes) in &self.items {
                    let then = changes.iter().rev().find(|(changed, _)| *changed <= seq).and_then(|(_, seen)| *seen);
                    if then.is_some_and(|audience| !self.audiences[&audience].is_disjoint(&parties)) {
                        seen.insert(item.to_string());
                    }
                }
            }
            before = Some((at, seq));
        }
        seen
    }
}

/// Where the clock and the ledger stand.
async fn here(app: &App) -> (i64, i64) {
    let head = entity::ledger_head::Entity::find_by_id(1).one(app.world.database.reader()).await.expect("a head");
    (app.world.clock.now().micros(), head.expect("a head").seq)
}

async fn history(app: &App, seed: u64) {
    let name = format!("history {seed}");
    let mut rng = SmallRng::seed_from_u64(seed);
    let n = Network::new(app).await;
    let mut b = Builder::begin(app).await;
    let administrator = b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
    let polish = b.person("Zofia Test", n.pl_office, &[(Role::OrganisationEditor, Some(n.pl_office), None)]).await;
    let leaver = b.person("Leaver Test", n.lt_office, &[(Role::Member, Some(n.lt_office), None)]).await;
    b.done().await;
    let play = Play {
        groups: vec![(n.north, "north")],
        bodies: vec![n.ua_migration, n.ua_border, n.pl_office, n.lt_office, n.ngo],
        n,
        administrator,
        leaver,
    };
    publish(app, &signed_in(app, leaver.expert).await, &play, &mut rng).await;
    let client = signed_in(app, play.administrator.expert).await;
    let end = json!({"reason": "Moves on."});
    refused_or_done(client.post(&format!("/v1/posts/{}/end", leaver.post), end).await.status, "leave");
    let n = &play.n;
    let people = [&n.pole, &n.guard, &n.volunteer, &n.group_editor, &n.lithuanian].map(Clone::clone);
    let writers = [&n.member, &n.editor, &n.focal_point, &n.secretary, &n.pole, &n.guard, &polish].map(Clone::clone);
    let start = |person: Option<&Person>| Reader {
        person: person.cloned(),
        mirror: Mirror::new(app.nobody()),
        told: BTreeSet::new(),
    };
    let mut readers: Vec<Reader> = people.iter().map(|person| start(Some(person))).chain([start(None)]).collect();
    let mut steps = Vec::new();
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
        steps.push(here(app).await);
        match rng.random_bool(0.3) {
            // Somebody sets the clock right.
            true => app.clock.set(app.world.clock.now().minus(Duration::from_millis(rng.random_range(1..2_000)))),
            false => app.clock.advance(Duration::from_millis(rng.random_range(1..3_000))),
        }
        steps.push(here(app).await);
        focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
        steps.push(here(app).await);
        for reader in &mut readers {
            if rng.random_bool(0.5) {
                reader.is_exact(app, rng.random_range(1..=20), &name).await;
            }
        }
    }
    for reader in &mut readers {
        reader.is_exact(app, rng.random_range(1..=20), &name).await;
    }
    let passed = Passed::of(app, &steps).await;
    for reader in &readers {
        let could = passed.could_see(app, reader.person.as_ref()).await;
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
    let first = number("FOCALPOINT_TEST_SEED", 1);
    for seed in first..first + number("FOCALPOINT_TEST_HISTORIES", 1) {
        on_both("whenever_a_reader_is_caught_up_it_holds_what_an_export_gives", |app| async move {
            history(&app, seed).await
        });
    }
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
