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
        let query = "{ country(code: \"UA\") { organisations { nodes { code experts { id } } } } }";
        let data = editor.graphql(query, json!({})).await;
        assert!(data.body.to_string().contains(&d.member.expert.to_string()), "{:#}", data.body);
        // Where it stood before is still said.
        let history = editor.get(&format!("/v1/experts/{}/history", d.member.expert)).await.ok(200);
        assert_eq!(history[0]["places"][0]["organisation"]["code"], "ua-guard", "{history:#}");
        // They have a post there already.
        let begin = json!({"expertId": d.member.expert, "organisationCode": "ua-mom", "title": "Adviser"});
        assert_eq!(editor.post("/v1/posts", begin).await.status, 409);
        // And their sessions are the house's.
        let end = format!("/v1/organisations/{}/end-sessions", d.ministry);
        administrator.post(&end, json!({"reason": "A lost key."})).await.ok(200);
        assert_eq!(member.get("/v1/me").await.status, 401);
    });
}
