//! Updates: who may post what to whom, and what changing them takes.

use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::world_updates::Network;
use crate::harness::{Answer, App, Client, on_both};

fn to(parties: Value) -> Value {
    json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": parties}})
}

fn in_name(owner: Uuid, parties: Value) -> Value {
    let mut input = to(parties);
    input["ownerId"] = json!(owner);
    input
}

fn draft(parties: Value) -> Value {
    let mut input = to(parties);
    input["state"] = json!("DRAFT");
    input
}

async fn publish(client: &Client, input: Value) -> Answer {
    client.post("/v1/updates", input).await
}

async fn published(client: &Client, input: Value) -> String {
    let update = publish(client, input).await.ok(201);
    update["id"].as_str().expect("an id").to_owned()
}

async fn status(client: &Client, id: &str) -> u16 {
    client.get(&format!("/v1/updates/{id}")).await.status
}

async fn etag(client: &Client, id: &str) -> String {
    client.get(&format!("/v1/updates/{id}")).await.header("etag")
}

async fn share(client: &Client, id: &str, body: Value) -> Answer {
    let etag = etag(client, id).await;
    client.send(Method::PUT, &format!("/v1/items/{id}/audience"), &[("if-match", &etag)], Some(body)).await
}

async fn stored(app: &App) -> usize {
    entity::update::Entity::find().all(app.world.database.reader()).await.expect("updates").len()
}

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

#[test]
fn widening_what_is_published_wants_a_confirmation() {
    on_both("widening_what_is_published_wants_a_confirmation", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let lithuanian = Network::client(&app, &n.lithuanian).await;
        let poland = json!({"kind": "COUNTRY", "code": "PL"});
        let id = published(&member, to(json!([poland]))).await;
        let wider = json!({"parties": [poland, {"kind": "COUNTRY", "code": "LT"}]});
        let answer = share(&member, &id, wider.clone()).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, "CONFIRM_WIDENING"), "{:#}", answer.body);
        let detail = answer.body["detail"].as_str().expect("a detail");
        assert!(detail.contains("LT") && !detail.contains("PL"), "{detail}");
        assert_eq!(status(&lithuanian, &id).await, 404);
        let mut confirmed = wider.clone();
        confirmed["confirm"] = json!(true);
        let answer = share(&member, &id, confirmed).await.ok(200);
        assert_eq!(answer["audience"]["parties"].as_array().map(Vec::len), Some(2));
        assert_eq!(status(&lithuanian, &id).await, 200);
        // Narrowing wants none, nor does naming one's own keepers.
        let narrower = json!({"parties": [poland, {"kind": "KEEPERS", "code": "ua-migration"}]});
        share(&member, &id, narrower).await.ok(200);
        assert_eq!(status(&lithuanian, &id).await, 404);
        // To a group whose members one may not see it is always widening, also the second time.
        let quiet = json!({"parties": [{"kind": "GROUP", "code": "quiet"}]});
        let mut confirmed = quiet.clone();
        confirmed["confirm"] = json!(true);
        share(&member, &id, confirmed).await.ok(200);
        assert_eq!(share(&member, &id, quiet).await.code(), "CONFIRM_WIDENING");
        // As wide as the actor could not publish it stays unchanged, confirmed or not: it is proposed.
        let public = json!({"parties": [{"kind": "PUBLIC"}], "confirm": true});
        assert_eq!(share(&member, &id, public).await.status, 202);
        assert_eq!(status(&app.nobody(), &id).await, 404);
        assert_eq!(share(&member, &id, json!({"parties": []})).await.status, 422);
        let answer = member
            .send(Method::PUT, &format!("/v1/items/{id}/audience"), &[], Some(json!({"parties": [poland]})))
            .await;
        assert_eq!(answer.status, 428);
        assert_eq!(status(&app.nobody(), &id).await, 404);
        let mutation = "mutation($input: ChangeAudienceInput!) { changeAudience(input: $input) { item { revision } } }";
        let input = json!({"id": id, "revision": 4, "parties": [poland], "confirm": true});
        let data = member.graphql(mutation, json!({ "input": input })).await.data();
        assert_eq!(data["changeAudience"]["item"]["revision"], 5);
    });
}

