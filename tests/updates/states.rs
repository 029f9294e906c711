//! Drafts, what was withdrawn, and what is deleted.

use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{draft, published, share, status, stored};
use crate::harness::on_both;
use crate::harness::world_updates::Network;

#[test]
fn drafts_and_what_was_withdrawn_are_seen_by_their_keepers_alone() {
    on_both("drafts_and_what_was_withdrawn_are_seen_by_their_keepers_alone", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let pole = Network::client(&app, &n.pole).await;
        let reader = Network::client(&app, &n.reader).await;
        // A draft may name nobody yet.
        let mut input = draft(json!([]));
        input.as_object_mut().expect("an object").remove("audience");
        let id = published(&member, input).await;
        let shown = editor.get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!(shown["audience"], json!({"parties": []}));
        assert_eq!(shown["publishedAt"], Value::Null);
        for client in [&pole, &reader, &app.nobody()] {
            assert_eq!(status(client, &id).await, 404);
        }
        for (client, refusal) in [(&pole, 404), (&reader, 404), (&app.nobody(), 401)] {
            let answer = client.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "x"})).await;
            assert_eq!(answer.status, refusal);
        }
        let answer = member.post(&format!("/v1/items/{id}/publish"), json!({})).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/audience")));
        share(&member, &id, json!({"parties": [{"kind": "COUNTRY", "code": "PL"}]})).await.ok(200);
        assert_eq!(status(&pole, &id).await, 404);
        // A keeper publishes it, a reader of the body does not even see it.
        let answer = editor.post(&format!("/v1/items/{id}/publish"), json!({})).await.ok(200);
        assert_eq!((&answer["state"], &answer["revision"]), (&json!("PUBLISHED"), &json!(3)));
        assert_eq!(editor.post(&format!("/v1/items/{id}/publish"), json!({})).await.status, 409);
        assert_eq!(status(&pole, &id).await, 200);
        assert_eq!(pole.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "no"})).await.status, 403);
        assert_eq!(member.send(Method::DELETE, &format!("/v1/items/{id}"), &[], None).await.status, 409);
        let answer = member.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": " "})).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("/reason")));
        let mutation = "mutation($input: WithdrawItemInput!) { withdrawItem(input: $input) { item { id state revision ... on Update { title } } } }";
        let data = member.graphql(mutation, json!({"input": {"id": id, "reason": "Out of date"}})).await.data();
        assert_eq!(data["withdrawItem"]["item"]["state"], "WITHDRAWN");
        assert_eq!((status(&pole, &id).await, status(&editor, &id).await), (404, 200));
        assert_eq!(member.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "again"})).await.status, 409);
        // What was said to a circle stays in it: each revision keeps who saw it.
        let kept = entity::update_revision::Entity::find()
            .filter(entity::update_revision::Column::ItemId.eq(Uuid::parse_str(&id).expect("an id")))
            .order_by_asc(entity::update_revision::Column::Revision)
            .all(app.world.database.reader())
            .await
            .expect("revisions");
        let seen: Vec<(i32, bool)> = kept.iter().map(|r| (r.revision, r.seen_by == kept[0].seen_by)).collect();
        assert_eq!(seen, [(1, true), (2, true), (3, false), (4, true)]);
    });
}

#[test]
fn a_draft_that_was_never_published_can_be_deleted() {
    on_both("a_draft_that_was_never_published_can_be_deleted", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut input = draft(json!([{"kind": "NETWORK"}]));
        input["topics"] = json!(["asylum"]);
        input["countryCodes"] = json!(["UA"]);
        let id = published(&member, input.clone()).await;
        let pole = Network::client(&app, &n.pole).await;
        assert_eq!(pole.send(Method::DELETE, &format!("/v1/items/{id}"), &[], None).await.status, 404);
        let stale = [("if-match", "\"9.x\"")];
        assert_eq!(member.send(Method::DELETE, &format!("/v1/items/{id}"), &stale, None).await.status, 412);
        assert_eq!(member.send(Method::DELETE, &format!("/v1/items/{id}"), &[], None).await.status, 204);
        assert_eq!(status(&member, &id).await, 404);
        let id = published(&member, input).await;
        let mutation = "mutation($input: DeleteDraftInput!) { deleteDraft(input: $input) { deletedId } }";
        let data = member.graphql(mutation, json!({"input": {"id": id}})).await.data();
        assert_eq!(data["deleteDraft"]["deletedId"], json!(id));
        assert_eq!(stored(&app).await, 0);
        // What belongs to the directory is not deleted so.
        let path = format!("/v1/items/{}", n.ua_migration);
        assert_eq!(member.send(Method::DELETE, &path, &[], None).await.status, 403);
    });
}
