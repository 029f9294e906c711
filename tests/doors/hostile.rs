//! What a stranger could send to take the server down: documents without end, questions about the
//! schema that answer themselves a thousandfold.

use serde_json::{Value, json};

use super::stage::Stage;
use crate::harness::socket::{Came, Socket};
use crate::harness::{Client, on_both_with_the_sample};

/// A document nested `levels` deep, in each way that there is.
fn nested(levels: usize) -> Vec<(&'static str, String)> {
    let within =
        |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
    vec![
        ("lists", format!("{{ organisations(filter: {{ q: {} }}) {{ nodes {{ id }} }} }}", within("[", "1", "]"))),
        ("objects", format!("{{ organisations(filter: {}) {{ nodes {{ id }} }} }}", within("{q:", "1", "}"))),
        ("types", format!("query($a: {}) {{ __typename }}", within("[", "Int", "]"))),
        ("defaults", format!("query($a: Int = {}) {{ __typename }}", within("[{a:", "1", "}]"))),
        ("selections", within("{ a ", "", "}")),
        ("inline fragments", format!("{{ {} }}", within("... { ", "__typename", "}"))),
        ("directives", format!("{{ __typename @skip(if: {}) }}", within("[", "true", "]"))),
        ("never closed", format!("{{ a(b: {}", "[".repeat(levels))),
    ]
}

#[test]
fn a_document_nested_without_end_is_refused_before_it_is_parsed() {
    on_both_with_the_sample("a_document_nested_without_end_is_refused_before_it_is_parsed", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        let nobody = stage.app.nobody();
        let mut socket = Socket::of(&stage.app.url, member.token()).await;
        for levels in [100, 500, 5_000] {
            for (how, query) in nested(levels) {
                let answer = nobody.graphql(&query, json!({})).await;
                assert_eq!((answer.status, answer.code().as_str()), (400, "QUERY_TOO_DEEP"), "{levels} {how}");
                if levels <= 500 {
                    let form: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                    assert_eq!(nobody.get(&format!("/graphql?query={form}")).await.code(), "QUERY_TOO_DEEP", "{how}");
                }
                socket.subscribe(how, &query, json!({})).await;
                let Came::Said(said) = socket.hear().await else { panic!("closed: {levels} {how}") };
                assert_eq!(said["payload"][0]["extensions"]["code"], "QUERY_TOO_DEEP", "{levels} {how}");
            }
        }
        // A text that does not end hides no brackets, and those in a text that does end are text.
        let hidden =
            format!("{{ organisations(filter: {{ q: \"\"\"x\"{} }}) {{ nodes {{ id }} }} }}", "[".repeat(5_000));
        assert_eq!(nobody.graphql(&hidden, json!({})).await.code(), "QUERY_INVALID");
        let text = "[{(".repeat(60);
        let query = format!("# {text}\n{{ organisations(filter: {{ q: \"a {text}\" }}) {{ nodes {{ id }} }} }}");
        nobody.graphql(&query, json!({})).await.data();
    });
}

/// What a query costs: the time it took on the server, and the bytes that came back.
async fn answered(client: &Client, query: &str) -> (String, usize) {
    let answer = client.graphql(query, json!({})).await;
    (answer.code(), answer.body.to_string().len())
}

#[test]
fn introspection_does_not_multiply_and_the_tools_own_question_passes() {
    on_both_with_the_sample("introspection_does_not_multiply_and_the_tools_own_question_passes", async |app| {
        let nobody = app.nobody();
        // As GraphiQL, Apollo's tools and code generators ask.
        let tools = include_str!("tools_introspection.graphql");
        let schema = nobody.graphql(tools, json!({})).await.data();
        assert!(schema["__schema"]["types"].as_array().is_some_and(|types| types.len() > 100));
        let usual = schema.to_string().len();
        let aliases = |field: &str| (0..29).map(|n| format!("a{n}: {field} ")).collect::<String>();
        let spread = |name: &str| format!("...{name} ").repeat(20);
        let bombs: [(&str, String); 8] = [
            (
                "QUERY_TOO_DEEP",
                "{ __schema { types { fields { type { fields { name } } } } } }".to_owned(),
            ),
            (
                "QUERY_TOO_DEEP",
                "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ofType { ofType { possibleTypes { name } } } } } }".to_owned(),
            ),
            ("TOO_MANY_ALIASES", format!("{{ __schema {{ types {{ fields {{ {} }} }} }} }}", aliases("description"))),
            ("TOO_MANY_ALIASES", format!("{{ {} }}", aliases("__schema { types { name } }"))),
            (
                "QUERY_TOO_COMPLEX",
                format!(
                    "{{ __schema {{ types {{ fields {{ args {{ type {{ {} }} }} }} }} }} }} fragment E on __Type {{ enumValues {{ name description }} }}",
                    spread("E")
                ),
            ),
            (
                "QUERY_TOO_COMPLEX",
                format!("{{ __schema {{ {} }} }} fragment E on __Schema {{ types {{ fields {{ args {{ description }} }} }} }}", spread("E")),
            ),
            ("QUERY_TOO_DEEP", format!("{{ __type(name: \"Query\") {{ {}name{} }} }}", "ofType { ".repeat(40), " }".repeat(40))),
            ("QUERY_TOO_DEEP", "{ __schema { ...A } } fragment A on __Schema { ...B } fragment B on __Schema { ...A }".to_owned()),
        ];
        for (code, bomb) in &bombs {
            assert_eq!(nobody.graphql(bomb, json!({})).await.code(), *code, "{bomb}");
        }
        // What is let through is never much more than what the tools ask for.
        let most = [
            "{ __schema { types { name fields { description type { name enumValues { name description } } } } } }".to_owned(),
            format!("{{ __schema {{ types {{ fields {{ args {{ {} }} }} }} }} }}", (0..5).map(|n| format!("a{n}: description ")).collect::<String>()),
            format!("{{ __schema {{ types {{ {} }} }} }}", (0..5).map(|n| format!("a{n}: description ")).collect::<String>()),
            "{ __schema { types { possibleTypes { name description kind } fields { args { type { name description } } } } } }".to_owned(),
        ];
        for query in most {
            let (code, bytes) = answered(&nobody, &query).await;
            assert!(bytes < 4 * usual, "{bytes} bytes (usually {usual}), {code}: {query}");
        }
    });
}

