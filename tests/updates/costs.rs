//! What a page of each named list costs in statements: the same at any length, over both doors.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{published, to};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, on_both};

/// How a list is narrowed or ordered: in the query of an address, and as arguments of GraphQL.
fn lists(owner: Uuid, author: Uuid) -> Vec<(&'static str, String, String)> {
    let filter = |inner: &str| format!(", filter: {{ {inner} }}");
    vec![
        ("newest", String::new(), String::new()),
        ("oldest", "&sort=publishedAt".into(), ", sort: \"publishedAt\"".into()),
        ("last changed", "&sort=-updatedAt".into(), ", sort: \"-updatedAt\"".into()),
        ("last begun", "&sort=-createdAt".into(), ", sort: \"-createdAt\"".into()),
        ("by one topic", "&topic=reception".into(), filter("topic: [\"reception\"]")),
        ("by one topic with narrower ones", "&topic=asylum".into(), filter("topic: [\"asylum\"]")),
        ("by two topics", "&topic=reception,borders".into(), filter("topic: [\"reception\", \"borders\"]")),
        ("by one country", "&country=UA".into(), filter("country: [\"UA\"]")),
        ("by two countries", "&country=UA,PL".into(), filter("country: [\"UA\", \"PL\"]")),
        (
            "by topic and country",
            "&topic=reception&country=PL".into(),
            filter("topic: [\"reception\"], country: [\"PL\"]"),
        ),
        ("by one owner", format!("&owner={owner}"), filter(&format!("owner: [\"{owner}\"]"))),
        ("by author", format!("&author={author}"), filter(&format!("author: \"{author}\""))),
        ("by language", "&language=en".into(), filter("language: [\"en\"]")),
        ("by state", "&state=PUBLISHED".into(), filter("state: [PUBLISHED]")),
        ("since a day", "&publishedFrom=2026-01-01".into(), filter("publishedFrom: \"2026-01-01\"")),
    ]
}

/// Statements of one page, asked of a server that remembers nothing yet.
async fn cost(app: &App, reader: &Client, first: usize, (rest, graphql): (&str, &str)) -> (u64, u64) {
    const FIELDS: &str = "id title topics countryCodes bodyHtml owner { name } \
         author { name post { title organisation { name } } }";
    let rows = |items: &Value| items.as_array().map(Vec::len);
    let server = app.replica().await;
    let asked = server.nobody().with_token(reader.token());
    let before = server.world.database.statements();
    let page = asked.get(&format!("/v1/updates?first={first}{rest}")).await.ok(200);
    let over_rest = server.world.database.statements() - before;
    assert_eq!(rows(&page["items"]), Some(first), "{rest}");
    let server = app.replica().await;
    let asked = server.nobody().with_token(reader.token());
    let before = server.world.database.statements();
    let query = format!("{{ updates(first: {first}{graphql}) {{ nodes {{ {FIELDS} }} pageInfo {{ endCursor }} }} }}");
    let page = asked.graphql(&query, json!({})).await.data();
    let over_graphql = server.world.database.statements() - before;
    assert_eq!(rows(&page["updates"]["nodes"]), Some(first), "{graphql}");
    (over_rest, over_graphql)
}

#[test]
fn each_named_list_costs_the_same_number_of_statements_at_any_length_over_both_doors() {
    on_both("each_named_list_costs_the_same_number_of_statements_at_any_length_over_both_doors", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        for _ in 0..22 {
            let mut input = to(json!([{"kind": "NETWORK"}]));
            input["topics"] = json!(["reception", "borders"]);
            input["countryCodes"] = json!(["UA", "PL"]);
            input["language"] = json!("en");
            published(&member, input).await;
        }
        // Whoever wrote them sees them by several audiences, the other by one.
        for (reader, lists_asked) in [(&n.member, usize::MAX), (&n.lithuanian, 1)] {
            let reader = Network::client(&app, reader).await;
            for (name, rest, graphql) in lists(n.ua_migration, n.member.expert).into_iter().take(lists_asked) {
                let short = cost(&app, &reader, 2, (&rest, &graphql)).await;
                let long = cost(&app, &reader, 21, (&rest, &graphql)).await;
                assert_eq!(short, long, "{name}");
                assert!(long.0 <= 16 && long.1 <= 16, "{name}: {long:?} statements");
            }
        }
    });
}
