//! Changes that wait beside what is published.

use serde_json::{Value, json};

use crate::harness::item_life::{act, edit, made, poland, proposals, public, share, state, status, to};
use crate::harness::on_both;
use crate::harness::world_updates::Network;

#[test]
fn a_change_that_could_not_be_published_so_waits_beside_the_published_text() {
    on_both("a_change_that_could_not_be_published_so_waits_beside_the_published_text", async |app| {
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&lesia, to(public())).await;
        let answer = edit(&editor, &id, json!({"title": "Other", "topics": ["asylum"]})).await;
        let proposal = answer.body["id"].as_str().unwrap_or_default().to_owned();
        assert_eq!((answer.status, answer.header("location")), (202, format!("/v1/proposals/{proposal}")));
        assert_eq!((&answer.body["kind"], &answer.body["state"]), (&json!("REVISION"), &json!("WAITING")));
        let published = app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&published["title"], &published["revision"]), (&json!("News"), &json!(1)));
        // Keepers and those asked see it, readers of the item do not.
        for (client, sees) in [(&editor, true), (&lesia, true), (&member, false)] {
            assert_eq!(proposals(client, &id).await.len(), usize::from(sees));
            assert_eq!(client.get(&format!("/v1/proposals/{proposal}")).await.status == 200, sees);
        }
        assert_eq!(app.nobody().get(&format!("/v1/items/{id}/proposals")).await.status, 401);
        assert_eq!(act(&member, &id, "confirm", json!({})).await.status, 403);
        // A further change builds on it and takes its place.
        edit(&editor, &id, json!({"summary": "Short."})).await.ok(202);
        let waits = proposals(&lesia, &id).await;
        assert_eq!((waits.len(), &waits[1]["state"]), (2, &json!("TAKEN_BACK")));
        let content = &waits[0]["content"];
        assert_eq!((&content["title"], &content["summary"]), (&json!("Other"), &json!("Short.")));
        assert_eq!((&content["topics"], &content["bodyHtml"]), (&json!(["asylum"]), &json!("<p>Text.</p>\n")));
        let item = act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!((&item["title"], &item["topics"]), (&json!("Other"), &json!(["asylum"])));
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["summary"], "Short.");
        // The proposer is the author of that revision.
        use sea_orm::EntityTrait;
        let revision = entity::update_revision::Entity::find_by_id((crate::harness::item_life::uuid(&id), 2));
        let revision = revision.one(app.world.database.reader()).await.expect("a query").expect("a revision");
        assert_eq!(revision.author, Some(n.editor.post));
        // A text that moved on is not overwritten.
        edit(&editor, &id, json!({"title": "Third"})).await.ok(202);
        edit(&lesia, &id, json!({"title": "Mine"})).await.ok(200);
        assert_eq!(act(&lesia, &id, "confirm", json!({})).await.status, 409);
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["title"], "Mine");
        act(&lesia, &id, "return", json!({"comment": "Look again."})).await.ok(200);
        assert_eq!(state(&editor, &id).await, "PUBLISHED");
        // What is withdrawn has no change that waits.
        edit(&editor, &id, json!({"title": "Fourth"})).await.ok(202);
        act(&editor, &id, "withdraw", json!({"reason": "Wrong."})).await.ok(200);
        assert_eq!(proposals(&editor, &id).await[0]["state"], "TAKEN_BACK");
    });
}

#[test]
fn widening_beyond_ones_right_is_proposed_and_shown_to_those_asked() {
    on_both("widening_beyond_ones_right_is_proposed_and_shown_to_those_asked", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let pole = Network::client(&app, &n.pole).await;
        let id = made(&member, to(poland())).await;
        // Whoever proposes it has seen to whom it would open.
        assert_eq!(share(&member, &id, json!({"parties": public()})).await.code(), "CONFIRM_WIDENING");
        share(&member, &id, json!({"parties": public(), "confirm": true})).await.ok(202);
        // The focal point does not see the item, but what is proposed about it.
        assert_eq!((status(&lesia, &id).await, status(&pole, &id).await), (404, 200));
        assert!(proposals(&pole, &id).await.is_empty());
        let seen = proposals(&lesia, &id).await;
        assert_eq!((&seen[0]["content"]["bodyMarkdown"], &seen[0]["baseRevision"]), (&json!("Text."), &json!(1)));
        assert_eq!(seen[0]["audience"]["parties"][0]["kind"], "PUBLIC");
        let item = act(&lesia, &id, "confirm", json!({})).await.ok(200);
        assert_eq!(item["state"], "PUBLISHED");
        assert_eq!(status(&app.nobody(), &id).await, 200);
    });
}

#[test]
fn a_change_that_is_made_in_several_steps_is_one_letter() {
    on_both("a_change_that_is_made_in_several_steps_is_one_letter", async |app| {
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = made(&lesia, to(public())).await;
        app.letters().await;
        edit(&editor, &id, json!({"title": "Other"})).await.ok(202);
        assert_eq!(app.letters().await.len(), 1);
        for summary in ["Short.", "Shorter.", "Shortest."] {
            edit(&editor, &id, json!({"summary": summary})).await.ok(202);
        }
        assert!(app.letters().await.is_empty());
        // Each took the place of the one before, and its text with it.
        let seen = proposals(&lesia, &id).await;
        let texts: Vec<Value> = seen.iter().map(|p| p["content"]["summary"].clone()).collect();
        assert_eq!(texts, [json!("Shortest."), Value::Null, Value::Null, Value::Null]);
        assert!(seen.iter().skip(1).all(|p| p["content"].is_null() && p["state"] == "TAKEN_BACK"));
        // A text that moved on is asked about anew.
        edit(&lesia, &id, json!({"title": "Mine"})).await.ok(200);
        edit(&editor, &id, json!({"summary": "Once more."})).await.ok(202);
        assert_eq!(app.letters().await.len(), 1);
    });
}
