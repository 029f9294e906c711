//! Texts that people write: what is too much of them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::item_life::{act, being, edit, made, network, public, to};
use crate::harness::world_updates::Network;
use crate::harness::{Answer, on_both};

/// A table of which only the first column is written.
fn table(columns: usize, rows: usize) -> String {
    format!("{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), "|b\n".repeat(rows))
}

fn with_body(body: String) -> Value {
    let mut input = to(network());
    input["bodyMarkdown"] = json!(body);
    input
}

fn is_refused(answer: &Answer, says: &str) {
    assert_eq!(
        (answer.status, &answer.body["errors"][0]["pointer"]),
        (422, &json!("/bodyMarkdown")),
        "{:#}",
        answer.body
    );
    assert!(answer.body["detail"].as_str().is_some_and(|detail| detail.contains(says)), "{:#}", answer.body);
}

#[test]
fn short_markdown_does_not_become_long_html() {
    on_both("short_markdown_does_not_become_long_html", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let id = made(&member, with_body(table(50, 20))).await;
        let comments = format!("/v1/items/{id}/comments");
        let said = member.post(&comments, json!({"bodyMarkdown": table(5, 5)})).await.ok(201)["id"].clone();
        let said = format!("{comments}/{}", said.as_str().expect("an id"));
        let etag = member.get(&said).await.header("etag");
        for (body, says) in
            [(table(51, 1), "50 columns"), (table(50, 5_000), "400 kB"), (table(500, 900), "50 columns")]
        {
            is_refused(&member.post("/v1/updates", with_body(body.clone())).await, says);
            is_refused(&edit(&member, &id, json!({"bodyMarkdown": body})).await, says);
            if body.len() < 20_000 {
                is_refused(&member.post(&comments, json!({"bodyMarkdown": body})).await, says);
                let body = Some(json!({"bodyMarkdown": body}));
                is_refused(&member.send(Method::PATCH, &said, &[("if-match", &etag)], body).await, says);
            }
        }
        let mutation = "mutation($input: PublishUpdateInput!) { publishUpdate(input: $input) { update { id } } }";
        let answer = member.graphql(mutation, json!({"input": with_body(table(51, 1))})).await;
        assert_eq!(answer.code(), "INVALID");
        let page = member.get("/v1/updates?count=true").await.ok(200);
        assert_eq!((&page["totalCount"], &page["items"][0]["revision"]), (&json!(1), &json!(1)));
        // A long plain text is no trouble, whoever may not write learns nothing of it.
        made(&member, with_body("A line of plain text.\n".repeat(9_000))).await;
        let reader = Network::client(&app, &n.reader).await;
        assert_eq!(reader.post("/v1/updates", with_body(table(51, 1))).await.status, 403);
    });
}

#[test]
fn a_refusal_says_what_can_be_done_instead() {
    on_both("a_refusal_says_what_can_be_done_instead", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let detail = |answer: &Answer, status: u16| {
            assert_eq!(answer.status, status, "{:#}", answer.body);
            answer.body["detail"].as_str().unwrap_or_default().to_owned()
        };
        let delete = async |id: &str| member.send(Method::DELETE, &format!("/v1/items/{id}"), &[], None).await;
        // What is proposed is taken back before it is deleted, and need not be proposed.
        let id = made(&member, being("PROPOSED", public())).await;
        assert!(detail(&delete(&id).await, 409).contains("take the proposal back first"));
        let refused = detail(&act(&member, &id, "publish", json!({})).await, 403);
        assert!(refused.starts_with("It is proposed already") && !refused.contains("or propose it"), "{refused}");
        let confirmed = detail(&act(&member, &id, "confirm", json!({})).await, 403);
        assert!(!confirmed.contains("or propose it"), "{confirmed}");
        // What was published is withdrawn, and what was withdrawn stays.
        let id = made(&member, to(network())).await;
        assert!(detail(&delete(&id).await, 409).contains("withdraw it, `POST /v1/items/{id}/withdraw`"));
        let comments = format!("/v1/items/{id}/comments");
        let said = pole.post(&comments, json!({"bodyMarkdown": "Said."})).await.ok(201)["id"].clone();
        let moderate = format!("{comments}/{}/moderate", said.as_str().expect("an id"));
        let own = detail(&pole.post(&moderate, json!({"reason": "Mine."})).await, 403);
        assert!(own.starts_with("Your own comment you withdraw"), "{own}");
        let guard = Network::client(&app, &n.guard).await;
        let others = detail(&guard.post(&moderate, json!({"reason": "Rude."})).await, 403);
        assert!(others.starts_with("Comments are taken out by those who keep the item"), "{others}");
        act(&member, &id, "withdraw", json!({"reason": "Wrong."})).await.ok(200);
        let stays = detail(&delete(&id).await, 409);
        assert!(
            stays.contains("This is WITHDRAWN: it was published, and stays") && !stays.contains("withdraw "),
            "{stays}"
        );
        let query = "mutation($input: DeleteDraftInput!) { deleteDraft(input: $input) { deletedId } }";
        let answer = member.graphql(query, json!({"input": {"id": id}})).await;
        assert!(answer.body.to_string().contains("an administrator purges"), "{:#}", answer.body);
    });
}

#[test]
fn what_cannot_be_read_is_told_without_the_words_of_a_parser() {
    on_both("what_cannot_be_read_is_told_without_the_words_of_a_parser", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        for (path, expected) in [
            ("/v1/changes?wait=soon", "?wait: Write a whole number"),
            ("/v1/changes?wait=-1", "?wait: Write a whole number"),
            ("/v1/updates?first=many", "?first: Ask for 1 to 100 at once."),
            ("/v1/updates?first=99999999", "?first: Ask for 1 to 100 at once."),
            ("/v1/updates?count=yes", "?count: Write `true` or `false`."),
            ("/v1/updates?owner=ua-migration", "?owner: Write an id"),
            ("/v1/updates?author=x", "?author: Write an id"),
            ("/v1/updates?ids=1,2", "?ids: Write an id"),
            ("/v1/proposals?item=x", "?item: Write an id"),
        ] {
            let answer = member.get(path).await;
            let detail = answer.body["detail"].as_str().unwrap_or_default();
            assert!(answer.status == 400 && detail.starts_with(expected), "{path}: {:#}", answer.body);
        }
        let input = json!({"title": "News", "bodyMarkdown": "Text.", "ownerId": "me"});
        let answer = member.post("/v1/updates", input).await;
        let detail = answer.body["detail"].as_str().unwrap_or_default();
        assert!(answer.status == 400 && detail.starts_with("/ownerId: Write an id"), "{:#}", answer.body);
    });
}
