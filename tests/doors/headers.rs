//! What standards of HTTP ask of a header, at both doors: challenges, media types, weights, names of
//! parameters.

use reqwest::Method;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::harness::browser::Browser;
use crate::harness::on_both_with_the_sample;

#[test]
fn a_refusal_says_how_to_authenticate_and_what_was_wrong_with_the_token() {
    on_both_with_the_sample("a_refusal_says_how_to_authenticate_and_what_was_wrong_with_the_token", async |app| {
        let mut stage = Stage::around(app);
        let nobody = stage.app.nobody();
        let scheme = "Bearer realm=\"focalpoint\"";
        let invalid = format!("{scheme}, error=\"invalid_token\"");
        let stranger = nobody.with_token("rubbish");
        assert_eq!(nobody.get("/v1/me").await.header("www-authenticate"), scheme);
        assert_eq!(stranger.get("/v1/me").await.header("www-authenticate"), invalid);
        let over = stranger.graphql("{ viewer { expert { id } } }", json!({})).await;
        assert_eq!((over.status, over.header("www-authenticate").as_str()), (401, invalid.as_str()));
        let filled = stage.fill(&json!({ "id": "{{client:ua-sms}}", "secret": "{{secret:ua-sms}}" })).await;
        let basic = (filled["id"].as_str().expect("an id"), filled["secret"].as_str().expect("a secret"));
        let form = "grant_type=client_credentials&scope=read".to_owned();
        let token = nobody.form("/oauth/token", Some(basic), form).await.ok(200);
        let narrow = nobody.with_token(token["access_token"].as_str().expect("a token"));
        let body = json!({ "title": "t", "bodyMarkdown": "b", "audience": { "parties": [{ "kind": "NETWORK" }] } });
        let refused = narrow.post("/v1/updates", body).await;
        let told = format!("{scheme}, error=\"insufficient_scope\"");
        assert_eq!((refused.status, refused.header("www-authenticate").as_str()), (403, told.as_str()));
        // A right that nobody's token could hold is no matter of the token.
        let member = stage.client("MEMBER@ua-sms").await;
        let code = json!({ "code": "x", "labels": [{ "language": "en", "name": "X" }] });
        let refused = member.post("/v1/competences", code).await;
        assert_eq!((refused.status, refused.header("www-authenticate").as_str()), (403, ""));
    });
}

