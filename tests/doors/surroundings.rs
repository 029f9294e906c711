//! What surrounds every request: ids, headers, methods, other origins, compression, limits, health,
//! metrics, the end.

use std::time::Duration;

use focalpoint_api::kit::database::sql;
use focalpoint_api::kit::secret::Secret;
use reqwest::Method;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::schemas::Document;
use super::stage::Stage;
use crate::harness::{App, Holding, Kind, on_both, on_both_with};

fn run(test: impl AsyncFnOnce(App)) {
    run_as(|_| (), test);
}

fn run_as(configure: impl Fn(&mut focalpoint_api::config::Config), test: impl AsyncFnOnce(App)) {
    actix_web::rt::System::new().block_on(async {
        test(App::start_with(Kind::Sqlite, Holding::Nothing, &configure).await.expect("SQLite")).await;
    });
}

#[test]
fn a_request_id_is_echoed_if_it_is_fit_for_a_log_and_made_if_it_is_not() {
    run(async |app| {
        let nobody = app.nobody();
        let fit = "gateway-7.f3_0a2";
        let answer = nobody.send(Method::GET, "/v1/nothing", &[("x-request-id", fit)], None).await;
        assert_eq!((answer.header("x-request-id").as_str(), &answer.body["requestId"]), (fit, &json!(fit)));
        let long = "x".repeat(65);
        for hostile in ["short", "with space in it", "semi;colon;semi", "<script>alert(1)</script>", long.as_str()] {
            let answer = nobody.send(Method::GET, "/v1/nothing", &[("x-request-id", hostile)], None).await;
            let id = answer.header("x-request-id");
            assert!(id != hostile && id.len() == 32 && answer.body["requestId"] == json!(id), "{hostile}: {id}");
        }
        let data = nobody.graphql("{ colour }", json!({})).await;
        assert_eq!(data.body["errors"][0]["extensions"]["requestId"], json!(data.header("x-request-id")));
    });
}

const SECURITY: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("strict-transport-security", "max-age=31536000"),
];

#[test]
fn every_answer_has_the_security_headers_even_one_that_comes_too_late() {
    run(async |app| {
        for (method, path) in [
            (Method::GET, "/v1/competences"),
            (Method::GET, "/v1/nothing"),
            (Method::POST, "/v1/roles"),
            (Method::GET, "/healthz"),
            (Method::OPTIONS, "/graphql"),
        ] {
            let answer = app.nobody().send(method.clone(), path, &[], None).await;
            for (name, value) in SECURITY {
                assert_eq!(answer.header(name), value, "{method} {path}");
            }
        }
    });
    run_as(
        |config| config.request_seconds = 0,
        async |app| {
            // Hashing a password is never done at once.
            let body = json!({ "email": "a@b.c", "password": "x" });
            let answer = app.nobody().post("/v1/auth/sign-in", body).await;
            assert_eq!((answer.status, answer.code().as_str()), (503, "TIMEOUT"), "{:#}", answer.body);
            assert_eq!(answer.header("x-request-id").len(), 32);
            assert_eq!(answer.body["requestId"], json!(answer.header("x-request-id")));
            for (name, value) in SECURITY {
                assert_eq!(answer.header(name), value);
            }
        },
    );
}

#[test]
fn what_comes_too_late_is_counted_logged_and_told_to_other_origins_as_any_answer() {
    let configure = |config: &mut focalpoint_api::config::Config| {
        config.request_seconds = 0;
        config.edge.cors_origins = vec!["https://portal.example.org".to_owned()];
    };
    run_as(configure, async |app| {
        let body = json!({ "email": "a@b.c", "password": "x" });
        let headers = [("origin", "https://portal.example.org")];
        let answer = app.nobody().send(Method::POST, "/v1/auth/sign-in", &headers, Some(body)).await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "TIMEOUT"), "{:#}", answer.body);
        assert_eq!(answer.header("access-control-allow-origin"), "https://portal.example.org");
        assert!(answer.header("access-control-expose-headers").to_lowercase().contains("cache-control"));
        let metrics = app.nobody().get("/metrics").await.ok(200);
        let line = "focalpoint_requests_total{route=\"/v1/auth/sign-in\",method=\"POST\",status=\"503\"}";
        assert!(metrics.as_str().is_some_and(|text| text.contains(line)), "no {line}");
    });
}

