//! Naming parties in an audience, and what lists of circles cost.

use entity::vocabulary::{FactKind, GroupKind, MembersSeenBy};
use focalpoint_api::access::PartySet;
use focalpoint_api::network::facts::{NewFact, Span};
use focalpoint_api::network::groups::NewGroup;
use serde_json::{Value, json};

use crate::harness::builder::Builder;
use crate::harness::world_circles::{circles, without_request_id};
use crate::harness::{costs_no_more_by_length, on_both};

fn group(code: &str, kind: GroupKind, seen_by: MembersSeenBy) -> NewGroup {
    NewGroup {
        code: Some(code.to_owned()),
        kind,
        description: None,
        members_seen_by: seen_by,
        audience: PartySet::default(),
        facts: vec![NewFact::text(FactKind::Name, "en", code)],
        life: Span::ALWAYS,
    }
}

fn shared_with(parties: Value) -> Value {
    json!({"kind": "SHARING_GROUP", "name": "A circle", "audience": {"parties": parties}})
}

#[test]
fn a_party_that_is_not_seen_is_named_like_one_that_never_was() {
    on_both("a_party_that_is_not_seen_is_named_like_one_that_never_was", async |app| {
        let world = circles(&app).await;
        let mut b = Builder::begin(&app).await;
        let new = group("sg-hidden", GroupKind::SharingGroup, MembersSeenBy::Members);
        let hidden = b.group_of(new).await;
        b.member(hidden, world.ua_sms).await;
        b.done().await;

        let guest = &world.guest.client;
        for kind in ["GROUP", "KEEPERS"] {
            let ask = async |party: Value| {
                without_request_id(guest.post("/v1/groups", shared_with(json!([party]))).await.ok(422))
            };
            let never = app.world.new_id();
            assert_eq!(
                ask(json!({"kind": kind, "partyId": hidden})).await,
                ask(json!({"kind": kind, "partyId": never})).await
            );
            let hidden = ask(json!({"kind": kind, "code": "sg-hidden"})).await.to_string();
            let never = ask(json!({"kind": kind, "code": "sg-hiddex"})).await.to_string();
            assert_eq!(hidden.replace("sg-hidden", "sg-hiddex"), never);
        }
        // Whoever sees it may name it.
        let named =
            shared_with(json!([{"kind": "GROUP", "code": "sg-hidden"}, {"kind": "KEEPERS", "partyId": hidden}]));
        let made = world.maker.client.post("/v1/groups", named).await.ok(201);
        let parties = made["audience"]["parties"].as_array().unwrap().clone();
        assert!(
            parties.contains(&json!({"kind": "GROUP", "partyId": hidden, "code": "sg-hidden", "name": "sg-hidden"})),
            "{parties:#?}"
        );
        assert!(
            parties.contains(&json!({"kind": "KEEPERS", "partyId": hidden, "code": "sg-hidden", "name": "sg-hidden"}))
        );
    });
}

#[test]
fn an_audience_is_named_in_one_way() {
    on_both("an_audience_is_named_in_one_way", async |app| {
        let world = circles(&app).await;
        let maker = &world.maker.client;
        for (parties, pointer) in [
            (json!([]), "/audience/parties"),
            (json!([{"kind": "NETWORK"}, {"kind": "COUNTRY", "code": "UA"}]), "/audience/parties/0"),
            (json!([{"kind": "COUNTRY", "code": "UA"}, {"kind": "PUBLIC"}]), "/audience/parties/1"),
            (json!([{"kind": "REGISTRY"}]), "/audience/parties/0"),
            (json!([{"kind": "COUNTRY"}]), "/audience/parties/0"),
            (json!([{"kind": "OFFICIALS", "code": "UA"}]), "/audience/parties/0"),
            (json!([{"kind": "COUNTRY", "code": "UX"}]), "/audience/parties/0"),
            (json!([{"kind": "PUBLIC"}]), "/audience"),
        ] {
            let answer = maker.post("/v1/groups", shared_with(parties.clone())).await.ok(422);
            assert_eq!(answer["errors"][0]["pointer"], pointer, "{parties}: {answer:#}");
        }
        let near = maker.post("/v1/groups", shared_with(json!([{"kind": "COUNTRY", "code": "UX"}]))).await.ok(422);
        assert!(near["detail"].as_str().unwrap().contains("`UA`"), "{near:#}");
        let many = vec![json!({"kind": "COUNTRY", "code": "UA"}); 201];
        assert_eq!(maker.post("/v1/groups", shared_with(json!(many))).await.status, 422);

        let parties = json!([{"kind": "OFFICIALS"}, {"kind": "COUNTRY", "code": "PL"}, {"kind": "ORGANISATION", "code": "ua-ngo"},
            {"kind": "EXPERT", "partyId": world.guest.expert}, {"kind": "POST", "partyId": world.colleague.post}]);
        let made = maker.post("/v1/groups", shared_with(parties)).await.ok(201);
        let named: Vec<(&str, &str)> = made["audience"]["parties"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| (p["kind"].as_str().unwrap(), p["name"].as_str().unwrap_or_default()))
            .collect();
        assert_eq!(
            named,
            [
                ("OFFICIALS", ""),
                ("COUNTRY", "Poland"),
                ("GROUP", "A circle"),
                ("ORGANISATION", "ua-ngo"),
                ("POST", "Colleague"),
                ("POST", "Guest")
            ]
            .into_iter()
            .collect::<Vec<_>>(),
            "{made:#}"
        );
        // NETWORK holds the group's members already.
        let wide = maker.post("/v1/groups", shared_with(json!([{"kind": "NETWORK"}]))).await.ok(201);
        assert_eq!(
            wide["audience"]["parties"],
            json!([{"kind": "NETWORK", "partyId": null, "code": null, "name": null}])
        );
        assert_eq!(world.guest.client.get(&format!("/v1/groups/{}", wide["id"].as_str().unwrap())).await.status, 200);
    });
}

