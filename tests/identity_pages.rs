//! The server's own pages: the cookie session, and the links in mails.

use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::browser::Browser;
use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::{App, on_both, on_both_with_the_sample, signed_in};

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
        for word in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
            assert!(cookie.contains(word), "{word}: {cookie}");
        }
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
        assert_eq!(send(next, next).await, 303);
        assert_eq!(client.get("/v1/me").await.status, 401, "all other sessions have ended");
        let start = browser.open("/start?done=password").await;
        assert!(
            start.text.contains("Welcome, Ana Novak") && start.text.contains("Your password is set"),
            "{}",
            start.text
        );
        let again = [("csrf", start.csrf()), ("password", next.to_owned()), ("passwordAgain", next.to_owned())];
        let again: Vec<(&str, &str)> = again.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(browser.send(&path, &again).await.status, 410, "once");
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

#[test]
fn an_item_has_a_page_for_whoever_sees_it_and_nothing_for_others() {
    on_both_with_the_sample("an_item_has_a_page_for_whoever_sees_it_and_nothing_for_others", async |app| {
        let nobody = Browser::new(&app);
        let public = app.nobody().get("/v1/organisations?q=secretariat&first=1").await.ok(200);
        let body = &public["items"][0];
        let page = nobody.open(&format!("/i/{}", body["id"].as_str().expect("an id"))).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(body["name"].as_str().expect("a name")), "{}", page.text);
        assert!(page.text.contains("not confirmed by the country"), "{}", page.text);
        // A person is for the network: signed out there is nothing, and the same nothing as for an id
        // that never was, but for the address that is gone to after signing in.
        let speaks = app.nobody().get("/v1/focal-points?country=UA&first=1").await.ok(200);
        assert_eq!(speaks["items"][0]["expert"], Value::Null);
        let file = std::fs::read_to_string(app.world.config.data.join("sample-accounts.json")).expect("the accounts");
        let file: Value = serde_json::from_str(&file).expect("JSON");
        let who = &file["accounts"][0];
        let input = json!({"email": who["email"], "password": who["password"]});
        let session = app.nobody().post("/v1/auth/sign-in", input).await.ok(200);
        let client = app.nobody().with_token(session["accessToken"].as_str().expect("a token"));
        let me = client.get("/v1/me").await.ok(200);
        let expert = me["expert"]["id"].as_str().expect("an id").to_owned();
        let never = "0198aaaa-0000-7000-8000-000000000000";
        let (hidden, unknown) = (nobody.open(&format!("/i/{expert}")).await, nobody.open(&format!("/i/{never}")).await);
        assert_eq!((hidden.status, unknown.status), (404, 404));
        assert_eq!(hidden.text.replace(&expert, never), unknown.text);
        let csrf = nobody.open("/sign-in").await.csrf();
        let (email, password) = (who["email"].as_str().expect("an address"), who["password"].as_str().expect("a word"));
        nobody.send("/sign-in", &[("csrf", &csrf), ("email", email), ("password", password)]).await;
        let page = nobody.open(&format!("/i/{expert}")).await;
        assert!(page.status == 200 && page.text.contains(who["name"].as_str().expect("a name")), "{}", page.text);
    });
}

#[test]
fn an_address_that_is_not_there_is_a_page_for_people_and_a_problem_for_programs() {
    on_both("an_address_that_is_not_there_is_a_page_for_people_and_a_problem_for_programs", async |app| {
        let people = Browser::new(&app).looking_for("text/html,application/xhtml+xml").open("/nothing-here").await;
        assert!(people.status == 404 && people.text.contains("<h1>Nothing here</h1>"), "{}", people.text);
        let programs = app.nobody().get("/nothing-here").await;
        assert_eq!((programs.status, &programs.body["code"]), (404, &json!("NOT_FOUND")));
        // The `type` of a problem is an address that says what to do.
        let told = programs.body["type"].as_str().expect("an address");
        assert_eq!(told, "/reference/errors#NOT_FOUND");
        let codes = Browser::new(&app).open("/reference/errors").await;
        assert!(codes.status == 200 && codes.text.contains("id=\"NOT_FOUND\""), "{}", codes.status);
        let ended = Browser::new(&app).open("/unsubscribe/whatever").await;
        assert!(ended.status == 410 && ended.text.contains("nothing to unsubscribe from"), "{}", ended.text);
    });
}

#[test]
fn a_form_without_a_cookie_says_that_the_browser_sent_none() {
    on_both("a_form_without_a_cookie_says_that_the_browser_sent_none", async |app| {
        let form = [("csrf", "x"), ("email", "ana@example.org"), ("password", PASSWORD)];
        let told = Browser::new(&app).send("/sign-in", &form).await;
        assert!(told.status == 403 && told.text.contains("sent no cookie"), "{}", told.text);
    });
}
