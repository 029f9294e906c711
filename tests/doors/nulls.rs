//! In a patch null removes what may be none, and nothing else: what a thing always has, and a list, is
//! refused at its own pointer, over both doors. The document says which is which, and every member of every
//! patch is tried by its example.

use focalpoint_api::edge::operations;
use serde_json::{Value, json};

use super::examples::{Examples, Request};
use super::introspection::Types;
use super::schemas::Document;
use super::stage::Stage;
use super::twin::{self, Call};
use crate::harness::on_both_with_the_sample;

fn may_be_null(member: &Value) -> bool {
    let says = |schema: &Value| {
        schema["type"] == "null" || schema["type"].as_array().is_some_and(|t| t.contains(&json!("null")))
    };
    says(member) || member["oneOf"].as_array().is_some_and(|all| all.iter().any(says))
}

#[test]
fn null_removes_what_may_be_none_and_nothing_else() {
    on_both_with_the_sample("null_removes_what_may_be_none_and_nothing_else", async |app| {
        let mut stage = Stage::around(app);
        let (document, examples) = (Document::read(), Examples::read());
        let types = Types::read(&stage.app.nobody()).await;
        let (mut kept, mut removed, mut wrong) = (0, 0, Vec::new());
        // What is told of a new audience is tried where audiences are: to confirm is no member of a thing.
        let changes = document
            .operations()
            .into_iter()
            .filter(|o| matches!(o.method.as_str(), "PATCH" | "PUT") && o.id != "change_audience");
        for operation in changes {
            let example = examples.get(&operation.id).expect("an example").clone();
            let schema = operation.body("application/json").expect("an input");
            let schema = document.resolved(schema);
            let wanted: Vec<&str> =
                schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let members = schema["properties"].as_object().expect("members").clone();
            for (name, member) in members {
                let asked = Request::prepared(&mut stage, &operation, &example).await;
                let always = wanted.contains(&name.as_str());
                // What the input cannot do without stays as the example has it.
                let mut nulled = json!({ &name: null });
                for other in wanted.iter().filter(|other| **other != name) {
                    nulled[*other] = asked.body.as_ref().map(|body| body[*other].clone()).unwrap_or_default();
                }
                let answer = stage
                    .send(&asked.who, asked.method.clone(), &asked.path, &asked.headers, Some(nulled.clone()))
                    .await;
                let pointer = answer.body["errors"][0]["pointer"].clone();
                let told = (answer.status, pointer.as_str().unwrap_or_default());
                // What an input cannot do without is refused on its face, as where it is left out.
                let due = match (may_be_null(&member), always) {
                    (true, _) => (200, String::new()),
                    (false, true) => (400, format!("/{name}")),
                    (false, false) => (422, format!("/{name}")),
                };
                if told != (due.0, due.1.as_str()) {
                    wrong.push(format!(
                        "{} {name}: {} {pointer}, not {due:?}: {}",
                        operation.id, answer.status, answer.body["detail"]
                    ));
                }
                if may_be_null(&member) {
                    removed += 1;
                    continue;
                }
                kept += 1;
                // Over GraphQL the type of what is always wanted forbids null itself.
                let twin = operations::OPERATIONS.iter().find(|o| o.rest == Some(&operation.id)).expect("a line");
                if always || twin.graphql.is_none() {
                    continue;
                }
                let call = Call { body: nulled, ..asked.call };
                let client = stage.client(&asked.who).await;
                let answer =
                    twin::answer(&client, &types, twin, &call, &example["answer"]["body"]).await.expect("a query");
                let error = &answer.body["errors"][0]["extensions"];
                let at = error["errors"][0]["pointer"].as_str().unwrap_or_default();
                if (error["code"].as_str(), at) != (Some("INVALID"), due.1.as_str()) {
                    wrong.push(format!("{} {name} over GraphQL: {:#}", operation.id, answer.body));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(kept > 30 && removed > 15, "{kept} and {removed} tell nothing");
    });
}
