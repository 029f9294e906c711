//! What a request may hold at most: words to look for, values in a list. Whatever is longer is refused
//! by name and costs the database nothing; it never ends the server.

use serde_json::{Value, json};

use crate::harness::{on_both, on_both_with_the_sample};

const LISTS: [&str; 5] = ["organisations", "experts", "groups", "countries", "competences"];

#[test]
fn a_search_for_too_many_words_is_refused_over_both_doors() {
    on_both("a_search_for_too_many_words_is_refused_over_both_doors", async |app| {
        let nobody = app.nobody();
        let many: String = (0..2_000).map(|n| format!("a{n} ")).collect();
        let punctuated = "a-".repeat(90);
        for (list, q) in LISTS.iter().flat_map(|list| [(list, many.as_str()), (list, &punctuated)]) {
            let answer = nobody.get(&format!("/v1/{list}?q={}", q.trim().replace(' ', "+"))).await;
            assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (400, &json!("?q")), "{list}");
            let query = format!("query($q: String) {{ {list}(filter: {{ q: $q }}) {{ nodes {{ __typename }} }} }}");
            assert_eq!(nobody.graphql(&query, json!({ "q": q })).await.code(), "BAD_REQUEST", "{list}");
        }
        let ten = (0..10).map(|n| format!("a{n}")).collect::<Vec<_>>().join("+");
        nobody.get(&format!("/v1/organisations?q={ten}")).await.ok(200);
    });
}

#[test]
fn a_list_with_too_many_values_is_refused_wherever_it_stands() {
    on_both_with_the_sample("a_list_with_too_many_values_is_refused_wherever_it_stands", async |app| {
        let mut stage = super::stage::Stage::around(app);
        let administrator = stage.client("ADMINISTRATOR@ee-ppa").await;
        let values = |many: usize| (0..many).map(|n| format!("a{n}")).collect::<Vec<_>>();
        let query = "query($code: [String!]!) { organisations(filter: { code: $code }) { nodes { id } } }";
        for (many, refused) in [(500, false), (501, true), (40_000, true)] {
            let answer = administrator.graphql(query, json!({ "code": values(many) })).await;
            assert_eq!(answer.code() == "BAD_REQUEST", refused, "{many}: {}", answer.body);
            assert!(!answer.code().contains("INTERNAL"), "{many}");
            if many < 5_000 {
                let path = format!("/v1/organisations?code={}", values(many).join(","));
                assert_eq!(administrator.get(&path).await.status, if refused { 400 } else { 200 }, "{many}");
                let inline = values(many).join("\",\"");
                for inline in [
                    format!("{{ organisations(filter: {{ code: [\"{inline}\"] }}) {{ nodes {{ id }} }} }}"),
                    format!(
                        "query($f: OrganisationFilter = {{ code: [\"{inline}\"] }}) {{ organisations(filter: $f) {{ nodes {{ id }} }} }}"
                    ),
                ] {
                    let answer = administrator.graphql(&inline, json!({})).await;
                    assert_eq!(answer.code() == "BAD_REQUEST", refused, "{many}: {}", answer.body);
                }
            }
        }
        // Each of these is a condition of its own.
        let states = vec!["SENT"; 500].join(",");
        administrator.get(&format!("/v1/invitations?state={states}")).await.ok(200);
        let me: Value = administrator.get("/v1/me").await.ok(200);
        let etag = format!("\"{}\"", me["expert"]["revision"]);
        let body = json!({ "languages": vec!["uk"; 35_000] });
        let answer = administrator.patch("/v1/me", &etag, body).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["pointer"]), (400, &json!("/languages")));
    });
}
