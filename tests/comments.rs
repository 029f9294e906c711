//! Comments and revisions: what was said to a circle stays in the circle.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::mirror::Mirror;
use crate::harness::world_readers::{Readers, id_of};
use crate::harness::world_updates::{Network, Person};
use crate::harness::{App, Client, costs_no_more_by_length, on_both};

async fn said(client: &Client, item: &str, text: &str) -> String {
    id_of(&client.post(&format!("/v1/items/{item}/comments"), json!({"bodyMarkdown": text})).await.ok(201))
}

async fn texts(client: &Client, item: &str) -> Vec<Value> {
    let page = client.get(&format!("/v1/items/{item}/comments")).await.ok(200);
    page["items"].as_array().expect("a list").iter().map(|comment| comment["bodyMarkdown"].clone()).collect()
}

async fn share(client: &Client, item: &str, parties: Value) {
    let etag = client.get(&format!("/v1/updates/{item}")).await.header("etag");
    let body = json!({"parties": parties, "confirm": true});
    client.send(Method::PUT, &format!("/v1/items/{item}/audience"), &[("if-match", &etag)], Some(body)).await.ok(200);
}

async fn change_of(app: &App, item: &str) -> (i64, Option<i64>, Option<i64>, i32) {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
    let id = uuid::Uuid::parse_str(item).expect("an id");
    let row = entity::change::Entity::find()
        .filter(entity::change::Column::Item.eq(id))
        .order_by_desc(entity::change::Column::Seq)
        .one(app.world.database.reader())
        .await
        .expect("changes")
        .expect("a change");
    (row.seq, row.seen_before, row.seen_after, row.revision)
}

#[test]
fn what_was_said_to_a_circle_stays_in_the_circle() {
    on_both("what_was_said_to_a_circle_stays_in_the_circle", async |app| {
        let r = Readers::new(&app).await;
        let client = async |person: &Person| Network::client(&app, person).await;
        let (member, pole, lithuanian) =
            (client(&r.n.member).await, client(&r.n.pole).await, client(&r.n.lithuanian).await);
        let poland = json!({"kind": "COUNTRY", "code": "PL"});
        let item = r.published(&app, json!([poland])).await;
        said(&pole, &item, "*To Poland.*").await;
        share(&member, &item, json!([poland, {"kind": "COUNTRY", "code": "LT"}])).await;
        said(&lithuanian, &item, "To both.").await;
        assert_eq!(texts(&pole, &item).await, [json!("*To Poland.*"), json!("To both.")]);
        // Widening shows no earlier comment, and no earlier revision.
        assert_eq!(texts(&lithuanian, &item).await, [json!("To both.")]);
        let revisions = async |client: &Client| {
            let page = client.get(&format!("/v1/items/{item}/revisions?count=true")).await.ok(200);
            let numbers = page["items"].as_array().expect("a list").iter().map(|one| one["revision"].clone());
            (numbers.collect::<Vec<_>>(), page["totalCount"].clone())
        };
        assert_eq!(revisions(&pole).await, (vec![json!(2), json!(1)], json!(2)));
        assert_eq!(revisions(&lithuanian).await, (vec![json!(2)], json!(1)));
        assert_eq!(lithuanian.get(&format!("/v1/items/{item}/revisions/1")).await.status, 404);
        let first = pole.get(&format!("/v1/items/{item}/revisions/1")).await.ok(200);
        assert_eq!((&first["bodyMarkdown"], &first["author"]["name"]), (&json!("First."), &json!("Oksana Test")));
        assert!(first.get("id").is_none() && first["itemId"] == json!(item), "{first:#}");
        let query = "query($id: UUID!) {
            comments(itemId: $id) { totalCount nodes { bodyHtml author { name } } }
            itemRevisions(itemId: $id) { totalCount nodes { revision title } }
            itemRevision(itemId: $id, revision: 2) { revision }
        }";
        let data = lithuanian.graphql(query, json!({"id": item})).await.data();
        assert_eq!(
            data["comments"]["nodes"],
            json!([{"bodyHtml": "<p>To both.</p>\n", "author": {"name": "Jonas Test"}}])
        );
        assert_eq!((&data["comments"]["totalCount"], &data["itemRevisions"]["totalCount"]), (&json!(1), &json!(1)));
        // Narrowing takes the second circle's comment from whoever is in its circle and no longer in the item's.
        share(&member, &item, json!([{"kind": "COUNTRY", "code": "LT"}])).await;
        assert_eq!(pole.get(&format!("/v1/items/{item}/comments")).await.status, 404);
        assert_eq!(texts(&lithuanian, &item).await, [json!("To both.")]);
        assert_eq!(texts(&member, &item).await.len(), 2);
        for stranger in
            [client(&r.n.volunteer).await, client(&r.auditor).await, client(&r.administrator).await, app.nobody()]
        {
            for path in ["comments", "revisions", "revisions/2"] {
                assert_eq!(stranger.get(&format!("/v1/items/{item}/{path}")).await.status, 404);
            }
        }
    });
}

