//! What a client names: parties by code or id, days or instants, fields with narrower ones, lists of ids.

use serde_json::{Value, json};

use crate::harness::world_organisations::{Builder, Directory};
use crate::harness::{Client, on_both, signed_in};

async fn number(client: &Client, path: &str) -> Value {
    client.get(path).await.ok(200)["totalCount"].clone()
}

#[test]
fn a_scope_is_named_by_code_or_id_and_an_end_by_day_or_instant() {
    on_both("a_scope_is_named_by_code_or_id_and_an_end_by_day_or_instant", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        for (scope, found) in [
            ("UA".to_owned(), 1),
            ("ua".to_owned(), 1),
            (net.ukraine.to_string(), 1),
            ("ua-guard".to_owned(), 1),
            ("UA-GUARD".to_owned(), 1),
            (net.guard.to_string(), 1),
        ] {
            let path = format!("/v1/grants?count=true&scope={scope}");
            assert_eq!(number(&administrator, &path).await, found, "{scope}");
            let query = "query($scope: String) { grants(filter: { scope: $scope }) { totalCount } }";
            let data = administrator.graphql(query, json!({ "scope": scope })).await.data();
            assert_eq!(data["grants"]["totalCount"], found, "{scope}");
        }
        let wrong = administrator.get("/v1/grants?scope=ua-gard").await;
        assert_eq!((wrong.status, &wrong.body["errors"][0]["pointer"]), (422, &json!("?scope")));
        assert!(wrong.body["detail"].as_str().is_some_and(|told| told.contains("ua-guard")), "{:#}", wrong.body);
        // A code in whatever letters where a scope, a country or a party is given, too.
        let grant = json!({
            "expertId": net.member.expert, "role": "READER", "scope": { "kind": "ORGANISATION", "code": "UA-Guard" },
            "validTo": "2026-05-31", "reason": "A test.",
        });
        administrator.post("/v1/grants", grant).await.ok(201);
        for (before, found) in [("2026-06-01", 1), ("2026-05-31", 0), ("2026-05-31T22:00:00Z", 1)] {
            let path = format!("/v1/grants?count=true&endsBefore={before}");
            assert_eq!(number(&administrator, &path).await, found, "{before}");
        }
        assert_eq!(number(&administrator, "/v1/organisations?count=true&country=pl").await, 1);
    });
}

#[test]
fn the_audit_log_is_asked_by_days_that_are_whole() {
    on_both("the_audit_log_is_asked_by_days_that_are_whole", async |app| {
        let net = Directory::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let auditor = b.person("Auditor Test", net.ngo, &[(entity::vocabulary::Role::Auditor, None)]).await;
        b.done().await;
        let auditor = signed_in(&app, auditor.expert).await;
        let all = number(&auditor, "/v1/audit-events?count=true").await;
        let today = app.system().today();
        assert!(all.as_u64() > Some(0));
        let same_day = format!("/v1/audit-events?count=true&from={today}&to={today}");
        assert_eq!(number(&auditor, &same_day).await, all);
        assert_eq!(number(&auditor, "/v1/audit-events?count=true&from=2100-01-01").await, 0);
        assert_eq!(number(&auditor, "/v1/audit-events?count=true&to=2001-01-01").await, 0);
    });
}

#[test]
fn whoever_asks_for_a_field_is_shown_what_is_in_narrower_ones() {
    on_both("whoever_asks_for_a_field_is_shown_what_is_in_narrower_ones", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        let narrow = json!({ "code": "asylum-procedure", "parentCode": "asylum", "labels": [{ "language": "en", "name": "Procedure" }] });
        administrator.post("/v1/competences", narrow).await.ok(201);
        let path = format!("/v1/organisations/{}", net.ministry);
        let editor = signed_in(&app, net.editor.expert).await;
        let tag = editor.get(&path).await.header("etag");
        editor.patch(&path, &tag, json!({ "competences": ["asylum-procedure"] })).await.ok(200);
        let member = signed_in(&app, net.member.expert).await;
        let path = format!("/v1/experts/{}", net.member.expert);
        let tag = member.get(&path).await.header("etag");
        member.patch(&path, &tag, json!({ "fields": ["asylum-procedure"] })).await.ok(200);
        for list in ["organisations", "experts"] {
            for (field, found) in [("asylum", 1), ("asylum-procedure", 1), ("borders", 0)] {
                let path = format!("/v1/{list}?count=true&competence={field}");
                assert_eq!(number(&member, &path).await, found, "{list} {field}");
            }
        }
    });
}

