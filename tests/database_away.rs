//! While the database does not answer, everybody is told so in the way they read, and nothing is done by half; once it
//! answers again, so does the server, by itself.

use entity::vocabulary::Role;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::browser::{Browser, Shown};
use crate::harness::world_identity::{PASSWORD, body, person};
use crate::harness::{App, Client, on_both, on_both_with, on_postgres, signed_in};

/// Pages that ask the database something.
const PAGES: &[&str] = &[
    "/",
    "/sign-in",
    "/start",
    "/reset",
    "/playground",
    "/reference",
    "/i/01890000-0000-7000-8000-000000000000",
    "/invitation/not-a-token",
    "/reset/not-a-token",
    "/address/not-a-token",
    "/secret/not-a-token",
    "/nothing-here",
];

/// A page that says when to come again, and not a word that is for programs.
fn is_a_page_of_trouble(page: &Shown, path: &str, language: &str, heading: &str) {
    assert_eq!(page.status, 503, "{path}: {}", page.text);
    assert!(page.header("content-type").starts_with("text/html"), "{path}: {}", page.header("content-type"));
    assert_eq!(
        (page.header("retry-after").as_str(), page.header("cache-control").as_str()),
        ("5", "no-store"),
        "{path}"
    );
    assert_eq!(page.header("content-language"), language, "{path}");
    assert!(page.header("content-security-policy").contains("style-src"), "{path}: a page's own policy");
    assert!(page.text.contains(heading) && page.text.contains(&page.header("x-request-id")), "{path}: {}", page.text);
    assert!(!page.text.contains("Idempotency-Key") && !page.text.contains("UNAVAILABLE"), "{path}: {}", page.text);
}

async fn every_page_tells_it(app: &App) {
    for (languages, language, heading) in
        [("en", "en", "The server cannot do that now"), ("uk-UA,en;q=0.5", "uk", "Зараз сервер не може цього зробити")]
    {
        let browser = Browser::new(app).looking_for("text/html,application/xhtml+xml").reading(languages);
        for path in PAGES {
            is_a_page_of_trouble(&browser.open(path).await, path, language, heading);
        }
        let form = [("csrf", "x"), ("email", "a@b.example"), ("password", "x")];
        is_a_page_of_trouble(&browser.send("/sign-in", &form).await, "the form", language, heading);
    }
    // Programs are told as ever, at pages and at the doors, whatever they say they read.
    let page = app.nobody().get("/").await;
    assert_eq!((page.status, page.code().as_str(), page.header("retry-after").as_str()), (503, "UNAVAILABLE", "5"));
    let door = Browser::new(app).looking_for("text/html").open("/v1/competences").await;
    assert_eq!((door.status, door.header("content-type").as_str()), (503, "application/problem+json"));
}

#[test]
fn a_page_tells_people_on_a_page_that_the_database_does_not_answer() {
    on_both("a_page_tells_people_on_a_page_that_the_database_does_not_answer", async |app| {
        app.world.database.reader().clone().close().await.expect("closing");
        every_page_tells_it(&app).await;
    });
}

#[test]
fn a_page_that_comes_too_late_tells_it_on_a_page() {
    on_both_with(
        "a_page_that_comes_too_late_tells_it_on_a_page",
        |config| config.request_seconds = 0,
        async |app| {
            let browser = Browser::new(&app).looking_for("text/html").reading("uk");
            // What asks the database more than once is never done at once.
            let late = browser.open("/i/01890000-0000-7000-8000-000000000000").await;
            assert_eq!(late.status, 503, "{}", late.text);
            assert!(late.header("content-type").starts_with("text/html"), "{}", late.header("content-type"));
            assert_eq!(late.header("content-language"), "uk");
        },
    );
}

/// Asks for a token with credentials that nobody has.
async fn token(app: &App) -> crate::harness::Answer {
    let form = "grant_type=client_credentials&client_id=partner-0&client_secret=wrong".to_owned();
    app.nobody().form("/oauth/token", None, form).await
}