#[test]
fn a_comment_is_a_change_of_its_item_that_raises_no_revision() {
    on_both("a_comment_is_a_change_of_its_item_that_raises_no_revision", async |app| {
        let r = Readers::new(&app).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let item = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        let before = change_of(&app, &item).await;
        let comment = said(&pole, &item, "One.").await;
        let after = change_of(&app, &item).await;
        assert!(after.0 > before.0);
        assert_eq!((after.1, after.2, after.3), (before.2, before.2, 1));
        let path = format!("/v1/items/{item}/comments/{comment}");
        let read = pole.get(&path).await.header("etag");
        let edited = pole.patch(&path, &read, json!({"bodyMarkdown": "Two."})).await.ok(200);
        assert_eq!((&edited["revision"], &edited["bodyMarkdown"]), (&json!(2), &json!("Two.")));
        assert!(edited["editedAt"].is_string());
        assert!(change_of(&app, &item).await.0 > after.0);
        assert_eq!(pole.patch(&path, &read, json!({"bodyMarkdown": "Three."})).await.status, 412);
        assert_eq!(pole.send(Method::PATCH, &path, &[], Some(json!({"bodyMarkdown": "x"}))).await.status, 428);
        assert_eq!(pole.get(&format!("/v1/updates/{item}")).await.ok(200)["revision"], 1);
        // A repeated request makes no second comment.
        let twice = [("idempotency-key", "one")];
        let say = async || {
            let body = Some(json!({"bodyMarkdown": "Once."}));
            pole.send(Method::POST, &format!("/v1/items/{item}/comments"), &twice, body).await.ok(201)
        };
        assert_eq!(say().await["id"], say().await["id"]);
        assert_eq!(texts(&pole, &item).await.len(), 2);
    });
}

#[test]
fn members_and_wider_comment_and_readers_and_observers_do_not() {
    on_both("members_and_wider_comment_and_readers_and_observers_do_not", async |app| {
        let r = Readers::new(&app).await;
        let item = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        let path = format!("/v1/items/{item}/comments");
        let people = [
            (&r.n.member, true),
            (&r.n.editor, true),
            (&r.n.focal_point, true),
            (&r.n.contact, true),
            (&r.n.secretary, true),
            (&r.n.group_editor, true),
            (&r.n.volunteer, true),
            (&r.n.reader, false),
            (&r.observer, false),
        ];
        for (person, may) in people {
            let client = Network::client(&app, person).await;
            let told = client.get(&format!("/v1/updates/{item}")).await.ok(200);
            assert_eq!(told["commenting"]["allowed"], json!(may), "{told:#}");
            assert_eq!(told["commenting"]["circle"], "NETWORK");
            let answer = client.post(&path, json!({"bodyMarkdown": "Hello."})).await;
            assert_eq!(answer.status, if may { 201 } else { 403 }, "{:#}", answer.body);
        }
        // Neither sees it: what is not shared with one cannot be told from what never was.
        for person in [&r.administrator, &r.auditor] {
            let client = Network::client(&app, person).await;
            assert_eq!(client.post(&path, json!({"bodyMarkdown": "Hello."})).await.status, 404);
        }
        assert_eq!(app.nobody().post(&path, json!({"bodyMarkdown": "Hello."})).await.status, 401);
        let member = Network::client(&app, &r.n.member).await;
        assert_eq!(member.post(&path, json!({"bodyMarkdown": " "})).await.status, 422);
        assert_eq!(member.post(&path, json!({"bodyMarkdown": "x".repeat(20_001)})).await.status, 422);
        assert_eq!(member.post(&path, json!({"body": "x"})).await.status, 400);
        // The directory is not commented on, and what was withdrawn neither.
        let country = format!("/v1/items/{}/comments", r.n.poland);
        assert_eq!(member.post(&country, json!({"bodyMarkdown": "x"})).await.status, 403);
        member.post(&format!("/v1/items/{item}/withdraw"), json!({"reason": "old"})).await.ok(200);
        assert_eq!(member.post(&path, json!({"bodyMarkdown": "x"})).await.status, 409);
    });
}

