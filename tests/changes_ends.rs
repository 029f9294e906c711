//! How long polls, sockets and exports end: when the server is told to stop, when there are too many,
//! when the client leaves.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::mirror::{Mirror, export};
use crate::harness::socket::{Came, Socket};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, Client, on_both, on_both_with};

const FOLLOW: &str = "subscription { itemPublished(kinds: [UPDATE]) { cursor item { id } } }";

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
        first.leave().await;
        let ack = Came::Said(json!({"type": "connection_ack"}));
        assert_eq!(open(&pole).await, ack, "a socket that was ended is not counted any more");
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
        let before = app.world.database.statements();
        let mut lines = pole.raw("/v1/export?kind=UPDATE", &[]).await;
        lines.chunk().await.expect("bytes").expect("a piece");
        // In the time in which somebody else reads all of it twice, it would have come to its end, too.
        let others = Network::client(&app, &n.lithuanian).await;
        for _ in 0..2 {
            assert_eq!(export(&others, "?kind=UPDATE").await.order.len(), 2_500);
        }
        let all = app.world.database.statements() - before;
        assert!(all < 2 * cost + cost / 2, "{all} statements with the first line, {cost} for a whole one");
        // And when they leave, it is let go.
        let mut exports = app.world.exports.count();
        assert_eq!(*exports.borrow(), 1);
        drop(lines);
        let gone = tokio::time::timeout(Duration::from_secs(20), exports.wait_for(|count| *count == 0)).await;
        assert!(gone.expect("it is let go").is_ok());
        assert!(app.world.database.statements() - before < 2 * cost + cost / 2 + 20);
    });
}
