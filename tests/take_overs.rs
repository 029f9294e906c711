//! After a take-over people stand in the body that took theirs over, wherever one looks for them.

use entity::vocabulary::{OrganisationType, Role};
use serde_json::json;

use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{on_both, signed_in};

#[test]
fn the_people_of_a_body_are_found_in_the_one_that_took_it_over() {
    on_both("the_people_of_a_body_are_found_in_the_one_that_took_it_over", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let service = b.named_body("ua-svc", OrganisationType::OtherAuthority, Some(d.ukraine), "Service").await;
        let speaker = b.person("Speaker Test", service, &[(Role::FocalPoint, Some(d.ukraine))]).await;
        b.done().await;
        app.clock.advance(std::time::Duration::from_secs(3 * 24 * 3_600));
        let administrator = signed_in(&app, d.administrator.expert).await;
        let (speaker, editor) = (signed_in(&app, speaker.expert).await, signed_in(&app, d.editor.expert).await);
        let member = signed_in(&app, d.member.expert).await;
        let merge = format!("/v1/organisations/{}/merge", d.guard);
        let asked = administrator.post(&merge, json!({"into": d.ministry, "reason": "One house."})).await.ok(202);
        let approve = format!("/v1/access-requests/{}/approve", asked["id"].as_str().expect("an id"));
        speaker.post(&approve, json!({})).await.ok(200);
        assert_eq!(member.get("/v1/me").await.ok(200)["expert"]["post"]["organisation"]["code"], "ua-mom");

        let expert = json!(d.member.expert);
        for list in ["/v1/experts?organisation=ua-mom", "/v1/experts?organisation=ua-mom&count=true"] {
            let page = editor.get(list).await.ok(200);
            let found = page["items"].as_array().expect("items").iter().find(|one| one["id"] == expert);
            let found = found.unwrap_or_else(|| panic!("{list}: {page:#}"));
            assert_eq!(found["post"]["organisation"]["code"], "ua-mom");
        }
        let posts = editor.get("/v1/posts?organisation=ua-mom").await.ok(200);
        assert!(posts.to_string().contains(&d.member.post.to_string()), "{posts:#}");
        let query =
            "{ country(code: \"UA\") { organisations { nodes { code experts { totalCount nodes { id } } } } } }";
        let data = editor.graphql(query, json!({})).await;
        assert!(data.body.to_string().contains(&d.member.expert.to_string()), "{:#}", data.body);
        // Where it stood before is still said.
        let history = editor.get(&format!("/v1/experts/{}/history", d.member.expert)).await.ok(200);
        assert_eq!(history[0]["places"][0]["organisation"]["code"], "ua-guard", "{history:#}");
        assert!(history[0]["places"][0]["validTo"].is_string(), "until the day before: {history:#}");
        let since = &history[0]["places"][1];
        assert_eq!(
            (&since["organisation"]["code"], &since["validTo"]),
            (&json!("ua-mom"), &json!(null)),
            "{history:#}"
        );
        // They have a post there already.
        let begin = json!({"expertId": d.member.expert, "organisationCode": "ua-mom", "title": "Adviser"});
        assert_eq!(editor.post("/v1/posts", begin).await.status, 409);
        // And their sessions are the house's.
        let end = format!("/v1/organisations/{}/end-sessions", d.ministry);
        administrator.post(&end, json!({"reason": "A lost key."})).await.ok(200);
        assert_eq!(member.get("/v1/me").await.status, 401);
    });
}

#[test]
fn a_deed_names_the_body_in_which_its_author_stood_then() {
    on_both("a_deed_names_the_body_in_which_its_author_stood_then", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let service = b.named_body("ua-svc", OrganisationType::OtherAuthority, Some(d.ukraine), "Service").await;
        let speaker = b.person("Speaker Test", service, &[(Role::FocalPoint, Some(d.ukraine))]).await;
        let guard = b.person("Guard Test", d.guard, &[(Role::Member, Some(d.guard))]).await;
        let auditor = b.person("Auditor Test", service, &[(Role::Auditor, None)]).await;
        b.done().await;
        let administrator = signed_in(&app, d.administrator.expert).await;
        let (speaker, member) = (signed_in(&app, speaker.expert).await, signed_in(&app, guard.expert).await);
        let parties = json!([{"kind": "NETWORK"}]);
        let new = json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": parties}});
        let at = |thing: &serde_json::Value| thing["author"]["post"]["organisation"]["code"].clone();
        let before = member.post("/v1/updates", new.clone()).await.ok(201);
        let comments = format!("/v1/items/{}/comments", before["id"].as_str().expect("an id"));
        member.post(&comments, json!({"bodyMarkdown": "Before."})).await.ok(201);
        assert_eq!(at(&before), "ua-guard");
        app.clock.advance(std::time::Duration::from_secs(60));
        let merge = format!("/v1/organisations/{}/merge", d.guard);
        let asked = administrator.post(&merge, json!({"into": d.ministry, "reason": "One house."})).await.ok(202);
        let approve = format!("/v1/access-requests/{}/approve", asked["id"].as_str().expect("an id"));
        speaker.post(&approve, json!({})).await.ok(200);
        app.clock.advance(std::time::Duration::from_secs(60));
        // What is done from now on is done in the house; what was done before keeps its body.
        let after = member.post("/v1/updates", new).await.ok(201);
        assert_eq!(at(&after), "ua-mom", "{after:#}");
        member.post(&comments, json!({"bodyMarkdown": "After."})).await.ok(201);
        let said = member.get(&comments).await.ok(200);
        assert_eq!((at(&said["items"][0]), at(&said["items"][1])), (json!("ua-guard"), json!("ua-mom")), "{said:#}");
        let path = format!("/v1/updates/{}", before["id"].as_str().expect("an id"));
        let etag = member.get(&path).await.header("etag");
        member.patch(&path, &etag, json!({"title": "Other"})).await.ok(200);
        assert_eq!(at(&member.get(&path).await.ok(200)), "ua-guard");
        let revisions = format!("/v1/items/{}/revisions", before["id"].as_str().expect("an id"));
        let kept = member.get(&revisions).await.ok(200);
        assert_eq!((at(&kept["items"][0]), at(&kept["items"][1])), (json!("ua-mom"), json!("ua-guard")), "{kept:#}");
        let query = "query($ids: [UUID!]!) { updates(filter: {ids: $ids}, sort: \"createdAt\") { nodes { author { post { organisation { code } } } } } }";
        let data = member.graphql(query, json!({"ids": [before["id"], after["id"]]})).await.data();
        let nodes = &data["updates"]["nodes"];
        assert_eq!((at(&nodes[0]), at(&nodes[1])), (json!("ua-guard"), json!("ua-mom")), "{data:#}");
        let events = signed_in(&app, auditor.expert).await.get("/v1/audit-events?act=publishUpdate").await.ok(200);
        let of = |n: usize| events["items"][n]["actor"]["post"]["organisation"]["code"].clone();
        assert_eq!((of(0), of(1)), (json!("ua-mom"), json!("ua-guard")), "{events:#}");
    });
}