#[test]
fn its_author_withdraws_a_comment_and_keepers_take_it_out_with_a_reason() {
    on_both("its_author_withdraws_a_comment_and_keepers_take_it_out_with_a_reason", async |app| {
        let r = Readers::new(&app).await;
        let client = async |person: &Person| Network::client(&app, person).await;
        let (member, pole, guard) = (client(&r.n.member).await, client(&r.n.pole).await, client(&r.n.guard).await);
        let editor = client(&r.n.editor).await;
        let item = r.published(&app, json!([{"kind": "OFFICIALS"}])).await;
        let (mine, yours) = (said(&pole, &item, "Mine.").await, said(&pole, &item, "Yours.").await);
        let at = |id: &str, act: &str| format!("/v1/items/{item}/comments/{id}{act}");
        // Nobody but its author corrects or withdraws it, and nobody but a keeper takes it out.
        assert_eq!(guard.post(&at(&mine, "/withdraw"), json!({})).await.status, 403);
        assert_eq!(member.post(&at(&mine, "/withdraw"), json!({})).await.status, 403);
        assert_eq!(guard.post(&at(&mine, "/moderate"), json!({"reason": "x"})).await.status, 403);
        assert_eq!(pole.post(&at(&mine, "/moderate"), json!({"reason": "x"})).await.status, 403);
        assert_eq!(app.nobody().post(&at(&mine, "/withdraw"), json!({})).await.status, 401);
        let gone = pole.post(&at(&mine, "/withdraw"), json!({})).await.ok(200);
        assert_eq!((&gone["state"], &gone["bodyMarkdown"]), (&json!("WITHDRAWN"), &Value::Null));
        assert_eq!(pole.post(&at(&mine, "/withdraw"), json!({})).await.status, 409);
        assert_eq!(member.get(&at(&mine, "")).await.ok(200)["bodyMarkdown"], Value::Null);
        // Its text is nowhere any more.
        let id = uuid::Uuid::parse_str(&mine).expect("an id");
        let row = <entity::comment::Entity as sea_orm::EntityTrait>::find_by_id(id);
        let row = row.one(app.world.database.reader()).await.expect("comments").expect("a comment");
        assert_eq!((row.body_markdown.as_str(), row.body_html.as_str()), ("", ""));
        assert_eq!(editor.post(&at(&yours, "/moderate"), json!({"reason": " "})).await.status, 422);
        let mutation = "mutation($input: ModerateCommentInput!) { moderateComment(input: $input) { comment { state reason bodyMarkdown } } }";
        let input = json!({"itemId": item, "id": yours, "reason": "Names a person."});
        let data = editor.graphql(mutation, json!({"input": input})).await.data();
        let out = &data["moderateComment"]["comment"];
        assert_eq!(out, &json!({"state": "MODERATED", "reason": "Names a person.", "bodyMarkdown": "Yours."}));
        // Its author reads why; others read neither the text nor the reason.
        assert_eq!(pole.get(&at(&yours, "")).await.ok(200)["reason"], "Names a person.");
        let shown = guard.get(&at(&yours, "")).await.ok(200);
        assert_eq!(
            (&shown["state"], &shown["reason"], &shown["bodyMarkdown"]),
            (&json!("MODERATED"), &Value::Null, &Value::Null)
        );
        assert_eq!(shown["author"]["name"], "Jan Test");
        let read = pole.get(&at(&yours, "")).await.header("etag");
        assert_eq!(pole.patch(&at(&yours, ""), &read, json!({"bodyMarkdown": "x"})).await.status, 409);
        // Over the other door.
        let mutation =
            "mutation($input: CommentOnItemInput!) { commentOnItem(input: $input) { comment { id revision } } }";
        let data = pole.graphql(mutation, json!({"input": {"itemId": item, "bodyMarkdown": "a"}})).await.data();
        let id = data["commentOnItem"]["comment"]["id"].clone();
        let mutation = "mutation($e: EditCommentInput!, $w: WithdrawCommentInput!) {
            editComment(input: $e) { comment { bodyMarkdown } } withdrawComment(input: $w) { comment { state } } }";
        let input = json!({"e": {"itemId": item, "id": id, "revision": 1, "bodyMarkdown": "b"}, "w": {"itemId": item, "id": id}});
        let data = pole.graphql(mutation, input).await.data();
        assert_eq!(data["editComment"]["comment"]["bodyMarkdown"], "b");
        assert_eq!(data["withdrawComment"]["comment"]["state"], "WITHDRAWN");
    });
}

