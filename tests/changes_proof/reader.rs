//! Those who follow: what a reader holds, and whatever they could ever see.

use std::collections::{BTreeMap, BTreeSet};

use focalpoint_api::access::{Actor, By, load_actor};
use focalpoint_api::kit::timestamp::Timestamp;
use rand::RngExt;
use rand::rngs::SmallRng;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{INEXACT, NOT_EQUAL};
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
        self.mirror.cursor = Some(cursor);
    }

    /// Nobody writes now: what is held by the feed is what an export gives.
    pub(super) async fn is_exact(&mut self, app: &App, size: usize, name: &str) {
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
pub(super) struct Passed {
    /// (instant, unit), in order.
    pub(super) moments: Vec<(i64, i64)>,
    pub(super) audiences: BTreeMap<i64, BTreeSet<Uuid>>,
    /// For each item, (unit, seen after it), in order.
    pub(super) items: BTreeMap<Uuid, Vec<(i64, Option<i64>)>>,
}

impl Passed {
    /// `steps` are the instants between the rounds, each with the last unit of then.
    pub(super) async fn of(app: &App, steps: &[(i64, i64)]) -> Self {
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
    pub(super) async fn could_see(&self, app: &App, person: Option<&Person>) -> BTreeSet<String> {
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
