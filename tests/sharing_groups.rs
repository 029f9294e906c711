//! Who sees a group and who is in it, and how one gets in and out.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_circles::{Circles, circles, without_request_id};
use crate::harness::{App, Client, on_both};

async fn make(client: &Client, seen_by: &str) -> String {
    let new = json!({"kind": "SHARING_GROUP", "name": "Signals", "membersSeenBy": seen_by});
    let made = client.post("/v1/groups", new).await;
    let location = made.header("location");
    assert_eq!(made.ok(201)["membersShown"], true);
    location
}

async fn members(client: &Client, group: &str) -> Vec<String> {
    let page = client.get(&format!("{group}/members")).await.ok(200);
    page["items"].as_array().unwrap().iter().map(|m| m["member"]["name"].as_str().unwrap_or("?").to_owned()).collect()
}

fn join(party: Value) -> Value {
    json!({"party": party, "reason": "They work with us."})
}

async fn is_hidden(app: &App, client: &Client, group: &str) {
    let never = client.get(&format!("/v1/groups/{}", app.world.new_id())).await.ok(404);
    for path in [group.to_owned(), format!("{group}/history"), format!("{group}/members")] {
        let hidden = client.get(&path).await.ok(404);
        assert_eq!(without_request_id(hidden)["detail"], without_request_id(never.clone())["detail"]);
    }
    let id = group.rsplit('/').next().unwrap();
    assert_eq!(client.get(&format!("/v1/groups?lifecycle=ALL&count=true&ids={id}")).await.ok(200)["totalCount"], 0);
    let query = "query($id: UUID!) { groupMembers(groupId: $id) { nodes { id } } }";
    assert_eq!(client.graphql(query, json!({"id": id})).await.code(), "NOT_FOUND");
}

async fn everybody_else(app: &App, world: &Circles, group: &str) {
    is_hidden(app, &world.guest.client, group).await;
    is_hidden(app, &world.ngo_member.client, group).await;
    is_hidden(app, &app.nobody(), group).await;
}

#[test]
fn a_confidential_circle_is_seen_by_its_members_and_its_members_by_its_keeper() {
    on_both("a_confidential_circle_is_seen_by_its_members_and_its_members_by_its_keeper", async |app| {
        let world = circles(&app).await;
        let group = make(&world.maker.client, "KEEPERS").await;
        everybody_else(&app, &world, &group).await;
        let kept = world.maker.client.get(&group).await.ok(200);
        assert_eq!(kept["audience"]["parties"][0]["kind"], "GROUP");
        assert_eq!(members(&world.maker.client, &group).await, ["ua-sms"]);
        let seen = world.colleague.client.get(&group).await.ok(200);
        assert_eq!((&seen["audience"], &seen["membersShown"]), (&Value::Null, &json!(false)));
        assert_eq!(members(&world.colleague.client, &group).await, Vec::<String>::new());
        // The registry sees that the circle exists, and not who is in it.
        assert_eq!(members(&world.secretary.client, &group).await, Vec::<String>::new());

        // Its keeper shows the members to the members, then to the network, which does not see the group.
        let etag = world.maker.client.get(&group).await.header("etag");
        let wider = json!({"membersSeenBy": "MEMBERS"});
        assert_eq!(world.colleague.client.patch(&group, &etag, wider.clone()).await.status, 403);
        assert_eq!(world.secretary.client.patch(&group, &etag, wider.clone()).await.status, 403);
        let changed = world.maker.client.patch(&group, &etag, wider).await.ok(200);
        assert_eq!(changed["revision"], 2);
        assert_eq!(members(&world.colleague.client, &group).await, ["ua-sms"]);
        assert_eq!(members(&world.secretary.client, &group).await, Vec::<String>::new());
        everybody_else(&app, &world, &group).await;
        let etag = world.maker.client.get(&group).await.header("etag");
        world.maker.client.patch(&group, &etag, json!({"membersSeenBy": "KEEPERS"})).await.ok(200);
        assert_eq!(members(&world.colleague.client, &group).await, Vec::<String>::new());
    });
}

