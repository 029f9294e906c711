//! The nightly mirror of the integrators' guide, as it is printed there, against a real server.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use entity::vocabulary::Role;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::harness::mirror::{Holds, export};
use crate::harness::{App, Client, on_both_with_the_sample, signed_in};

/// The program, out of the guide.
fn printed() -> String {
    let guide = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/integrators.md");
    let guide = std::fs::read_to_string(guide).expect("the guide");
    let program = guide.split_once("<!-- mirror.py -->\n```python\n").expect("the program").1;
    program.split_once("```").expect("its end").0.to_owned()
}

fn has_python() -> bool {
    Command::new("python3").arg("--version").output().is_ok_and(|out| out.status.success())
}

struct Mirror {
    folder: tempfile::TempDir,
    url: String,
    client: String,
    secret: String,
}

impl Mirror {
    async fn python(&self, args: Vec<String>) -> String {
        let folder = self.folder.path().to_owned();
        let run = move || Command::new("python3").args(args).current_dir(folder).output().expect("python3");
        let out = actix_web::rt::task::spawn_blocking(run).await.expect("it ran");
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        assert!(out.status.success(), "{said}{}", String::from_utf8_lossy(&out.stderr));
        said
    }

    async fn run(&self) {
        let args = ["mirror.py", &self.url, &self.client, &self.secret, "mirror.db"];
        self.python(args.map(str::to_owned).to_vec()).await;
    }

    /// What it holds, or what becomes of it by a statement.
    async fn sql(&self, statement: &str) -> Vec<Value> {
        let code = format!(
            "import json, sqlite3; db = sqlite3.connect('mirror.db'); \
             print(json.dumps(db.execute({statement:?}).fetchall())); db.commit()"
        );
        serde_json::from_str(&self.python(vec!["-c".to_owned(), code]).await).expect("rows")
    }

    async fn holds(&self) -> Holds {
        let rows = self.sql("SELECT id, kind, revision FROM item").await;
        let text = |row: &Value, n: usize| row[n].as_str().expect("a text").to_owned();
        rows.iter().map(|row| (text(row, 0), (text(row, 1), row[2].as_i64().expect("a number")))).collect()
    }
}

async fn member(app: &App) -> Client {
    let db = app.world.database.reader();
    let accounts: BTreeSet<_> =
        entity::account::Entity::find().all(db).await.expect("accounts").into_iter().map(|a| a.expert_id).collect();
    let posts = entity::post::Entity::find().all(db).await.expect("posts");
    let grants = entity::role_grant::Entity::find().all(db).await.expect("grants");
    let of = |role: Role| grants.iter().filter(move |grant| grant.role == role && grant.ended_at.is_none());
    let found = of(Role::Member).find_map(|grant| {
        let post = posts.iter().find(|post| post.id == grant.holder && post.ended_at.is_none())?;
        accounts.contains(&post.expert_id).then_some(post.expert_id)
    });
    signed_in(app, found.expect("a member")).await
}

#[test]
fn the_mirror_of_the_guide_holds_what_an_export_gives_wherever_it_was_broken_off() {
    if !has_python() {
        let required = std::env::var_os("FOCALPOINT_TEST_REQUIRE_POSTGRES").is_some();
        assert!(!required, "there is no python3, and where PostgreSQL is required it is, too");
        eprintln!("SKIPPED (no python3 found): the_mirror_of_the_guide_holds_what_an_export_gives");
        return;
    }
    on_both_with_the_sample("the_mirror_of_the_guide_holds_what_an_export_gives", async |app| {
        let accounts = std::fs::read_to_string(app.world.config.data.join("sample-accounts.json")).expect("accounts");
        let accounts: Value = serde_json::from_str(&accounts).expect("JSON");
        let text = |pointer: &str| accounts.pointer(pointer).and_then(Value::as_str).expect(pointer).to_owned();
        let mirror = Mirror {
            folder: tempfile::tempdir().expect("a folder"),
            url: app.url.clone(),
            client: text("/partners/0/clientId"),
            secret: text("/partners/0/clientSecret"),
        };
        std::fs::write(mirror.folder.path().join("mirror.py"), printed()).expect("written");
        let basic = Some((mirror.client.as_str(), mirror.secret.as_str()));
        let token = app.nobody().form("/oauth/token", basic, "grant_type=client_credentials".to_owned()).await.ok(200);
        let partner = Client::new(&app.url, token["access_token"].as_str().map(str::to_owned));
        let writer = member(&app).await;
        let write = async |n: usize| {
            for _ in 0..n {
                let update =
                    json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": [{"kind": "NETWORK"}]}});
                let update = writer.post("/v1/updates", update).await.ok(201);
                let path = format!("/v1/updates/{}", update["id"].as_str().expect("an id"));
                let etag = writer.get(&path).await.header("etag");
                writer.patch(&path, &etag, json!({"title": "Better news"})).await.ok(200);
            }
        };
        mirror.run().await;
        assert_eq!(mirror.holds().await, export(&partner, "").await.holds);
        write(3).await;
        mirror.run().await;
        let all = export(&partner, "").await;
        assert_eq!(mirror.holds().await, all.holds);
        // The export broke off, anywhere, and something happened before it was gone on with.
        for cut in [1, all.order.len() / 3, all.order.len() - 2] {
            mirror.sql("DELETE FROM item").await;
            mirror.sql("DELETE FROM place").await;
            mirror.run().await;
            mirror.sql("DELETE FROM place").await;
            mirror.sql(&format!("DELETE FROM item WHERE id > '{}'", all.order[cut])).await;
            write(1).await;
            let newest = writer.get("/v1/updates?first=1&sort=-publishedAt").await.ok(200)["items"][0]["id"].clone();
            let path = format!("/v1/items/{}/withdraw", newest.as_str().expect("an id"));
            writer.post(&path, json!({"reason": "Wrong."})).await;
            mirror.run().await;
            assert_eq!(mirror.holds().await, export(&partner, "").await.holds, "cut behind {cut}");
        }
    });
}
