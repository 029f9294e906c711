//! Those who follow: what a reader holds, and whatever they could ever see.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use focalpoint_api::access::{Actor, By, load_actor};
use focalpoint_api::kit::timestamp::Timestamp;
use rand::RngExt;
use rand::rngs::SmallRng;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{INEXACT, NOT_EQUAL, SAID_OTHERWISE};
use crate::harness::builder::Person;
use crate::harness::mirror::{Mirror, export};
use crate::harness::{App, signed_in};

/// A reader who follows the feed, by whatever sessions.
pub(super) struct Reader {
    pub(super) person: Option<Person>,
    pub(super) mirror: Mirror,
    pub(super) told: BTreeSet<String>,
}

impl Reader {
    pub(super) async fn sign_in(&mut self, app: &App) {
        if let Some(person) = &self.person {
            self.mirror.client = signed_in(app, person.expert).await;
        }
    }

    /// Reads some pages, loses the end of some, and goes on from any change's cursor.
    pub(super) async fn read(&mut self, app: &App, pages: usize, mut rng: SmallRng) {
        self.sign_in(app).await;
        for _ in 0..pages {
            if self.mirror.cursor.is_none() && rng.random_bool(0.3) {
                self.begin_with_an_export(&mut rng).await;
            }
            let size = rng.random_range(1..=6);
            let answer = self.mirror.page(size, "&include=item").await;
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
    pub(super) async fn begin_with_an_export(&mut self, rng: &mut SmallRng) {
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
        self.mirror.said.extend(begun.said.into_iter().chain(rest.said));
        self.mirror.cursor = Some(cursor);
    }

    /// Nobody writes now: what is held by the feed is what an export gives.
    pub(super) async fn is_exact(&mut self, app: &App, size: usize, (name, goes_back): (&str, bool)) {
        self.sign_in(app).await;
        self.mirror.catch_up_with(size, "&include=item").await;
        self.told.extend(self.mirror.told.drain(..).map(|(_, id)| id));
        let mut exported = export(&self.mirror.client, "").await;
        let who = self.person.as_ref().map(|person| person.expert);
        assert_eq!(self.mirror.holds, exported.holds, "{INEXACT}: {name}, reader {who:?}: {NOT_EQUAL}");
        let silent: Vec<&String> = exported.holds.keys().filter(|id| !exported.said.contains_key(*id)).collect();
        assert!(silent.is_empty(), "{name}: items of every kind say something, and {silent:?} say nothing");
        let mut said = self.mirror.said.clone();
        if goes_back {
            // Updates say the same whatever the clock.
            let holds = &exported.holds;
            let is_update = |id: &String| holds.get(id).is_some_and(|(kind, _)| kind == "UPDATE");
            said.retain(|id, _| is_update(id));
            exported.said.retain(|id, _| is_update(id));
        }
        assert_eq!(said, exported.said, "{INEXACT}: {name}, reader {who:?}: {SAID_OTHERWISE}");
        self.told.extend(exported.order);
    }
}

/// What the readers held from each unit on that changed a right, and from each step of the clock on. It is
/// taken down while it is so: where the clock goes back, rows that are ended earlier than they were read
/// do not tell any more what held then.
pub(super) struct Rights {
    readers: Vec<Option<Uuid>>,
    /// (the last unit of then, what each of the readers holds), in order.
    taken: RefCell<Vec<(i64, Vec<BTreeSet<Uuid>>)>>,
}

impl Rights {
    pub(super) fn of(readers: Vec<Option<Uuid>>) -> Self {
        Self { readers, taken: RefCell::default() }
    }

    /// Takes down what holds at an instant, as a unit leaves it.
    pub(super) async fn take(&self, db: &impl ConnectionTrait, at: Timestamp, seq: i64) {
        let mut held = Vec::new();
        for reader in &self.readers {
            let actor = match reader {
                None => Some(Actor::nobody()),
                Some(expert) => load_actor(db, By::Expert(*expert), at).await.expect("an actor"),
            };
            held.push(actor.map_or_else(BTreeSet::new, |actor| actor.parties().parties().collect()));
        }
        self.taken.borrow_mut().push((seq, held));
    }

    /// The same, where nobody writes.
    pub(super) async fn take_now(&self, app: &App) {
        let db = app.world.database.reader();
        let head = entity::ledger_head::Entity::find_by_id(1).one(db).await.expect("a head");
        self.take(db, app.world.clock.now(), head.expect("a head").seq).await;
    }

    /// The ids that each of the readers could ever see.
    pub(super) async fn could_see(&self, app: &App) -> Vec<BTreeSet<String>> {
        let db = app.world.database.reader();
        let mut audiences: BTreeMap<i64, BTreeSet<Uuid>> = BTreeMap::new();
        for member in entity::audience_member::Entity::find().all(db).await.expect("audiences") {
            audiences.entry(member.audience_id).or_default().insert(member.party_id);
        }
        // For each item, (unit, seen after it), in order.
        let mut items: BTreeMap<Uuid, Vec<(i64, Option<i64>)>> = BTreeMap::new();
        let changes = entity::change::Entity::find().order_by_asc(entity::change::Column::Seq).all(db).await;
        for change in changes.expect("changes") {
            items.entry(change.item).or_default().push((change.seq, change.seen_after));
        }
        let taken = self.taken.borrow();
        let mut seen = vec![BTreeSet::new(); self.readers.len()];
        for (n, (from, held)) in taken.iter().enumerate() {
            let until = taken.get(n + 1).map_or(i64::MAX, |(until, _)| *until);
            for (item, changes) in &items {
                let first = changes.iter().rposition(|(changed, _)| changed <= from).unwrap_or(0);
                let through = changes[first..].iter().take_while(|(changed, _)| *changed <= until);
                for audience in through.filter_map(|(_, seen)| *seen) {
                    for (seen, held) in seen.iter_mut().zip(held) {
                        if !audiences[&audience].is_disjoint(held) {
                            seen.insert(item.to_string());
                        }
                    }
                }
            }
        }
        seen
    }
}
