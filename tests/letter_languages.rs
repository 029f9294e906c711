//! Letters in the language of whoever reads them: the account's, before there is one the invitation's, else English.

use serde_json::{Value, json};

use crate::harness::world_identity::PASSWORD;
use crate::harness::world_partners::{last_token, letters, world};
use crate::harness::{App, Client, on_both};

/// The newest letter to an address, whose language is that of its text.
async fn letter_to(app: &App, address: &str) -> (String, String) {
    let letter = letters(app).await.into_iter().rev().find(|letter| letter.to == address).expect("a letter");
    let cyrillic = |text: &str| text.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let language = letter.language.expect("a language");
    assert_eq!(cyrillic(&letter.subject), language == "uk", "{}", letter.subject);
    assert_eq!(cyrillic(&letter.text), language == "uk", "{}", letter.text);
    (language, letter.subject)
}

async fn invited(client: &Client, email: &str, languages: Value) {
    let body = json!({ "email": email, "name": "Nina Newcomer", "languages": languages,
        "post": { "organisationCode": "ua-dmsu", "title": "Officer" },
        "grants": [{ "role": "MEMBER", "scope": { "kind": "ORGANISATION", "code": "ua-dmsu" } }] });
    client.post("/v1/invitations", body).await.ok(201);
}

#[test]
fn an_invitation_is_written_in_the_first_of_its_languages_and_the_account_keeps_it() {
    on_both("an_invitation_is_written_in_the_first_of_its_languages_and_the_account_keeps_it", async |app| {
        let world = world(&app).await;
        for (name, languages, language) in [
            ("one", json!(["uk", "en"]), "uk"),
            ("two", json!(["pl", "uk-UA"]), "uk"),
            ("three", json!(["en", "uk"]), "en"),
            ("four", json!(["pl"]), "en"),
            ("five", json!([]), "en"),
        ] {
            let email = format!("{name}@dmsu.example");
            invited(&world.editor, &email, languages).await;
            assert_eq!(letter_to(&app, &email).await.0, language, "{name}");
        }
        let email = "one.more@dmsu.example";
        invited(&world.editor, email, json!(["uk", "en"])).await;
        assert_eq!(letter_to(&app, email).await.1, "Вас запрошено");
        let token = last_token(&app, "/invitation/").await;
        let body = json!({ "token": token, "password": PASSWORD });
        let session = app.nobody().post("/v1/invitations/accept", body).await.ok(200);
        let nina = app.nobody().with_token(session["accessToken"].as_str().expect("a token"));
        let me = nina.get("/v1/me").await;
        let (tag, me) = (me.header("etag"), me.ok(200));
        assert_eq!(me["account"]["language"], "uk", "{me:#}");
        let reset = async || app.nobody().post("/v1/auth/reset", json!({ "email": email })).await;
        reset().await;
        assert_eq!(letter_to(&app, email).await, ("uk".to_owned(), "Оберіть новий пароль".to_owned()));
        // Its owner chooses another, and only one that letters are written in.
        let patch = async |language: &str, tag: &str| {
            let body = Some(json!({ "language": language }));
            nina.send(reqwest::Method::PATCH, "/v1/me", &[("If-Match", tag)], body).await
        };
        let wrong = patch("xx", &tag).await;
        assert_eq!((wrong.status, &wrong.body["errors"][0]["pointer"]), (422, &json!("/language")), "{:#}", wrong.body);
        let chosen = patch("en", &tag).await;
        assert_eq!(chosen.ok(200)["account"]["language"], "en");
        app.clock.advance(std::time::Duration::from_secs(3600));
        reset().await;
        assert_eq!(letter_to(&app, email).await.0, "en");
    });
}

#[test]
fn a_letter_to_several_comes_to_each_in_their_own_language() {
    on_both("a_letter_to_several_comes_to_each_in_their_own_language", async |app| {
        let world = world(&app).await;
        let me = world.editor.get("/v1/me").await;
        let (tag, me) = (me.header("etag"), me.ok(200));
        let body = Some(json!({ "language": "uk" }));
        world.editor.send(reqwest::Method::PATCH, "/v1/me", &[("If-Match", &tag)], body).await.ok(200);
        let editor = me["account"]["email"].as_str().expect("an address").to_owned();
        let before = letters(&app).await.len();
        // What waits for a word goes to the body's editor and to the country's focal point.
        let post = json!({ "expertId": world.other_is.expert, "organisationCode": "ua-dmsu", "title": "Adviser" });
        world.admin.post("/v1/posts", post).await.ok(202);
        let asked: Vec<_> = letters(&app).await.split_off(before);
        let to = |address: &str| asked.iter().find(|letter| letter.to == address);
        let told = to(&editor).expect("a letter to the editor");
        assert_eq!((told.language.as_deref(), told.subject.as_str()), (Some("uk"), "Дія очікує на ваше погодження"));
        assert!(told.text.contains("Призначити експерта на посаду в організації."), "{}", told.text);
        let others: Vec<_> = asked.iter().filter(|letter| letter.to != editor).collect();
        assert!(!others.is_empty(), "nobody else was asked");
        assert!(others.iter().all(|letter| letter.language.as_deref() == Some("en")), "{others:?}");
    });
}
