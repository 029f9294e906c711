//! The server's own pages: the cookie session, and the links in mails.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::{App, on_both, signed_in};

/// The path of the link in a letter.
fn link(app: &App, text: &str) -> String {
    let url = app.world.config.public_url();
    let line = text.lines().find(|line| line.starts_with(&url)).expect("a link");
    line.trim_start_matches(&url).to_owned()
}

#[test]
fn a_browser_is_signed_in_by_cookie_and_asks_with_short_tokens() {
    on_both("a_browser_is_signed_in_by_cookie_and_asks_with_short_tokens", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let browser = Browser::new(&app);
        assert_eq!(browser.open("/").await.status, 200);
        assert_eq!(browser.open("/start").await.location, "/sign-in?next=/start");
        assert_eq!(browser.token("x").await.status, 401);
        let form = browser.open("/sign-in?next=//evil.example").await;
        assert_eq!(form.status, 200, "{}", form.text);
        let csrf = form.csrf();
        let right =
            [("csrf", csrf.as_str()), ("next", "//evil.example"), ("email", &ana.email), ("password", PASSWORD)];
        let wrong = [("csrf", csrf.as_str()), ("email", &ana.email), ("password", "wrong")];
        assert_eq!(browser.send("/sign-in", &wrong).await.status, 401);
        let stale = [("csrf", "x"), ("email", &ana.email), ("password", PASSWORD)];
        assert_eq!(browser.send("/sign-in", &stale).await.status, 403);
        let done = browser.send("/sign-in", &right).await;
        assert_eq!((done.status, done.location.as_str()), (303, "/start"));
        let cookie = done.cookies.iter().find(|c| c.starts_with("focalpoint_session=")).expect("a cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let start = browser.open("/start").await;
        assert!(start.text.contains("Welcome, Ana Novak") && start.text.contains("int-home"), "{}", start.text);
        // The cookie is no access token, and the doors do not look at it.
        assert_eq!(browser.open("/v1/me").await.status, 401);
        assert_eq!(browser.token("x").await.status, 403);
        let token = browser.token(&start.csrf()).await;
        let token: Value = serde_json::from_str(&token.text).expect("JSON");
        let client = app.nobody().with_token(token["accessToken"].as_str().expect("a token"));
        assert_eq!(client.get("/v1/me").await.ok(200)["expert"]["id"], json!(ana.expert));
        for path in ["/playground", "/reference"] {
            assert_eq!(browser.open(path).await.status, 200, "{path}");
        }
        let out = browser.send("/sign-out", &[("csrf", &start.csrf())]).await;
        assert_eq!((out.status, out.location.as_str()), (303, "/"));
        assert_eq!(client.get("/v1/me").await.status, 401);
        assert_eq!(browser.open("/start").await.status, 303);
    });
}

#[test]
fn a_forgotten_password_is_set_by_a_link_once_within_two_hours() {
    on_both("a_forgotten_password_is_set_by_a_link_once_within_two_hours", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let client = signed_in(&app, ana.expert).await;
        let known = app.nobody().post("/v1/auth/reset", json!({"email": ana.email})).await;
        let unknown = app.nobody().post("/v1/auth/reset", json!({"email": "nobody@example.org"})).await;
        assert_eq!((known.status, &known.body), (202, &unknown.body));
        assert_eq!(unknown.status, 202);
        let letters = app.letters().await;
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].to, ana.email);
        let path = link(&app, &letters[0].text);
        let browser = Browser::new(&app);
        let csrf = browser.open(&path).await.csrf();
        assert_eq!(browser.open(&path).await.status, 200, "opening consumes nothing");
        let next = "seven green umbrellas wait";
        let form = |password, again| [("csrf", csrf.clone()), ("password", password), ("passwordAgain", again)];
        let send = async |password: &str, again: &str| {
            let form = form(password.to_owned(), again.to_owned());
            let form: Vec<(&str, &str)> = form.iter().map(|(k, v)| (*k, v.as_str())).collect();
            browser.send(&path, &form).await.status
        };
        assert_eq!(send(next, "other").await, 422);
        assert_eq!(send("password1234", "password1234").await, 422);
        assert_eq!(client.get("/v1/me").await.status, 200);
        assert_eq!(send(next, next).await, 200);
        assert_eq!(client.get("/v1/me").await.status, 401);
        assert_eq!(send(next, next).await, 410);
        assert_eq!(browser.open(&path).await.status, 410);
        app.nobody().post("/v1/auth/sign-in", json!({"email": ana.email, "password": next})).await.ok(200);

        app.nobody().post("/v1/auth/reset", json!({"email": ana.email})).await.ok(202);
        let path = link(&app, &app.letters().await[0].text);
        app.clock.advance(Duration::from_secs(2 * 3_600));
        assert_eq!(browser.open(&path).await.status, 410);
        assert_eq!(browser.open("/reset/never-was").await.status, 410);
    });
}

