//! Policy fields: the first slice, over both doors.

use serde_json::json;

use crate::harness::on_both;
use crate::harness::world_circles::circles;

#[test]
fn an_empty_list_is_a_page_over_both_doors() {
    on_both("an_empty_list_is_a_page_over_both_doors", async |app| {
        let nobody = app.nobody();
        let page = nobody.get("/v1/competences?count=true").await.ok(200);
        assert_eq!(
            page,
            json!({"items": [], "pageInfo": {"endCursor": null, "hasNextPage": false}, "totalCount": 0, "totalCountIsExact": true})
        );
        let data = nobody.graphql("{ competences { totalCount nodes { code } } }", json!({})).await.data();
        assert_eq!(data, json!({"competences": {"totalCount": 0, "nodes": []}}));
    });
}

#[test]
fn what_is_not_known_is_refused_by_name() {
    on_both("what_is_not_known_is_refused_by_name", async |app| {
        let nobody = app.nobody();
        let answer = nobody.get("/v1/competences?colour=red").await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "UNKNOWN_FIELD"), "{:#}", answer.body);
        assert_eq!(answer.body["errors"][0]["pointer"], "?colour");
        let answer = nobody.post("/v1/competences", json!({"code": "x", "labels": [], "colour": 1})).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"), "{:#}", answer.body);
        let answer = nobody.post("/v1/competences", json!({"code": "x", "labels": []})).await;
        assert_eq!((answer.status, answer.code().as_str()), (401, "UNAUTHENTICATED"), "{:#}", answer.body);
    });
}

#[test]
fn a_definition_stays_in_its_language() {
    on_both("a_definition_stays_in_its_language", async |app| {
        let world = circles(&app).await;
        let admin = &world.administrator.client;
        let (en, uk) = (json!({"language": "en", "name": "Return"}), json!({"language": "uk", "name": "Повернення"}));
        let made = json!({"code": "return-x", "labels": [uk, en], "definition": "Добровільне повернення."});
        let made = admin.post("/v1/competences", made).await.ok(201);
        let path = format!("/v1/competences/{}", made["id"].as_str().expect("an id"));
        let etag = admin.get(&path).await.header("etag");
        let same = admin.patch(&path, &etag, json!({"definition": "Добровільне повернення."})).await.ok(200);
        assert_eq!(same["revision"], made["revision"], "nothing was changed");
        admin.patch(&path, &etag, json!({"definition": "Повернення без примусу."})).await.ok(200);
        let history = admin.get(&format!("{path}/history")).await.ok(200);
        let facts = history["facts"].as_array().or(history.as_array()).expect("statements").clone();
        let said = facts.iter().filter(|fact| fact["kind"] == "DEFINITION");
        assert!(said.clone().count() == 2 && said.clone().all(|fact| fact["language"] == "uk"), "{facts:#?}");
    });
}

#[test]
fn what_is_new_is_about_no_policy_field_that_has_ended() {
    on_both("what_is_new_is_about_no_policy_field_that_has_ended", async |app| {
        let world = circles(&app).await;
        let admin = &world.administrator.client;
        let labelled = |code: &str| json!({"code": code, "labels": [{"language": "en", "name": code}]});
        let made = admin.post("/v1/competences", labelled("past-x")).await.ok(201);
        let about = json!({"title": "News", "bodyMarkdown": "Text.", "topics": ["past-x"], "state": "DRAFT",
            "audience": {"parties": [{"kind": "NETWORK"}]}});
        let maker = &world.maker.client;
        let draft = maker.post("/v1/updates", about.clone()).await.ok(201);
        let end = format!("/v1/competences/{}/end", made["id"].as_str().expect("an id"));
        admin.post(&end, json!({"validTo": "2020-01-01", "reason": "Merged."})).await.ok(200);
        assert_eq!(admin.post(&end, json!({"reason": "Merged."})).await.status, 409);
        let refused = maker.post("/v1/updates", about).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/topics/0")));
        let below = json!({"code": "past-y", "parentCode": "PAST-X", "labels": [{"language": "en", "name": "Y"}]});
        let refused = admin.post("/v1/competences", below).await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (422, &json!("/parentCode")));
        assert_eq!(admin.post("/v1/competences", labelled("all")).await.ok(422)["errors"][0]["pointer"], "/code");
        // What was about it stays so.
        let path = format!("/v1/updates/{}", draft["id"].as_str().expect("an id"));
        let etag = maker.get(&path).await.header("etag");
        let kept = json!({"title": "Other news", "topics": ["past-x"]});
        assert_eq!(maker.patch(&path, &etag, kept).await.ok(200)["topics"], json!(["past-x"]));
    });
}