#[test]
fn postgresql_ends_a_statement_that_nobody_waits_for_any_more() {
    let one_second = |config: &mut focalpoint_api::config::Config| config.request_seconds = 1;
    on_both_with("postgresql_ends_a_statement_that_nobody_waits_for_any_more", one_second, async |app| {
        let database = &app.world.database;
        if database.backend() != DbBackend::Postgres {
            return;
        }
        let held = database.begin().await.expect("a transaction");
        held.execute_unprepared("LOCK TABLE competence IN ACCESS EXCLUSIVE MODE").await.expect("a lock");
        let answer = app.nobody().get("/v1/competences").await;
        assert_eq!((answer.status, answer.code().as_str()), (503, "TIMEOUT"), "{:#}", answer.body);
        // Asked of the server itself until it is so, for at most the twenty seconds of a socket's client.
        let waiting =
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        let gone = async {
            while !database
                .writer()
                .query_all_raw(sql(DbBackend::Postgres, waiting, []))
                .await
                .expect("rows")
                .is_empty()
            {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), gone).await.expect("the statement goes on");
        held.rollback().await.expect("rolled back");
        app.nobody().get("/v1/competences").await.ok(200);
    });
}

#[test]
fn another_method_is_405_with_those_that_an_address_takes() {
    run(async |app| {
        let document = Document::read();
        let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        for (path, item) in document.whole["paths"].as_object().expect("paths") {
            let mut takes: Vec<String> = item.as_object().expect("a path").keys().map(|m| m.to_uppercase()).collect();
            if takes.contains(&"GET".to_owned()) {
                takes.push("HEAD".to_owned());
            }
            takes.push("OPTIONS".to_owned());
            takes.sort();
            let address = path.replace("{code}", "UA").replace("{id}", "00000000-0000-4000-8000-000000000000");
            let address = address.replace("{membershipId}", "00000000-0000-4000-8000-000000000000");
            let address = address.replace("{secretId}", "00000000-0000-4000-8000-000000000000");
            for method in methods.iter().filter(|m| !takes.contains(&(**m).to_owned())) {
                let answer = app.nobody().send(method.parse().expect("a method"), &address, &[], None).await;
                assert_eq!((answer.status, answer.code().as_str()), (405, "METHOD_NOT_ALLOWED"), "{method} {path}");
                let mut allowed: Vec<String> = answer.header("allow").split(", ").map(str::to_owned).collect();
                allowed.sort();
                assert_eq!(allowed, takes, "{method} {path}");
            }
            let answer = app.nobody().send(Method::OPTIONS, &address, &[], None).await;
            assert_eq!(answer.status, 204, "OPTIONS {path}");
        }
        for path in ["/healthz", "/openapi.json", "/schema.graphql", "/.well-known/jwks.json", "/graphql", "/metrics"] {
            let answer = app.nobody().send(Method::DELETE, path, &[], None).await;
            assert_eq!((answer.status, answer.code().as_str()), (405, "METHOD_NOT_ALLOWED"), "{path}");
            assert!(answer.header("allow").contains("GET"), "{path}");
        }
    });
}