#[test]
fn two_who_edit_at_once_never_overwrite_one_another() {
    on_both("two_who_edit_at_once_never_overwrite_one_another", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = published(&member, to(json!([{"kind": "NETWORK"}]))).await;
        let path = format!("/v1/updates/{id}");
        let read = etag(&member, &id).await;
        let (a, b) = futures_util::join!(
            member.patch(&path, &read, json!({"title": "Mine"})),
            editor.patch(&path, &read, json!({"title": "Yours"})),
        );
        let mut both = [a.status, b.status];
        both.sort_unstable();
        assert_eq!(both, [200, 412]);
        let answer = member.send(Method::PATCH, &path, &[], Some(json!({"title": "x"}))).await;
        assert_eq!((answer.status, answer.code().as_str()), (428, "PRECONDITION_REQUIRED"));
        // Who is no keeper sees it and may not change it.
        let pole = Network::client(&app, &n.pole).await;
        assert_eq!(pole.patch(&path, &read, json!({"title": "x"})).await.status, 403);
        let mutation = "mutation($input: EditUpdateInput!) { editUpdate(input: $input) { update { title summary topics revision } } }";
        let input = json!({"id": id, "revision": 2, "summary": "S", "topics": ["asylum"]});
        let data = member.graphql(mutation, json!({ "input": input })).await.data();
        assert_eq!(data["editUpdate"]["update"]["revision"], 3);
        assert_eq!(data["editUpdate"]["update"]["topics"], json!(["asylum"]));
        let read = etag(&member, &id).await;
        let edited = member.patch(&path, &read, json!({"summary": null, "bodyMarkdown": "*New*"})).await.ok(200);
        assert_eq!((&edited["summary"], &edited["topics"]), (&Value::Null, &json!(["asylum"])));
        assert_eq!(edited["bodyHtml"], "<p><em>New</em></p>\n");
    });
}

#[test]
fn what_is_published_stays_under_the_right_to_publish_it_so() {
    on_both("what_is_published_stays_under_the_right_to_publish_it_so", async |app| {
        let n = Network::new(&app).await;
        let focal_point = Network::client(&app, &n.focal_point).await;
        let editor = Network::client(&app, &n.editor).await;
        let id = published(&focal_point, to(json!([{"kind": "PUBLIC"}]))).await;
        assert_eq!(status(&app.nobody(), &id).await, 200);
        let shown = app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200);
        assert_eq!((&shown["author"], &shown["audience"]), (&Value::Null, &Value::Null));
        assert_eq!(shown["owner"]["code"], "ua-migration");
        // An editor of the body keeps it, and could not have published it so wide.
        let read = etag(&editor, &id).await;
        let answer = editor.patch(&format!("/v1/updates/{id}"), &read, json!({"title": "Other"})).await;
        assert_eq!(answer.status, 202, "{:#}", answer.body);
        assert_eq!(app.nobody().get(&format!("/v1/updates/{id}")).await.ok(200)["title"], "News");
        let read = etag(&focal_point, &id).await;
        focal_point.patch(&format!("/v1/updates/{id}"), &read, json!({"title": "Other"})).await.ok(200);
        editor.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "wrong"})).await.ok(200);
        // A field contact cannot take what was published in the field out of it.
        let contact = Network::client(&app, &n.contact).await;
        let mut input = in_name(n.ukraine, json!([{"kind": "NETWORK"}]));
        input["topics"] = json!(["reception"]);
        let id = published(&contact, input).await;
        let read = etag(&contact, &id).await;
        let answer = contact.patch(&format!("/v1/updates/{id}"), &read, json!({"topics": ["borders"]})).await;
        assert_eq!(answer.status, 202, "{:#}", answer.body);
        assert_eq!(contact.get(&format!("/v1/updates/{id}")).await.ok(200)["topics"], json!(["reception"]));
    });
}

#[test]
fn what_attackers_write_is_harmless() {
    on_both("what_attackers_write_is_harmless", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut input = to(json!([{"kind": "NETWORK"}]));
        let body = "Text <script>alert(1)</script> [x](javascript:alert(1)) ![map](https://evil.example/p.gif) <img src=x onerror=alert(1)>";
        input["bodyMarkdown"] = json!(body);
        let update = publish(&member, input).await.ok(201);
        assert_eq!(update["bodyMarkdown"], body);
        let html = update["bodyHtml"].as_str().expect("HTML");
        for bad in ["<script", "javascript:", "<img", "onerror", "evil.example"] {
            assert!(!html.contains(bad), "{html}");
        }
    });
}

