//! Every code of the table is really answered: each is provoked, and a new one does not compile here
//! until it is.

use focalpoint_api::error::Code;
use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::stage::Stage;
use crate::harness::browser::Browser;
use crate::harness::socket::{Came, Socket};
use crate::harness::{Answer, Kind};

const MEMBER: &str = "MEMBER@ua-sms";
const ADMINISTRATOR: &str = "ADMINISTRATOR@ee-ppa";

async fn graphql(stage: &Stage, query: &str) -> Answer {
    stage.app.nobody().graphql(query, json!({})).await
}

async fn session(stage: &Stage, who: &str) -> Value {
    let account = stage.account(who);
    let input = json!({ "email": account["email"], "password": account["password"] });
    stage.app.nobody().post("/v1/auth/sign-in", input).await.ok(200)
}

async fn published(stage: &mut Stage, audience: Value) -> Answer {
    let body = json!({ "title": "t", "bodyMarkdown": "b", "audience": audience });
    stage.client(MEMBER).await.post("/v1/updates", body).await
}

async fn id_of(stage: &mut Stage, path: &str) -> String {
    let found = stage.client(ADMINISTRATOR).await.get(path).await.ok(200);
    found["items"][0]["id"].as_str().expect("an id").to_owned()
}

/// Another server, for what spoils one.
async fn spoilt(configure: impl Fn(&mut focalpoint_api::config::Config)) -> Stage {
    Stage::set_as(Kind::Sqlite, configure).await.expect("SQLite")
}

