//! What is secret or personal never comes into the log, however much is logged.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::ConnectionTrait;
use serde_json::json;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt;

use crate::harness::browser::Browser;
use crate::harness::world_partners::{letters, world};
use crate::harness::{App, on_both};

/// The whole log at TRACE, while it is wanted: other tests of this process are loud, too.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

static WANTED: AtomicBool = AtomicBool::new(false);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn begin() -> Self {
        let log = Self::default();
        let to = log.clone();
        let layer = tracing_subscriber::fmt::layer()
            .with_writer(move || to.clone())
            .with_ansi(false)
            .with_span_events(FmtSpan::FULL)
            .with_filter(dynamic_filter_fn(|of, _| {
                // The client of the tests is in this process, too.
                let ours = !["reqwest", "hyper"].iter().any(|client| of.target().starts_with(client));
                ours && WANTED.load(Ordering::Relaxed)
            }));
        tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer)).expect("one subscriber");
        WANTED.store(true, Ordering::Relaxed);
        log
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

const PASSWORD: &str = "seventeen copper kettles sing";
const NEXT: &str = "eleven paper lighthouses blink";
const EMAIL: &str = "xenia.zolotukhina@dmsu.example";
const NAME: &str = "Xenia Zolotukhina";

/// A life with everything that is secret in it; what must not be told comes back.
async fn live(app: &App) -> Vec<String> {
    let mut secrets: Vec<String> =
        [PASSWORD, NEXT, EMAIL, NAME, "Zolotukhina", "xenia.zolotukhina"].map(String::from).into();
    let world = world(app).await;
    let newcomer = json!({"email": EMAIL, "name": NAME, "message": "Mykola's umbrella",
        "nativeNames": [{"language": "uk", "name": "Ксенія Золотухіна"}],
        "post": {"organisationCode": "ua-dmsu", "title": "Keeper of umbrellas"}});
    world.editor.post("/v1/invitations", newcomer.clone()).await.ok(201);
    assert_eq!(world.editor.post("/v1/invitations", newcomer).await.status, 409);
    let invitation = link(app, "/invitation/").await;
    let browser = Browser::new(app);
    browser.open(&format!("/invitation/{invitation}")).await;
    let accept = json!({"token": invitation, "password": PASSWORD});
    let session = app.nobody().post("/v1/invitations/accept", accept).await.ok(200);
    app.nobody().post("/v1/auth/sign-in", json!({"email": EMAIL, "password": "a wrong kettle"})).await;
    let refresh = json!({"refreshToken": session["refreshToken"]});
    let session = app.nobody().post("/v1/auth/refresh", refresh.clone()).await.ok(200);
    app.clock.advance(std::time::Duration::from_secs(11));
    assert_eq!(
        app.nobody().post("/v1/auth/refresh", refresh).await.status,
        401,
        "a reuse is logged, without the token"
    );
    let again = app.nobody().post("/v1/auth/sign-in", json!({"email": EMAIL, "password": PASSWORD})).await.ok(200);
    let xenia = app.nobody().with_token(again["accessToken"].as_str().expect("a token"));
    let query = "mutation($input: SignInInput!) { signIn(input: $input) { session { accessToken refreshToken } } }";
    let over = app.nobody().graphql(query, json!({"input": {"email": EMAIL, "password": PASSWORD}})).await.data();
    xenia.get("/v1/me").await.ok(200);
    xenia.post("/v1/me/password", json!({"currentPassword": PASSWORD, "newPassword": NEXT})).await.ok(200);
    xenia.post("/v1/me/address", json!({"email": "xenia@elsewhere.example", "password": NEXT})).await.ok(200);
    app.nobody().post("/v1/auth/reset", json!({"email": EMAIL})).await.ok(202);
    let csrf = browser.open("/sign-in").await.csrf();
    let form = [("csrf", csrf.as_str()), ("email", EMAIL), ("password", NEXT)];
    let signed = browser.send("/sign-in", &form).await;
    secrets.extend(signed.cookies.iter().filter_map(|c| c.split(['=', ';']).nth(1)).map(str::to_owned));
    let partner = json!({"organisationCode": "ua-dmsu", "name": "Case system", "validTo": "2027-12-31", "reason": "x"});
    let made = world.editor.post("/v1/partners", partner).await.ok(201);
    let path = format!("/v1/partners/{}/secrets", made["id"].as_str().expect("an id"));
    world.editor.post(&path, json!({"validTo": "2026-12-31", "reason": "x"})).await.ok(201);
    let handed = link(app, "/secret/").await;
    let member = crate::harness::world_partners::as_expert(app, world.member_is.expert).await;
    let secret = focalpoint_api::identity::partners::open_secret(&member, &handed).await.expect("a secret").secret;
    let client = made["clientId"].as_str().expect("an id");
    let form = "grant_type=client_credentials".to_owned();
    let token = app.nobody().form("/oauth/token", Some((client, secret.reveal())), form).await.ok(200);
    app.nobody()
        .form("/oauth/token", Some((client, "a wrong secret of ours")), "grant_type=client_credentials".into())
        .await;
    // What fails on our side is logged with its cause, over either door and on a page.
    let alter = async |statement: &str| {
        app.world.database.writer().execute_unprepared(statement).await.expect("a renamed table");
    };
    alter("ALTER TABLE account RENAME TO account_that_was").await;
    let who = json!({"email": EMAIL, "password": NEXT});
    assert_eq!(app.nobody().post("/v1/auth/sign-in", who.clone()).await.status, 500);
    assert_eq!(app.nobody().graphql(query, json!({"input": who})).await.code(), "INTERNAL");
    let page = Browser::new(app);
    let csrf = page.open("/sign-in").await.csrf();
    let form = [("csrf", csrf.as_str()), ("email", EMAIL), ("password", NEXT)];
    assert_eq!(page.send("/sign-in", &form).await.status, 500);
    alter("ALTER TABLE account_that_was RENAME TO account").await;
    let sent = app.letters().await;
    assert!(sent.len() >= 5, "{}", sent.len());
    for value in [&session, &again, &over["signIn"]["session"], &token] {
        for name in ["accessToken", "refreshToken", "access_token"] {
            secrets.extend(value[name].as_str().map(str::to_owned));
        }
    }
    let reset = link(app, "/reset/").await;
    secrets.extend([invitation, handed, reset, secret.reveal().to_owned(), "a wrong kettle".into()]);
    secrets.extend(
        ["a wrong secret of ours", "umbrella", "Золотухіна", "xenia@elsewhere", "in a password"].map(String::from),
    );
    secrets
}

