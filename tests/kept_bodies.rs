//! A country contains its public authorities, and no NGO, embassy or international organisation on its soil: so its
//! focal point reads what is about the former, and nothing of the latter.

use entity::vocabulary::Role;
use serde_json::{Value, json};

use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::world_people::{network, person, somebody};
use crate::harness::{Client, on_both, signed_in};

async fn ids(client: &Client, path: &str) -> Vec<Value> {
    let page = client.get(path).await.ok(200);
    page["items"].as_array().expect("items").iter().map(|item| item["id"].clone()).collect()
}

#[test]
fn a_focal_point_reads_no_grants_and_no_waiting_posts_of_the_ngos_of_the_country() {
    on_both("a_focal_point_reads_no_grants_and_no_waiting_posts_of_ngos", async |app| {
        let d = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let new = crate::harness::builder::expert("Wanted Test", d.ngo);
        let wanted = b.expert(new).await;
        let grant = b.grant(d.volunteer.post, (Role::Member, Some(d.ngo))).await;
        b.done().await;
        let (speaker, volunteer) =
            (signed_in(&app, d.focal_point.expert).await, signed_in(&app, d.volunteer.expert).await);
        let administrator = signed_in(&app, d.administrator.expert).await;
        assert_eq!(ids(&speaker, &format!("/v1/grants?scope={}", d.ngo)).await, [] as [Value; 0]);
        assert_eq!(speaker.get(&format!("/v1/grants/{grant}")).await.status, 404);
        assert!(ids(&volunteer, &format!("/v1/grants?scope={}", d.ngo)).await.contains(&json!(grant)));
        assert_eq!(ids(&speaker, &format!("/v1/grants?scope={}", d.guard)).await.len(), 1);
        for (code, seen) in [("ua-ngo", false), ("ua-guard", true)] {
            let begin = json!({"expertId": wanted, "organisationCode": code, "title": "Adviser"});
            let asked = administrator.post("/v1/posts", begin).await.ok(202);
            let waiting = ids(&speaker, "/v1/posts?state=WAITING").await;
            assert_eq!(waiting.contains(&asked["resultId"]), seen, "{code}: {waiting:?}");
        }
    });
}

#[test]
fn explain_tells_nobody_who_has_an_account_but_those_who_may_act_on_it() {
    on_both("explain_tells_nobody_who_has_an_account", async |app| {
        let net = network(&app).await;
        let member = somebody(&app, &net, "Max Example", net.dmsu, &[Role::Member]).await;
        let with = somebody(&app, &net, "With Example", net.dpsu, &[Role::Member]).await.expert;
        let without = person(&app, "Without Example", net.dpsu, None).await;
        let admin = somebody(&app, &net, "Admin Example", net.ngo, &[Role::Administrator]).await;
        let (member, admin) = (signed_in(&app, member.expert).await, signed_in(&app, admin.expert).await);
        let ask = |expert: uuid::Uuid| json!({"act": "suspendAccount", "target": {"kind": "ACCOUNT", "id": expert}});
        let answers = [with, without].map(ask).map(|question| (question, member.clone()));
        let mut told = Vec::new();
        for (question, client) in answers {
            let answer = client.post("/v1/access/explain", question).await;
            let of = |name: &str| answer.body[name].clone();
            told.push((answer.status, of("allowed"), of("why"), of("grantId")));
        }
        assert_eq!(told[0], told[1]);
        assert_eq!((told[0].0, &told[0].1), (200, &json!(false)));
        assert_eq!(admin.post("/v1/access/explain", ask(with)).await.ok(200)["allowed"], true);
        assert_eq!(admin.post("/v1/access/explain", ask(without)).await.status, 404);
    });
}
