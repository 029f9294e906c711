//! Who may post what to whom, in whose name and how wide.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{draft, in_name, publish, published, status, stored, to};
use crate::harness::on_both;
use crate::harness::world_updates::Network;

#[test]
fn an_update_to_two_authorities_is_read_by_their_posts_and_by_nobody_else() {
    on_both("an_update_to_two_authorities_is_read_by_their_posts_and_by_nobody_else", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let parties =
            json!([{"kind": "ORGANISATION", "code": "pl-office"}, {"kind": "ORGANISATION", "partyId": n.ua_border}]);
        let mut input = to(parties);
        input["topics"] = json!(["reception", "borders"]);
        input["countryCodes"] = json!(["UA", "PL"]);
        input["language"] = json!("EN-gb");
        input["summary"] = json!(" Short. ");
        let answer = publish(&member, input).await;
        assert!(answer.header("location").starts_with("/v1/updates/"));
        let update = answer.ok(201);
        assert_eq!(update["topics"], json!(["borders", "reception"]));
        assert_eq!(update["countryCodes"], json!(["PL", "UA"]));
        assert_eq!((&update["language"], &update["summary"]), (&json!("en-GB"), &json!("Short.")));
        assert_eq!((&update["state"], &update["revision"]), (&json!("PUBLISHED"), &json!(1)));
        assert_eq!(update["owner"]["code"], "ua-migration");
        assert_eq!(update["author"]["name"], "Oksana Test");
        assert_eq!(update["author"]["post"]["organisation"]["code"], "ua-migration");
        assert_eq!(update["audience"]["parties"].as_array().map(Vec::len), Some(2));
        assert_eq!(update["bodyHtml"], "<p>Text.</p>\n");
        let id = update["id"].as_str().expect("an id");
        // Its keepers, the author's post and the editors of the body, read it; and both authorities.
        for (person, sees) in [
            (&n.editor, true),
            (&n.pole, true),
            (&n.group_editor, true),
            (&n.guard, true),
            (&n.contact, true),
            (&n.reader, false),
            (&n.focal_point, false),
            (&n.lithuanian, false),
            (&n.volunteer, false),
            (&n.secretary, false),
        ] {
            let client = Network::client(&app, person).await;
            assert_eq!(status(&client, id).await == 200, sees, "{}", person.expert);
            let page = client.get("/v1/updates?count=true").await.ok(200);
            assert_eq!(page["totalCount"], json!(usize::from(sees)));
            let query = "query($id: ID!) { node(id: $id) { id ... on Update { title } } updates { totalCount } }";
            let data = client.graphql(query, json!({ "id": id })).await.data();
            assert_eq!(!data["node"].is_null(), sees);
            assert_eq!(data["updates"]["totalCount"], json!(i32::from(sees)));
        }
        let nobody = app.nobody();
        let hidden = nobody.get(&format!("/v1/updates/{id}")).await;
        let never = nobody.get(&format!("/v1/updates/{}", Uuid::now_v7())).await;
        assert_eq!((hidden.status, &hidden.body["detail"]), (404, &never.body["detail"]));
        // The audience is for keepers.
        let pole = Network::client(&app, &n.pole).await;
        assert_eq!(pole.get(&format!("/v1/updates/{id}")).await.ok(200)["audience"], Value::Null);
    });
}

#[test]
fn public_by_a_member_must_be_proposed_and_stores_nothing() {
    on_both("public_by_a_member_must_be_proposed_and_stores_nothing", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let answer = publish(&member, to(json!([{"kind": "PUBLIC"}]))).await;
        assert_eq!((answer.status, answer.code().as_str()), (403, "MUST_PROPOSE"), "{:#}", answer.body);
        assert!(answer.body["detail"].as_str().is_some_and(|d| d.contains("/propose")));
        let mutation = "mutation($input: PublishUpdateInput!) { publishUpdate(input: $input) { update { id } } }";
        let answer = member.graphql(mutation, json!({"input": to(json!([{"kind": "PUBLIC"}]))})).await;
        assert_eq!(answer.code(), "MUST_PROPOSE");
        let editor = Network::client(&app, &n.editor).await;
        assert_eq!(publish(&editor, to(json!([{"kind": "PUBLIC"}]))).await.code(), "MUST_PROPOSE");
        assert_eq!(stored(&app).await, 0);
        // Kept as a draft it may be, and its publication is refused likewise.
        let id = published(&member, draft(json!([{"kind": "PUBLIC"}]))).await;
        let answer = member.post(&format!("/v1/items/{id}/publish"), json!({})).await;
        assert_eq!(answer.code(), "MUST_PROPOSE");
        assert_eq!(status(&app.nobody(), &id).await, 404);
    });
}