#[test]
fn no_text_of_any_door_has_a_nul() {
    on_both_with_the_sample("no_text_of_any_door_has_a_nul", async |app| {
        let mut stage = Stage::around(app);
        let editor = stage.client("FOCAL_POINT@ua-sms").await;
        let mut socket = Socket::of(&stage.app.url, editor.token()).await;
        let query = "query($q: String) { organisations(filter: { q: $q }) { nodes { code } } }";
        for variables in [json!({ "q": "a\0b" }), json!({ "q": [{ "a\0": 1 }] })] {
            socket.subscribe("1", query, variables.clone()).await;
            let Came::Said(said) = socket.hear().await else { panic!("closed") };
            assert_eq!(said["payload"][0]["extensions"]["code"], "BAD_REQUEST", "{said}");
            let answer = stage.app.nobody().graphql(query, variables).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"));
        }
        let table = "email,name,organisationCode,title\na\0b@example.org,Olha,ua-sms,Officer\n";
        let answer = editor.text("/v1/invitations/batch", "text/csv", table).await;
        assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"), "{:#}", answer.body);
        for (path, form) in [
            ("/sign-in", "csrf=x&email=a%00%40x.yz&password=x"),
            ("/reset", "csrf=x&email=a%00%40x.yz"),
            ("/sign-in", "csrf=x&email=a%40x.yz&password=x%00"),
        ] {
            let answer = stage.app.nobody().form(path, None, form.to_owned()).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"), "{path}: {:#}", answer.body);
        }
    });
}

#[test]
fn an_error_on_a_socket_names_its_request_as_over_http() {
    on_both_with_the_sample("an_error_on_a_socket_names_its_request_as_over_http", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        let mut socket = Socket::of(&stage.app.url, member.token()).await;
        let mut ids: Vec<String> = Vec::new();
        for query in [
            "{",
            "{ colour }",
            "{ grants(first: 0) { nodes { id } } }",
            "subscription { itemPublished(after: \"x\") { cursor } }",
        ] {
            socket.subscribe("1", query, json!({})).await;
            let Came::Said(said) = socket.hear().await else { panic!("closed: {query}") };
            let errors = said["payload"].get("errors").unwrap_or(&said["payload"]);
            let id = errors[0]["extensions"]["requestId"].as_str().unwrap_or_default().to_owned();
            assert!(id.len() == 32 && !ids.contains(&id), "{query}: {said}");
            ids.push(id);
            if said["type"] == "next" {
                assert_eq!(socket.hear().await, Came::Said(json!({ "id": "1", "type": "complete" })), "{query}");
            }
        }
    });
}

#[test]
fn the_metrics_have_no_label_that_a_stranger_chose() {
    on_both_with_the_sample("the_metrics_have_no_label_that_a_stranger_chose", async |app| {
        let nobody = app.nobody();
        for n in 0..5 {
            let method = reqwest::Method::from_bytes(format!("MADEUP{n}").as_bytes()).expect("a method");
            nobody.send(method, "/v1/roles", &[], None).await;
        }
        let metrics = nobody.get("/metrics").await.ok(200);
        let text = metrics.as_str().expect("a text");
        assert!(!text.contains("MADEUP") && text.contains("method=\"OTHER\""), "{text}");
    });
}

/// How often a code was counted.
async fn counted(client: &Client, code: &str) -> i64 {
    let metrics = client.get("/metrics").await.ok(200);
    let line = format!("focalpoint_errors_total{{code=\"{code}\"}} ");
    let found = metrics.as_str().expect("a text").lines().find_map(|l| l.strip_prefix(&line)?.parse().ok());
    found.unwrap_or_default()
}

#[test]
fn a_refusal_is_counted_once_over_either_door() {
    // No other test provokes this code over and over.
    on_both_with_the_sample("a_refusal_is_counted_once_over_either_door", async |app| {
        let nobody = app.nobody();
        let before = counted(&nobody, "BATCH_REFUSED").await;
        for _ in 0..40 {
            nobody.post("/graphql", Value::Array(vec![])).await;
        }
        let counted = counted(&nobody, "BATCH_REFUSED").await - before;
        assert!((40..60).contains(&counted), "{counted} for 40");
    });
}