#[test]
fn other_origins_may_call_only_where_they_are_configured() {
    let asks = [
        ("origin", "https://portal.example.org"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,if-match"),
    ];
    run(async |app| {
        for method in [Method::OPTIONS, Method::GET] {
            let answer = app.nobody().send(method.clone(), "/v1/competences", &asks, None).await;
            assert_eq!(answer.status, if method == Method::GET { 200 } else { 204 }, "{:#}", answer.body);
            let told = answer.headers.keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(told, None, "{method}");
        }
    });
    let configure = |config: &mut focalpoint_api::config::Config| {
        config.edge.cors_origins = vec!["https://portal.example.org".to_owned()]
    };
    run_as(configure, async |app| {
        let answer = app.nobody().send(Method::OPTIONS, "/v1/competences", &asks, None).await;
        assert_eq!(answer.header("access-control-allow-origin"), "https://portal.example.org");
        assert!(answer.header("access-control-allow-headers").to_lowercase().contains("if-match"));
        assert!(answer.header("access-control-allow-methods").contains("PATCH"));
        assert_eq!(answer.header("access-control-allow-credentials"), "", "cookies are never accepted here");
        let answer = app.nobody().send(Method::GET, "/v1/competences", &asks[..1], None).await;
        assert_eq!(answer.header("access-control-allow-origin"), "https://portal.example.org");
        assert!(answer.header("access-control-expose-headers").to_lowercase().contains("etag"), "{:?}", answer.headers);
        let other = app
            .nobody()
            .send(Method::GET, "/v1/competences", &[("origin", "https://elsewhere.example.org")], None)
            .await;
        assert_eq!(other.header("access-control-allow-origin"), "");
    });
}

#[test]
fn answers_are_compressed_for_those_who_take_it() {
    run(async |app| {
        for coding in ["gzip", "br"] {
            let answer = app.nobody().send(Method::GET, "/openapi.json", &[("accept-encoding", coding)], None).await;
            assert_eq!((answer.status, answer.header("content-encoding").as_str()), (200, coding));
            assert!(answer.header("vary").to_lowercase().contains("accept-encoding"));
        }
    });
}

/// Sends raw bytes on a connection of its own, and gives what comes back until the end.
async fn raw(app: &App, parts: &[&[u8]]) -> String {
    let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("a connection");
    for part in parts {
        // The server may close while a body that is too long is still on its way.
        if stream.write_all(part).await.is_err() {
            break;
        }
    }
    let mut out = Vec::new();
    let reading = stream.read_to_end(&mut out);
    let _ = tokio::time::timeout(Duration::from_secs(20), reading).await;
    String::from_utf8_lossy(&out).into_owned()
}

#[test]
fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    run(async |app| {
        // The length alone is enough: not one byte of this body is ever sent.
        for path in ["/v1/auth/sign-in", "/graphql", "/v1/auth/refresh"] {
            let head = format!(
                "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n"
            );
            let answer = raw(&app, &[head.as_bytes()]).await;
            assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
            assert!(answer.contains("TOO_LARGE"), "{path}: {answer}");
        }
        // Without a length it ends at the limit.
        let head = b"POST /v1/auth/sign-in HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        let mut parts: Vec<&[u8]> = vec![head];
        parts.extend(std::iter::repeat_n(chunk.as_bytes(), 40));
        let answer = raw(&app, &parts).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    });
}

