//! What writers, an administrator and whoever rules over rights do, at random.

use std::time::Duration;

use entity::organisation_status;
use entity::vocabulary::Role;
use focalpoint_api::kit::database::sql;
use rand::RngExt;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::reader::Rights;
use crate::harness::builder::{self, Builder, Person};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, signed_in};

/// Everything that writers act on.
pub(super) struct Play {
    pub(super) n: Network,
    pub(super) bodies: Vec<Uuid>,
    pub(super) rights: Rights,
    pub(super) groups: Vec<(Uuid, &'static str)>,
    /// Somebody who purges and erases.
    pub(super) administrator: Person,
    /// Somebody who has left, with what they wrote.
    pub(super) leaver: Person,
}

impl Play {
    pub(super) fn audience(&self, rng: &mut SmallRng) -> Value {
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
pub(super) fn refused_or_done(status: u16, what: &str) {
    assert!([200, 201, 202, 204, 400, 401, 403, 404, 409, 412, 422].contains(&status), "{what}: {status}");
}

/// One writer's part of a round.
pub(super) async fn write(app: &App, play: &Play, person: &Person, mut rng: SmallRng) {
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

pub(super) async fn publish(app: &App, client: &Client, play: &Play, rng: &mut SmallRng) {
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
pub(super) async fn decide(client: &Client, rng: &mut SmallRng) {
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

pub(super) async fn act_on(client: &Client, play: &Play, act: i32, one: &Value, rng: &mut SmallRng) {
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
pub(super) async fn administer(app: &App, play: &Play, mut rng: SmallRng) {
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
pub(super) async fn rule(app: &App, play: &Play, readers: &[Person], mut rng: SmallRng) {
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
            7 => other_flag(&b, play.n.ngo, at).await,
            _ => {
                // The border guard is taken over, and the Lithuanian office, each once.
                let (old, new) = *[(play.n.ua_border, play.n.ua_migration), (play.n.lt_office, play.n.pl_office)]
                    .choose(&mut rng)
                    .expect("a body");
                let taken = entity::succession::Entity::find().all(b.unit.tx()).await.expect("successions");
                if !taken.iter().any(|row| row.old_id == old) && rng.random_bool(0.3) {
                    b.taken_over(old, new, at).await;
                }
            }
        }
        play.rights.take(b.unit.tx(), b.unit.at(), b.unit.seq()).await;
        b.done().await;
    }
}

/// A body comes to be official, or is no more: what it was stays on record.
async fn other_flag(b: &Builder, body: Uuid, at: i64) {
    let rows = organisation_status::Entity::find()
        .filter(organisation_status::Column::OrganisationId.eq(body))
        .filter(organisation_status::Column::UntilAt.is_null())
        .all(b.unit.tx());
    for row in rows.await.expect("statuses") {
        // The clock was set back behind the last change: then it stays as it is.
        if row.from_at < at {
            let next =
                organisation_status::Model { id: b.unit.new_id(), official: !row.official, from_at: at, ..row.clone() };
            run(b, "UPDATE organisation_status SET until_at = $2 WHERE id = $1", row.id, at).await;
            let next = organisation_status::ActiveModel::from(next);
            organisation_status::Entity::insert(next).exec_without_returning(b.unit.tx()).await.expect("a status");
        }
    }
}

pub(super) async fn run(b: &Builder, statement: &str, id: Uuid, at: i64) {
    let tx = b.unit.tx();
    let statement = sql(tx.get_database_backend(), statement, [id.into(), at.into()]);
    tx.execute_raw(statement).await.expect("changed");
}
