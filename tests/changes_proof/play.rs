//! What writers, an administrator and whoever rules over rights do, at random.

use std::time::Duration;

use entity::vocabulary::Role;
use entity::{item, organisation_status, post};
use focalpoint_api::exchange::items::{Rewrite, rewrite_item};
use focalpoint_api::kit::database::sql;
use focalpoint_api::network::experts::end_post_step;
use focalpoint_api::network::groups::end_memberships_of;
use focalpoint_api::network::organisations::carry_out_status;
use rand::RngExt;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use reqwest::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::reader::Rights;
use super::tally::Tally;
use crate::harness::builder::{self, Builder, Person};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, signed_in};

const WHY: &str = "So it is.";

/// Everything that writers act on.
pub(super) struct Play<'a> {
    pub(super) n: Network,
    pub(super) bodies: Vec<Uuid>,
    pub(super) rights: Rights,
    pub(super) groups: Vec<(Uuid, &'static str)>,
    /// Somebody who purges and erases.
    pub(super) administrator: Person,
    /// Somebody who has left, with what they wrote.
    pub(super) leaver: Person,
    /// What became of all that was tried.
    pub(super) tally: &'a Tally,
}

impl Play<'_> {
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

/// One writer's part of a round.
pub(super) async fn write(app: &App, play: &Play<'_>, person: &Person, mut rng: SmallRng) {
    let client = signed_in(app, person.expert).await;
    for _ in 0..rng.random_range(1..=3) {
        app.clock.advance(Duration::from_micros(1));
        // Half of the time one's own, with which one may do more.
        let own = if rng.random_bool(0.5) { format!("&author={}", person.expert) } else { String::new() };
        let some = client.get(&format!("/v1/updates?first=100{own}")).await;
        let some: Vec<Value> = some.body["items"].as_array().cloned().unwrap_or_default();
        let one = some.choose(&mut rng).cloned();
        match (rng.random_range(0..18), one) {
            (0..=4, _) | (_, None) => publish(app, &client, play, &mut rng).await,
            (5 | 6, _) => decide(&client, play, &mut rng).await,
            (act, Some(one)) => act_on(&client, play, act, &one, &mut rng).await,
        }
    }
}

pub(super) async fn publish(app: &App, client: &Client, play: &Play<'_>, rng: &mut SmallRng) {
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
    play.tally.took(client.post("/v1/updates", update).await.status, "publish");
}

/// Says a word that is waited for, or gives it back.
pub(super) async fn decide(client: &Client, play: &Play<'_>, rng: &mut SmallRng) {
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
    play.tally.took(answer.status, "decide");
}

pub(super) async fn act_on(client: &Client, play: &Play<'_>, act: i32, one: &Value, rng: &mut SmallRng) {
    let id = one["id"].as_str().expect("an id");
    let etag = client.get(&format!("/v1/updates/{id}")).await.header("etag");
    let with = [("if-match", etag.as_str())];
    let act_of = |name: &str| format!("/v1/items/{id}/{name}");
    let name = match act {
        7 | 8 => "edit",
        9 => "delete",
        10 => "withdraw",
        11 => "publish later",
        12 => "comment",
        13 => "transfer",
        14 => "propose",
        15 => "return",
        _ => "share",
    };
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
    play.tally.took(answer.status, name);
}

/// An administrator purges something, and erases whoever has left; the job publishes what is due.
pub(super) async fn administer(app: &App, play: &Play<'_>, mut rng: SmallRng) {
    let client = signed_in(app, play.administrator.expert).await;
    let db = app.world.database.reader();
    let items = entity::update::Entity::find().all(db).await.expect("updates");
    if let (true, Some(item)) = (rng.random_bool(0.5), items.choose(&mut rng)) {
        let answer = client.post(&format!("/v1/items/{}/purge", item.id), json!({"reason": "A person asked."})).await;
        play.tally.took(answer.status, "purge");
    }
    if rng.random_bool(0.25) {
        let path = format!("/v1/experts/{}/erase", play.leaver.expert);
        play.tally.took(client.post(&path, json!({"reason": "They asked."})).await.status, "erase");
    }
    focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
}

