//! The order of questions is the same everywhere: who is asking (401), what is wrong without looking
//! anything up (400), is it seen (404), may they (403), precondition (428, 412), is the input right
//! (422). Asked of every operation, by its example.

use focalpoint_api::access::Act;
use focalpoint_api::edge::operations::OPERATIONS;
use serde_json::{Value, json};
use uuid::Uuid;

use super::examples::{Examples, Request};
use super::schemas::{Document, Operation};
use super::stage::Stage;
use crate::harness::{Answer, Kind};

fn act(id: &str) -> Act {
    OPERATIONS.iter().find(|o| o.rest == Some(id)).expect("a line in the table").act
}

fn path_with(operation: &Operation<'_>, id: &str) -> String {
    let mut path = operation.path.clone();
    for name in operation.parameters("path").keys() {
        path = path.replace(&format!("{{{name}}}"), if name == "code" { "QX" } else { id });
    }
    path
}

/// Operations under `/v1` that take the house's token.
fn house<'a>(document: &'a Document) -> Vec<Operation<'a>> {
    let all = document.operations().into_iter().filter(|o| o.path.starts_with("/v1/"));
    all.filter(|o| act(&o.id) != Act::Authenticate).collect()
}

fn on_sqlite(test: impl AsyncFnOnce(Stage)) {
    actix_web::rt::System::new().block_on(async { test(Stage::set(Kind::Sqlite).await.expect("SQLite")).await });
}

/// Whether an answer is the one that is due.
#[track_caller]
fn refused(answer: &Answer, status: u16, code: &str, operation: &Operation<'_>) {
    assert_eq!((answer.status, answer.code().as_str()), (status, code), "{}: {:#}", operation.id, answer.body);
}

async fn broken(stage: &Stage, token: &str, operation: &Operation<'_>) -> Answer {
    let path = format!("{}?colour=red", path_with(operation, "no-id"));
    let client = stage.app.nobody().with_token(token);
    let body = (operation.method != "GET").then(|| json!({ "colour": "red" }));
    client.send(operation.method.parse().expect("a method"), &path, &[("if-match", "rubbish")], body).await
}

#[test]
fn who_is_asking_comes_before_everything_else() {
    on_sqlite(async |stage| {
        let document = Document::read();
        for operation in house(&document) {
            let answer = broken(&stage, "no.token.atall", &operation).await;
            refused(&answer, 401, "UNAUTHENTICATED", &operation);
        }
        for operation in house(&document).iter().filter(|o| act(&o.id) != Act::Look) {
            let path = format!("{}?colour=red", path_with(operation, "no-id"));
            let answer = stage.app.nobody().send(operation.method.parse().expect("a method"), &path, &[], None).await;
            assert_eq!(answer.status, 401, "{} as nobody: {:#}", operation.id, answer.body);
        }
    });
}

#[test]
fn what_is_wrong_on_its_face_comes_before_what_is_there_and_what_is_allowed() {
    on_sqlite(async |mut stage| {
        let document = Document::read();
        let id = Uuid::new_v4().to_string();
        for operation in house(&document) {
            let path = path_with(&operation, &id);
            let red = operation.body("application/json").map(|_| json!({ "colour": "red" }));
            let tries = [
                (format!("{path}?colour=red"), None, "UNKNOWN_FIELD"),
                (format!("{path}?lang=uk&lang=pl"), None, "BAD_REQUEST"),
                (path, red.clone(), "UNKNOWN_FIELD"),
            ];
            for (path, body, code) in tries.into_iter().take(if red.is_some() { 3 } else { 2 }) {
                let method = operation.method.parse().expect("a method");
                let answer = stage.send("READER@eu-dg-home", method, &path, &[], body).await;
                refused(&answer, 400, code, &operation);
            }
        }
    });
}

#[test]
fn what_is_not_seen_is_not_there_whatever_one_may_and_whatever_revision_one_names() {
    on_sqlite(async |mut stage| {
        let (document, examples) = (Document::read(), Examples::read());
        let mut looked_at = 0;
        let mut wrong = Vec::new();
        for operation in house(&document).into_iter().filter(|o| !o.parameters("path").is_empty()) {
            let example = examples.get(&operation.id).expect("an example").clone();
            let asked = Request::prepared(&mut stage, &operation, &example).await;
            let path = path_with(&operation, &Uuid::new_v4().to_string());
            for who in [asked.who.as_str(), "READER@eu-dg-home"] {
                for headers in [vec![], vec![("If-Match".to_owned(), "\"9999.x\"".to_owned())]] {
                    let answer = stage.send(who, asked.method.clone(), &path, &headers, asked.body.clone()).await;
                    if (answer.status, answer.code().as_str()) != (404, "NOT_FOUND") {
                        wrong.push(format!("{} as {who}: {} {}", operation.id, answer.status, answer.code()));
                    }
                }
            }
            looked_at += 1;
        }
        assert!(looked_at > 40, "{looked_at}");
        assert!(wrong.is_empty(), "{wrong:#?}");
    });
}

#[test]
fn a_change_wants_the_revision_that_was_read() {
    on_sqlite(async |mut stage| {
        let (document, examples) = (Document::read(), Examples::read());
        let changes = house(&document).into_iter().filter(|o| matches!(o.method.as_str(), "PATCH" | "PUT"));
        for operation in changes {
            let example = examples.get(&operation.id).expect("an example").clone();
            let asked = Request::prepared(&mut stage, &operation, &example).await;
            let mut with = async |tag: Option<&str>, body: Option<Value>| {
                let headers: Vec<(String, String)> =
                    tag.map(|t| ("If-Match".to_owned(), t.to_owned())).into_iter().collect();
                stage.send(&asked.who, asked.method.clone(), &asked.path, &headers, body).await
            };
            for (tag, status, code) in [
                (None, 428, "PRECONDITION_REQUIRED"),
                (Some("*"), 428, "PRECONDITION_REQUIRED"),
                (Some("\"999999.x\""), 412, "PRECONDITION_FAILED"),
                (Some("rubbish"), 400, "BAD_REQUEST"),
            ] {
                refused(&with(tag, asked.body.clone()).await, status, code, &operation);
            }
            // The part behind the revision depends on the reader; a proxy may have made it weak.
            let revision = asked.call.revision.expect("a revision");
            let answer = with(Some(&format!("W/\"{revision}.somebody-elses\"")), asked.body.clone()).await;
            assert_eq!(answer.status, 200, "{}: {:#}", operation.id, answer.body);
            let after = answer.body.get("revision").and_then(Value::as_i64).unwrap_or(i64::from(revision) + 1);
            assert!(
                answer.header("etag").starts_with(&format!("\"{after}.")),
                "{}: {}",
                operation.id,
                answer.header("etag")
            );
        }
    });
}
