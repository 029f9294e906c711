//! The page to which letters about proposals lead: read and decided without a script.

use serde_json::json;

use crate::harness::browser::Browser;
use crate::harness::item_life::{act, being, edit, made, proposals, public, share, state, status, to};
use crate::harness::on_both;
use crate::harness::world_updates::{Network, Person};
use crate::harness::{App, signed_in};

/// The path of the page in the newest letter.
async fn link(app: &App) -> String {
    let letter = app.letters().await.pop().expect("a letter");
    let path = letter.text.split("/proposal/").nth(1).expect("a link").split_whitespace().next().expect("an id");
    format!("/proposal/{path}")
}

async fn browser(app: &App, person: &Person) -> Browser {
    let me = signed_in(app, person.expert).await.get("/v1/me").await.ok(200);
    let account = me["account"]["id"].as_str().expect("an id").parse().expect("an id");
    Browser::signed_in(app, account).await
}

#[test]
fn a_letter_leads_to_a_page_where_those_asked_decide() {
    on_both("a_letter_leads_to_a_page_where_those_asked_decide", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        app.letters().await;
        let id = made(&member, being("PROPOSED", public())).await;
        let path = link(&app).await;
        // Whoever is signed out signs in first; whoever was not asked finds nothing.
        assert_eq!(Browser::new(&app).open(&path).await.location, format!("/sign-in?next={path}"));
        assert_eq!(browser(&app, &n.pole).await.open(&path).await.status, 404);
        assert_eq!(browser(&app, &n.pole).await.open("/proposal/x").await.status, 404);
        // Its own side reads where it stands, and has no form.
        let own = browser(&app, &n.member).await.open(&path).await;
        assert!(own.text.contains("It waits for the word of those asked.") && !own.text.contains("decision"));
        // Those asked read the text, from the start page on, and are told what is missing.
        let lesia = browser(&app, &n.focal_point).await;
        assert!(lesia.open("/start").await.text.contains(&path));
        let page = lesia.open(&path).await;
        for shown in ["News", "<p>Text.</p>", "It waits for your word.", "Everybody, signed in or not", "Oksana Test"] {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        let csrf = page.csrf();
        let form = |decision, comment| [("csrf", csrf.as_str()), ("decision", decision), ("comment", comment)];
        assert_eq!(lesia.send(&path, &[("csrf", "x"), ("decision", "confirm")]).await.status, 403);
        let refused = lesia.send(&path, &form("return", " ")).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("role=\"alert\""), "{}", refused.text);
        let kept = lesia.send(&path, &form("neither", "Words to keep")).await;
        assert!(kept.status == 422 && kept.text.contains("Words to keep"));
        assert_eq!(state(&member, &id).await, "PROPOSED");
        // Given back, proposed again, confirmed.
        let back = lesia.send(&path, &form("return", "Say which law.")).await;
        assert_eq!((back.status, &back.location), (303, &path), "{}", back.text);
        assert_eq!(state(&member, &id).await, "DRAFT");
        let told = browser(&app, &n.member).await.open(&link(&app).await).await;
        assert!(told.text.contains("It was given back.") && told.text.contains("Say which law."));
        member.post(&format!("/v1/items/{id}/propose"), json!({})).await.ok(200);
        let again = link(&app).await;
        assert_ne!(again, path);
        let done = lesia.send(&again, &form("confirm", "")).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(lesia.open(&again).await.text.contains("It was confirmed."));
        assert_eq!(status(&app.nobody(), &id).await, 200);
        // Nothing waits any more: the first page says so, and what comes late changes nothing.
        assert!(!lesia.open("/start").await.text.contains("/proposal/"));
        assert_eq!(lesia.send(&path, &form("confirm", "")).await.status, 409);
    });
}

#[test]
fn a_letter_about_a_change_that_was_made_anew_leads_to_the_one_that_waits() {
    on_both("a_letter_about_a_change_that_was_made_anew_leads_to_the_one_that_waits", async |app| {
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = made(&lesia, to(public())).await;
        edit(&editor, &id, json!({"title": "Other"})).await.ok(202);
        let path = link(&app).await;
        let reads = browser(&app, &n.focal_point).await;
        assert!(reads.open(&path).await.text.contains("It waits for your word."));
        edit(&editor, &id, json!({"summary": "Short."})).await.ok(202);
        let waits = proposals(&lesia, &id).await[0]["id"].as_str().expect("an id").to_owned();
        let led = reads.open(&path).await;
        assert_eq!((led.status, led.location), (303, format!("/proposal/{waits}")));
        assert!(reads.open(&format!("/proposal/{waits}")).await.text.contains("It waits for your word."));
    });
}

#[test]
fn a_letter_that_comes_late_leads_to_a_page_that_says_so_kindly() {
    on_both("a_letter_that_comes_late_leads_to_a_page_that_says_so_kindly", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let deputy = super::item_proposals::another(
            &app,
            "Deputy Test",
            n.ua_border,
            entity::vocabulary::Role::FocalPoint,
            n.ukraine,
        );
        let reads = browser(&app, &deputy.await).await;
        // Somebody else decided meanwhile: nothing of it is shown, and the same is said of what never was.
        let id = made(&member, to(crate::harness::item_life::poland())).await;
        share(&member, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
        let path = link(&app).await;
        let open = reads.open(&path).await;
        assert!(open.text.contains("It waits for your word."), "{}", open.text);
        let csrf = open.csrf();
        act(&lesia, &id, "return", json!({"comment": "No."})).await.ok(200);
        let late = reads.open(&path).await;
        assert_eq!(late.status, 404);
        assert!(
            late.text.contains("decided by somebody else meanwhile") && !late.text.contains("News"),
            "{}",
            late.text
        );
        let other = format!("/proposal/{}", uuid::Uuid::now_v7());
        let never = reads.open(&other).await;
        assert_eq!((never.status, never.text.replace(&other, &path)), (404, late.text));
        let sent = reads.send(&path, &[("csrf", &csrf), ("decision", "confirm"), ("comment", "")]).await;
        assert!(sent.status == 404 && sent.text.contains("decided by somebody else meanwhile"), "{}", sent.text);
        // What was made anew is found from the letter about the first, though that one is hidden now.
        let id = made(&member, to(crate::harness::item_life::poland())).await;
        share(&editor, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
        let path = link(&app).await;
        let waits = share(&editor, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
        let led = reads.open(&path).await;
        let waits = format!("/proposal/{}", waits["id"].as_str().expect("an id"));
        assert_eq!((led.status, led.location), (303, waits));
    });
}