#[test]
fn members_of_a_hidden_group_are_told_before_they_comment() {
    on_both("members_of_a_hidden_group_are_told_before_they_comment", async |app| {
        let r = Readers::new(&app).await;
        let circle = json!([{"kind": "GROUP", "code": "circle"}]);
        let item = r.published(&app, circle).await;
        let told = async |person: &Person| {
            let client = Network::client(&app, person).await;
            client.get(&format!("/v1/updates/{item}")).await.ok(200)["commenting"].clone()
        };
        for person in [&r.n.lithuanian, &r.n.volunteer] {
            let told = told(person).await;
            assert_eq!((&told["allowed"], &told["circle"]), (&json!(true), &json!("SHARED")), "{told:#}");
            assert_eq!(told["tellsMembershipOf"][0]["code"], "circle", "{told:#}");
        }
        // Its author and the body's editor are in no circle.
        assert_eq!(told(&r.n.member).await["tellsMembershipOf"], json!([]));
        // To a group whose members the network sees nothing more is told.
        let item = r.published(&app, json!([{"kind": "GROUP", "code": "north"}])).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let shown = pole.get(&format!("/v1/updates/{item}")).await.ok(200);
        assert_eq!(shown["commenting"]["tellsMembershipOf"], json!([]));
        // Who sees no experts reads the comment without a name.
        let public = {
            let focal_point = Network::client(&app, &r.n.focal_point).await;
            let input = json!({"title": "N", "bodyMarkdown": "n", "audience": {"parties": [{"kind": "PUBLIC"}]}});
            id_of(&focal_point.post("/v1/updates", input).await.ok(201))
        };
        said(&pole, &public, "For all.").await;
        let page = app.nobody().get(&format!("/v1/items/{public}/comments")).await.ok(200);
        assert_eq!(
            (&page["items"][0]["author"], &page["items"][0]["bodyMarkdown"]),
            (&Value::Null, &json!("For all."))
        );
    });
}

