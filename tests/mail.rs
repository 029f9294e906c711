//! Letters by SMTP: what comes back from the mail server, and what the list of invitations says of it.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use focalpoint_api::kit::mail::{Letter, Mailer, NotSent};
use focalpoint_api::kit::secret::Secret;
use serde_json::json;
use uuid::Uuid;

use crate::harness::item_life::{being, made, network, public, state, to};
use crate::harness::on_both_with;
use crate::harness::people::signed_in;
use crate::harness::world_partners::world;
use crate::harness::world_updates::Network;

/// A mail server that takes every letter, but for mailboxes whose name begins with an answer it is to
/// give: `550.…` each time, `451.…` the first time.
struct Sink {
    port: u16,
    letters: Arc<Mutex<Vec<String>>>,
}

impl Sink {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let letters: Arc<Mutex<Vec<String>>> = Arc::default();
        let (kept, refused) = (Arc::clone(&letters), Arc::new(Mutex::new(Vec::new())));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (kept, refused) = (Arc::clone(&kept), Arc::clone(&refused));
                std::thread::spawn(move || talk(stream, &kept, &refused));
            }
        });
        Self { port, letters }
    }

    fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    fn letters(&self) -> Vec<String> {
        self.letters.lock().expect("letters").clone()
    }
}

fn talk(stream: TcpStream, kept: &Mutex<Vec<String>>, refused: &Mutex<Vec<String>>) {
    let mut out = stream.try_clone().expect("a stream");
    let mut say = |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).is_ok();
    say("220 sink");
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    while let Some(line) = lines.next() {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let to = line.split('<').nth(1).unwrap_or_default().to_owned();
        match word.as_str() {
            "RCPT" if to.starts_with("550.") => say("550 5.1.1 no such user"),
            "RCPT" if to.starts_with("451.") && !refused.lock().expect("addresses").contains(&to) => {
                refused.lock().expect("addresses").push(to);
                say("451 4.7.1 come again later")
            }
            "DATA" => {
                say("354 go on");
                let text: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                kept.lock().expect("letters").push(text.join("\n"));
                say("250 kept")
            }
            "QUIT" => break,
            _ => say("250 fine"),
        };
    }
}

fn letter(to: &str) -> Letter {
    Letter { to: to.into(), subject: "Привіт".into(), text: "Добрий день\n".into(), language: None }
}

#[test]
fn what_the_mail_server_says_is_told_apart() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let sink = Sink::start();
        let mailer = Mailer::smtp(&sink.url(), "Focalpoint <f@c.example>", None).expect("a mailer");
        let id = Uuid::from_u128(7);
        assert_eq!(mailer.send(id, &letter("ana@b.example")).await, Ok(()));
        let kept = sink.letters();
        assert!(kept[0].contains(&format!("Message-ID: <{id}@c.example>")), "{}", kept[0]);
        assert_eq!(mailer.send(id, &letter("550.ana@b.example")).await, Err(NotSent::NoSuchMailbox));
        assert_eq!(mailer.send(id, &letter("451.ana@b.example")).await, Err(NotSent::Refused));
        assert_eq!(mailer.send(id, &letter("451.ana@b.example")).await, Ok(()));
        let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
        let nobody = Mailer::smtp(&format!("smtp://{closed}"), "f@c.example", None).expect("a mailer");
        assert_eq!(nobody.send(id, &letter("ana@b.example")).await, Err(NotSent::Unreachable));
    });
}

#[test]
fn an_invitation_says_whether_its_letter_was_taken() {
    let sink = Sink::start();
    let url = sink.url();
    let by_smtp =
        move |config: &mut focalpoint_api::config::Config| config.mail.smtp_url = Some(Secret::new(url.clone()));
    on_both_with("an_invitation_says_whether_its_letter_was_taken", by_smtp, async |app| {
        let world = world(&app).await;
        for mailbox in ["ana", "550.bo", "451.cy"] {
            let unlike = app.world.new_id().simple().to_string();
            let body = json!({"email": format!("{mailbox}.{unlike}@dmsu.example"), "name": "Nina Newcomer",
                "post": {"organisationCode": "ua-dmsu", "title": "Officer"}});
            world.editor.post("/v1/invitations", body).await.ok(201);
        }
        let states = async || {
            let editor = signed_in(&app, world.editor_is.expert).await;
            let listed = editor.get("/v1/invitations").await.ok(200);
            let rows = listed["items"].as_array().expect("rows").iter().rev();
            rows.map(|row| {
                format!("{} {}", row["state"].as_str().expect("a state"), row["letter"].as_str().expect("a state"))
            })
            .collect::<Vec<_>>()
        };
        app.letters().await;
        assert_eq!(states().await, ["SENT SENT", "FAILED FAILED", "SENT QUEUED"]);
        app.clock.advance(Duration::from_secs(29));
        app.letters().await;
        assert_eq!(states().await[2], "SENT QUEUED");
        app.clock.advance(Duration::from_secs(1));
        app.letters().await;
        assert_eq!(states().await[2], "SENT SENT");
        let kept = sink.letters();
        assert!(kept.iter().any(|text| text.contains("/invitation/")), "{}", kept.len());
    });
}

#[test]
fn a_mail_server_that_takes_its_time_holds_up_nothing_else() {
    // It takes the connection and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("smtp://{}", silent.local_addr().expect("an address"));
    let by_smtp =
        move |config: &mut focalpoint_api::config::Config| config.mail.smtp_url = Some(Secret::new(url.clone()));
    on_both_with("a_mail_server_that_takes_its_time_holds_up_nothing_else", by_smtp, async |app| {
        let n = Network::new(&app).await;
        let member = signed_in(&app, n.member.expert).await;
        let mut input = to(network());
        input["publishAt"] = json!(app.world.clock.now().plus(Duration::from_secs(60)).to_string());
        let scheduled = made(&member, input).await;
        // A letter that will not go out.
        made(&member, being("PROPOSED", public())).await;
        let runner = focalpoint_api::jobs::start(&app.world);
        let (accepted, _) = tokio::task::spawn_blocking({
            let silent = silent.try_clone().expect("a listener");
            move || silent.accept()
        })
        .await
        .expect("a thread")
        .expect("a connection");
        let mut commits = app.world.commits.waiter();
        app.clock.advance(Duration::from_secs(120));
        let (member, began) = (signed_in(&app, n.member.expert).await, std::time::Instant::now());
        while state(&member, &scheduled).await != "PUBLISHED" {
            assert!(began.elapsed() < Duration::from_secs(20), "held up by the letter");
            commits.woken_within(Duration::from_secs(5)).await;
        }
        runner.abort();
        drop(accepted);
    });
}
