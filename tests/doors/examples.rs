//! Every operation has an example; each is executed against the sample network over both doors, on
//! both databases: the status is the documented one, the body fits its schema, and both doors say
//! the same.
//!
//! `FOCALPOINT_TEST_ACCEPT=1` records the answers that are missing or no longer right in
//! `api/examples/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use focalpoint_api::edge::openapi::FILES;
use focalpoint_api::edge::operations::{self, OPERATIONS};
use reqwest::Method;
use serde_json::{Map, Value, json};

use super::introspection::Types;
use super::schemas::{Document, Operation};
use super::stage::Stage;
use super::twin::{self, Call};
use crate::harness::{Answer, Kind};

/// The examples as their files have them.
pub struct Examples(BTreeMap<&'static str, Map<String, Value>>);

impl Examples {
    pub fn read() -> Self {
        let read = |name: &&'static str| {
            let text = fs::read_to_string(path(name)).expect("a file of examples");
            (*name, serde_json::from_str(&text).unwrap_or_else(|e| panic!("api/examples/{name}.json: {e}")))
        };
        Self(FILES.iter().map(read).collect())
    }

    pub fn get(&self, id: &str) -> Option<&Value> {
        self.0.values().find_map(|file| file.get(id))
    }

    fn names(&self) -> impl Iterator<Item = &String> {
        self.0.values().flat_map(Map::keys)
    }

    fn record(&mut self, id: &str, status: u16, body: Value) {
        let file = self.0.values_mut().find_map(|file| file.get_mut(id)).expect("the example");
        file["answer"] = json!({ "status": status, "body": body });
    }

    fn write(&self) {
        for (name, file) in &self.0 {
            fs::write(path(name), serde_json::to_string_pretty(file).expect("JSON") + "\n").expect("a file");
        }
    }
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("../api/examples/{name}.json"))
}

/// A request of an example, filled in for one server.
pub struct Request {
    pub who: String,
    pub method: Method,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Option<Value>,
    pub media: Option<String>,
    pub call: Call,
}

impl Request {
    /// Does what comes before it, and fills it in.
    pub async fn prepared(stage: &mut Stage, operation: &Operation<'_>, example: &Value) -> Self {
        let made = Self::made(stage, operation, example).await;
        made.unwrap_or_else(|why| panic!("{}: {why}", operation.id))
    }

    /// The same, or why not.
    async fn made(stage: &mut Stage, operation: &Operation<'_>, example: &Value) -> Result<Self, String> {
        stage.forget_taken();
        let who = example["as"].as_str().unwrap_or("nobody").to_owned();
        for step in example["before"].as_array().into_iter().flatten() {
            before(stage, &who, step).await?;
        }
        let filled = stage.filled(&without(example, &["before", "answer"])).await?;
        let map = |name: &str| filled[name].as_object().cloned().unwrap_or_default();
        let mut path = operation.path.clone();
        for (name, value) in &map("path") {
            path = path.replace(&format!("{{{name}}}"), value.as_str().expect("a text"));
        }
        let query: Vec<String> =
            map("query").iter().map(|(k, v)| format!("{k}={}", v.as_str().expect("a text"))).collect();
        if !query.is_empty() {
            path = format!("{path}?{}", query.join("&"));
        }
        let headers: Vec<(String, String)> =
            map("headers").iter().map(|(k, v)| (k.clone(), v.as_str().expect("a text").to_owned())).collect();
        let revision = headers.iter().find(|(k, _)| k == "If-Match");
        let revision = revision.and_then(|(_, v)| v.trim_matches('"').split('.').next()?.parse().ok());
        let body = filled.get("body").cloned();
        let call = Call {
            path: map("path"),
            query: map("query"),
            revision,
            body: body.clone().unwrap_or_default(),
            besides: map("graphql"),
        };
        let media = filled["media"].as_str().map(str::to_owned);
        let method = operation.method.parse().expect("a method");
        Ok(Self { who, method, path, headers, body, media, call })
    }

    /// Sends it over REST.
    pub async fn send(&self, stage: &mut Stage) -> Answer {
        match (&self.media, &self.body) {
            (Some(media), Some(Value::String(text))) => {
                stage.client(&self.who).await.text(&self.path, media, text).await
            }
            _ => stage.send(&self.who, self.method.clone(), &self.path, &self.headers, self.body.clone()).await,
        }
    }
}

fn without(example: &Value, names: &[&str]) -> Value {
    let mut example = example.clone();
    for name in names {
        example.as_object_mut().expect("an object").remove(*name);
    }
    example
}