#[test]
fn each_role_publishes_in_the_names_and_as_wide_as_it_may() {
    on_both("each_role_publishes_in_the_names_and_as_wide_as_it_may", async |app| {
        let n = Network::new(&app).await;
        let public = || json!([{"kind": "PUBLIC"}]);
        let network = || json!([{"kind": "NETWORK"}]);
        let mut asylum = in_name(n.ukraine, network());
        asylum["topics"] = json!(["reception"]);
        let mut borders = in_name(n.ukraine, network());
        borders["topics"] = json!(["asylum", "borders"]);
        let mut draft_for_ngo = in_name(n.ngo, json!([]));
        draft_for_ngo["state"] = json!("DRAFT");
        for (what, person, input, expected) in [
            ("a focal point, PUBLIC for the country", &n.focal_point, in_name(n.ukraine, public()), 201),
            ("a focal point, PUBLIC for another authority", &n.focal_point, in_name(n.ua_border, public()), 201),
            ("a focal point, NETWORK for another authority", &n.focal_point, in_name(n.ua_border, network()), 403),
            ("a focal point, for an NGO on its soil", &n.focal_point, in_name(n.ngo, public()), 403),
            ("a focal point, for another country", &n.focal_point, in_name(n.poland, network()), 403),
            ("the Secretariat, PUBLIC for an NGO", &n.secretary, in_name(n.ngo, public()), 201),
            ("the Secretariat, a draft for an NGO", &n.secretary, draft_for_ngo, 201),
            ("the Secretariat, NETWORK for an NGO", &n.secretary, in_name(n.ngo, network()), 403),
            ("the Secretariat, PUBLIC for an authority", &n.secretary, in_name(n.ua_border, public()), 403),
            ("the Secretariat, PUBLIC for itself", &n.secretary, to(public()), 201),
            ("a field contact in the field", &n.contact, asylum, 201),
            ("a field contact beyond the field", &n.contact, borders, 403),
            ("a field contact without a field", &n.contact, in_name(n.ukraine, network()), 403),
            ("a field contact for its body", &n.contact, to(network()), 201),
            ("a group's editor for the group", &n.group_editor, in_name(n.north, network()), 201),
            ("a group's editor for the body", &n.group_editor, to(network()), 403),
            ("a group's editor to PUBLIC", &n.group_editor, in_name(n.north, public()), 403),
            ("a group's member for the group", &n.pole, in_name(n.north, network()), 403),
            ("a member for the body", &n.pole, to(network()), 201),
            ("a member for another body", &n.pole, in_name(n.lt_office, network()), 403),
            ("an NGO's member for the NGO", &n.volunteer, to(network()), 201),
            ("a reader", &n.reader, to(network()), 403),
        ] {
            let client = Network::client(&app, person).await;
            let before = stored(&app).await;
            let answer = publish(&client, input).await;
            assert_eq!(answer.status, expected, "{what}: {:#}", answer.body);
            assert_eq!(stored(&app).await - before, usize::from(expected == 201), "{what}");
        }
        assert_eq!(publish(&app.nobody(), to(network())).await.status, 401);
    });
}

#[test]
fn what_comes_later_and_what_is_wrong_is_refused_by_name() {
    on_both("what_comes_later_and_what_is_wrong_is_refused_by_name", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let network = json!([{"kind": "NETWORK"}]);
        {
            let (field, value) = ("attachmentIds", json!([]));
            let mut input = to(network.clone());
            input[field] = value;
            let answer = publish(&member, input.clone()).await;
            assert_eq!(answer.status, 400, "{:#}", answer.body);
            assert_eq!(answer.body["errors"][0]["pointer"], format!("/{field}"));
            let mutation = "mutation($input: PublishUpdateInput!) { publishUpdate(input: $input) { update { id } } }";
            let answer = member.graphql(mutation, json!({ "input": input })).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "QUERY_INVALID"), "{:#}", answer.body);
        }
        let with = |field: &str, value: Value| {
            let mut input = to(network.clone());
            input[field] = value;
            input
        };
        let hidden = Uuid::now_v7();
        for (input, pointer) in [
            (with("title", json!("  ")), "/title"),
            (with("title", json!("x".repeat(301))), "/title"),
            (with("bodyMarkdown", json!("x".repeat(200_001))), "/bodyMarkdown"),
            (with("summary", json!("x".repeat(1_001))), "/summary"),
            (with("language", json!("Ukrainian")), "/language"),
            (with("topics", json!(["asylm"])), "/topics/0"),
            (with("countryCodes", json!(["UX"])), "/countryCodes/0"),
            (with("ownerId", json!(hidden)), "/ownerId"),
            (with("audience", json!({"parties": []})), "/audience/parties"),
            (with("audience", Value::Null), "/audience/parties"),
            (with("audience", json!({"parties": [{"kind": "REGISTRY"}]})), "/audience/parties/0"),
            (
                with("audience", json!({"parties": [{"kind": "PUBLIC"}, {"kind": "COUNTRY", "code": "UA"}]})),
                "/audience/parties/0",
            ),
        ] {
            let answer = publish(&member, input).await;
            assert_eq!(
                (answer.status, &answer.body["errors"][0]["pointer"]),
                (422, &json!(pointer)),
                "{:#}",
                answer.body
            );
        }
        assert_eq!(stored(&app).await, 0);
        let answer = member.get("/v1/updates?topic=asylm").await;
        assert!(answer.body["detail"].as_str().is_some_and(|d| d.contains("`asylum`")), "{:#}", answer.body);
    });
}

#[test]
fn a_request_with_a_key_is_answered_once() {
    on_both("a_request_with_a_key_is_answered_once", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let key = [("idempotency-key", "k1")];
        let input = to(json!([{"kind": "NETWORK"}]));
        let first = member.send(Method::POST, "/v1/updates", &key, Some(input.clone())).await.ok(201);
        let second = member.send(Method::POST, "/v1/updates", &key, Some(input)).await.ok(201);
        assert_eq!(first["id"], second["id"]);
        assert_eq!(stored(&app).await, 1);
    });
}
