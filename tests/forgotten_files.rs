//! What is forgotten for good stands in no file of the data folder any more: neither in the database nor in the
//! write-ahead log beside it.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::harness::world_readers::{Readers, id_of};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, on_sqlite, signed_in};

/// The files of the data folder in which a text stands.
fn files_with(app: &App, text: &str) -> Vec<String> {
    let folder = std::fs::read_dir(&app.world.config.data).expect("the data folder");
    let holds = |path: &std::path::Path| {
        let bytes = std::fs::read(path).expect("a file");
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    let files = folder.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    files.filter(|path| holds(path)).map(|path| path.display().to_string()).collect()
}

async fn written(client: &Client, text: &str, state: &str) -> String {
    let parties = json!({"parties": [{"kind": "NETWORK"}]});
    let input = json!({"title": "News", "bodyMarkdown": text, "state": state, "audience": parties});
    id_of(&client.post("/v1/updates", input).await.ok(201))
}

#[test]
fn what_is_purged_or_deleted_stands_in_no_file() {
    on_sqlite("what_is_purged_or_deleted_stands_in_no_file", async |app| {
        let world = Readers::new(&app).await;
        let member = Network::client(&app, &world.n.member).await;
        let admin = Network::client(&app, &world.administrator).await;

        let id = written(&member, "a smilodon in the cellar", "PUBLISHED").await;
        assert!(!files_with(&app, "smilodon").is_empty(), "it is found where it stands");
        admin.post(&format!("/v1/items/{id}/purge"), json!({"reason": "Asked for a megatherium."})).await.ok(200);
        assert_eq!(files_with(&app, "smilodon"), Vec::<String>::new());

        let draft = written(&member, "a diprotodon in the attic", "DRAFT").await;
        assert!(!files_with(&app, "diprotodon").is_empty());
        member.send(Method::DELETE, &format!("/v1/items/{draft}"), &[], None).await.ok(204);
        assert_eq!(files_with(&app, "diprotodon"), Vec::<String>::new());
    });
}

#[test]
fn what_is_erased_of_a_person_stands_in_no_file() {
    on_sqlite("what_is_erased_of_a_person_stands_in_no_file", async |app| {
        let world = Readers::new(&app).await;
        let officer = signed_in(&app, world.officer.expert).await;
        let path = format!("/v1/experts/{}/contact-card", world.officer.expert);
        let card = json!({"telephone": "+380 50 thylacine"});
        officer.send(Method::PUT, &path, &[], Some(card)).await.ok(200);
        assert!(!files_with(&app, "thylacine").is_empty());
        let editor = Network::client(&app, &world.administrator).await;
        let posts = editor.get(&format!("/v1/posts?expert={}", world.officer.expert)).await.ok(200);
        let post = posts["items"][0]["id"].as_str().expect("a post").to_owned();
        editor.post(&format!("/v1/posts/{post}/end"), json!({"reason": "Left."})).await.ok(200);
        let erase = format!("/v1/experts/{}/erase", world.officer.expert);
        editor.post(&erase, json!({"reason": "Asked for."})).await.ok(200);
        assert_eq!(files_with(&app, "thylacine"), Vec::<String>::new());
        assert_eq!(files_with(&app, "Ola Test"), Vec::<String>::new());
    });
}

#[test]
fn while_somebody_reads_what_was_the_jobs_wait_for_them_and_then_it_is_gone() {
    on_sqlite("while_somebody_reads_what_was_the_jobs_wait_for_them_and_then_it_is_gone", async |app| {
        let world = Readers::new(&app).await;
        let member = Network::client(&app, &world.n.member).await;
        let admin = Network::client(&app, &world.administrator).await;
        let id = written(&member, "a glyptodon on the stairs", "PUBLISHED").await;

        let reading = app.world.database.snapshot().await.expect("a snapshot");
        reading
            .query_one_raw(sea_orm::Statement::from_string(reading.get_database_backend(), "SELECT 1 FROM item"))
            .await
            .expect("it reads");
        admin.post(&format!("/v1/items/{id}/purge"), json!({"reason": "Asked for."})).await.ok(200);
        assert!(!files_with(&app, "glyptodon").is_empty(), "the reader still sees what was");
        app.letters().await;
        assert!(!files_with(&app, "glyptodon").is_empty(), "a look of the jobs does not take it from them");

        reading.rollback().await.expect("an end");
        app.letters().await;
        assert_eq!(files_with(&app, "glyptodon"), Vec::<String>::new());
    });
}