/// The words of RFC 6749 §5.2, and when to come again.
async fn the_token_endpoint_tells_it(app: &App) {
    let answer = token(app).await;
    assert_eq!((answer.status, &answer.body["error"]), (503, &json!("temporarily_unavailable")), "{:#}", answer.body);
    assert_eq!((answer.header("retry-after").as_str(), answer.header("cache-control").as_str()), ("5", "no-store"));
}

#[test]
fn the_token_endpoint_tells_in_the_words_of_its_standard_that_the_database_does_not_answer() {
    let name = "the_token_endpoint_tells_in_the_words_of_its_standard_that_the_database_does_not_answer";
    on_both(name, async |app| {
        assert_eq!(token(&app).await.body["error"], "invalid_client");
        app.world.database.reader().clone().close().await.expect("closing");
        app.world.database.writer().clone().close().await.expect("closing");
        the_token_endpoint_tells_it(&app).await;
    });
}

#[test]
fn postgresql_starts_anew_and_the_server_goes_on_by_itself() {
    on_postgres("postgresql_starts_anew_and_the_server_goes_on_by_itself", async |app| {
        let home = body(&app, "int-home").await;
        let ana = person(&app, home, "Ana Novak", &[Role::Member]).await;
        let client = signed_in(&app, ana.expert).await;
        let count = async || client.get("/v1/updates?count=true").await.ok(200)["totalCount"].clone();
        assert_eq!((client.get("/v1/me").await.status, count().await), (200, json!(0)));
        // Twice: what came back once is no worse than what never went away.
        for round in 1..=2 {
            app.database_goes_away().await;
            for path in ["/v1/me", "/v1/competences", "/v1/changes"] {
                let answer = client.get(path).await;
                assert_eq!((answer.status, answer.code().as_str()), (503, "UNAVAILABLE"), "{path} {:#}", answer.body);
                assert_eq!(answer.header("retry-after"), "5", "{path}");
            }
            let answer = publish(&client, round).await;
            assert_eq!((answer.status, answer.code().as_str()), (503, "UNAVAILABLE"), "{:#}", answer.body);
            let answer = client.graphql("{ viewer { account { id } } }", json!({})).await;
            assert_eq!((answer.status, answer.code().as_str()), (503, "UNAVAILABLE"), "{:#}", answer.body);
            assert_eq!(answer.header("retry-after"), "5");
            let sign_in = json!({"email": ana.email, "password": PASSWORD});
            assert_eq!(app.nobody().post("/v1/auth/sign-in", sign_in).await.status, 503);
            the_token_endpoint_tells_it(&app).await;
            every_page_tells_it(&app).await;
            // It lives, and is not ready.
            assert_eq!(app.nobody().get("/healthz").await.status, 200);
            let ready = app.nobody().get("/readyz").await;
            assert_eq!((ready.status, &ready.body["database"]), (503, &json!("failing")), "{:#}", ready.body);

            app.database_comes_back().await;
            assert_eq!(app.nobody().get("/readyz").await.status, 200, "round {round}");
            assert_eq!(client.get("/v1/me").await.status, 200, "the same token");
            assert_eq!(Browser::new(&app).looking_for("text/html").open("/").await.status, 200);
            let data = client.graphql("{ viewer { account { id } } }", json!({})).await.data();
            assert_ne!(data["viewer"]["account"]["id"], Value::Null);
            // What was refused was not done; under its key it is done once.
            assert_eq!(count().await, json!(round - 1));
            let made = publish(&client, round).await;
            assert_eq!(made.status, 201, "{:#}", made.body);
            assert_eq!(publish(&client, round).await.body["id"], made.body["id"]);
            assert_eq!(count().await, json!(round));
        }
        let verified = app.letters().await;
        assert!(verified.is_empty(), "the jobs run, and nobody was written to");
    });
}

/// The update of a round, under the key of that round.
async fn publish(client: &Client, round: i32) -> crate::harness::Answer {
    let key = format!("round {round}");
    let own = json!({"parties": [{"kind": "ORGANISATION", "code": "int-home"}]});
    let update = json!({"title": "News", "bodyMarkdown": "News.", "audience": own});
    client.send(Method::POST, "/v1/updates", &[("idempotency-key", key.as_str())], Some(update)).await
}