async fn provoke(stage: &mut Stage, code: Code) -> Answer {
    let nobody = stage.app.nobody();
    match code {
        Code::BadRequest => nobody.get("/v1/competences?first=0").await,
        Code::UnknownField => nobody.get("/v1/competences?colour=red").await,
        Code::BadCursor => nobody.get("/v1/competences?after=rubbish").await,
        Code::Unauthenticated => nobody.get("/v1/me").await,
        Code::BadCredentials => nobody.post("/v1/auth/sign-in", json!({ "email": "a@b.c", "password": "x" })).await,
        Code::AccountSuspended => {
            let account = stage.account("MEMBER@lt-md").clone();
            let filled = stage.fill(&json!({ "expert": "{{expert:MEMBER@lt-md}}" })).await;
            let path = format!("/v1/accounts/{}/suspend", filled["expert"].as_str().expect("an id"));
            stage.client(ADMINISTRATOR).await.post(&path, json!({ "reason": "x" })).await.ok(200);
            let input = json!({ "email": account["email"], "password": account["password"] });
            nobody.post("/v1/auth/sign-in", input).await
        }
        Code::SessionEnded => {
            let session = session(stage, "MEMBER@sk-shr").await;
            let client = nobody.with_token(session["accessToken"].as_str().expect("a token"));
            client.post("/v1/auth/sign-out", json!({})).await.ok(200);
            client.get("/v1/me").await
        }
        Code::Forbidden => {
            let body = json!({ "code": "x", "labels": [{ "language": "en", "name": "X" }] });
            stage.client(MEMBER).await.post("/v1/competences", body).await
        }
        Code::MustPropose => published(stage, json!({ "parties": [{ "kind": "PUBLIC" }] })).await,
        Code::InsufficientScope => {
            let filled = stage.fill(&json!({ "id": "{{client:ua-sms}}", "secret": "{{secret:ua-sms}}" })).await;
            let basic = (filled["id"].as_str().expect("an id"), filled["secret"].as_str().expect("a secret"));
            let form = "grant_type=client_credentials&scope=read".to_owned();
            let token = nobody.form("/oauth/token", Some(basic), form).await.ok(200);
            let body = json!({ "title": "t", "bodyMarkdown": "b", "audience": { "parties": [{ "kind": "NETWORK" }] } });
            nobody.with_token(token["access_token"].as_str().expect("a token")).post("/v1/updates", body).await
        }
        Code::NotForOneself => {
            let filled = stage
                .fill(&json!({ "expertId": "{{expert:ADMINISTRATOR@ee-ppa}}", "role": "AUDITOR",
                "scope": { "kind": "NETWORK" }, "reason": "x" }))
                .await;
            stage.client(ADMINISTRATOR).await.post("/v1/grants", filled).await
        }
        Code::BadCsrf => {
            let browser = Browser::new(&stage.app);
            let page = browser.open("/sign-in").await;
            let account = stage.account(MEMBER);
            let (email, password) =
                (account["email"].as_str().expect("a text"), account["password"].as_str().expect("a text"));
            browser.send("/sign-in", &[("csrf", &page.csrf()), ("email", email), ("password", password)]).await;
            let shown = browser.token("rubbish").await;
            let body = serde_json::from_str(&shown.text).expect("a problem");
            Answer { status: shown.status, headers: reqwest::header::HeaderMap::new(), body }
        }
        Code::NotFound => nobody.get("/v1/nothing").await,
        Code::MethodNotAllowed => nobody.post("/v1/roles", json!({})).await,
        Code::NotAcceptable => {
            nobody.send(Method::GET, "/graphql?query={__typename}", &[("accept", "text/html")], None).await
        }
        Code::Conflict => {
            let grant = id_of(stage, "/v1/grants?role=OBSERVER").await;
            let path = format!("/v1/grants/{grant}/revoke");
            let administrator = stage.client(ADMINISTRATOR).await;
            administrator.post(&path, json!({ "reason": "x" })).await.ok(200);
            administrator.post(&path, json!({ "reason": "x" })).await
        }
        Code::LastAdministrator => {
            let administrator = stage.client(ADMINISTRATOR).await;
            let grants = administrator.get("/v1/grants?role=ADMINISTRATOR").await.ok(200);
            let me = administrator.get("/v1/me").await.ok(200);
            let mut own = Value::Null;
            for grant in grants["items"].as_array().expect("grants") {
                match grant["holder"]["actorId"] == me["expert"]["id"] {
                    true => own = grant["id"].clone(),
                    false => {
                        let path = format!("/v1/grants/{}/revoke", grant["id"].as_str().expect("an id"));
                        administrator.post(&path, json!({ "reason": "x" })).await.ok(200);
                    }
                }
            }
            let path = format!("/v1/grants/{}/revoke", own.as_str().expect("one's own"));
            administrator.post(&path, json!({ "reason": "x" })).await
        }
        Code::LinkUsed => {
            let invited = json!({ "email": "twice@example.org", "name": "Olha Example", "grants": [],
                "post": { "organisationCode": "ua-sms", "title": "Specialist" } });
            stage.client("FOCAL_POINT@ua-sms").await.post("/v1/invitations", invited).await.ok(201);
            let input = json!({ "token": "{{token:twice@example.org}}", "password": "violet harbour sixty lanterns" });
            let input = stage.fill(&input).await;
            nobody.post("/v1/invitations/accept", input.clone()).await.ok(200);
            nobody.post("/v1/invitations/accept", input).await
        }
        Code::PreconditionFailed => {
            stage.client(MEMBER).await.patch("/v1/me", "\"9999.x\"", json!({ "languages": ["uk"] })).await
        }
        Code::PreconditionRequired => {
            let body = Some(json!({ "languages": ["uk"] }));
            stage.client(MEMBER).await.send(Method::PATCH, "/v1/me", &[], body).await
        }
        Code::TooLarge => {
            let body = json!({ "title": "t", "bodyMarkdown": "x".repeat(2_000_000) });
            stage.client(MEMBER).await.post("/v1/updates", body).await
        }
        Code::UnsupportedMediaType => stage.client(MEMBER).await.text("/v1/updates", "text/plain", "hello").await,
        Code::Invalid => nobody.get("/v1/organisations?country=ZZ").await,
        Code::ConfirmWidening => {
            let made = published(stage, json!({ "parties": [{ "kind": "COUNTRY", "code": "PL" }] })).await;
            let tag = made.header("etag");
            let path = format!("/v1/items/{}/audience", made.ok(201)["id"].as_str().expect("an id"));
            let body = Some(json!({ "parties": [{ "kind": "NETWORK" }] }));
            stage.client(MEMBER).await.send(Method::PUT, &path, &[("if-match", &tag)], body).await
        }
        Code::IdempotencyMismatch => {
            let member = stage.client(MEMBER).await;
            let body = |title: &str| {
                Some(json!({ "title": title, "bodyMarkdown": "b", "audience": { "parties": [{ "kind": "NETWORK" }] } }))
            };
            let key = [("idempotency-key", "one-and-the-same")];
            member.send(Method::POST, "/v1/updates", &key, body("a")).await.ok(201);
            member.send(Method::POST, "/v1/updates", &key, body("b")).await
        }
        Code::TooManyRequests => {
            let mut last = nobody.get("/healthz").await;
            for _ in 0..100 {
                last =
                    nobody.post("/v1/auth/sign-in", json!({ "email": "guessed@example.org", "password": "x" })).await;
                if last.status == 429 {
                    break;
                }
            }
            last
        }
        Code::QueryTooDeep => {
            let query = (0..20).fold("name".to_owned(), |inner, _| format!("parent {{ {inner} }}"));
            graphql(stage, &format!("{{ organisations {{ nodes {{ {query} }} }} }}")).await
        }
        Code::QueryTooComplex => {
            let query = "{ organisations(first: 100) { nodes { experts(first: 100) { nodes { id name } } } } }";
            graphql(stage, query).await
        }
        Code::TooManyAliases => {
            let fields: Vec<String> = (0..40).map(|n| format!("a{n}: __typename")).collect();
            graphql(stage, &format!("{{ {} }}", fields.join(" "))).await
        }
        Code::TooManyDirectives => {
            graphql(stage, &format!("{{ __typename {} }}", "@include(if: true) ".repeat(6))).await
        }
        Code::QueryInvalid => graphql(stage, "{ colour }").await,
        Code::BatchRefused => nobody.post("/graphql", json!([{ "query": "{ __typename }" }])).await,
        Code::CursorGone => {
            let restored = spoilt(|_| ()).await;
            let page = restored.app.nobody().get("/v1/changes?first=1").await.ok(200);
            // As after a restore from a backup: the record that the cursor knows has another hash.
            let other = "UPDATE ledger_record SET hash = (SELECT hash FROM ledger_record WHERE seq = 1)
                WHERE seq = (SELECT MAX(seq) FROM ledger_record)";
            restored.app.world.database.writer().execute_unprepared(other).await.expect("altered");
            let cursor = page["pageInfo"]["endCursor"].as_str().expect("a cursor");
            restored.app.nobody().get(&format!("/v1/changes?after={cursor}")).await
        }
        Code::TooManySubscriptions => {
            let session = session(stage, MEMBER).await;
            let token = session["accessToken"].as_str().expect("a token");
            let mut socket = Socket::of(&stage.app.url, token).await;
            for n in 0..21 {
                socket.subscribe(&n.to_string(), "subscription { itemPublished { cursor } }", json!({})).await;
            }
            let Came::Said(said) = socket.hear().await else { panic!("closed") };
            // A message of a socket has no status of its own.
            let body = json!({ "errors": said["payload"] });
            Answer { status: code.status(), headers: reqwest::header::HeaderMap::new(), body }
        }
        Code::Timeout => {
            let late = spoilt(|config| config.request_seconds = 0).await;
            late.app.nobody().post("/v1/auth/sign-in", json!({ "email": "a@b.c", "password": "x" })).await
        }
        Code::Unavailable => {
            let cut = spoilt(|_| ()).await;
            cut.app.world.database.reader().clone().close().await.expect("closing");
            cut.app.nobody().get("/v1/competences").await
        }
        Code::Internal => {
            let broken = spoilt(|_| ()).await;
            let statement = "ALTER TABLE competence RENAME TO competence_that_was";
            broken.app.world.database.writer().execute_unprepared(statement).await.expect("a renamed table");
            let answer = broken.app.nobody().get("/v1/competences").await;
            assert!(!answer.body.to_string().contains("competence"), "the cause leaks: {}", answer.body);
            answer
        }
    }
}

#[test]
fn every_code_of_the_table_is_answered_with_its_status() {
    actix_web::rt::System::new().block_on(async {
        let mut stage = Stage::set(Kind::Sqlite).await.expect("SQLite");
        let mut wrong = Vec::new();
        for code in Code::ALL {
            let answer = provoke(&mut stage, *code).await;
            if (answer.code().as_str(), answer.status) != (code.name(), code.status()) {
                wrong.push(format!("{}: {} {} {}", code.name(), answer.status, answer.code(), answer.body));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}
