//! Several servers on one PostgreSQL: what one does, the others know with the next request.

use std::time::Duration;

use entity::vocabulary::Role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::world_partners::{last_token, letters, world};
use crate::harness::{App, Client, on_postgres, signed_in};

async fn sign_in(app: &App, email: &str) -> Value {
    app.nobody().post("/v1/auth/sign-in", json!({"email": email, "password": PASSWORD})).await.ok(200)
}

fn at(app: &App, session: &Value) -> Client {
    app.nobody().with_token(session["accessToken"].as_str().expect("a token"))
}

async fn run_jobs(app: &App) {
    focalpoint_api::jobs::run_due(&app.system()).await.expect("jobs");
}

async fn kids(app: &App) -> Vec<String> {
    let jwks = app.nobody().get("/.well-known/jwks.json").await.ok(200);
    let keys = jwks["keys"].as_array().expect("keys").iter();
    keys.map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
}

fn newcomer(n: i32) -> Value {
    json!({"email": format!("person{n}@dmsu.example"), "name": "Nina Newcomer",
        "post": {"organisationCode": "ua-dmsu", "title": "Officer"}})
}

#[test]
fn who_signs_in_at_one_is_known_at_the_other_and_gone_at_both() {
    on_postgres("who_signs_in_at_one_is_known_at_the_other_and_gone_at_both", async |one| {
        let other = one.replica().await;
        // A network with a Secretariat: revoking looks at whom it would leave.
        world(&one).await;
        let home = body(&one, "int-home").await;
        let ana = person(&one, home, "Ana Novak", &[Role::Member]).await;
        let eva = person(&one, home, "Eva Chief", &[Role::Administrator]).await;
        let session = sign_in(&one, &ana.email).await;
        let me = at(&other, &session).get("/v1/me").await.ok(200);
        let grant = me["grants"][0]["id"].as_str().expect("a grant").to_owned();
        let eve = signed_in(&other, eva.expert).await;
        eve.post(&format!("/v1/grants/{grant}/revoke"), json!({"reason": "over"})).await.ok(200);
        let me = at(&one, &session).get("/v1/me").await.ok(200);
        assert_eq!(me["grants"], json!([]), "{me:#}");
        let refresh = json!({"refreshToken": session["refreshToken"]});
        let next = other.nobody().post("/v1/auth/refresh", refresh).await.ok(200);
        eve.post(&format!("/v1/accounts/{}/end-sessions", ana.account), json!({"reason": "lost"})).await.ok(200);
        for token in [&session, &next] {
            assert_eq!(at(&one, token).get("/v1/me").await.code(), "SESSION_ENDED");
        }
    });
}

#[test]
fn a_key_that_one_rotates_is_taken_by_the_other_without_a_pause() {
    on_postgres("a_key_that_one_rotates_is_taken_by_the_other_without_a_pause", async |one| {
        let other = one.replica().await;
        let home = body(&one, "int-home").await;
        let ana = person(&one, home, "Ana Novak", &[]).await;
        assert_eq!(kids(&one).await, kids(&other).await, "replicas that start agree on one key");
        let old = sign_in(&one, &ana.email).await;
        // As `focalpoint keys rotate` does: another process.
        let host = one.replica().await;
        let kid = focalpoint_api::authn::keys::rotate(&host.system()).await.expect("a key");
        assert!(!kids(&one).await.contains(&kid));
        run_jobs(&one).await;
        assert!(kids(&one).await.contains(&kid), "published once the job has looked");
        one.clock.advance(Duration::from_secs(5 * 60));
        let new = sign_in(&one, &ana.email).await;
        for (app, session) in [(&one, &old), (&one, &new), (&other, &new), (&other, &old)] {
            at(app, session).get("/v1/me").await.ok(200);
        }
        assert!(kids(&other).await.contains(&kid), "learnt from the token");
        one.clock.advance(Duration::from_secs(61 * 60));
        run_jobs(&other).await;
        assert_eq!(kids(&other).await, std::slice::from_ref(&kid), "the old one is over");
        let refresh = json!({"refreshToken": new["refreshToken"]});
        let next = other.nobody().post("/v1/auth/refresh", refresh).await.ok(200);
        at(&one, &next).get("/v1/me").await.ok(200);
    });
}

#[test]
fn each_letter_is_sent_once_and_each_refusal_counted_once() {
    on_postgres("each_letter_is_sent_once_and_each_refusal_counted_once", async |one| {
        let other = one.replica().await;
        let world = world(&one).await;
        let rows: Vec<Value> = (0..40).map(newcomer).collect();
        world.editor.post("/v1/invitations/batch", json!({"invitations": rows})).await.ok(200);
        for _ in 0..3 {
            futures_util::join!(run_jobs(&one), run_jobs(&other));
        }
        let mut sent: Vec<String> = [&one, &other].iter().flat_map(|app| app.world.mail.take()).map(|l| l.to).collect();
        sent.sort();
        assert_eq!(sent.len(), 40);
        sent.dedup();
        assert_eq!(sent.len(), 40);
        let listed = world.editor.get("/v1/invitations?first=1").await.ok(200);
        assert_eq!(listed["items"][0]["letter"], "SENT", "{listed:#}");

        let member = [signed_in(&one, world.member_is.expert).await, signed_in(&other, world.member_is.expert).await];
        for client in member.iter().chain(&member) {
            assert_eq!(client.get("/v1/invitations").await.status, 403);
        }
        run_jobs(&one).await;
        run_jobs(&other).await;
        one.clock.advance(Duration::from_secs(120));
        futures_util::join!(run_jobs(&one), run_jobs(&other));
        run_jobs(&one).await;
        use entity::ledger_record::{Column, Entity};
        let records = Entity::find().filter(Column::Act.eq("recordRefusals")).all(one.world.database.reader()).await;
        let records = records.expect("records");
        let bodies: Vec<&str> = records.iter().map(|record| record.body.as_str()).collect();
        assert_eq!(records.len(), 1, "{bodies:?}");
        assert!(bodies[0].contains("\"count\":4"), "{bodies:?}");
    });
}

#[test]
fn of_two_who_use_one_link_or_key_at_once_one_does() {
    on_postgres("of_two_who_use_one_link_or_key_at_once_one_does", async |one| {
        let other = one.replica().await;
        let world = world(&one).await;
        let there = signed_in(&other, world.editor_is.expert).await;
        let key = [("idempotency-key", "one and the same")];
        let send = async |client: &Client| {
            client.send(reqwest::Method::POST, "/v1/invitations", &key, Some(newcomer(1))).await.ok(201)["id"].clone()
        };
        // The key belongs to the actor: two sessions of one person are one.
        let (first, second) = futures_util::join!(send(&world.editor), send(&there));
        assert_eq!(first, second, "one invitation");
        assert_eq!(letters(&one).await.len(), 1);
        let token = last_token(&one, "/invitation/").await;
        let accept = async |app: &App| {
            app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await.status
        };
        let (a, b) = futures_util::join!(accept(&one), accept(&other));
        let mut both = [a, b];
        both.sort_unstable();
        assert_eq!(both, [200, 410]);
    });
}

#[test]
fn more_writers_at_once_than_there_are_connections_all_succeed() {
    on_postgres("more_writers_at_once_than_there_are_connections_all_succeed", async |app| {
        let world = world(&app).await;
        let invite = |n: i32| {
            let editor = world.editor.clone();
            async move { editor.post("/v1/invitations", newcomer(n)).await.status }
        };
        let statuses = futures_util::future::join_all((0..24).map(invite)).await;
        assert!(statuses.iter().all(|status| *status == 201), "{statuses:?}");
    });
}
