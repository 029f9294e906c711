//! GraphQL over HTTP: its limits, its media types, its errors, and what a nested relation costs.

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{costs_no_more_by_length, on_both_with_the_sample};

#[test]
fn get_takes_queries_alone_and_post_wants_json() {
    on_both_with_the_sample("get_takes_queries_alone_and_post_wants_json", async |app| {
        let nobody = app.nobody();
        let answer = nobody.get("/graphql?query=%7B__typename%7D").await;
        assert_eq!((answer.status, answer.body), (200, json!({ "data": { "__typename": "Query" } })));
        let mutation = "mutation%7BsignOut%7BsignedOut%7BendedSessions%7D%7D%7D";
        let answer = nobody.get(&format!("/graphql?query={mutation}")).await;
        assert_eq!(
            (answer.status, answer.code().as_str(), answer.header("allow").as_str()),
            (405, "METHOD_NOT_ALLOWED", "POST")
        );
        // What a form of a foreign page could send without asking is not taken.
        for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
            let answer = nobody.text("/graphql", media, "{\"query\": \"{ __typename }\"}").await;
            assert_eq!((answer.status, answer.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"), "{media}");
        }
        let batch =
            nobody.post("/graphql", json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }])).await;
        assert_eq!((batch.status, batch.code().as_str()), (400, "BATCH_REFUSED"));
    });
}

#[test]
fn a_query_that_asks_for_too_much_is_refused_before_it_is_run() {
    on_both_with_the_sample("a_query_that_asks_for_too_much_is_refused_before_it_is_run", async |app| {
        let nobody = app.nobody();
        let nested = |levels: usize| (0..levels).fold("code".to_owned(), |inner, _| format!("parent {{ {inner} }}"));
        let spread: String =
            (0..14).map(|n| format!("fragment F{n} on Organisation {{ ...F{} ...F{} }} ", n + 1, n + 1)).collect();
        let cases = [
            ("QUERY_TOO_DEEP", format!("{{ organisations {{ nodes {{ {} }} }} }}", nested(14))),
            (
                "TOO_MANY_ALIASES",
                format!("{{ {} }}", (0..31).map(|n| format!("a{n}: __typename ")).collect::<String>()),
            ),
            ("TOO_MANY_DIRECTIVES", format!("{{ __typename {} }}", "@skip(if: false) ".repeat(6))),
            (
                "QUERY_TOO_COMPLEX",
                "{ organisations(first: 100) { nodes { experts(first: 100) { nodes { id name } } } } }".to_owned(),
            ),
            ("TOO_LARGE", format!("{{ __typename }} #{}", "x".repeat(70_000))),
            ("QUERY_INVALID", "{ organisations { colour } }".to_owned()),
            ("QUERY_INVALID", "{".to_owned()),
        ];
        for (code, query) in &cases {
            let before = app.world.database.statements();
            let answer = nobody.graphql(query, json!({})).await;
            assert_eq!(answer.code(), *code, "{:#}", answer.body);
            assert!(answer.body.get("data").is_none() && answer.status >= 400, "{code}: {:#}", answer.body);
            assert_eq!(app.world.database.statements(), before, "{code} was run");
            if *code == "QUERY_TOO_COMPLEX" {
                // What it costs and what it may cost, so that whoever wrote it knows how far to go back.
                let message = answer.body["errors"][0]["message"].as_str().expect("a message");
                let cost: u64 = message.split(' ').find_map(|word| word.parse().ok()).expect("a figure");
                assert!(cost > 20_000 && message.contains("20000"), "{message}");
            }
        }
        // Fragments that multiply end the walk early.
        let bomb =
            format!("{{ organisations {{ nodes {{ ...F0 }} }} }} {spread} fragment F14 on Organisation {{ code }}");
        let answer = nobody.graphql(&bomb, json!({})).await;
        assert!(["QUERY_TOO_COMPLEX", "QUERY_TOO_DEEP"].contains(&answer.code().as_str()), "{:#}", answer.body);
        let circle = "{ organisations { nodes { ...A } } } fragment A on Organisation { ...B } fragment B on Organisation { ...A }";
        let answer = nobody.graphql(circle, json!({})).await;
        assert!(["QUERY_INVALID", "QUERY_TOO_DEEP"].contains(&answer.code().as_str()), "{:#}", answer.body);
        // What a reasonable client asks is not refused.
        nobody.graphql(&format!("{{ organisations {{ nodes {{ {} }} }} }}", nested(5)), json!({})).await.data();
    });
}