#[test]
fn comments_come_in_pages_and_cost_the_same_at_any_length() {
    on_both("comments_come_in_pages_and_cost_the_same_at_any_length", async |app| {
        let r = Readers::new(&app).await;
        let pole = Network::client(&app, &r.n.pole).await;
        let item = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        let other = r.published(&app, json!([{"kind": "NETWORK"}])).await;
        for n in 0..7 {
            said(&pole, &item, &format!("{n}")).await;
            app.clock.advance(std::time::Duration::from_secs(1));
        }
        said(&pole, &other, "other").await;
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = pole.get(&format!("/v1/items/{item}/comments?first=3{after}")).await.ok(200);
            seen.extend(page["items"].as_array().expect("a list").iter().map(|c| c["bodyMarkdown"].clone()));
            if page["pageInfo"]["hasNextPage"] == json!(false) {
                break;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor"));
        }
        assert_eq!(seen, (0..7).map(|n| json!(n.to_string())).collect::<Vec<_>>());
        // A nested page goes on in the list of its item.
        let query = "{ updates(first: 5) { nodes { id comments(first: 2) { pageInfo { hasNextPage endCursor } nodes { bodyMarkdown } } } } }";
        let data = pole.graphql(query, json!({})).await.data();
        let nodes = data["updates"]["nodes"].as_array().expect("a list").clone();
        let nested = nodes.iter().find(|node| node["id"] == json!(item)).expect("the item");
        assert_eq!(nested["comments"]["nodes"], json!([{"bodyMarkdown": "0"}, {"bodyMarkdown": "1"}]));
        assert_eq!(nested["comments"]["pageInfo"]["hasNextPage"], json!(true));
        let next = "query($id: UUID!, $after: String) { comments(itemId: $id, first: 1, after: $after) { nodes { bodyMarkdown } } }";
        let input = json!({"id": item, "after": nested["comments"]["pageInfo"]["endCursor"]});
        assert_eq!(pole.graphql(next, input).await.data()["comments"]["nodes"], json!([{"bodyMarkdown": "2"}]));
        let cost = async |path: String| {
            let before = app.world.database.statements();
            pole.get(&path).await.ok(200);
            app.world.database.statements() - before
        };
        let short = cost(format!("/v1/items/{item}/comments?first=1")).await;
        let long = cost(format!("/v1/items/{item}/comments?first=7")).await;
        assert_eq!(short, long);
        let cost = async |query: &str| {
            let before = app.world.database.statements();
            pole.graphql(query, json!({})).await.data();
            app.world.database.statements() - before
        };
        let short = cost("{ updates(first: 1) { nodes { comments(first: 1) { nodes { author { name } } } } } }").await;
        let long = cost("{ updates(first: 2) { nodes { comments(first: 7) { nodes { author { name } } } } } }").await;
        costs_no_more_by_length(short, long);
    });
}

#[test]
fn a_comment_of_an_earlier_circle_is_no_news_to_the_present_one() {
    on_both("a_comment_of_an_earlier_circle_is_no_news_to_the_present_one", async |app| {
        let r = Readers::new(&app).await;
        let (member, pole) = (Network::client(&app, &r.n.member).await, Network::client(&app, &r.n.pole).await);
        let volunteer = Network::client(&app, &r.n.volunteer).await;
        let item = r.published(&app, json!([{"kind": "COUNTRY", "code": "PL"}])).await;
        let (first, second) = (said(&pole, &item, "To Poland.").await, said(&pole, &item, "Once more.").await);
        share(&member, &item, json!([{"kind": "NETWORK"}])).await;
        let mut mirror = Mirror::new(volunteer);
        mirror.catch_up(100).await;
        mirror.told.clear();
        // Whoever sees no comment does not learn that somebody edits, takes back or takes out one.
        let at = |id: &str, act: &str| format!("/v1/items/{item}/comments/{id}{act}");
        let etag = pole.get(&at(&first, "")).await.header("etag");
        pole.patch(&at(&first, ""), &etag, json!({"bodyMarkdown": "To *Poland*."})).await.ok(200);
        pole.post(&at(&first, "/withdraw"), json!({})).await.ok(200);
        let editor = Network::client(&app, &r.n.editor).await;
        editor.post(&at(&second, "/moderate"), json!({"reason": "Not here."})).await.ok(200);
        mirror.catch_up(100).await;
        assert_eq!(mirror.told, []);
        // One that is made to the present circle is.
        said(&pole, &item, "To all.").await;
        mirror.catch_up(100).await;
        assert_eq!(mirror.told, [("UPDATED".to_owned(), item.clone())]);
    });
}
