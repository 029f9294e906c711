//! A country, organisation, group or policy field is named by its code or by its id, wherever one is named; what
//! is unknown is told at its place with the nearest codes there are, and nothing is near an id. Every filter and
//! every input of the document is tried.

use serde_json::{Value, json};
use uuid::Uuid;

use super::controls::with;
use super::examples::{Examples, Request};
use super::schemas::Document;
use super::stage::Stage;
use crate::harness::on_both_with_the_sample;

/// What a filter names, by the operation and its name: a thing that is there, a code with a typing error, and
/// what must be told to be near it.
fn filtered(operation: &str, name: &str) -> Option<(&'static str, &'static str)> {
    match (operation, name) {
        (_, "country") => Some(("/v1/countries?code=UA", "UK")),
        (_, "organisation") | ("list_organisations", "parent") => Some(("/v1/organisations?code=ua-sms", "ua-smz")),
        (_, "group") => Some(("/v1/groups?code=northern", "nothern")),
        (_, "competence" | "topic") => Some(("/v1/competences?code=return-readmission", "return-readmision")),
        ("list_grants", "scope") => Some(("/v1/organisations?code=ua-sms", "ua-smz")),
        _ => None,
    }
}

#[test]
fn a_filter_takes_a_code_or_an_id_and_tells_what_is_near_to_what_is_not_there() {
    on_both_with_the_sample("a_filter_takes_a_code_or_an_id", async |app| {
        let mut stage = Stage::around(app);
        let client = stage.client("ADMINISTRATOR@ee-ppa").await;
        let document = Document::read();
        let (mut tried, mut wrong) = (0, Vec::new());
        for operation in document.operations() {
            for name in operation.parameters("query").keys() {
                let Some((there, typed)) = filtered(&operation.id, name) else { continue };
                let thing = client.get(there).await.ok(200)["items"][0].clone();
                let (code, id) = (thing["code"].as_str().expect("a code"), thing["id"].as_str().expect("an id"));
                let ask = async |value: &str| client.get(&format!("{}?{name}={value}", operation.path)).await;
                let (by_code, by_id) = (ask(code).await, ask(id).await);
                let shouted = ask(&if name == "country" { code.to_lowercase() } else { code.to_uppercase() }).await;
                if shouted.status != 200 {
                    wrong.push(format!("{} ?{name} in other letters: {}", operation.id, shouted.status));
                }
                let rows = |body: &Value| if body.is_array() { body.clone() } else { body["items"].clone() };
                if (by_code.status, by_id.status) != (200, 200) || rows(&by_code.body) != rows(&by_id.body) {
                    wrong.push(format!("{} ?{name}: {} by code, {} by id", operation.id, by_code.status, by_id.status));
                }
                let strange = ask(typed).await;
                let pointer = strange.body["errors"][0]["pointer"].as_str().unwrap_or_default().to_owned();
                let here = pointer.split('/').next() == Some(&format!("?{name}"));
                let near =
                    strange.body["errors"][0]["detail"].as_str().is_some_and(|d| d.contains(&format!("`{code}`")));
                if strange.status != 422 || !here || !near {
                    wrong.push(format!(
                        "{} ?{name}={typed}: {} {:#}",
                        operation.id, strange.status, strange.body["errors"]
                    ));
                }
                // The scope of a grant that is not there has no grants.
                let never = ask(&Uuid::new_v4().to_string()).await;
                let told = never.body["detail"].as_str().unwrap_or_default();
                if (never.status, told.contains("nearest")) != (if name == "scope" { 200 } else { 422 }, false) {
                    wrong.push(format!("{} ?{name}=an id: {} {told}", operation.id, never.status));
                }
                tried += 1;
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert!(tried >= 15, "{tried} tell nothing");
    });
}

/// Members of inputs that name something by its code, and a code with a typing error beside the right one.
const NAMED: &[(&str, &str, &str)] = &[
    ("/countryCode", "UQ", "UA"),
    ("/hostCountryCode", "UQ", "UA"),
    ("/countryCodes/0", "UQ", "UA"),
    ("/organisationCode", "ua-smz", "ua-sms"),
    ("/parents/0/code", "ua-smz", "ua-sms"),
    ("/competence", "return-readmision", "return-readmission"),
    ("/competences/0", "return-readmision", "return-readmission"),
    ("/fields/0", "return-readmision", "return-readmission"),
    ("/topics/0", "return-readmision", "return-readmission"),
    ("/scope/code", "ua-smz", "ua-sms"),
    ("/party/code", "ua-smz", "ua-sms"),
    ("/parties/0/code", "ua-smz", "ua-sms"),
    ("/toOwner/code", "ua-smz", "ua-sms"),
    ("/to/code", "ua-smz", "ua-sms"),
];

#[test]
fn an_input_that_names_what_is_not_there_is_told_what_is_near_at_its_place() {
    on_both_with_the_sample("an_input_that_names_what_is_not_there_is_told_what_is_near", async |app| {
        let mut stage = Stage::around(app);
        let (document, examples) = (Document::read(), Examples::read());
        let (mut tried, mut wrong) = (0, Vec::new());
        for operation in document.operations() {
            // A batch is answered with a report, row by row.
            let one = operation.body("application/json").filter(|_| operation.id != "invite_experts");
            let Some(schema) = one else { continue };
            let mut found = Vec::new();
            super::controls::texts(&document, schema, "", 0, &mut found);
            let named = |at: &str| NAMED.iter().find(|(end, ..)| at.ends_with(end));
            let found: Vec<&String> = found.iter().map(|(at, _)| at).filter(|at| named(at).is_some()).collect();
            // Who may make a body is asked of its country before its code is told to be wrong.
            let found: Vec<&String> = found
                .into_iter()
                .filter(|at| (operation.id.as_str(), at.as_str()) != ("create_organisation", "/countryCode"))
                .collect();
            if found.is_empty() {
                continue;
            }
            let example = examples.get(&operation.id).expect("an example").clone();
            let asked = Request::prepared(&mut stage, &operation, &example).await;
            for at in found {
                let (end, typed, right) = named(at).expect("a member");
                let path: Vec<&str> = at.split('/').skip(1).collect();
                let mut body = asked.body.clone().unwrap_or_else(|| json!({}));
                with(&document, schema, &mut body, &path, typed);
                // Of what kind it is, is said beside the code; and one way to name it is enough.
                if let Some((around, _)) =
                    at.rsplit_once('/').filter(|_| end.ends_with("/code") && *end != "/parents/0/code")
                {
                    let (before, last) = around.rsplit_once('/').expect("a place");
                    let holder = body.pointer_mut(before).expect("a holder");
                    let one = json!({ "kind": "ORGANISATION", "code": typed });
                    match last.parse::<usize>() {
                        Ok(n) => holder[n] = one,
                        Err(_) => holder[last] = one,
                    }
                    if *end == "/scope/code" {
                        holder["role"] = json!("MEMBER");
                    }
                }
                if let (Some((around, _)), "/organisationCode") = (at.rsplit_once('/'), *end) {
                    body.pointer_mut(around)
                        .and_then(Value::as_object_mut)
                        .expect("an object")
                        .remove("organisationId");
                }
                let answer =
                    stage.send(&asked.who, asked.method.clone(), &asked.path, &asked.headers, Some(body)).await;
                let errors = answer.body["errors"].as_array().cloned().unwrap_or_default();
                let near = |error: &&Value| error["detail"].as_str().is_some_and(|d| d.contains(&format!("`{right}`")));
                let place = |error: &&Value| {
                    let pointer = error["pointer"].as_str().unwrap_or_default();
                    !pointer.is_empty() && (at.ends_with(pointer) || at.starts_with(pointer))
                };
                if answer.status != 422 || !errors.iter().any(|error| near(&error) && place(&error)) {
                    wrong.push(format!("{} {at}={typed}: {} {:#}", operation.id, answer.status, answer.body["errors"]));
                }
                tried += 1;
            }
        }
        assert!(wrong.is_empty(), "{} of {tried}: {wrong:#?}", wrong.len());
        assert!(tried > 20, "{tried} tell nothing");
    });
}
