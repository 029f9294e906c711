//! The page to which letters about a word lead: what waits is read and decided there, without a script.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::browser::Browser;
use crate::harness::builder::{Builder, expert};
use crate::harness::world_organisations::{Directory, Person};
use crate::harness::{App, on_both, signed_in};

async fn browser(app: &App, person: Person) -> Browser {
    let me = signed_in(app, person.expert).await.get("/v1/me").await.ok(200);
    Browser::signed_in(app, me["account"]["id"].as_str().expect("an id").parse().expect("an id")).await
}

/// Somebody without a post, for whom the administrator asks for one at the Border Guard.
async fn asked(app: &App, net: &Directory) -> Value {
    let mut b = Builder::begin(app).await;
    let wanted: Uuid = b.expert(expert("Wanted Test", net.ngo)).await;
    b.done().await;
    let post = json!({ "expertId": wanted, "organisationId": net.guard, "title": "Adviser on returns" });
    signed_in(app, net.administrator.expert).await.post("/v1/posts", post).await.ok(202)
}

#[test]
fn a_letter_about_a_word_leads_to_a_page_where_it_is_said() {
    on_both("a_letter_about_a_word_leads_to_a_page_where_it_is_said", async |app| {
        let net = Directory::new(&app).await;
        app.letters().await;
        let request = asked(&app, &net).await;
        let path = format!("/access-request/{}", request["id"].as_str().expect("an id"));
        let letters = app.letters().await;
        let leads = |to: &str| letters.iter().any(|letter| letter.text.contains(to));
        assert!(leads("/start\n") && !leads("/v1/"), "{letters:#?}");
        // Whoever is signed out signs in first; whoever was not asked finds nothing.
        assert_eq!(Browser::new(&app).open(&path).await.location, format!("/sign-in?next={path}"));
        for stranger in [net.member, net.volunteer] {
            assert_eq!(browser(&app, stranger).await.open(&path).await.status, 404);
            assert!(!browser(&app, stranger).await.open("/start").await.text.contains(&path));
        }
        assert_eq!(browser(&app, net.member).await.open("/access-request/x").await.status, 404);
        let own = browser(&app, net.administrator).await.open(&path).await.text;
        assert!(own.contains("It waits for the word of those asked.") && !own.contains("decision"), "{own}");
        // Those asked read what it is about, from the start page on.
        let speaker = browser(&app, net.focal_point).await;
        assert!(speaker.open("/start").await.text.contains(&path));
        let page = speaker.open(&path).await;
        for shown in ["It waits for your word.", "Wanted Test", "Adviser on returns", "Border Guard", "Admin Test"] {
            assert!(page.text.contains(shown), "{shown}: {}", page.text);
        }
        let csrf = page.csrf();
        let form = |decision, reason| [("csrf", csrf.as_str()), ("decision", decision), ("reason", reason)];
        assert_eq!(speaker.send(&path, &[("csrf", "x"), ("decision", "approve")]).await.status, 403);
        let refused = speaker.send(&path, &form("refuse", " ")).await;
        assert!(refused.status == 422 && refused.text.contains("role=\"alert\""), "{}", refused.text);
        assert!(!refused.text.contains("/reason"), "people read a sentence: {}", refused.text);
        let kept = speaker.send(&path, &form("neither", "Words to keep")).await;
        assert!(kept.status == 422 && kept.text.contains("Words to keep"));
        let done = speaker.send(&path, &form("approve", "")).await;
        assert_eq!((done.status, &done.location), (303, &path), "{}", done.text);
        assert!(speaker.open(&path).await.text.contains("The word is there, and it is done."));
        assert!(!speaker.open("/start").await.text.contains(&path));
        // Whoever asked is led there, too.
        let letters = app.letters().await;
        assert!(letters.iter().any(|letter| letter.text.contains(&path)), "{letters:#?}");
        let post = signed_in(&app, net.focal_point.expert).await;
        let post = post.get(&format!("/v1/posts/{}", request["resultId"].as_str().expect("an id"))).await.ok(200);
        assert_eq!(post["state"], "CONFIRMED", "{post:#}");
    });
}

#[test]
fn a_word_is_refused_on_the_page_with_a_reason() {
    on_both("a_word_is_refused_on_the_page_with_a_reason", async |app| {
        let net = Directory::new(&app).await;
        let request = asked(&app, &net).await;
        let path = format!("/access-request/{}", request["id"].as_str().expect("an id"));
        let speaker = browser(&app, net.focal_point).await;
        let csrf = speaker.open(&path).await.csrf();
        let form = [("csrf", csrf.as_str()), ("decision", "refuse"), ("reason", "Nobody knows them.")];
        assert_eq!(speaker.send(&path, &form).await.status, 303);
        let page = speaker.open(&path).await.text;
        assert!(page.contains("It was refused.") && page.contains("Nobody knows them."), "{page}");
        assert_eq!(speaker.send(&path, &form).await.status, 403, "there is no word to be said any more");
    });
}

#[test]
fn what_another_one_decided_is_shown_to_those_who_were_asked_with_who_did() {
    on_both("what_another_one_decided_is_shown_to_those_who_were_asked", async |app| {
        let net = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let role = entity::vocabulary::Role::OrganisationEditor;
        let editor = b.person("Second Test", net.guard, &[(role, Some(net.guard))]).await;
        b.done().await;
        let (speaker, editor) = (signed_in(&app, net.focal_point.expert).await, signed_in(&app, editor.expert).await);
        let request = asked(&app, &net).await;
        let path = format!("/v1/access-requests/{}", request["id"].as_str().expect("an id"));
        for one in [&speaker, &editor] {
            assert_eq!(one.get(&path).await.ok(200)["decidedBy"], Value::Null);
        }
        speaker.post(&format!("{path}/approve"), json!({})).await.ok(200);
        for one in [&speaker, &editor] {
            let done = one.get(&path).await.ok(200);
            assert_eq!(
                (&done["state"], &done["decidedBy"]["name"]),
                (&json!("DONE"), &json!("Focal Test")),
                "{done:#}"
            );
            assert_eq!(done["waitsFor"], json!([]));
            let listed = one.get("/v1/access-requests?state=DONE&count=true").await.ok(200);
            assert_eq!((&listed["totalCount"], &listed["items"][0]["id"]), (&json!(1), &request["id"]), "{listed:#}");
            let open = one.get("/v1/access-requests?state=DONE&waitingForMe=true").await.ok(200);
            assert_eq!(open["items"], json!([]), "nothing waits");
        }
        let query = "query($id: UUID!) { accessRequest(id: $id) { state decidedBy { name } } }";
        let data = editor.graphql(query, json!({ "id": request["id"] })).await.data();
        assert_eq!(data["accessRequest"], json!({ "state": "DONE", "decidedBy": { "name": "Focal Test" } }));
        // Others learn nothing of it.
        for stranger in [net.member, net.volunteer, net.editor] {
            let stranger = signed_in(&app, stranger.expert).await;
            assert_eq!(stranger.get(&path).await.status, 404);
            assert_eq!(stranger.get("/v1/access-requests?state=DONE").await.ok(200)["items"], json!([]));
        }
    });
}
