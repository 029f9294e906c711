//! What is said again as it stands changes nothing: no revision, no record, no letter.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::world_organisations::Directory;
use crate::harness::{App, Client, on_both, signed_in};

/// Repeats what stands, by the door of REST: the same tag, and nothing in the ledger.
async fn stays(app: &App, client: &Client, (method, path): (Method, &str), said: Value) {
    let (read, written) = match path.strip_suffix("/audience") {
        Some(item) => (item, path),
        None => (path, path),
    };
    let tag = client.get(read).await.header("etag");
    let before = records(app).await;
    let answer = client.send(method, written, &[("if-match", &tag)], Some(said.clone())).await;
    assert_eq!(answer.status, 200, "{written} {said}: {:#}", answer.body);
    assert_eq!(client.get(read).await.header("etag"), tag, "{written} {said}");
    assert_eq!(records(app).await, before, "{written} {said}: nothing is recorded");
}

async fn records(app: &App) -> u64 {
    use sea_orm::{EntityTrait, PaginatorTrait};
    entity::ledger_record::Entity::find().count(app.system().db()).await.expect("a number")
}

#[test]
fn what_is_said_again_as_it_stands_raises_no_revision_and_leaves_no_record() {
    on_both("what_is_said_again_as_it_stands_raises_no_revision_and_leaves_no_record", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let editor = signed_in(&app, net.editor.expert).await;
        let member = signed_in(&app, net.member.expert).await;

        let body = format!("/v1/organisations/{}", net.ministry);
        let tag = editor.get(&body).await.header("etag");
        let said = json!({
            "name": "Ministry of Asylum", "acronym": "MoA", "city": "Kyiv", "competences": ["asylum"],
            "parents": [{ "code": "ua-guard", "validFrom": "2020" }],
            "externalIds": [{ "system": "a", "value": "1" }, { "system": "b", "value": "2" }],
        });
        editor.patch(&body, &tag, said.clone()).await.ok(200);
        stays(&app, &editor, (Method::PATCH, &body), said).await;
        stays(&app, &editor, (Method::PATCH, &body), json!({})).await;

        let expert = format!("/v1/experts/{}", net.member.expert);
        let tag = member.get(&expert).await.header("etag");
        let said = json!({ "languages": ["uk", "EN"], "fields": ["borders"], "nativeNames": [{ "language": "uk", "name": "Ім’я" }] });
        member.patch(&expert, &tag, said.clone()).await.ok(200);
        stays(&app, &member, (Method::PATCH, &expert), said).await;
        stays(&app, &member, (Method::PATCH, "/v1/me"), json!({ "languages": ["en", "uk"] })).await;
        let post = format!("/v1/posts/{}", net.member.post);
        stays(&app, &editor_of(&app, &net).await, (Method::PATCH, &post), json!({ "title": "Adviser" })).await;

        stays(&app, &administrator, (Method::PATCH, "/v1/countries/UA"), json!({ "officialName": "UA", "note": null }))
            .await;
        let field = administrator.get("/v1/competences?code=asylum").await.ok(200)["items"][0]["id"].clone();
        let field = format!("/v1/competences/{}", field.as_str().expect("an id"));
        stays(&app, &administrator, (Method::PATCH, &field), json!({ "position": 0, "parentCode": null })).await;
    });
}

/// Whoever may correct a post of the border guard.
async fn editor_of(app: &App, net: &Directory) -> Client {
    signed_in(app, net.focal_point.expert).await
}

#[test]
fn a_text_and_an_audience_that_stand_are_not_changed_by_saying_them_again() {
    on_both("a_text_and_an_audience_that_stand_are_not_changed_by_saying_them_again", async |app| {
        let net = Directory::new(&app).await;
        let member = signed_in(&app, net.member.expert).await;
        let parties = json!([{ "kind": "COUNTRY", "code": "ua" }, { "kind": "ORGANISATION", "code": "PL-OFFICE" }]);
        let new = json!({
            "title": "A notice", "bodyMarkdown": "As it *is*.", "topics": ["asylum"], "countryCodes": ["ua"],
            "audience": { "parties": parties },
        });
        let made = member.post("/v1/updates", new).await.ok(201);
        let update = format!("/v1/updates/{}", made["id"].as_str().expect("an id"));
        let said = json!({ "title": "A notice", "bodyMarkdown": "As it *is*.", "topics": ["asylum"], "summary": null });
        stays(&app, &member, (Method::PATCH, &update), said).await;
        let item = format!("/v1/items/{}", made["id"].as_str().expect("an id"));
        let tag = member.get(&update).await.header("etag");
        let before = records(&app).await;
        let path = format!("{item}/audience");
        let again = json!({ "parties": parties });
        member.send(Method::PUT, &path, &[("if-match", &tag)], Some(again)).await.ok(200);
        assert_eq!((member.get(&update).await.header("etag"), records(&app).await), (tag, before));
        let query = "mutation($input: EditUpdateInput!) { editUpdate(input: $input) { update { revision } } }";
        let input = json!({ "id": made["id"], "revision": 1, "title": "A notice" });
        let data = member.graphql(query, json!({ "input": input })).await.data();
        assert_eq!(data["editUpdate"]["update"]["revision"], 1);
        let revisions = member.get(&format!("{item}/revisions")).await.ok(200);
        assert_eq!(revisions["items"].as_array().map(Vec::len), Some(1), "{revisions:#}");
    });
}