async fn link(app: &App, path: &str) -> String {
    let letters = letters(app).await;
    let letter = letters.iter().rev().find(|letter| letter.text.contains(path)).expect("a letter");
    let after = letter.text.split(path).nth(1).expect("a link");
    after.split_whitespace().next().expect("a token").to_owned()
}

#[test]
fn no_secret_and_nothing_personal_is_logged_at_any_level() {
    let log = Log::begin();
    on_both("no_secret_and_nothing_personal_is_logged_at_any_level", async |app| {
        let began = log.text().len();
        let secrets = live(&app).await;
        app.world.database.reader().clone().close().await.expect("closing");
        assert_eq!(app.nobody().get("/v1/competences").await.status, 503);
        let text = log.text();
        let of_this = text.get(began..).expect("what is new");
        // Other tests of this process fail on purpose, too, and by other tables.
        let failed = |code: &str, cause: &str| {
            let code = format!("code=\"{code}\"");
            let marks = ["a request failed", code.as_str(), "cause=", cause];
            of_this.lines().filter(|line| marks.iter().all(|mark| line.contains(mark))).count()
        };
        assert_eq!(failed("INTERNAL", "account"), 3, "once for each door and the page");
        assert!(failed("UNAVAILABLE", "") > 0, "the cause of a 503 is logged");
        assert!(text.contains("/v1/auth/sign-in") && text.len() > 10_000, "the log is there: {} bytes", text.len());
        for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
            let line = text.lines().find(|line| line.contains(secret.as_str()));
            assert!(line.is_none(), "`{secret}` is in the log: {}", line.unwrap_or_default());
        }
    });
    WANTED.store(false, Ordering::Relaxed);
}

#[test]
fn debug_shows_no_secret() {
    let letter = focalpoint_api::kit::mail::Letter {
        to: EMAIL.into(),
        subject: "s".into(),
        text: PASSWORD.into(),
        language: None,
    };
    let shown = format!("{letter:?} {:?}", focalpoint_api::kit::secret::Secret::new(PASSWORD));
    assert!(!shown.contains(PASSWORD) && !shown.contains(EMAIL), "{shown}");
    let config = focalpoint_api::config::Config {
        secret: Some(focalpoint_api::kit::secret::Secret::new(PASSWORD)),
        ..focalpoint_api::config::Config::default()
    };
    assert!(!format!("{config:?}").contains(PASSWORD));
}
