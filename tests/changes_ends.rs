//! How long polls, sockets and exports end: when the server is told to stop, when there are too many,
//! when the client leaves.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::mirror::{Mirror, export};
use crate::harness::socket::{Came, Socket};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, Client, on_both, on_both_with};

const FOLLOW: &str = "subscription { itemPublished(kinds: [UPDATE]) { cursor item { id } } }";

/// Waits for something that comes soon, or fails.
async fn soon(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn a_server_that_is_told_to_stop_ends_long_polls_and_sockets_with_where_to_go_on() {
    on_both("a_server_that_is_told_to_stop_ends_long_polls_and_sockets", async |app| {
        let n = Network::new(&app).await;
        let pole = Network::client(&app, &n.pole).await;
        let mut mirror = Mirror::new(pole.clone());
        mirror.catch_up(100).await;
        let waits = mirror.clone();
        let began = Instant::now();
        let waiting = actix_web::rt::spawn(async move { waits.page(10, "&wait=30").await.ok(200) });
        let mut one = Socket::of(&app.url, pole.token()).await;
        one.subscribe("1", FOLLOW, json!({})).await;
        let mut two = Socket::of(&app.url, pole.token()).await;
        for id in ["1", "2"] {
            two.subscribe(id, FOLLOW, json!({})).await;
        }
        // A question that is answered shows that the subscriptions before it are under way.
        for socket in [&mut one, &mut two] {
            socket.subscribe("q", "{ __typename }", json!({})).await;
            socket.event("q").await;
            assert_eq!(socket.hear().await, Came::Said(json!({"id": "q", "type": "complete"})));
        }
        app.world.leaving.begin();
        let page = waiting.await.expect("an answer");
        assert_eq!((&page["items"], &page["caughtUp"]), (&json!([]), &json!(true)));
        for (socket, many) in [(&mut one, 1), (&mut two, 2)] {
            let mut cursors = Vec::new();
            let (code, reason) = loop {
                match socket.hear().await {
                    Came::Closed(code, reason) => break (code, reason),
                    Came::Said(said) if said["type"] == "next" => {
                        let event = &said["payload"]["data"]["itemPublished"];
                        assert_eq!(event["item"], Value::Null);
                        cursors.push(event["cursor"].as_str().expect("a cursor").to_owned());
                    }
                    Came::Said(said) => assert_eq!(said["type"], "complete"),
                }
            };
            assert_eq!((code, cursors.len()), (1001, many), "{reason}");
            assert_eq!(reason == "GOING_AWAY", many == 2, "{reason}");
        }
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    });
}

#[test]
fn an_account_has_so_many_sockets_and_is_told_why_there_are_no_more() {
    let few = |config: &mut focalpoint_api::config::Config| config.edge.sockets_per_account = 2;
    on_both_with("an_account_has_so_many_sockets", few, async |app| {
        let n = Network::new(&app).await;
        let (pole, guard) = (Network::client(&app, &n.pole).await, Network::client(&app, &n.guard).await);
        let first = Socket::of(&app.url, pole.token()).await;
        let _second = Socket::of(&app.url, pole.token()).await;
        let open = async |client: &Client| {
            let mut socket = Socket::open(&app.url).await;
            let bearer = json!({"authorization": format!("Bearer {}", client.token())});
            socket.say(json!({"type": "connection_init", "payload": bearer})).await;
            socket.hear().await
        };
        // Another session of the same person is the same account.
        let again = Network::client(&app, &n.pole).await;
        for client in [&pole, &again] {
            let reason = "TOO_MANY_SOCKETS: 2 are open already; end one of them first".to_owned();
            assert_eq!(open(client).await, Came::Closed(4429, reason));
        }
        assert_eq!(open(&guard).await, Came::Said(json!({"type": "connection_ack"})), "others have their own");
        drop(first);
        let began = Instant::now();
        loop {
            match open(&pole).await {
                Came::Said(said) => break assert_eq!(said["type"], "connection_ack"),
                Came::Closed(code, _) => assert_eq!(code, 4429),
            }
            assert!(began.elapsed() < Duration::from_secs(20), "a socket that was ended is not counted any more");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
}

/// So many updates, each of some kilobytes.
async fn many(app: &App, n: &Network, number: usize) {
    use focalpoint_api::access::PartySet;
    use focalpoint_api::exchange::updates::{NewUpdate, Text, add_update};
    use focalpoint_api::kit::markdown::rendered;
    let mut b = Builder::begin(app).await;
    for at in 0..number {
        let words = rendered("Words. ".repeat(1_500)).expect("a short text");
        let new = NewUpdate {
            owner: n.ua_migration,
            author: Some(n.member.post),
            text: Text { title: format!("Update {at}"), summary: None, body: words },
            language: None,
            topics: Vec::new(),
            countries: Vec::new(),
            audience: PartySet::of([entity::ids::NETWORK]),
            state: entity::vocabulary::ItemState::Published,
        };
        add_update(&mut b.unit, &b.permit, new).await.expect("an update");
    }
    b.done().await;
}

#[test]
fn an_export_goes_no_further_than_its_reader_and_stops_when_they_leave() {
    on_both("an_export_goes_no_further_than_its_reader", async |app| {
        let n = Network::new(&app).await;
        many(&app, &n, 2_500).await;
        let pole = Network::client(&app, &n.pole).await;
        let before = app.world.database.statements();
        let whole = export(&pole, "?kind=UPDATE").await;
        let cost = app.world.database.statements() - before;
        assert_eq!(whole.order.len(), 2_500);
        // Somebody who reads one line, and then nothing: the server reads on as far as the network
        // between them holds (a few hundred kilobytes of these fifty megabytes), and no further.
        let (before, held) = (app.world.database.statements(), std::sync::Arc::strong_count(&app.world));
        let mut lines = pole.raw("/v1/export?kind=UPDATE", &[]).await;
        lines.chunk().await.expect("bytes").expect("a piece");
        let (mut last, mut still) = (0, 0);
        while still < 10 {
            tokio::time::sleep(Duration::from_millis(30)).await;
            let now = app.world.database.statements() - before;
            still = if now == last { still + 1 } else { 0 };
            last = now;
        }
        assert!(last < cost / 2, "{last} statements for the first line, {cost} for all");
        // And when they leave, it is let go.
        assert!(std::sync::Arc::strong_count(&app.world) > held);
        drop(lines);
        soon("the export is let go", || std::sync::Arc::strong_count(&app.world) <= held).await;
        assert!(app.world.database.statements() - before < cost / 2 + 20);
    });
}