#[test]
fn joining_gives_sight_with_the_next_request_and_ending_takes_it() {
    on_both("joining_gives_sight_with_the_next_request_and_ending_takes_it", async |app| {
        let world = circles(&app).await;
        let group = make(&world.maker.client, "MEMBERS").await;
        let path = format!("{group}/members");
        let party = json!({"kind": "ORGANISATION", "code": "pl-sg"});
        // A member who is no keeper may not, and for others there is nothing here.
        assert_eq!(world.colleague.client.post(&path, join(party.clone())).await.status, 403);
        assert_eq!(world.guest.client.post(&path, join(party.clone())).await.status, 404);
        let joined = world.maker.client.post(&path, join(party.clone())).await;
        let membership = joined.header("location");
        assert_eq!(joined.ok(201)["state"], "LIVE");
        assert_eq!(world.maker.client.post(&path, join(party)).await.status, 409);
        assert_eq!(members(&world.guest.client, &group).await, ["ua-sms", "pl-sg"]);
        assert_eq!(world.guest.client.get(&group).await.ok(200)["revision"], 1);
        let mine = "{ groups { nodes { name members { nodes { member { code } } } } } }";
        let data = world.guest.client.graphql(mine, json!({})).await.data();
        assert_eq!(data["groups"]["nodes"][0]["members"]["nodes"].as_array().unwrap().len(), 2);

        app.clock.advance(Duration::from_secs(60));
        let end = json!({"reason": "The project is over."});
        assert_eq!(world.guest.client.post(&format!("{membership}/end"), end.clone()).await.status, 403);
        let ended = world.maker.client.post(&format!("{membership}/end"), end.clone()).await.ok(200);
        assert_eq!((&ended["state"], &ended["endReason"]), (&json!("ENDED"), &json!("The project is over.")));
        is_hidden(&app, &world.guest.client, &group).await;
        assert_eq!(world.maker.client.post(&format!("{membership}/end"), end).await.status, 409);
        assert_eq!(members(&world.maker.client, &group).await, ["ua-sms"]);
        let all = world.colleague.client.get(&format!("{group}/members?lifecycle=ALL")).await.ok(200);
        assert_eq!(all["items"].as_array().unwrap().len(), 2);
        assert_eq!(all["items"][1]["endReason"], Value::Null);
    });
}

#[test]
fn nobody_enters_a_circle_without_the_word_of_its_editors() {
    on_both("nobody_enters_a_circle_without_the_word_of_its_editors", async |app| {
        let world = circles(&app).await;
        let group = make(&world.maker.client, "NETWORK").await;
        let path = format!("{group}/members");
        let asked = world
            .secretary
            .client
            .post(&path, join(json!({"kind": "EXPERT", "partyId": world.guest.expert})))
            .await
            .ok(202);
        assert_eq!(asked["act"], "addMember");
        is_hidden(&app, &world.guest.client, &group).await;
        let waiting = world.maker.client.get(&format!("{path}?lifecycle=ALL")).await.ok(200);
        assert_eq!(waiting["items"][1]["state"], "WAITING");
        let seen = world.colleague.client.get(&format!("{path}?lifecycle=ALL")).await.ok(200);
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        let request = format!("/v1/access-requests/{}", asked["id"].as_str().unwrap());
        world.maker.client.post(&format!("{request}/approve"), json!({})).await.ok(200);
        assert_eq!(members(&world.guest.client, &group).await, ["ua-sms", "Guest"]);

        let asked =
            world.secretary.client.post(&path, join(json!({"kind": "ORGANISATION", "code": "ua-ngo"}))).await.ok(202);
        let request = format!("/v1/access-requests/{}", asked["id"].as_str().unwrap());
        world.maker.client.post(&format!("{request}/refuse"), json!({"reason": "Not them."})).await.ok(200);
        is_hidden(&app, &world.ngo_member.client, &group).await;
        assert_eq!(members(&world.maker.client, &group).await, ["ua-sms", "Guest"]);
    });
}

