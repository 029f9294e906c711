//! The protocol of a socket, and when and how it ends.

use std::time::Duration;

use serde_json::{Value, json};

use super::{FOLLOW, changed, here, of, published};
use crate::harness::people::session_of;
use crate::harness::socket::{Came, Socket};
use crate::harness::world_updates::Network;
use crate::harness::{Client, on_both, signed_in};

#[test]
fn the_protocol_is_kept_and_the_limits_are_those_of_http() {
    on_both("the_protocol_is_kept_and_the_limits_are_those_of_http", async |app| {
        let n = Network::new(&app).await;
        let pole = Network::client(&app, &n.pole).await;
        let ask = json!({"type": "subscribe", "id": "1", "payload": {"query": "{ __typename }"}});
        let init = |payload: Value| json!({"type": "connection_init", "payload": payload});
        let bearer = json!({"authorization": format!("Bearer {}", pole.token())});
        for (said, code) in [
            (vec![ask.clone()], 4401),
            (vec![init(json!({}))], 4403),
            (vec![init(json!({"authorization": "Bearer nonsense"}))], 4403),
            (vec![json!({"type": "nonsense"})], 4400),
            (vec![json!("nonsense")], 4400),
            // A list is no object, neither as the message nor as what is asked in it.
            (vec![json!(["connection_init", bearer.clone()])], 4400),
        ] {
            let mut socket = Socket::open(&app.url).await;
            for message in said {
                socket.say(message).await;
            }
            assert_eq!(socket.closes().await.0, code);
        }
        let mut twice = Socket::of(&app.url, pole.token()).await;
        twice.say(init(bearer.clone())).await;
        assert_eq!(twice.closes().await.0, 4429);
        for said in [
            json!(["subscribe", "1", {"query": "{ __typename }"}]),
            json!({"type": "subscribe", "id": "1", "payload": ["{ __typename }"]}),
        ] {
            let mut socket = Socket::of(&app.url, pole.token()).await;
            socket.say(said).await;
            assert_eq!(socket.closes().await.0, 4400);
        }
        let mut socket = Socket::of(&app.url, pole.token()).await;
        socket.subscribe("1", FOLLOW, json!({})).await;
        let wrong = format!("subscription {{ itemPublished(after: \"{}\") {{ cursor }} }}", "A".repeat(80));
        for (query, code) in [
            ("subscription { nothingOfTheKind }", "QUERY_INVALID"),
            ("{ nonsense", "QUERY_INVALID"),
            (format!("{{ {} }}", "viewer { parties { name } } ".repeat(40)).as_str(), "TOO_MANY_ALIASES"),
            (wrong.as_str(), "BAD_CURSOR"),
        ] {
            socket.subscribe("x", query, json!({})).await;
            let Came::Said(said) = socket.hear().await else { panic!("closed") };
            let problem = said
                .pointer("/payload/0/extensions/code")
                .or_else(|| said.pointer("/payload/errors/0/extensions/code"));
            assert_eq!(problem, Some(&json!(code)), "{said}");
            if said["type"] == "next" {
                socket.hear().await;
            }
        }
        for n in 0..19 {
            socket.subscribe(&format!("more{n}"), FOLLOW, json!({})).await;
        }
        socket.subscribe("one too many", FOLLOW, json!({})).await;
        let Came::Said(said) = socket.hear().await else { panic!("closed") };
        assert_eq!(said["payload"][0]["extensions"]["code"], "TOO_MANY_SUBSCRIPTIONS");
        socket.subscribe("1", FOLLOW, json!({})).await;
        assert_eq!(socket.closes().await.0, 4409);
        // Without the protocol there is no socket.
        assert_eq!(app.nobody().get("/graphql/ws").await.status, 400);
    });
}

