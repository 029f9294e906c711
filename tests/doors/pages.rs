//! Pages: cursors, links, counts, conditional answers, for every list there is.

use reqwest::Method;
use serde_json::{Value, json};

use super::examples::{Examples, Request};
use super::schemas::{Document, Operation};
use super::stage::Stage;
use crate::harness::{Kind, on_both_with_the_sample};

const WHO: &str = "ADMINISTRATOR@ee-ppa";

/// All lists, with the orders that the contract names.
fn lists(document: &Document) -> Vec<(Operation<'_>, Vec<String>)> {
    let all = document.operations().into_iter().filter(|o| o.parameters("query").contains_key("sort"));
    all.map(|o| {
        let sorts = o.parameters("query")["sort"]["schema"]["enum"].clone();
        let sorts = sorts.as_array().unwrap_or_else(|| panic!("{} does not say its orders", o.id)).clone();
        (o, sorts.iter().map(|s| s.as_str().expect("a text").to_owned()).collect())
    })
    .collect()
}

#[test]
fn every_list_pages_in_each_of_its_orders_without_gap_or_repetition() {
    actix_web::rt::System::new().block_on(async {
        let mut stage = Stage::set(Kind::Sqlite).await.expect("SQLite");
        let (document, examples) = (Document::read(), Examples::read());
        for (operation, sorts) in lists(&document) {
            let id = &operation.id;
            let example = examples.get(id).expect("an example").clone();
            let asked = Request::prepared(&mut stage, &operation, &example).await;
            let path = asked.path.split('?').next().expect("a path").to_owned();
            let client = stage.client(&asked.who).await;
            assert_eq!(client.get(&format!("{path}?sort=colour")).await.status, 400, "{id}");
            for sort in sorts {
                let whole = client.get(&format!("{path}?first=30&sort={sort}")).await.ok(200);
                let whole = whole["items"].as_array().expect("rows").clone();
                let mut pieces: Vec<Value> = Vec::new();
                let mut next = format!("{path}?first=7&sort={sort}");
                while pieces.len() < whole.len() {
                    let page = client.get(&next).await;
                    let link = page.header("link");
                    let body = page.ok(200);
                    pieces.extend(body["items"].as_array().expect("rows").iter().cloned());
                    // The next page by its link, which holds filter and order.
                    match link.split_once(">; rel=\"next\"") {
                        Some((address, _)) => next = address.trim_start_matches('<').to_owned(),
                        None => {
                            assert_eq!(body["pageInfo"]["hasNextPage"], false, "{id}");
                            break;
                        }
                    }
                }
                pieces.truncate(whole.len());
                assert_eq!(pieces, whole, "{id} by {sort}");
            }
        }
    });
}

#[test]
fn a_cursor_belongs_to_one_list_with_one_filter_and_order_and_cannot_be_made_up() {
    on_both_with_the_sample(
        "a_cursor_belongs_to_one_list_with_one_filter_and_order_and_cannot_be_made_up",
        async |app| {
            let nobody = app.nobody();
            let page = nobody.get("/v1/organisations?first=2&country=UA").await.ok(200);
            let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor").to_owned();
            assert_eq!(nobody.get(&format!("/v1/organisations?first=5&country=UA&after={cursor}")).await.status, 200);
            let mut flipped = cursor.clone().into_bytes();
            let middle = flipped.len() / 2;
            flipped[middle] = if flipped[middle] == b'A' { b'B' } else { b'A' };
            let flipped = String::from_utf8(flipped).expect("a text");
            for other in [
                format!("/v1/organisations?country=PL&after={cursor}"),
                format!("/v1/organisations?country=UA&sort=-name&after={cursor}"),
                format!("/v1/competences?after={cursor}"),
                format!("/v1/organisations?country=UA&after={flipped}"),
                format!("/v1/organisations?country=UA&after={}", &cursor[..cursor.len() - 4]),
                "/v1/organisations?country=UA&after=".to_owned(),
            ] {
                let answer = nobody.get(&other).await;
                assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_CURSOR"), "{other}: {:#}", answer.body);
            }
            let query = "query($after: String) { organisations(after: $after, filter: { country: [\"PL\"] }) { nodes { code } } }";
            let answer = nobody.graphql(query, json!({ "after": cursor })).await;
            assert_eq!(answer.code(), "BAD_CURSOR");
        },
    );
}

#[test]
fn an_insert_neither_repeats_nor_hides_a_row_of_the_next_page() {
    on_both_with_the_sample("an_insert_neither_repeats_nor_hides_a_row_of_the_next_page", async |app| {
        let mut stage = Stage::around(app);
        let administrator = stage.client(WHO).await;
        let all = administrator.get("/v1/competences?first=100&sort=code").await.ok(200);
        let codes = |page: &Value| -> Vec<String> {
            page["items"]
                .as_array()
                .expect("rows")
                .iter()
                .map(|c| c["code"].as_str().expect("a code").to_owned())
                .collect()
        };
        let first = administrator.get("/v1/competences?first=10&sort=code").await.ok(200);
        for (code, label) in [("aaa-before", "Before"), ("zzz-behind", "Behind")] {
            let body = json!({ "code": code, "labels": [{ "language": "en", "name": label }], "position": 1 });
            administrator.post("/v1/competences", body).await.ok(201);
        }
        let cursor = first["pageInfo"]["endCursor"].as_str().expect("a cursor");
        let rest = administrator.get(&format!("/v1/competences?first=100&sort=code&after={cursor}")).await.ok(200);
        let mut expected: Vec<String> = codes(&all)[10..].to_vec();
        expected.push("zzz-behind".to_owned());
        assert_eq!(codes(&rest), expected);
    });
}

#[test]
fn every_answer_that_is_read_can_be_asked_for_conditionally() {
    actix_web::rt::System::new().block_on(async {
        let mut stage = Stage::set(Kind::Sqlite).await.expect("SQLite");
        let document = Document::read();
        let examples = Examples::read();
        // Files are streamed; the feed's cursors never look alike, so that they do not tell whether
        // anything happened.
        let never = ["export_me", "export", "list_changes"];
        for operation in
            document.operations().into_iter().filter(|o| o.method == "GET" && !never.contains(&o.id.as_str()))
        {
            let example = examples.get(&operation.id).expect("an example").clone();
            let mut asked = Request::prepared(&mut stage, &operation, &example).await;
            let first = asked.send(&mut stage).await;
            let (tag, control, vary) =
                (first.header("etag"), first.header("cache-control"), first.header("vary").to_lowercase());
            assert_eq!((first.status, control.as_str()), (200, "private, no-cache"), "{}", operation.id);
            assert!(vary.contains("authorization") && vary.contains("accept-language"), "{}: {vary}", operation.id);
            if let Some(revision) = first.body.get("revision") {
                assert!(tag.starts_with(&format!("\"{revision}.")), "{}: {tag}", operation.id);
            }
            for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
                asked.headers = vec![("If-None-Match".to_owned(), known)];
                let again = asked.send(&mut stage).await;
                assert_eq!((again.status, again.header("etag")), (304, tag.clone()), "{}", operation.id);
                assert_eq!(again.body, Value::String(String::new()), "{}", operation.id);
            }
            asked.headers = vec![("If-None-Match".to_owned(), "\"something-else\"".to_owned())];
            assert_eq!(asked.send(&mut stage).await.status, 200, "{}", operation.id);
            asked.headers.clear();
            asked.method = Method::HEAD;
            let head = asked.send(&mut stage).await;
            assert_eq!(
                (head.status, head.header("etag"), head.body),
                (200, tag, Value::String(String::new())),
                "{}",
                operation.id
            );
        }
    });
}
