//! Guessing is slowed down, and nobody is locked out by it.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::world_partners::{last_token, letters, world};
use crate::harness::{Answer, App, on_both, on_both_with};

async fn sign_in(app: &App, email: &str, password: &str) -> Answer {
    app.nobody().post("/v1/auth/sign-in", json!({"email": email, "password": password})).await
}

async fn from(app: &App, address: &str, email: &str) -> u16 {
    let body = json!({"email": email, "password": "wrong"});
    let headers = [("x-forwarded-for", address)];
    app.nobody().send(Method::POST, "/v1/auth/sign-in", &headers, Some(body)).await.status
}

#[test]
fn right_tries_cost_nothing_and_wrong_ones_come_back_with_time() {
    on_both("right_tries_cost_nothing_and_wrong_ones_come_back_with_time", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        for _ in 0..12 {
            assert_eq!(sign_in(&app, &ana.email, PASSWORD).await.status, 200);
        }
        for left in (0..8).rev() {
            let answer = sign_in(&app, &ana.email, "wrong").await;
            assert_eq!(answer.status, 401);
            assert!(answer.header("ratelimit").contains(&format!("r={left};")), "{:?}", answer.headers);
            assert_eq!(answer.header("ratelimit-policy"), "\"tries\";q=8;w=240");
        }
        let answer = sign_in(&app, &ana.email, PASSWORD).await;
        assert_eq!((answer.status, answer.code().as_str()), (429, "TOO_MANY_REQUESTS"));
        let wait: u64 = answer.header("retry-after").parse().expect("seconds");
        assert_eq!(wait, 30);
        let mutation = "mutation($input: SignInInput!) { signIn(input: $input) { session { expiresIn } } }";
        let input = json!({"input": {"email": ana.email, "password": PASSWORD}});
        let answer = app.nobody().graphql(mutation, input.clone()).await;
        assert_eq!(answer.body["errors"][0]["extensions"]["retryAfter"], 30, "{:#}", answer.body);
        let browser = Browser::new(&app);
        let csrf = browser.open("/sign-in").await.csrf();
        let form = [("csrf", csrf.as_str()), ("email", ana.email.as_str()), ("password", PASSWORD)];
        assert_eq!(browser.send("/sign-in", &form).await.status, 429);
        app.clock.advance(Duration::from_secs(wait - 1));
        assert_eq!(sign_in(&app, &ana.email, PASSWORD).await.status, 429);
        app.clock.advance(Duration::from_secs(1));
        app.nobody().graphql(mutation, input).await.data();
    });
}

#[test]
fn a_header_that_nobody_is_trusted_to_send_changes_nothing() {
    on_both("a_header_that_nobody_is_trusted_to_send_changes_nothing", async |app| {
        for n in 0..8 {
            assert_eq!(from(&app, &format!("203.0.113.{n}"), "bo@example.org").await, 401);
        }
        assert_eq!(from(&app, "203.0.113.99", "bo@example.org").await, 429);
    });
}

#[test]
fn behind_a_trusted_proxy_each_client_has_its_own_budget() {
    let trust = |config: &mut focalpoint_api::config::Config| {
        config.edge.trusted_proxies = vec!["127.0.0.0/8".parse().expect("a network")];
    };
    on_both_with("behind_a_trusted_proxy_each_client_has_its_own_budget", trust, async |app| {
        for n in 0..8 {
            // What a client puts in front itself is not believed.
            assert_eq!(from(&app, &format!("198.51.100.{n}, 203.0.113.7"), "bo@example.org").await, 401);
        }
        assert_eq!(from(&app, "198.51.100.77, 203.0.113.7", "bo@example.org").await, 429);
        assert_eq!(from(&app, "203.0.113.8", "bo@example.org").await, 401);
    });
}

#[test]
fn wrong_links_and_refresh_tokens_are_slowed_down_and_right_ones_always_work() {
    on_both("wrong_links_and_refresh_tokens_are_slowed_down_and_right_ones_always_work", async |app| {
        let world = world(&app).await;
        let invitation = json!({"email": "nina@dmsu.example", "name": "Nina Newcomer",
            "post": {"organisationCode": "ua-dmsu", "title": "Officer"}});
        world.editor.post("/v1/invitations", invitation).await.ok(201);
        let token = last_token(&app, "/invitation/").await;
        let accept = async |token: &str| {
            app.nobody().post("/v1/invitations/accept", json!({"token": token, "password": PASSWORD})).await
        };
        for n in 0..8 {
            assert_eq!(accept(&format!("guess {n}")).await.status, 404);
        }
        let answer = accept("guess 9").await;
        assert_eq!(answer.status, 429);
        assert!(!answer.header("retry-after").is_empty());
        let browser = Browser::new(&app);
        assert_eq!(browser.open("/reset/guess").await.status, 429);
        assert_eq!(browser.open("/address/guess").await.status, 429);
        let session = accept(&token).await.ok(200);
        let refresh = async |token: &Value| app.nobody().post("/v1/auth/refresh", json!({"refreshToken": token})).await;
        for n in 0..8 {
            assert_eq!(refresh(&json!(format!("guess {n}"))).await.status, 401);
        }
        assert_eq!(refresh(&json!("guess 9")).await.status, 429);
        refresh(&session["refreshToken"]).await.ok(200);
    });
}

#[test]
fn a_mailbox_gets_few_letters_and_the_answer_stays_the_same() {
    on_both("a_mailbox_gets_few_letters_and_the_answer_stays_the_same", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let mut answers = Vec::new();
        for n in 0..7 {
            let ask = json!({"email": if n == 6 { "nobody@example.org" } else { ana.email.as_str() }});
            let answer = app.nobody().post("/v1/auth/reset", ask).await;
            answers.push((answer.status, answer.body));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:#?}");
        assert_eq!(letters(&app).await.len(), 5);
        app.clock.advance(Duration::from_secs(720));
        app.nobody().post("/v1/auth/reset", json!({"email": ana.email})).await.ok(202);
        assert_eq!(letters(&app).await.len(), 6);
    });
}