#[test]
fn a_socket_ends_with_its_session_its_account_its_post_and_its_last_grant() {
    on_both("a_socket_ends_with_its_session_its_account_its_post_and_its_last_grant", async |app| {
        let n = Network::new(&app).await;
        // Only the look at all who wait tells of an end.
        app.world.commits.look_again_after(Duration::from_secs(3_600));
        for (person, table, why) in [
            (&n.pole, "session", "SESSION_ENDED"),
            (&n.guard, "account", "SESSION_ENDED"),
            (&n.lithuanian, "post", "SESSION_ENDED"),
            (&n.reader, "grant", "NO_RIGHTS"),
        ] {
            let client = Network::client(&app, person).await;
            let mut socket = Socket::of(&app.url, client.token()).await;
            socket.subscribe("1", FOLLOW, json!({})).await;
            let at = app.world.clock.now().micros();
            let statement = match table {
                "session" => format!("UPDATE session SET ended_at = {at} WHERE post_id = $1"),
                "account" => format!(
                    "UPDATE account_state SET until_at = {at} WHERE account_id = \
                    (SELECT a.id FROM account a JOIN post p ON p.expert_id = a.expert_id WHERE p.id = $1)"
                ),
                "post" => format!("UPDATE post SET ended_at = {at} WHERE id = $1"),
                _ => format!("UPDATE role_grant SET ended_at = {at} WHERE holder = $1"),
            };
            // Beside the ledger, so that no commit wakes whoever waits.
            let writer = app.world.database.writer();
            changed(writer, &statement, person.post).await;
            // The look under way may have missed it, the next one does not: two fit into a second.
            let looks = app.world.watch.looks();
            let before = *looks.borrow();
            assert_eq!(socket.closes().await, (4401, why.to_owned()), "{table}");
            assert!(*looks.borrow() <= before + 2, "{table}: {before}, {}", *looks.borrow());
        }
    });
}

#[test]
fn a_socket_whose_token_runs_out_closes_ahead_with_the_cursor_unless_a_ping_brought_a_fresh_one() {
    on_both("a_socket_whose_token_runs_out_closes_ahead_with_the_cursor", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let session = session_of(&app, n.pole.expert).await;
        let token = || focalpoint_api::authn::tokens::issue(&app.world, n.pole.expert, session).expect("a token");
        let mut socket = Socket::of(&app.url, &token()).await;
        let pole = Client::new(&app.url, Some(token()));
        socket.subscribe("1", FOLLOW, json!({"after": here(&pole).await})).await;
        let first = published(&member, "First", json!([{"kind": "NETWORK"}])).await;
        assert_eq!(of(&socket.event("1").await).0, first);
        // A token of another session is none.
        app.clock.advance(Duration::from_secs(9 * 60));
        let fresh = token();
        let bring = |token: &str| json!({"type": "ping", "payload": {"authorization": format!("Bearer {token}")}});
        socket.say(bring(&fresh)).await;
        assert_eq!(socket.hear().await, Came::Said(json!({"type": "pong"})));
        app.clock.advance(Duration::from_secs(60));
        let second = published(&signed_in(&app, n.member.expert).await, "Second", json!([{"kind": "NETWORK"}])).await;
        assert_eq!(of(&socket.event("1").await).0, second);
        app.clock.advance(Duration::from_secs(8 * 60 + 31));
        let last = socket.event("1").await;
        assert_eq!(last["itemPublished"]["item"], Value::Null);
        let cursor = last["itemPublished"]["cursor"].as_str().expect("a cursor").to_owned();
        assert_eq!(socket.hear().await, Came::Said(json!({"id": "1", "type": "complete"})));
        let (code, reason) = socket.closes().await;
        assert_eq!(code, 4403);
        let again = Client::new(&app.url, Some(token()));
        for cursor in [&cursor, &reason] {
            let page = again.get(&format!("/v1/changes?kind=UPDATE&after={cursor}")).await.ok(200);
            assert_eq!((&page["items"], &page["caughtUp"]), (&json!([]), &json!(true)), "{cursor}");
        }
        let other = Network::client(&app, &n.member).await;
        let mut strange = Socket::of(&app.url, &token()).await;
        strange.say(bring(other.token())).await;
        assert_eq!(strange.closes().await.0, 4403);
    });
}