#[test]
fn both_doors_say_the_same_code_for_the_same_mistake() {
    on_both_with_the_sample("both_doors_say_the_same_code_for_the_same_mistake", async |app| {
        let nobody = app.nobody();
        let cases: [(&str, &str, Value); 6] = [
            (
                "/v1/organisations?country=ZZ",
                "{ organisations(filter: { country: [\"ZZ\"] }) { nodes { id } } }",
                json!({}),
            ),
            ("/v1/organisations?first=0", "{ organisations(first: 0) { nodes { id } } }", json!({})),
            ("/v1/organisations?sort=colour", "{ organisations(sort: \"colour\") { nodes { id } } }", json!({})),
            ("/v1/organisations?after=x", "{ organisations(after: \"x\") { nodes { id } } }", json!({})),
            ("/v1/grants", "{ grants { nodes { id } } }", json!({})),
            ("/v1/audit-events", "{ auditEvents { nodes { seq } } }", json!({})),
        ];
        for (path, query, variables) in cases {
            let (rest, graphql) = (nobody.get(path).await, nobody.graphql(query, variables).await);
            assert_eq!(rest.code(), graphql.code(), "{path}: {:#}", graphql.body);
            assert!(!rest.code().is_empty(), "{path}");
            // They say the same of it; only the pointer in front is each door's own.
            let said = |text: &Value| {
                let text = text.as_str().unwrap_or_default().to_owned();
                text.split_once(": ").map_or(text.clone(), |(_, said)| said.to_owned())
            };
            let (here, there) = (said(&rest.body["detail"]), said(&graphql.body["errors"][0]["message"]));
            assert!(here == there && !here.is_empty(), "{path}: `{here}` and `{there}`");
        }
    });
}

#[test]
fn what_failed_over_graphql_is_null_where_the_schema_lets_it_be() {
    on_both_with_the_sample("what_failed_over_graphql_is_null_where_the_schema_lets_it_be", async |app| {
        let nobody = app.nobody();
        for (query, data) in [
            (
                "{ viewer { account { id } } countries(first: 1) { nodes { code } } }",
                json!({ "viewer": null, "countries": { "nodes": [{ "code": "BY" }] } }),
            ),
            (
                "{ a: organisations(first: 1000) { nodes { code } } countries(first: 1) { nodes { code } } }",
                Value::Null,
            ),
            (
                "{ country(code: \"UA\") { code organisations(first: 1000) { nodes { code } } } countries(first: 1) { nodes { code } } }",
                json!({ "country": null, "countries": { "nodes": [{ "code": "BY" }] } }),
            ),
        ] {
            let answer = nobody.graphql(query, json!({})).await;
            assert_eq!(answer.body["data"], data, "{query}");
            assert_eq!(answer.body["errors"].as_array().map(Vec::len), Some(1), "{:#}", answer.body);
        }
    });
}

