//! The log names requests and what they cost, and nobody.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use super::examples::{Examples, Request};
use super::schemas::Document;
use super::stage::Stage;
use crate::harness::Kind;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the lines").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything that this process logs from the first call on, at the finest level of our own crates.
fn captured() -> Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES
        .get_or_init(|| {
            let lines = Lines::default();
            let subscriber = tracing_subscriber::fmt()
                .with_env_filter("info,focalpoint_api=trace,sqlx=debug,sea_orm=debug,actix_web=debug,actix_server=info")
                .with_writer(lines.clone())
                .with_ansi(false)
                .finish();
            tracing::subscriber::set_global_default(subscriber).expect("the only subscriber of this process");
            lines
        })
        .clone()
}

fn secrets(value: &Value, out: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let secret = [
                    "password",
                    "email",
                    "name",
                    "clientSecret",
                    "secret",
                    "token",
                    "accessToken",
                    "refreshToken",
                    "access_token",
                    "newPassword",
                    "currentPassword",
                    "telephone",
                    "officeTelephone",
                ];
                match value {
                    Value::String(text) if secret.contains(&key.as_str()) && text.len() > 5 => out.push(text.clone()),
                    other => secrets(other, out),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|v| secrets(v, out)),
        _ => {}
    }
}

#[test]
fn no_secret_and_no_personal_data_is_logged() {
    let lines = captured();
    actix_web::rt::System::new().block_on(async {
        let mut stage = Stage::set(Kind::Sqlite).await.expect("SQLite");
        let (document, examples) = (Document::read(), Examples::read());
        let mut watched = Vec::new();
        let mut requests = Vec::new();
        for operation in document.operations() {
            let example = examples.get(&operation.id).expect("an example").clone();
            let asked = Request::prepared(&mut stage, &operation, &example).await;
            let answer = asked.send(&mut stage).await;
            secrets(asked.body.as_ref().unwrap_or(&Value::Null), &mut watched);
            if ["sign_in", "refresh_session", "issue_access_token", "get_me", "list_experts"]
                .contains(&operation.id.as_str())
            {
                secrets(&answer.body, &mut watched);
            }
            requests.push(answer.header("x-request-id"));
        }
        // What goes wrong is logged with its cause; that must not betray anybody either.
        stage
            .app
            .nobody()
            .post("/v1/auth/sign-in", json!({ "email": "somebody.private@example.org", "password": "hunter2-hunter2" }))
            .await;
        watched.extend(["somebody.private@example.org".to_owned(), "hunter2-hunter2".to_owned()]);
        for who in ["MEMBER@ua-sms", "ADMINISTRATOR@ee-ppa"] {
            secrets(&stage.account(who), &mut watched);
        }
        let log = String::from_utf8_lossy(&lines.0.lock().expect("the lines")).into_owned();
        let missing = requests.iter().filter(|id| !id.is_empty() && !log.contains(id.as_str())).count();
        assert_eq!(missing, 0, "requests are in the log by their id");
        watched.sort();
        watched.dedup();
        assert!(watched.len() > 40, "{}", watched.len());
        for secret in watched {
            assert!(!log.contains(&secret), "the log has `{secret}`: {:?}", log.lines().find(|l| l.contains(&secret)));
        }
    });
}