#[test]
fn of_no_ids_there_is_nothing_and_a_filter_without_a_value_is_refused() {
    on_both("of_no_ids_there_is_nothing_and_a_filter_without_a_value_is_refused", async |app| {
        let net = Directory::new(&app).await;
        let administrator = signed_in(&app, net.administrator.expert).await;
        for (list, field) in [
            ("countries", "countries"),
            ("groups", "groups"),
            ("organisations", "organisations"),
            ("experts", "experts"),
            ("posts", "posts"),
            ("focal-points", "focalPoints"),
            ("competences", "competences"),
            ("grants", "grants"),
            ("updates", "updates"),
        ] {
            for query in ["?ids=", "?ids=,", "?count=true&ids="] {
                let page = administrator.get(&format!("/v1/{list}{query}")).await.ok(200);
                assert_eq!(page["items"], json!([]), "{list}{query}");
            }
            let ids = if field == "focalPoints" { "ids: []" } else { "filter: { ids: [] }" };
            let query = format!("{{ {field}({ids}) {{ nodes {{ id }} totalCount }} }}");
            let data = administrator.graphql(&query, json!({})).await.data();
            assert_eq!(data[field], json!({ "nodes": [], "totalCount": 0 }), "{field}");
        }
        let refused = administrator.get("/v1/organisations?country=").await;
        assert_eq!((refused.status, &refused.body["errors"][0]["pointer"]), (400, &json!("?country")));
        for (query, variables) in [
            ("{ organisations(filter: { country: [] }) { nodes { id } } }", json!({})),
            ("{ focalPoints(country: []) { nodes { id } } }", json!({})),
            (
                "query($f: OrganisationFilter) { organisations(filter: $f) { nodes { id } } }",
                json!({ "f": { "country": [] } }),
            ),
            ("query($c: [String!]!) { organisations(filter: { country: $c }) { nodes { id } } }", json!({ "c": [] })),
        ] {
            let answer = administrator.graphql(query, variables).await;
            assert_eq!(answer.code(), "BAD_REQUEST", "{query}: {:#}", answer.body);
        }
    });
}

#[test]
fn a_body_goes_by_its_present_name_wherever_it_is_named() {
    on_both("a_body_goes_by_its_present_name_wherever_it_is_named", async |app| {
        let d = Directory::new(&app).await;
        let editor = signed_in(&app, d.editor.expert).await;
        let update = json!({
            "title": "News", "bodyMarkdown": "Text.", "ownerId": d.ministry,
            "audience": {"parties": [{"kind": "NETWORK"}]},
        });
        editor.post("/v1/updates", update).await.ok(201);
        let reader = signed_in(&app, d.member.expert).await;
        let query = "{ updates { nodes { owner { name } } } }";
        let named = async || {
            let rest = reader.get("/v1/updates").await.ok(200)["items"][0]["owner"]["name"].clone();
            let graphql = reader.graphql(query, json!({})).await.data();
            assert_eq!(graphql["updates"]["nodes"][0]["owner"]["name"], rest);
            rest
        };
        assert_eq!(named().await, "Ministry of Migration");
        let path = format!("/v1/organisations/{}", d.ministry);
        for name in ["Ministry for Migration", "Ministry of Migration"] {
            let etag = editor.get(&path).await.header("etag");
            editor.patch(&path, &etag, json!({ "name": name })).await.ok(200);
            assert_eq!(named().await, name, "what was remembered is of another revision");
        }
    });
}