#[test]
fn absent_null_and_value_are_three_things_over_both_doors() {
    on_both_with_the_sample("absent_null_and_value_are_three_things_over_both_doors", async |app| {
        let mut stage = super::stage::Stage::around(app);
        let administrator = stage.client("ADMINISTRATOR@ee-ppa").await;
        let id = stage.fill(&json!("{{competence:asylum-procedure}}")).await;
        let id = id.as_str().expect("an id");
        let path = format!("/v1/competences/{id}");
        let mutation = "mutation($input: UpdateCompetenceInput!) { updateCompetence(input: $input) { competence { definition revision } } }";
        let mut revision = administrator.get(&path).await.ok(200)["revision"].as_i64().expect("a number");
        for (change, expected) in [
            (json!({ "definition": "A" }), json!("A")),
            (json!({ "position": 3 }), json!("A")),
            (json!({ "definition": null }), json!(null)),
            (json!({ "definition": "B" }), json!("B")),
        ] {
            let answer = administrator.patch(&path, &format!("\"{revision}\""), change.clone()).await.ok(200);
            assert_eq!(answer["definition"], expected, "REST {change}");
            revision = answer["revision"].as_i64().expect("a number");
        }
        for (change, expected) in [
            (json!({ "definition": "C" }), json!("C")),
            (json!({ "position": 4 }), json!("C")),
            (json!({ "definition": null }), json!(null)),
        ] {
            let mut input = change.clone();
            input["id"] = json!(id);
            input["revision"] = json!(revision);
            let data = administrator.graphql(mutation, json!({ "input": input })).await.data();
            let found = &data["updateCompetence"]["competence"];
            assert_eq!(found["definition"], expected, "GraphQL {change}");
            revision = found["revision"].as_i64().expect("a number");
        }
        // A variable that is declared and not given is absent, not null.
        let query = "mutation($id: UUID!, $revision: Int!, $definition: String, $position: Int) { updateCompetence(input: { id: $id, revision: $revision, definition: $definition, position: $position }) { competence { definition revision } } }";
        let variables = json!({ "id": id, "revision": revision, "definition": "D" });
        let data = administrator.graphql(query, variables).await.data();
        assert_eq!(data["updateCompetence"]["competence"]["definition"], "D");
        let revision = &data["updateCompetence"]["competence"]["revision"];
        let data = administrator.graphql(query, json!({ "id": id, "revision": revision, "position": 5 })).await.data();
        assert_eq!(data["updateCompetence"]["competence"]["definition"], "D");
    });
}

#[test]
fn a_nested_page_costs_a_constant_number_of_statements() {
    on_both_with_the_sample("a_nested_page_costs_a_constant_number_of_statements", async |app| {
        let mut stage = super::stage::Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        let relations = [
            (
                "organisations",
                "code parent { code country { code } } groups { totalCount nodes { name } } experts(first: 3) { totalCount nodes { name appointments { nodes { id } } } }",
            ),
            (
                "experts",
                "name appointments { totalCount nodes { countryCode organisation { code } } } post { organisation { code } }",
            ),
            (
                "countries",
                "code groups(first: 5) { totalCount nodes { name members { totalCount nodes { id } } } } focalPoints { totalCount nodes { id expert { name } } } organisations(first: 2) { totalCount nodes { code } }",
            ),
            ("groups", "name members { totalCount nodes { id } }"),
            (
                "updates",
                "title owner { name } author { name } topics countryCodes comments { totalCount nodes { id } } proposals { totalCount nodes { id } }",
            ),
            ("focalPoints", "id organisation { code } expert { name }"),
            ("competences", "code label"),
        ];
        // The sample has too few groups for a statement for each of them to be noticed.
        for n in 0..10 {
            let group = json!({ "kind": "SHARING_GROUP", "name": format!("Group {n}"), "membersSeenBy": "NETWORK" });
            member.post("/v1/groups", group).await.ok(201);
        }
        for (list, fields) in relations {
            let cost = async |first: usize| {
                let before = stage.app.world.database.statements();
                let query = format!("{{ {list}(first: {first}) {{ nodes {{ {fields} }} }} }}");
                let data = member.graphql(&query, json!({})).await.data();
                let rows = data[list]["nodes"].as_array().map_or(0, Vec::len);
                (rows, stage.app.world.database.statements() - before)
            };
            let ((few, short), (many, long)) = (cost(2).await, cost(25).await);
            assert!(few == 2 && many > 10, "{list}: {few} and {many} rows tell nothing");
            costs_no_more_by_length(short, long);
        }
    });
}

#[test]
fn the_media_type_of_the_answer_follows_accept() {
    on_both_with_the_sample("the_media_type_of_the_answer_follows_accept", async |app| {
        for (accept, media) in [
            ("*/*", "application/json; charset=utf-8"),
            ("application/json", "application/json; charset=utf-8"),
            ("application/graphql-response+json", "application/graphql-response+json; charset=utf-8"),
            ("application/graphql-response+json;q=0.1, application/json", "application/json; charset=utf-8"),
        ] {
            let answer = app
                .nobody()
                .send(Method::POST, "/graphql", &[("accept", accept)], Some(json!({ "query": "{ __typename }" })))
                .await;
            assert_eq!((answer.status, answer.header("content-type").as_str()), (200, media), "{accept}");
        }
    });
}
