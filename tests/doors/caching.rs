//! What proxies and browsers keep: tags, codings, what answers vary by.

use reqwest::Method;
use serde_json::json;

use super::stage::Stage;
use crate::harness::{Answer, App, Holding, Kind, on_both_with_the_sample};

fn run_as(configure: impl Fn(&mut focalpoint_api::config::Config), test: impl AsyncFnOnce(App)) {
    actix_web::rt::System::new().block_on(async {
        test(App::start_with(Kind::Sqlite, Holding::Nothing, &configure).await.expect("SQLite")).await;
    });
}

fn varies_by(answer: &Answer) -> String {
    let lines = answer.headers.get_all("vary").iter().filter_map(|line| line.to_str().ok());
    lines.collect::<Vec<_>>().join(", ").to_lowercase()
}

#[test]
fn who_writes_is_told_what_became_of_it_whatever_they_have() {
    on_both_with_the_sample("who_writes_is_told_what_became_of_it_whatever_they_have", async |app| {
        let mut stage = Stage::around(app);
        let member = stage.client("MEMBER@ua-sms").await;
        let any = [("if-none-match", "*")];
        let visit = member.send(Method::POST, "/v1/me/visit", &any, Some(json!({}))).await;
        assert_eq!(visit.status, 200, "{:#}", visit.body);
        let read = member.send(Method::GET, "/v1/me", &any, None).await;
        assert_eq!(read.status, 304);
        // A list of tags may come in several lines.
        let tag = read.header("etag");
        let lines = [("if-none-match", "\"x\", \"y\""), ("if-none-match", tag.as_str())];
        assert_eq!(member.send(Method::GET, "/v1/me", &lines, None).await.status, 304);
    });
}

#[test]
fn plain_and_compressed_bytes_have_different_tags_and_both_are_understood() {
    let foreign = |config: &mut focalpoint_api::config::Config| {
        config.edge.cors_origins = vec!["https://portal.example.org".to_owned()]
    };
    run_as(foreign, async |app| {
        let nobody = app.nobody();
        for path in ["/openapi.json", "/schema.graphql", "/v1/roles", "/assets/site.css"] {
            let plain = nobody.send(Method::GET, path, &[], None).await;
            let strong = plain.header("etag");
            assert!(plain.status == 200 && strong.starts_with('"'), "{path}: {strong}");
            for coding in ["gzip", "br"] {
                let headers = [("accept-encoding", coding), ("origin", "https://portal.example.org")];
                let coded = nobody.raw(path, &headers).await;
                let header = |name: &str| {
                    let lines = coded.headers().get_all(name).iter().filter_map(|line| line.to_str().ok());
                    lines.collect::<Vec<_>>().join(", ").to_lowercase()
                };
                assert_eq!(header("content-encoding"), coding, "{path}");
                assert_eq!(header("etag"), format!("w/{}", strong.to_lowercase()), "{path} {coding}");
                assert!(header("vary").contains("accept-encoding") && header("vary").contains("origin"), "{path}");
            }
            assert!(varies_by(&plain).contains("accept-encoding"), "{path}: {:?}", plain.headers);
            for known in [strong.clone(), format!("W/{strong}")] {
                let headers = [("if-none-match", known.as_str()), ("accept-encoding", "gzip")];
                let again = nobody.send(Method::GET, path, &headers, None).await;
                assert_eq!(again.status, 304, "{path} {known}");
            }
        }
    });
}

#[test]
fn the_contracts_are_kept_until_they_change_and_come_in_the_coding_that_is_wanted_most() {
    run_as(
        |_| (),
        async |app| {
            let nobody = app.nobody();
            for path in ["/openapi.json", "/schema.graphql"] {
                let plain = nobody.raw(path, &[]).await;
                assert_eq!(plain.headers()["cache-control"], "public, no-cache", "{path}");
                let plain = plain.bytes().await.expect("a body");
                let zipped = nobody.raw(path, &[("accept-encoding", "gzip")]).await.bytes().await.expect("a body");
                let mut out = Vec::new();
                std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&zipped[..]), &mut out).expect("gzip");
                assert!(out == plain && zipped.len() * 4 < plain.len(), "{path}");
                for (accepted, coding) in [
                    ("br;q=0.5, gzip", "gzip"),
                    ("gzip;q=0.9, br", "br"),
                    ("GZIP ; q=1.000", "gzip"),
                    ("gzip;q=0, br; q=0.0", ""),
                    ("identity", ""),
                ] {
                    let answer = nobody.raw(path, &[("accept-encoding", accepted)]).await;
                    let told = answer.headers().get("content-encoding").map_or("", |v| v.to_str().unwrap_or(""));
                    assert_eq!(told, coding, "{path} {accepted}");
                }
            }
        },
    );
}