#[test]
fn rubbish_is_refused_with_a_code_and_never_breaks_anything() {
    on_both("rubbish_is_refused_with_a_code_and_never_breaks_anything", async |app| {
        let nobody = app.nobody();
        for (path, pointer) in [
            ("/v1/organisations?q=%ff%fe", "?q"),
            ("/v1/organisations?q=%00", "?q"),
            ("/v1/organisations?q=a&q=b", "?q"),
            ("/v1/organisations?first=99999999999999999999", "?first"),
            ("/v1/organisations?first=-1", "?first"),
            ("/v1/organisations?first=1e3", "?first"),
            ("/v1/organisations?asOf=2026-02-30", "?asOf"),
            ("/v1/organisations?ids=rubbish", "?ids"),
            ("/v1/organisations?count=maybe", "?count"),
            ("/v1/organisations?lifecycle=LIVIN", "?lifecycle"),
        ] {
            let answer = nobody.get(path).await;
            assert_eq!(
                (answer.status, &answer.body["errors"][0]["pointer"]),
                (400, &json!(pointer)),
                "{path}: {:#}",
                answer.body
            );
        }
        for path in
            ["/v1/countries/%00", "/v1/countries/%ff", "/v1/experts/%00", "/v1/experts/..%2f..", "/v1/countries/U%20A"]
        {
            assert_eq!(nobody.get(path).await.status, 404, "{path}");
        }
        let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        for body in [
            "",
            "{",
            "nul",
            "[]",
            "\"text\"",
            "{\"email\": 1, \"password\": \"x\"}",
            "{\"email\": \"a\\u0000@b.c\", \"password\": \"x\"}",
            "{\"email\": \"a@b.c\", \"password\": \"x\"} more",
            "{\"email\": \"\\ud800\", \"password\": \"x\"}",
            "{\"email\": \"a@b.c\", \"email\": \"b@b.c\", \"password\": \"x\"}",
            "{\"email\": 1e999, \"password\": \"x\"}",
            deep.as_str(),
        ] {
            let answer = nobody.text("/v1/auth/sign-in", "application/json", body).await;
            let shown: String = body.chars().take(60).collect();
            assert_eq!(answer.status, 400, "{shown}: {:#}", answer.body);
            assert!(["BAD_REQUEST", "UNKNOWN_FIELD"].contains(&answer.code().as_str()), "{shown}: {:#}", answer.body);
            assert_eq!(answer.header("content-type"), "application/problem+json");
        }
        for (query, variables) in [
            ("query($q: String) { organisations(filter: { q: $q }) { nodes { code } } }", json!({ "q": "a\0b" })),
            ("{ organisations(filter: { q: \"\\u0000\" }) { nodes { code } } }", json!({})),
            ("{ organisations(first: 99999999999999999999) { nodes { code } } }", json!({})),
            ("{ organisations(first: -1) { nodes { code } } }", json!({})),
        ] {
            let answer = nobody.graphql(query, variables).await;
            assert!(["BAD_REQUEST", "QUERY_INVALID"].contains(&answer.code().as_str()), "{query}: {:#}", answer.body);
        }
        let form = nobody
            .form("/oauth/token", None, "grant_type=client_credentials&client_id=%00&client_secret=%00".to_owned())
            .await;
        assert_eq!((form.status, &form.body["error"]), (400, &json!("invalid_request")));
    });
}

#[test]
fn health_says_what_works_and_metrics_are_for_those_who_run_the_server() {
    on_both_with(
        "health_says_what_works_and_metrics_are_for_those_who_run_the_server",
        |config| config.metrics_token = Some(Secret::new("scrape")),
        async |app| {
            let nobody = app.nobody();
            assert_eq!(nobody.get("/healthz").await.ok(200), json!({ "status": "ok" }));
            assert_eq!(
                nobody.get("/readyz").await.ok(200),
                json!({ "database": "ok", "migrations": "ok", "key": "ok", "clock": "ok" })
            );
            nobody.get("/v1/competences/00000000-0000-4000-8000-000000000000").await;
            let metrics = nobody.get("/metrics").await.ok(200);
            let text = metrics.as_str().expect("a text");
            for line in [
                "focalpoint_requests_total{route=\"/v1/competences/{id}\",method=\"GET\",status=\"404\"}",
                "focalpoint_request_seconds_bucket{route=\"/v1/competences/{id}\"",
                "focalpoint_errors_total{code=\"NOT_FOUND\"}",
                "focalpoint_sql_statements_total",
                "focalpoint_clock_skew_seconds 0.000000",
                "focalpoint_pool_connections{pool=\"reader\",state=\"idle\"}",
                "focalpoint_pool_connections{pool=\"writer\",state=\"busy\"}",
            ] {
                assert!(text.contains(line), "no {line} in\n{text}");
            }
            assert!(!text.contains("00000000-0000-4000-8000-000000000000"), "no ids in labels");
            // Through a proxy it is no longer loopback.
            let elsewhere = [("x-forwarded-for", "203.0.113.7")];
            assert_eq!(nobody.send(Method::GET, "/metrics", &elsewhere, None).await.status, 404);
            let with = |token: &'static str| [elsewhere[0], ("authorization", token)];
            assert_eq!(nobody.send(Method::GET, "/metrics", &with("Bearer scrape"), None).await.status, 200);
            assert_eq!(nobody.send(Method::GET, "/metrics", &with("Bearer scrap"), None).await.status, 404);
            app.world.database.reader().clone().close().await.expect("closing");
            let answer = nobody.get("/readyz").await;
            assert_eq!((answer.status, &answer.body["database"]), (503, &json!("failing")));
            assert_eq!(nobody.get("/healthz").await.status, 200);
        },
    );
}

