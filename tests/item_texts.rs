//! Texts that people write: what is too much of them.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::item_life::{edit, made, network, to};
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
