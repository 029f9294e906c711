//! What may not be seen does not exist: an attacker's walk through the directory.

use entity::vocabulary::{Rank, Role};
use focalpoint_api::access::PartySet;
use focalpoint_api::network::experts::{NewCard, NewExpert, add_expert};
use focalpoint_api::network::facts::view::LanguageText;
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_circles::without_request_id;
use crate::harness::world_people::{appointed, grant_to, loading, network, posted, somebody};
use crate::harness::{App, Client, on_both, signed_in};

/// An answer without what differs by request, and with the id asked for taken out.
async fn told(client: &Client, path: &str, id: Uuid) -> (u16, String) {
    let answer = client.get(&path.replace("ID", &id.to_string())).await;
    let body = without_request_id(answer.body).to_string();
    (answer.status, body.replace(&id.to_string(), "ID"))
}

async fn posted_to(client: &Client, path: &str, body: &Value, id: Uuid) -> (u16, String) {
    let body: Value = serde_json::from_str(&body.to_string().replace("ID", &id.to_string())).expect("JSON");
    let answer = client.post(&path.replace("ID", &id.to_string()), body).await;
    (answer.status, without_request_id(answer.body).to_string().replace(&id.to_string(), "ID"))
}

async fn asked(client: &Client, query: &str, id: Uuid) -> String {
    let answer = client.graphql(&query.replace("ID", &id.to_string()), json!({})).await;
    let mut body = answer.body;
    for error in body.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
        error["extensions"]["requestId"] = Value::Null;
    }
    body.to_string().replace(&id.to_string(), "ID")
}

/// Everything that takes an id: the answer for what is hidden is that for what never was.
async fn is_silent(app: &App, client: &Client, hidden: &[Uuid]) {
    let never = app.world.new_id();
    let reads = [
        "/v1/experts/ID",
        "/v1/experts/ID/history",
        "/v1/experts/ID/contact-card",
        "/v1/posts/ID",
        "/v1/focal-points/ID",
        "/v1/organisations/ID",
        "/v1/organisations/ID/history",
        "/v1/groups/ID",
        "/v1/groups/ID/members",
        "/v1/groups/ID/history",
        "/v1/competences/ID",
        "/v1/competences/ID/history",
        "/v1/updates/ID",
        "/v1/experts?ids=ID&lifecycle=ALL&count=true",
        "/v1/groups?ids=ID&lifecycle=ALL&count=true",
        "/v1/organisations?ids=ID&lifecycle=ALL&count=true",
        "/v1/posts?expert=ID&count=true",
        "/v1/updates?author=ID",
        "/v1/updates?ids=ID&count=true",
        "/v1/experts?organisation=ID&lifecycle=ALL&count=true",
    ];
    let queries = [
        "{ node(id: \"ID\") { __typename id } }",
        "{ nodes(ids: [\"ID\"]) { __typename id } }",
        "{ contactCard(expertId: \"ID\") { telephone } }",
        "{ groupMembers(groupId: \"ID\") { totalCount nodes { id } } }",
        "{ experts(filter: {ids: [\"ID\"], lifecycle: ALL}) { totalCount nodes { id } } }",
        "{ posts(filter: {expert: \"ID\"}) { totalCount nodes { id } } }",
        "{ organisation(id: \"ID\") { id } }",
    ];
    for id in hidden {
        for path in reads {
            assert_eq!(told(client, path, *id).await, told(client, path, never).await, "{path}");
        }
        for query in queries {
            assert_eq!(asked(client, query, *id).await, asked(client, query, never).await, "{query}");
        }
        let because = json!({"reason": "x"});
        for path in ["/v1/experts/ID/erase", "/v1/posts/ID/end", "/v1/groups/ID/end", "/v1/accounts/ID/suspend"] {
            let (there, nowhere) =
                (posted_to(client, path, &because, *id).await, posted_to(client, path, &because, never).await);
            assert_eq!(there, nowhere, "{path}");
        }
    }
}