#[test]
fn a_media_type_is_the_same_in_whatever_case_and_a_merge_patch_is_for_patch_alone() {
    on_both_with_the_sample(
        "a_media_type_is_the_same_in_whatever_case_and_a_merge_patch_is_for_patch_alone",
        async |app| {
            let mut stage = Stage::around(app);
            let member = stage.client("MEMBER@ua-sms").await;
            let query = json!({ "query": "{ __typename }" }).to_string();
            assert_eq!(member.text("/graphql", "Application/JSON", &query).await.status, 200);
            assert_eq!(member.text("/v1/me/visit", "Application/JSON; charset=UTF-8", "{}").await.status, 200);
            let merge = member.text("/v1/me/visit", "application/merge-patch+json", "{}").await;
            assert_eq!((merge.status, merge.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
            let tag = member.get("/v1/me").await.header("etag");
            let headers = [("if-match", tag.as_str()), ("content-type", "application/merge-patch+json")];
            let patched = member.send(Method::PATCH, "/v1/me", &headers, Some(json!({ "languages": ["uk"] }))).await;
            assert_eq!(patched.status, 200, "{:#}", patched.body);
        },
    );
}

#[test]
fn weights_are_read_with_spaces_around_them() {
    on_both_with_the_sample("weights_are_read_with_spaces_around_them", async |app| {
        let nobody = app.nobody();
        let name = async |accepted: &str| {
            let headers = [("accept-language", accepted)];
            let page = nobody.send(Method::GET, "/v1/organisations?code=ua-sms", &headers, None).await.ok(200);
            page["items"][0]["name"].as_str().expect("a name").to_owned()
        };
        let (ukrainian, english) = (name("uk").await, name("en").await);
        assert_ne!(ukrainian, english);
        assert_eq!(name("uk; q=0.9, en; q=0.5").await, ukrainian);
        assert_eq!(name("en ;Q=0.5,uk ;Q=0.9").await, ukrainian);
        assert_eq!(name("uk;q=0, en;q=0.1").await, english);
        let media = async |accepted: &str| {
            let body = Some(json!({ "query": "{ __typename }" }));
            nobody.send(Method::POST, "/graphql", &[("accept", accepted)], body).await.header("content-type")
        };
        assert!(media("application/json; q=0.5, application/graphql-response+json ; q=0.9").await.contains("graphql"));
        assert!(media("Application/GraphQL-Response+JSON").await.contains("graphql"));
    });
}

#[test]
fn a_parameter_has_one_name_however_it_is_written() {
    on_both_with_the_sample("a_parameter_has_one_name_however_it_is_written", async |app| {
        let nobody = app.nobody();
        let page = nobody.get("/v1/organisations?%66irst=2&%6Cang=uk").await.ok(200);
        assert_eq!(page["items"].as_array().map(Vec::len), Some(2));
        assert_eq!(page["items"], nobody.get("/v1/organisations?first=2&lang=uk").await.ok(200)["items"]);
        let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
        let next = nobody.get(&format!("/v1/organisations?%66irst=2&%61fter={cursor}")).await;
        let link = next.header("link");
        assert_eq!(link.matches("after=").count() + link.matches("%61fter=").count(), 1, "{link}");
        for sort in ["--name", "---name", "-"] {
            let answer = nobody.get(&format!("/v1/organisations?sort={sort}")).await;
            assert_eq!((answer.status, answer.code().as_str()), (400, "BAD_REQUEST"), "{sort}");
        }
    });
}

#[test]
fn an_address_that_holds_anything_leads_to_the_sign_in_page() {
    on_both_with_the_sample("an_address_that_holds_anything_leads_to_the_sign_in_page", async |app| {
        let stage = Stage::around(app);
        let browser = Browser::new(&stage.app);
        for (path, next) in [
            ("/secret/a%0d%0ab", "%2Fsecret%2Fa%0D%0Ab"),
            ("/secret/a%0d%0aSet-Cookie:%20x=y", ""),
            ("/secret/%00", ""),
            ("/secret/a&next=b", ""),
            ("/secret/%D1%96", ""),
        ] {
            let shown = browser.open(path).await;
            assert!(shown.status == 303 || shown.status == 404, "{path}: {}", shown.status);
            let at = shown.location.replace('/', "%2F");
            assert!(next.is_empty() || at.ends_with(next), "{path}: {}", shown.location);
            assert!(shown.cookies.iter().all(|cookie| !cookie.starts_with("x=")), "{path}");
            assert!(shown.location.matches("next=").count() <= 1, "{path}: {}", shown.location);
        }
        // And from there back to where one came from.
        let account = stage.account("MEMBER@ua-sms");
        let text = |name: &str| account[name].as_str().expect("a text").to_owned();
        let (email, password, csrf) = (text("email"), text("password"), browser.open("/sign-in").await.csrf());
        let form = [
            ("csrf", csrf.as_str()),
            ("next", "/secret/і"),
            ("email", email.as_str()),
            ("password", password.as_str()),
        ];
        let shown = browser.send("/sign-in", &form).await;
        assert_eq!((shown.status, shown.location.as_str()), (303, "/secret/%D1%96"));
    });
}

#[test]
fn whatever_is_wrong_with_a_form_is_told_as_everything_else_is() {
    on_both_with_the_sample("whatever_is_wrong_with_a_form_is_told_as_everything_else_is", async |app| {
        let nobody = app.nobody();
        let long = format!("csrf={}", "x".repeat(20_000));
        for (path, media, body, status) in [
            ("/sign-in", "application/x-www-form-urlencoded", "email=a", 400),
            ("/sign-in", "application/json", "{}", 415),
            ("/sign-in", "application/x-www-form-urlencoded", long.as_str(), 413),
            ("/reset", "application/x-www-form-urlencoded", "", 400),
            ("/secret/x", "text/plain", "csrf=x", 415),
        ] {
            let answer = nobody.text(path, media, body).await;
            assert_eq!((answer.status, &answer.body["status"]), (status, &json!(status)), "{path}: {:#}", answer.body);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
            assert!(!answer.code().is_empty(), "{path}");
        }
        // Nobody fails by what stands in an address to say where they came from.
        for path in ["/sign-in?next=a&next=b", "/sign-in?next=%ff", "/sign-in?colour=red"] {
            let page = nobody.get(path).await;
            assert_eq!(page.status, 200, "{path}");
            assert!(page.body.as_str().is_some_and(|page| page.contains("<form")), "{path}");
        }
        for (method, status, code) in [
            (Method::GET, 400, "BAD_REQUEST"),
            (Method::POST, 405, "METHOD_NOT_ALLOWED"),
            (Method::PUT, 405, "METHOD_NOT_ALLOWED"),
        ] {
            for headers in [vec![], vec![("sec-websocket-protocol", "graphql-transport-ws")]] {
                let answer = nobody.send(method.clone(), "/graphql/ws", &headers, None).await;
                assert_eq!((answer.status, answer.code().as_str()), (status, code), "{method} {headers:?}");
            }
        }
        let people = [("accept", "text/html")];
        let page = nobody.send(Method::POST, "/sign-in", &people, Some(Value::Null)).await;
        assert_eq!(page.status, 415);
        assert!(page.body.as_str().is_some_and(|page| page.contains("<html")), "{:#}", page.body);
    });
}

#[test]
fn a_client_of_http_1_0_is_sent_no_chunks() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    on_both_with_the_sample("a_client_of_http_1_0_is_sent_no_chunks", async |app| {
        let address = app.url.strip_prefix("http://").expect("an address");
        for (path, more) in [
            ("/v1/export?kind=COUNTRY", ""),
            ("/v1/countries", "accept-encoding: gzip\r\n"),
            ("/v1/countries", ""),
            ("/v1/nothing", ""),
        ] {
            let mut stream = tokio::net::TcpStream::connect(address).await.expect("a connection");
            let asked = format!("GET {path} HTTP/1.0\r\nhost: {address}\r\n{more}\r\n");
            stream.write_all(asked.as_bytes()).await.expect("a request");
            let mut came = Vec::new();
            // It ends, since the server closes.
            stream.read_to_end(&mut came).await.expect("an answer");
            let end = came.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
            let head = String::from_utf8_lossy(&came[..end]).to_lowercase();
            assert!(!head.contains("transfer-encoding"), "{path}: {head}");
            if path.starts_with("/v1/export") {
                let body = String::from_utf8_lossy(&came[end..]);
                assert!(body.starts_with("{\"") && body.trim_end().ends_with('}'), "{body}");
                let last: Value = serde_json::from_str(body.lines().last().expect("a line")).expect("JSON");
                assert_eq!(last["count"], body.lines().count() - 1);
            }
        }
    });
}
