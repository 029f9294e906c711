//! What is wrong with a value is found before anything runs: of several mutations in one document none is
//! carried out.

use serde_json::{Value, json};

use crate::harness::on_both;
use crate::harness::world_updates::Network;

/// A document of two mutations, the first of which is right, its variables, and where the fault stands.
fn documents() -> Vec<(String, Value, &'static str)> {
    let both = |definitions: &str, second: &str| {
        format!(
            "mutation{definitions} {{ first: publishUpdate(input: {{ title: \"First\", bodyMarkdown: \"It is.\", \
             audience: {{ parties: [{{ kind: NETWORK }}] }} }}) {{ update {{ id }} }} second: {second} }}"
        )
    };
    let publish = |title: &str, more: &str| {
        format!(
            "publishUpdate(input: {{ title: {title}, bodyMarkdown: \"It is.\", {more} \
             audience: {{ parties: [{{ kind: NETWORK }}] }} }}) {{ update {{ id }} }}"
        )
    };
    let withdraw = |id: &str| format!("withdrawItem(input: {{ id: {id}, reason: \"No more.\" }}) {{ __typename }}");
    vec![
        (both("($title: String!)", &publish("$title", "")), json!({}), "/variables/title"),
        (both("($title: String!)", &publish("$title", "")), json!({ "title": null }), "/variables/title"),
        (both("($id: UUID!)", &withdraw("$id")), json!({ "id": "none" }), "/variables/id"),
        (both("", &withdraw("\"none\"")), json!({}), "/second/input/id"),
        (both("", &publish("\"Second\"", "publishAt: \"tomorrow\",")), json!({}), "/second/input/publishAt"),
        (
            both("($input: PublishUpdateInput!)", "publishUpdate(input: $input) { update { id } }"),
            json!({ "input": { "title": "Second", "bodyMarkdown": "It is.", "ownerId": "none",
                               "audience": { "parties": [{ "kind": "NETWORK" }] } } }),
            "/variables/input/ownerId",
        ),
    ]
}

#[test]
fn of_mutations_none_is_carried_out_where_a_value_is_wrong() {
    on_both("of_mutations_none_is_carried_out_where_a_value_is_wrong", async |app| {
        let network = Network::new(&app).await;
        let writer = Network::client(&app, &network.member).await;
        for (document, variables, pointer) in documents() {
            let answer = writer.graphql(&document, variables.clone()).await;
            assert_eq!(answer.status, 400, "{pointer}: {}", answer.body);
            assert!(answer.body.get("data").is_none(), "{pointer}: {}", answer.body);
            let error = &answer.body["errors"][0];
            assert_eq!(error["extensions"]["code"], "QUERY_INVALID", "{}", answer.body);
            assert_eq!(error["extensions"]["errors"][0]["pointer"], pointer, "{}", answer.body);
            let there = writer.get("/v1/updates?state=PUBLISHED").await.ok(200);
            assert_eq!(there["items"], json!([]), "{pointer}: the first was published");
        }
    });
}