#[test]
fn lists_are_filtered_and_paged_newest_first() {
    on_both("lists_are_filtered_and_paged_newest_first", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut ids = Vec::new();
        for k in 0..7 {
            app.clock.advance(std::time::Duration::from_secs(1));
            let mut input = if k % 3 == 0 { draft(json!([])) } else { to(json!([{"kind": "NETWORK"}])) };
            input["topics"] = json!(if k % 2 == 0 { vec!["reception"] } else { vec!["borders"] });
            input["countryCodes"] = json!(if k < 3 { vec!["UA"] } else { vec!["PL", "LT"] });
            input["language"] = json!(if k < 2 { "uk" } else { "en" });
            ids.push(published(&member, input).await);
        }
        let list = async |query: &str| -> Vec<usize> {
            let page = member.get(&format!("/v1/updates?{query}")).await.ok(200);
            let items = page["items"].as_array().expect("items").clone();
            items.iter().map(|u| ids.iter().position(|id| u["id"] == **id).expect("known")).collect()
        };
        assert_eq!(list("").await, [6, 5, 4, 3, 2, 1, 0]);
        assert_eq!(list("sort=publishedAt").await, [0, 1, 2, 3, 4, 5, 6]);
        assert_eq!(list("state=PUBLISHED").await, [5, 4, 2, 1]);
        assert_eq!(list("state=DRAFT,WITHDRAWN").await, [6, 3, 0]);
        assert_eq!(list("topic=asylum").await, [6, 4, 2, 0]);
        assert_eq!(list("topic=borders&country=PL").await, [5, 3]);
        assert_eq!(list("country=UA,PL&language=uk").await, [1, 0]);
        assert_eq!(list(&format!("owner={}", n.ua_migration)).await.len(), 7);
        assert_eq!(list(&format!("owner={}", n.pl_office)).await.len(), 0);
        assert_eq!(list(&format!("author={}", n.member.expert)).await.len(), 7);
        assert_eq!(list(&format!("ids={},{}", ids[1], ids[4])).await, [4, 1]);
        assert_eq!(list("publishedFrom=2026-03-02&publishedTo=2026-03-02").await, [5, 4, 2, 1]);
        assert_eq!(list("publishedTo=2026-03-01").await.len(), 0);
        // Whoever may not see who wrote it may not filter by it.
        let by = format!("/v1/updates?author={}", n.member.expert);
        assert_eq!(app.nobody().get(&by).await.status, 422);
        assert_eq!(member.get("/v1/updates?sort=title").await.status, 400);
        // Pages, with an insert in between.
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page = member.get(&format!("/v1/updates?first=3{after}")).await.ok(200);
            seen.extend(page["items"].as_array().expect("items").iter().map(|u| u["id"].clone()));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor"));
            app.clock.advance(std::time::Duration::from_secs(1));
            published(&member, to(json!([{"kind": "NETWORK"}]))).await;
        }
        let expected: Vec<Value> = ids.iter().rev().map(|id| json!(id)).collect();
        assert_eq!(seen, expected);
        let answer = member.get(&format!("/v1/updates?first=3&state=DRAFT{after}")).await;
        assert_eq!(answer.code(), "BAD_CURSOR");
    });
}

#[test]
fn a_page_costs_the_same_number_of_statements_at_any_length() {
    on_both("a_page_costs_the_same_number_of_statements_at_any_length", async |app| {
        let n = Network::new(&app).await;
        let writers = [&n.member, &n.pole, &n.guard, &n.volunteer, &n.lithuanian];
        let mut ids = Vec::new();
        for person in writers {
            let client = Network::client(&app, person).await;
            for k in 0..8 {
                let audience =
                    if k % 2 == 0 { json!([{"kind": "NETWORK"}]) } else { json!([{"kind": "COUNTRY", "code": "PL"}]) };
                let mut input = to(audience);
                input["topics"] = json!(["asylum", "borders"]);
                input["countryCodes"] = json!(["UA", "PL"]);
                ids.push(published(&client, input).await);
            }
        }
        // Three rows and four and twenty have the same sorts of owners, authors and audiences. Each is asked
        // of a server that remembers nothing yet.
        let cost = async |first: usize| {
            let app = app.replica().await;
            let reader = Network::client(&app, &n.lithuanian).await;
            let before = app.world.database.statements();
            let page = reader.get(&format!("/v1/updates?first={first}&count=true")).await.ok(200);
            assert_eq!(page["items"].as_array().map(Vec::len), Some(first));
            app.world.database.statements() - before
        };
        let (short, long) = (cost(3).await, cost(24).await);
        assert_eq!(short, long);
        assert!(short <= 20, "{short} statements");
        let nodes = async |many: usize| {
            let app = app.replica().await;
            let reader = Network::client(&app, &n.lithuanian).await;
            let before = app.world.database.statements();
            let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Update { title author { name } } } }";
            let asked: Vec<&String> = ids.iter().skip(8).take(many).collect();
            let data = reader.graphql(query, json!({ "ids": asked })).await.data();
            assert_eq!(data["nodes"].as_array().map(Vec::len), Some(many));
            app.world.database.statements() - before
        };
        assert_eq!(nodes(2).await, nodes(8).await);
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

#[test]
fn a_list_is_shown_without_what_went_while_it_was_read() {
    on_both("a_list_is_shown_without_what_went_while_it_was_read", async |app| {
        use sea_orm::EntityTrait;
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(member.post("/v1/updates", to(json!([{"kind": "NETWORK"}]))).await.ok(201)["id"].clone());
            app.clock.advance(std::time::Duration::from_secs(1));
        }
        // As a reader finds it who looked at the items before, and at the texts after one was deleted.
        let gone = uuid::Uuid::parse_str(ids[1].as_str().expect("an id")).expect("an id");
        let db = app.world.database.writer();
        entity::update::Entity::delete_by_id(gone).exec(db).await.expect("gone");
        let page = member.get("/v1/updates").await.ok(200);
        let shown: Vec<&Value> = page["items"].as_array().expect("a list").iter().map(|one| &one["id"]).collect();
        assert_eq!(shown, [&ids[2], &ids[0]]);
        // More follows, as it did.
        let page = member.get("/v1/updates?first=2").await.ok(200);
        assert_eq!((&page["items"][0]["id"], &page["pageInfo"]["hasNextPage"]), (&ids[2], &json!(true)));
        assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
        assert_eq!(member.get(&format!("/v1/updates/{gone}")).await.status, 404);
    });
}