#[test]
fn nobody_enters_a_committee_on_the_word_of_somebody_who_gains() {
    on_both("nobody_enters_a_committee_on_the_word_of_somebody_who_gains", async |app| {
        let world = circles(&app).await;
        let new = json!({"kind": "COMMITTEE", "code": "steering", "name": "Steering Committee"});
        assert_eq!(world.maker.client.post("/v1/groups", new.clone()).await.status, 403);
        assert_eq!(app.nobody().post("/v1/groups", new.clone()).await.status, 401);
        let made = world.secretary.client.post("/v1/groups", new.clone()).await;
        let path = format!("{}/members", made.header("location"));
        made.ok(201);
        assert_eq!(world.secretary.client.post("/v1/groups", new).await.status, 409);
        let own =
            world.secretary.client.post(&path, join(json!({"kind": "ORGANISATION", "code": "int-cbcp"}))).await.ok(202);
        assert_eq!(own["waitsFor"][0]["expertIds"], json!([]));
        world.secretary.client.post(&path, join(json!({"kind": "COUNTRY", "code": "UA"}))).await.ok(201);
        assert_eq!(members(&world.guest.client, path.trim_end_matches("/members")).await, ["Ukraine"]);
        for kind in ["GROUP", "PUBLIC", "KEEPERS"] {
            let party = json!({"kind": kind, "code": "steering"});
            assert_eq!(
                world.secretary.client.post(&path, join(party)).await.ok(422)["errors"][0]["pointer"],
                "/party/kind"
            );
        }
        let never = json!({"kind": "POST", "partyId": Uuid::now_v7()});
        assert_eq!(world.secretary.client.post(&path, join(never)).await.ok(422)["errors"][0]["pointer"], "/party");
        assert_eq!(app.nobody().get(path.trim_end_matches("/members")).await.status, 404);
        assert_eq!(
            world.guest.client.get("/v1/groups?kind=COMMITTEE&q=steer&code=steering").await.ok(200)["items"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    });
}

#[test]
fn a_cluster_is_public_and_its_members_are_the_networks() {
    on_both("a_cluster_is_public_and_its_members_are_the_networks", async |app| {
        let world = circles(&app).await;
        let create = "mutation($input: CreateGroupInput!) { createGroup(input: $input) { group { id name revision audience { parties { kind } } } } }";
        let input = json!({"kind": "CLUSTER", "code": "northern", "name": "Northern cluster", "nativeNames": [{"language": "uk", "name": "Північний кластер"}]});
        let data = world.secretary.client.graphql(create, json!({"input": input})).await.data();
        let group = data["createGroup"]["group"].clone();
        assert_eq!((&group["audience"], &group["revision"]), (&Value::Null, &json!(1)));
        let add = "mutation($input: AddGroupMemberInput!) { addGroupMember(input: $input) { membership { id member { name } } accessRequest { id } } }";
        let input = json!({"groupId": group["id"], "party": {"kind": "COUNTRY", "code": "PL"}, "validFrom": "2026-01-01", "reason": "A neighbour."});
        let data = world.secretary.client.graphql(add, json!({"input": input})).await.data();
        assert_eq!(data["addGroupMember"]["membership"]["member"]["name"], "Poland");
        let path = format!("/v1/groups/{}", group["id"].as_str().unwrap());
        assert_eq!(app.nobody().get(&path).await.ok(200)["name"], "Northern cluster");
        assert_eq!(app.nobody().get("/v1/groups?q=pivnichnyi").await.ok(200)["items"].as_array().unwrap().len(), 1);
        assert_eq!(members(&app.nobody(), &path).await, Vec::<String>::new());
        assert_eq!(members(&world.maker.client, &path).await, ["Poland"]);
        let then = world.maker.client.get(&format!("{path}/members?asOf=2025-12-31")).await.ok(200);
        assert_eq!(then["items"], json!([]));
        assert_eq!(world.maker.client.get("/v1/countries?group=northern").await.ok(200)["items"][0]["code"], "PL");
    });
}

#[test]
fn the_end_of_a_circle_ends_its_memberships_and_grants() {
    on_both("the_end_of_a_circle_ends_its_memberships_and_grants", async |app| {
        let world = circles(&app).await;
        let group = make(&world.maker.client, "MEMBERS").await;
        let end = json!({"reason": "Done."});
        assert_eq!(world.colleague.client.post(&format!("{group}/end"), end.clone()).await.status, 403);
        assert_eq!(world.guest.client.post(&format!("{group}/end"), end.clone()).await.status, 404);
        assert_eq!(world.maker.client.post(&format!("{group}/end"), end).await.ok(200)["validTo"], "2026-03-02");
        is_hidden(&app, &world.maker.client, &group).await;
        is_hidden(&app, &world.colleague.client, &group).await;
        let ended = world.secretary.client.get(&group).await.ok(200);
        assert_eq!(ended["validTo"], "2026-03-02");
        let party = join(json!({"kind": "COUNTRY", "code": "UA"}));
        assert_eq!(world.secretary.client.post(&format!("{group}/members"), party).await.status, 409);
    });
}

#[test]
fn showing_the_members_to_others_costs_the_same_for_few_and_for_many() {
    on_both("showing_the_members_to_others_costs_the_same_for_few_and_for_many", async |app| {
        let world = circles(&app).await;
        let mut costs = Vec::new();
        for more in [1, 60] {
            let group = make(&world.maker.client, "KEEPERS").await;
            let id: Uuid = group.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
            let mut b = crate::harness::builder::Builder::begin(&app).await;
            for n in 0..more {
                let code = format!("body-{more}-{n}");
                let body = b.body(&code, entity::vocabulary::OrganisationType::Ngo, None, false).await;
                b.member(id, body).await;
            }
            b.done().await;
            assert_eq!(members(&world.colleague.client, &group).await, Vec::<String>::new());
            let etag = world.maker.client.get(&group).await.header("etag");
            let before = app.world.database.statements();
            world.maker.client.patch(&group, &etag, json!({ "membersSeenBy": "MEMBERS" })).await.ok(200);
            costs.push(app.world.database.statements() - before);
            let shown = world.colleague.client.get(&format!("{group}/members?first=100")).await.ok(200);
            let shown = shown["items"].as_array().expect("members").clone();
            assert_eq!(shown.len(), more + 1);
            assert!(shown.iter().all(|membership| membership["revision"] == 2), "each was changed once: {shown:#?}");
        }
        assert_eq!(costs[0], costs[1], "statements for two members and for sixty-one");
    });
}