/// Somebody's rights change, in one unit: a grant or post ends or begins, somebody joins or leaves a
/// group, a body takes over another, or comes to be official.
pub(super) async fn rule(app: &App, play: &Play<'_>, readers: &[Person], mut rng: SmallRng) {
    for _ in 0..rng.random_range(1..=3) {
        app.clock.advance(Duration::from_micros(1));
        let mut b = Builder::begin(app).await;
        let (now, at) = (b.unit.at(), b.unit.at().micros());
        let person = *readers.choose(&mut rng).expect("a reader");
        let body = *play.bodies.choose(&mut rng).expect("a body");
        let (group, _) = *play.groups.choose(&mut rng).expect("a group");
        let later = now.plus(Duration::from_secs(rng.random_range(1..4)));
        match rng.random_range(0..9) {
            0 | 1 => {
                b.member(group, body).await;
            }
            2 => end_memberships_of(&mut b.unit, &b.permit, body, now, WHY).await.expect("an end"),
            // For a while alone: it ends by the clock.
            3 => end_memberships_of(&mut b.unit, &b.permit, body, later, WHY).await.expect("an end"),
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
                for post in running(&b, person.expert).await {
                    end_post_step(&mut b.unit, &b.permit, post, now, WHY).await.expect("an end");
                }
                let post = b.post(builder::post(person.expert, body, now, None)).await;
                let role = *[Role::Member, Role::Reader, Role::OrganisationEditor].choose(&mut rng).expect("a role");
                b.grant(post, (role, Some(body), None)).await;
            }
            7 => other_flag(&mut b, play.n.ngo).await,
            _ => {
                // The border guard is taken over, and the Lithuanian office, each once.
                let (old, new) = *[(play.n.ua_border, play.n.ua_migration), (play.n.lt_office, play.n.pl_office)]
                    .choose(&mut rng)
                    .expect("a body");
                let taken = entity::succession::Entity::find().all(b.unit.tx()).await.expect("successions");
                if !taken.iter().any(|row| row.old_id == old) && rng.random_bool(0.3) {
                    b.taken_over(old, new, at).await;
                    // Both show it.
                    touch(&mut b, old).await;
                    touch(&mut b, new).await;
                }
            }
        }
        play.rights.take(b.unit.tx(), b.unit.at(), b.unit.seq()).await;
        b.done().await;
    }
}

/// A body comes to be official, or is no more: what it was stays on record.
async fn other_flag(b: &mut Builder, body: Uuid) {
    let rows = organisation_status::Entity::find()
        .filter(organisation_status::Column::OrganisationId.eq(body))
        .filter(organisation_status::Column::UntilAt.is_null());
    let row = rows.one(b.unit.tx()).await.expect("a look").expect("a status");
    // The clock was set back behind the last change: then it stays as it is.
    if row.from_at < b.unit.at().micros() {
        let status = |official: bool| json!({ "type": row.r#type, "countryId": row.country_id, "official": official });
        let wanted = json!({ "organisationId": body, "before": status(row.official), "status": status(!row.official) });
        carry_out_status(&mut b.unit, &b.permit, &wanted).await.expect("a status");
    }
}

/// Posts of somebody that were not ended.
async fn running(b: &Builder, expert: Uuid) -> Vec<Uuid> {
    let posts = post::Entity::find().filter(post::Column::ExpertId.eq(expert)).filter(post::Column::EndedAt.is_null());
    posts.all(b.unit.tx()).await.expect("posts").into_iter().map(|post| post.id).collect()
}

async fn touch(b: &mut Builder, id: Uuid) {
    let row = item::Entity::find_by_id(id).one(b.unit.tx()).await.expect("a look").expect("an item");
    rewrite_item(&mut b.unit, &b.permit, &row, Rewrite::default()).await.expect("a change");
}

pub(super) async fn run(b: &Builder, statement: &str, id: Uuid, at: i64) {
    let tx = b.unit.tx();
    let statement = sql(tx.get_database_backend(), statement, [id.into(), at.into()]);
    tx.execute_raw(statement).await.expect("changed");
}