/// A step before an example: a request whose answer is good and names things.
async fn before(stage: &mut Stage, who: &str, step: &Value) -> Result<(), String> {
    let filled = stage.filled(&without(step, &["take"])).await?;
    let who = filled["as"].as_str().unwrap_or(who).to_owned();
    let (method, path) = ["get", "post", "put", "patch", "delete"]
        .iter()
        .find_map(|m| Some((m.to_uppercase(), filled[*m].as_str()?.to_owned())))
        .unwrap_or_else(|| panic!("a step without a method: {step}"));
    let headers: Vec<(String, String)> = filled["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(k, v)| (k.clone(), v.as_str().unwrap_or_default().to_owned()))
        .collect();
    let answer =
        stage.send(&who, method.parse().expect("a method"), &path, &headers, filled.get("body").cloned()).await;
    if !(200..300).contains(&answer.status) {
        return Err(format!("before an example: {method} {path}: {}", answer.body));
    }
    for (name, pointer) in step["take"].as_object().into_iter().flatten() {
        let taken = match pointer.as_str().unwrap_or_default() {
            "ETag" => answer.header("etag"),
            pointer => answer.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned(),
        };
        if taken.is_empty() {
            return Err(format!("{method} {path} has no {pointer}: {}", answer.body));
        }
        stage.take(name, taken);
    }
    Ok(())
}

#[test]
fn every_operation_has_an_example_and_no_example_is_left_over() {
    let (document, examples) = (Document::read(), Examples::read());
    let ids: Vec<String> = document.operations().into_iter().map(|o| o.id).collect();
    let missing: Vec<&String> = ids.iter().filter(|id| examples.get(id).is_none()).collect();
    assert!(
        missing.is_empty(),
        "add an example of {missing:?} to a file in api/examples/ (see docs/adding-an-operation.md)"
    );
    let left: Vec<&String> = examples.names().filter(|id| !ids.contains(id)).collect();
    assert!(left.is_empty(), "there is no operation {left:?}");
}

#[test]
fn examples_are_answered_as_documented_and_alike_over_both_doors_on_sqlite() {
    run(Kind::Sqlite);
}

#[test]
fn examples_are_answered_as_documented_and_alike_over_both_doors_on_postgresql() {
    run(Kind::Postgres);
}

fn run(kind: Kind) {
    actix_web::rt::System::new().block_on(async {
        let (Some(mut rest), Some(mut graphql)) = (Stage::set(kind).await, Stage::set(kind).await) else {
            eprintln!("SKIPPED on PostgreSQL (no server binaries found): examples");
            return;
        };
        let types = Types::read(&rest.app.nobody()).await;
        let (document, mut examples) = (Document::read(), Examples::read());
        let accept = kind == Kind::Sqlite && std::env::var_os("FOCALPOINT_TEST_ACCEPT").is_some();
        let mut wrong = Vec::new();
        for operation in document.operations() {
            let Some(example) = examples.get(&operation.id).cloned() else { continue };
            let known = OPERATIONS.iter().find(|o| o.rest == Some(operation.id.as_str()));
            let made = Request::made(&mut rest, &operation, &example).await;
            let again = Request::made(&mut graphql, &operation, &example).await;
            let (asked, again) = match (made, again) {
                (Ok(asked), Ok(again)) => (asked, again),
                (Err(why), _) | (_, Err(why)) => {
                    wrong.push(format!("{}: {why}", operation.id));
                    continue;
                }
            };
            let answer = asked.send(&mut rest).await;
            let mut found = judged(&document, &operation, &asked, &answer);
            let shown = rest.shown(&answer.body);
            found.extend(match recorded(&document, &operation, &example, answer.status) {
                Err(_) if accept && found.is_empty() => {
                    examples.record(&operation.id, answer.status, shown);
                    None
                }
                Err(why) => Some(why),
                Ok(()) => None,
            });
            // The same on the other server, by the other door where there is one.
            found.extend(twin_of(&mut graphql, &types, known, &again, &answer).await);
            wrong.extend(found.into_iter().map(|what| format!("{}: {what}", operation.id)));
        }
        if accept {
            examples.write();
        }
        assert!(wrong.is_empty(), "{} findings:\n{}", wrong.len(), wrong.join("\n"));
    });
}

/// What is wrong with an answer by the document.
fn judged(document: &Document, operation: &Operation<'_>, asked: &Request, answer: &Answer) -> Vec<String> {
    if !(200..300).contains(&answer.status) {
        return vec![format!("answers {}: {}", answer.status, answer.body)];
    }
    let Some(schema) = operation.answer(document, answer.status) else {
        return vec![format!("{} is not documented", answer.status)];
    };
    let mut wrong = Vec::new();
    if !schema.is_null() {
        wrong.extend(document.wrong(&schema, &answer.body).into_iter().map(|w| format!("answer {w}")));
    }
    if let (Some(body), None) = (&asked.body, &asked.media) {
        let schema = operation.body("application/json").expect("a schema of the body");
        wrong.extend(document.wrong(schema, body).into_iter().map(|w| format!("request {w}")));
    }
    let known = operation.parameters("query");
    wrong.extend(
        asked
            .call
            .query
            .keys()
            .filter(|k| !known.contains_key(*k) && *k != "lang")
            .map(|k| format!("no parameter {k}")),
    );
    wrong
}

/// Whether the file has an answer that is still right.
fn recorded(document: &Document, operation: &Operation<'_>, example: &Value, status: u16) -> Result<(), String> {
    let answer = example.get("answer").ok_or("no answer is recorded: run with FOCALPOINT_TEST_ACCEPT=1")?;
    if answer["status"] != json!(status) {
        return Err(format!("the recorded status is {}, now it is {status}", answer["status"]));
    }
    let schema = operation.answer(document, status).unwrap_or_default();
    let wrong = if schema.is_null() { Vec::new() } else { document.wrong(&schema, &answer["body"]) };
    if wrong.is_empty() { Ok(()) } else { Err(format!("the recorded answer is not right any more: {wrong:?}")) }
}

async fn twin_of(
    stage: &mut Stage,
    types: &Types,
    known: Option<&operations::Operation>,
    asked: &Request,
    rest: &Answer,
) -> Vec<String> {
    let known = known.expect("an operation has its line in the table");
    if known.graphql.is_none() && matches!(known.elsewhere, Some(operations::Elsewhere::OneDoor(_))) {
        // Both servers stay in step.
        asked.send(stage).await;
        return Vec::new();
    }
    let client = stage.client(&asked.who).await;
    match twin::ask(&client, types, known, &asked.call, &rest.body).await {
        Err(why) => vec![why],
        Ok(_) if rest.status == 204 => Vec::new(),
        Ok(other) => twin::differences(&rest.body, &other),
    }
}