#[test]
fn an_address_changes_with_the_old_ones_word_or_after_72_hours() {
    on_both("an_address_changes_with_the_old_ones_word_or_after_72_hours", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[]).await;
        let browser = Browser::new(&app);
        let client = signed_in(&app, ana.expert).await;
        let ask = async |email: &str| {
            client.post("/v1/me/address", json!({"email": email, "password": PASSWORD})).await.ok(200);
            let letters = app.letters().await;
            let path =
                |to: &str| link(&app, &letters.iter().find(|l| l.to.eq_ignore_ascii_case(to)).expect("a letter").text);
            let old = letters.iter().find(|l| l.subject.contains("to be changed")).expect("a letter").to.clone();
            (path(email), path(&old))
        };
        let say = async |path: &str, word: &str| {
            let csrf = browser.open(path).await.csrf();
            browser.send(path, &[("csrf", &csrf), ("word", word)]).await.status
        };
        let email = async || client.get("/v1/me").await.ok(200)["account"]["email"].clone();
        let answer = client.post("/v1/me/address", json!({"email": "a@example.org", "password": "wrong"})).await;
        assert_eq!(answer.status, 422);

        // With both words at once.
        let (new, old) = ask("ana@one.example").await;
        assert_eq!(say(&old, "yes").await, 200);
        assert_eq!(email().await, ana.email.as_str(), "the new address is not proved yet");
        assert_eq!(say(&new, "yes").await, 200);
        assert_eq!(email().await, "ana@one.example");
        assert_eq!(app.letters().await.len(), 2);

        // The old one refuses.
        let (new, old) = ask("thief@two.example").await;
        assert_eq!(say(&new, "yes").await, 200);
        assert_eq!(say(&old, "no").await, 200);
        assert_eq!(browser.open(&new).await.status, 410);
        app.clock.advance(Duration::from_secs(73 * 3_600));
        assert!(app.letters().await.is_empty());
        assert_eq!(
            app.nobody()
                .post("/v1/auth/sign-in", json!({"email": "thief@two.example", "password": PASSWORD}))
                .await
                .status,
            401
        );

        // The old one says nothing: 72 hours, and not before.
        let client = signed_in(&app, ana.expert).await;
        client.post("/v1/me/address", json!({"email": "ana@three.example", "password": PASSWORD})).await.ok(200);
        let letters = app.letters().await;
        let new = link(&app, &letters.iter().find(|l| l.to == "ana@three.example").expect("a letter").text);
        assert_eq!(say(&new, "yes").await, 200);
        app.clock.advance(Duration::from_secs(72 * 3_600 - 1));
        assert!(app.letters().await.is_empty());
        app.clock.advance(Duration::from_secs(1));
        assert_eq!(app.letters().await.len(), 2);
        app.nobody()
            .post("/v1/auth/sign-in", json!({"email": "ana@three.example", "password": PASSWORD}))
            .await
            .ok(200);
    });
}