#[test]
fn what_has_begun_is_finished_when_the_server_stops() {
    run(async |app| {
        let mut stream = TcpStream::connect(app.url.trim_start_matches("http://")).await.expect("a connection");
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.expect("sent");
        let mut buffer = vec![0; 4096];
        assert!(stream.read(&mut buffer).await.expect("an answer") > 0);
        let body = br#"{"email": "nobody@example.org", "password": "x"}"#;
        let head = format!(
            "POST /v1/auth/sign-in HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.expect("sent");
        // The handler has begun: it asks for the body.
        let n = stream.read(&mut buffer).await.expect("an answer");
        assert!(buffer[..n].starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&buffer[..n]));
        let stopping = app.handle.stop(true);
        let rest = async {
            stream.write_all(body).await.expect("sent");
            let mut out = Vec::new();
            stream.read_to_end(&mut out).await.expect("the end");
            String::from_utf8_lossy(&out).into_owned()
        };
        let ((), answer) = tokio::join!(stopping, rest);
        assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("BAD_CREDENTIALS"), "{answer}");
        assert!(TcpStream::connect(app.url.trim_start_matches("http://")).await.is_err(), "it listens still");
    });
}

#[test]
fn the_language_is_chosen_by_parameter_before_header() {
    actix_web::rt::System::new().block_on(async {
        let mut stage = Stage::set(Kind::Sqlite).await.expect("SQLite");
        let nobody = stage.client("nobody").await;
        let labels = async |path: &str, accepted: &str| {
            let headers = [("accept-language", accepted)];
            let page = nobody.send(Method::GET, path, &headers, None).await.ok(200);
            page["items"][0]["title"]
                .as_str()
                .or(page["items"][0]["label"].as_str())
                .or(page["items"][0]["name"].as_str())
                .expect("a label")
                .to_owned()
        };
        let english = labels("/v1/organisations?code=ua-sms", "en").await;
        let ukrainian = labels("/v1/organisations?code=ua-sms", "uk, en;q=0.5").await;
        assert_eq!(labels("/v1/organisations?code=ua-sms&lang=uk", "en").await, ukrainian);
        assert_eq!(labels("/v1/organisations?code=ua-sms&lang=xx", "en").await, english);
    });
}

#[test]
fn a_problem_is_told_in_the_language_asked_for_and_else_in_english() {
    run(async |app| {
        let title = async |path: &str, accepted: &str| {
            let answer = app.nobody().send(Method::GET, path, &[("accept-language", accepted)], None).await;
            assert_eq!(answer.code(), "NOT_FOUND");
            (answer.body["title"].as_str().expect("a title").to_owned(), answer.header("content-language"))
        };
        let english = ("Nothing here, or not shared with you".to_owned(), "en".to_owned());
        assert_eq!(title("/v1/nothing", "en").await, english);
        assert_eq!(title("/v1/nothing", "xx, en;q=0.5, uk;q=0.1").await, english);
        let (told, language) = title("/v1/nothing", "uk-UA, en;q=0.5").await;
        assert!(language == "uk" && told != english.0, "{told}");
        assert_eq!(title("/v1/nothing?lang=uk", "en").await.0, told);
    });
}

#[test]
fn every_page_that_takes_a_form_says_so() {
    run(async |app| {
        let edge = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/edge");
        let mut pages = Vec::new();
        for entry in std::fs::read_dir(edge).expect("the door").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("pages_") {
                let source = std::fs::read_to_string(entry.path()).expect("a source");
                let posts =
                    source.split("#[post(\"").skip(1).filter_map(|rest| rest.split('"').next().map(str::to_owned));
                pages.extend(posts);
            }
        }
        assert!(pages.len() > 8, "{pages:?}");
        for page in pages {
            let address = page.replace("{token}", "never-was").replace("{id}", "00000000-0000-4000-8000-000000000000");
            let answer = app.nobody().send(Method::OPTIONS, &address, &[], None).await;
            let allowed = answer.header("allow");
            assert!(allowed.split(", ").any(|method| method == "POST"), "{page} takes {allowed}");
        }
    });
}