#[test]
fn a_page_of_circles_costs_the_same_at_any_length() {
    on_both("a_page_of_circles_costs_the_same_at_any_length", async |app| {
        let world = circles(&app).await;
        let query = "{ groups(first: 100) { nodes { name members { totalCount nodes { member { name code } } } } }
            countries(first: 3) { nodes { code groups(first: 50) { totalCount nodes { name members(first: 5) { totalCount nodes { state member { name } } } } } } } }";
        let mut costs = Vec::new();
        for round in 0..3 {
            let mut b = Builder::begin(&app).await;
            for n in 0..(1 + round * 5) {
                let new = group(&format!("wg-{round}-{n}"), GroupKind::WorkingGroup, MembersSeenBy::Network);
                let id = b.group_of(new).await;
                for member in [world.ukraine, world.poland, world.ngo, world.guest.post] {
                    b.member(id, member).await;
                }
            }
            b.done().await;
            let before = app.world.database.statements();
            let data = world.maker.client.graphql(query, json!({})).await.data();
            costs.push(app.world.database.statements() - before);
            let first = &data["groups"]["nodes"][0]["members"];
            assert_eq!((first["nodes"].as_array().unwrap().len(), &first["totalCount"]), (4, &json!(4)), "{data:#}");
            let groups = &data["countries"]["nodes"][0]["groups"];
            assert_eq!(groups["nodes"].as_array().unwrap().len(), data["groups"]["nodes"].as_array().unwrap().len());
            assert_eq!(groups["totalCount"], json!(groups["nodes"].as_array().unwrap().len()));
        }
        costs_no_more_by_length(costs[0], costs[1]);
        costs_no_more_by_length(costs[0], costs[2]);
        // Nobody sees a working group, and of no country that it is in one.
        let data = app.nobody().graphql(query, json!({})).await.data();
        assert_eq!(data["groups"]["nodes"], json!([]));
        assert_eq!(data["countries"]["nodes"][0]["groups"], json!({"totalCount": 0, "nodes": []}));
        // Asked by its code, it is as what never was.
        for code in ["wg-0-0", "wg-never"] {
            let answer = app.nobody().get(&format!("/v1/countries?group={code}")).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (422, &json!("?group")), "{code}");
        }
        assert_eq!(
            world.maker.client.get("/v1/countries?group=wg-0-0").await.ok(200)["items"].as_array().unwrap().len(),
            2
        );
    });
}

#[test]
fn many_wrong_codes_cost_as_much_as_one() {
    on_both("many_wrong_codes_cost_as_much_as_one", async |app| {
        let world = circles(&app).await;
        let maker = &world.maker.client;
        let ask = async |many: usize| {
            let wrong: Vec<Value> =
                (0..many).map(|n| json!({"kind": "ORGANISATION", "code": format!("ua-sm{n}")})).collect();
            let before = app.world.database.statements();
            let answer = maker.post("/v1/audiences/preview", json!({"parties": wrong})).await.ok(422);
            (answer, app.world.database.statements() - before)
        };
        let ((one, few), (all, many)) = (ask(1).await, ask(200).await);
        assert_eq!(many, few);
        // Each is named, the first few with what is nearest.
        let errors = all["errors"].as_array().expect("a list");
        let near = |error: &&Value| error["detail"].as_str().is_some_and(|detail| detail.contains("`ua-sms`"));
        assert_eq!((errors.len(), errors.iter().filter(near).count()), (200, 5), "{one:#}");
    });
}