#[test]
fn people_are_nowhere_for_those_who_may_not_see_people() {
    on_both("people_are_nowhere_for_those_who_may_not_see_people", async |app| {
        let net = network(&app).await;
        // Somebody signed in, whose only role shows nothing of people.
        let blind = somebody(&app, &net, "Blind Example", net.ngo, &[]).await;
        let blind = signed_in(&app, blind.expert).await;
        let expert = loading(&app, async |unit, permit| {
            let card = NewCard { telephone: Some("+380 50".into()), email: None, audience: PartySet::of([net.udsc]) };
            let new = NewExpert {
                name: "Zofia Quillfeather".into(),
                native_names: vec![LanguageText {
                    language: "uk".into(), name: "Софія Квілфезер".into()
                }],
                languages: vec!["sv".into()],
                fields: vec![net.readmission],
                owner: net.dmsu,
                card: Some(card),
            };
            let id = add_expert(unit, permit, new).await.expect("an expert");
            let row = entity::external_id::Model { item_id: id, system: "hr".into(), value: "4711".into() };
            let row = row.into_active_model();
            entity::external_id::Entity::insert(row).exec_without_returning(unit.tx()).await.expect("an id elsewhere");
            id
        })
        .await;
        let post = posted(&app, expert, net.dmsu).await;
        grant_to(&app, &net, post, net.dmsu, Role::Member).await;
        let who = crate::harness::world_people::Somebody { expert, post };
        let appointment = appointed(&app, who, (net.dmsu, net.ua), None, Rank::Principal, vec![]).await;
        for client in [&blind, &app.nobody()] {
            is_silent(&app, client, &[expert, post]).await;
            // Neither names nor languages, fields, ids elsewhere or bodies find anybody, nor do numbers.
            for filter in [
                "q=zofia",
                "q=%D1%81%D0%BE%D1%84%D1%96%D1%8F",
                "language=sv",
                "competence=return-readmission",
                "externalId=hr:4711",
                "organisation=ua-dmsu",
                "country=UA",
                "asOf=2026-03-02",
                "sort=-name",
            ] {
                let page = client.get(&format!("/v1/experts?{filter}&lifecycle=ALL&count=true")).await.ok(200);
                assert_eq!((&page["totalCount"], &page["items"]), (&json!(0), &json!([])), "{filter}");
                assert_eq!(page["pageInfo"], json!({"endCursor": null, "hasNextPage": false}), "{filter}");
            }
            // The function is public; whoever holds it is not, over either door, nested as deep as one likes.
            let one = client.get(&format!("/v1/focal-points/{appointment}")).await.ok(200);
            assert_eq!(one["expert"], Value::Null);
            let query = "{ focalPoints { nodes { id expert { name } } } countries(first: 3) { nodes { focalPoints { totalCount nodes { expert { id name } } }
                organisations(first: 5) { nodes { code experts(first: 5) { totalCount nodes { id name appointments { totalCount nodes { id } } } } } } } }
                organisations { nodes { experts { totalCount nodes { name } } } } experts { totalCount nodes { name } } posts { totalCount nodes { id } } }";
            let data = client.graphql(query, json!({})).await.data().to_string();
            for secret in ["Zofia", "Quillfeather", "Blind", &expert.to_string(), &post.to_string()] {
                assert!(!data.contains(secret), "{secret} in {data}");
            }
            // What is seen of the body does not tell that somebody has joined it.
            assert_eq!(client.get("/v1/posts?organisation=ua-dmsu&count=true").await.ok(200)["totalCount"], 0);
        }
    });
}

#[test]
fn a_circle_is_nowhere_for_those_outside() {
    on_both("a_circle_is_nowhere_for_those_outside", async |app| {
        let net = network(&app).await;
        let maker = somebody(&app, &net, "Maker Example", net.dmsu, &[Role::Member]).await;
        let outside = somebody(&app, &net, "Outside Example", net.udsc, &[Role::OrganisationEditor]).await;
        let (maker, outside) = (signed_in(&app, maker.expert).await, signed_in(&app, outside.expert).await);
        let new = json!({"kind": "SHARING_GROUP", "name": "Vermilion circle", "membersSeenBy": "MEMBERS"});
        let group = maker.post("/v1/groups", new).await.ok(201)["id"].clone();
        let group = Uuid::parse_str(group.as_str().expect("an id")).expect("an id");
        let membership = maker.get(&format!("/v1/groups/{group}/members")).await.ok(200)["items"][0]["id"].clone();
        let membership = Uuid::parse_str(membership.as_str().expect("an id")).expect("an id");
        let update = json!({"title": "Within", "bodyMarkdown": "x", "audience": {"parties": [{"kind": "GROUP", "partyId": group}]}});
        let update = maker.post("/v1/updates", update).await.ok(201)["id"].clone();
        let update = Uuid::parse_str(update.as_str().expect("an id")).expect("an id");
        for client in [&outside, &app.nobody()] {
            is_silent(&app, client, &[group, membership, update]).await;
            let query = "{ groups(filter: {lifecycle: ALL}) { totalCount nodes { name } } organisations { nodes { code groups { totalCount nodes { name } } } }
                countries { nodes { groups { totalCount nodes { name } } } } updates { totalCount nodes { title owner { name } } } }";
            let data = client.graphql(query, json!({})).await.data();
            assert!(!data.to_string().contains("Vermilion") && !data.to_string().contains("Within"), "{data:#}");
            assert_eq!(json!([data["groups"]["totalCount"], data["updates"]["totalCount"]]), json!([0, 0]));
            for filter in ["q=vermilion", "kind=SHARING_GROUP", "sort=createdAt"] {
                let page = client.get(&format!("/v1/groups?{filter}&lifecycle=ALL&count=true")).await.ok(200);
                assert_eq!(page["totalCount"], 0, "{filter}");
            }
        }
        // Named in a body it is the same 422 as one that never was.
        let name = json!({"kind": "SHARING_GROUP", "name": "x", "audience": {"parties": [{"kind": "GROUP", "partyId": "ID"}]}});
        let never = app.world.new_id();
        assert_eq!(
            posted_to(&outside, "/v1/groups", &name, group).await,
            posted_to(&outside, "/v1/groups", &name, never).await
        );
    });
}
