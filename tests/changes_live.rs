//! What is published, as it happens, over `/graphql/ws`.

use std::sync::Arc;
use std::time::Duration;

use entity::vocabulary::ItemKind;
use focalpoint_api::access::{By, Target, acts, load_actor};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::partners::changes::{Published, published as follow_from};
use futures_util::StreamExt;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::harness::builder::Builder;
use crate::harness::mirror::Mirror;
use crate::harness::people::session_of;
use crate::harness::socket::{Came, Socket};
use crate::harness::world_updates::{Network, Person};
use crate::harness::{App, Client, on_both, on_postgres, signed_in};

const FOLLOW: &str = "subscription($after: String) { itemPublished(after: $after, kinds: [UPDATE]) { cursor item { id ... on Update { title author { name } } } } }";

async fn published(client: &Client, title: &str, parties: Value) -> String {
    let input = json!({"title": title, "bodyMarkdown": "Text.", "audience": {"parties": parties}});
    client.post("/v1/updates", input).await.ok(201)["id"].as_str().expect("an id").to_owned()
}

/// Where somebody who is caught up with the updates stands.
async fn here(client: &Client) -> Value {
    let mut after = String::new();
    loop {
        let page = client.get(&format!("/v1/changes?first=100&kind=UPDATE{after}")).await.ok(200);
        let cursor = page["pageInfo"]["endCursor"].clone();
        if page["caughtUp"] == true {
            return cursor;
        }
        after = format!("&after={}", cursor.as_str().expect("a cursor"));
    }
}

fn of(event: &Value) -> (&str, &str) {
    let item = &event["itemPublished"]["item"];
    (item["id"].as_str().expect("an item"), item["title"].as_str().expect("a title"))
}

#[test]
fn who_follows_hears_what_is_published_to_them_and_nothing_else() {
    on_both("who_follows_hears_what_is_published_to_them_and_nothing_else", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        published(&member, "Before", json!([{"kind": "NETWORK"}])).await;
        app.world.commits.look_again_after(Duration::from_secs(3_600));
        let mut socket = Socket::of(&app.url, pole.token()).await;
        socket.subscribe("1", FOLLOW, json!({"after": here(&pole).await})).await;
        // Questions may be asked in between.
        socket.subscribe("q", "{ viewer { expert { name } } }", json!({})).await;
        assert_eq!(socket.event("q").await["viewer"]["expert"]["name"], "Jan Test");
        assert_eq!(socket.hear().await, Came::Said(json!({"id": "q", "type": "complete"})));
        published(&member, "Not for them", json!([{"kind": "ORGANISATION", "partyId": n.ua_border}])).await;
        let id = published(&member, "For them", json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let event = socket.event("1").await;
        assert_eq!(of(&event), (id.as_str(), "For them"));
        assert_eq!(event["itemPublished"]["item"]["author"]["name"], "Oksana Test");
        // A draft is nothing; published, it is.
        let draft = json!({"title": "Soon", "bodyMarkdown": "Text.", "state": "DRAFT",
            "audience": {"parties": [{"kind": "NETWORK"}]}});
        let mut own = Socket::of(&app.url, member.token()).await;
        own.subscribe("1", FOLLOW, json!({"after": here(&member).await})).await;
        let draft = member.post("/v1/updates", draft).await.ok(201)["id"].as_str().expect("an id").to_owned();
        let etag = member.get(&format!("/v1/updates/{draft}")).await.header("etag");
        let publish = format!("/v1/items/{draft}/publish");
        // Time goes by: whether it was published since is told by the clock.
        app.clock.advance(Duration::from_secs(1));
        member.send(reqwest::Method::POST, &publish, &[("if-match", &etag)], Some(json!({}))).await.ok(200);
        assert_eq!(of(&socket.event("1").await), (draft.as_str(), "Soon"));
        assert_eq!(of(&own.event("1").await), (draft.as_str(), "Soon"), "its author held it as a draft");
        // Its cursor is one of the feed, and the subscription goes on from it.
        let after = &event["itemPublished"]["cursor"];
        let mut mirror = Mirror { cursor: after.as_str().map(str::to_owned), ..Mirror::new(pole.clone()) };
        let page = mirror.page(10, "&kind=UPDATE").await.ok(200);
        mirror.fold(&page, 10);
        assert_eq!(mirror.told, [("CREATED".to_owned(), draft.clone())]);
        let mut again = Socket::of(&app.url, pole.token()).await;
        again.subscribe("x", FOLLOW, json!({"after": after})).await;
        assert_eq!(of(&again.event("x").await).0, draft);
        again.say(json!({"type": "complete", "id": "x"})).await;
        again.say(json!({"type": "ping"})).await;
        assert_eq!(again.hear().await, Came::Said(json!({"type": "pong"})));
    });
}

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

async fn changed(db: &impl ConnectionTrait, statement: &str, id: uuid::Uuid) {
    let statement = focalpoint_api::kit::database::sql(db.get_database_backend(), statement, [id.into()]);
    assert!(db.execute_raw(statement).await.expect("changed").rows_affected() > 0);
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

#[test]
fn what_hangs_on_an_event_is_judged_by_the_rights_of_the_moment() {
    on_both("what_hangs_on_an_event_is_judged_by_the_rights_of_the_moment", async |app| {
        let n = Network::new(&app).await;
        let guard = Network::client(&app, &n.guard).await;
        let member = Network::client(&app, &n.member).await;
        let old = published(&member, "Old", json!([{"kind": "GROUP", "code": "north"}])).await;
        let mut socket = Socket::of(&app.url, guard.token()).await;
        socket.subscribe("1", FOLLOW, json!({"after": here(&guard).await})).await;
        // Whoever joins hears what was shared with the group; whoever has left hears no more.
        let mut b = Builder::begin(&app).await;
        let membership = b.member(n.north, n.ua_border).await;
        b.done().await;
        assert_eq!(of(&socket.event("1").await).0, old);
        app.clock.advance(Duration::from_secs(1));
        let mut unit = app.system().begin().await.expect("a unit");
        unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
        let at = app.world.clock.now().micros();
        changed(unit.tx(), &format!("UPDATE membership SET ended_at = {at} WHERE id = $1"), membership).await;
        unit.commit(None).await.expect("a commit");
        published(&member, "Not any more", json!([{"kind": "GROUP", "code": "north"}])).await;
        let next = published(&member, "For all", json!([{"kind": "NETWORK"}])).await;
        assert_eq!(of(&socket.event("1").await).0, next);
    });
}

#[test]
fn several_replicas_serve_one_feed_and_one_set_of_subscriptions() {
    on_postgres("several_replicas_serve_one_feed_and_one_set_of_subscriptions", async |app: App| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let other = app.replica().await;
        // Only a wake-up of the other replica is heard in time.
        other.world.commits.look_again_after(Duration::from_secs(3_600));
        let there = Client::new(&other.url, Some(pole.token().to_owned()));
        let mut socket = Socket::of(&other.url, pole.token()).await;
        socket.subscribe("1", FOLLOW, json!({"after": here(&there).await})).await;
        let mut mirror = Mirror::new(pole.clone());
        mirror.catch_up(100).await;
        mirror.client = there.clone();
        let began = std::time::Instant::now();
        let waits = mirror.clone();
        let waiting = actix_web::rt::spawn(async move { waits.page(10, "&wait=30").await.ok(200) });
        let id = published(&member, "News", json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        assert_eq!(of(&socket.event("1").await).0, id);
        assert_eq!(waiting.await.expect("an answer")["items"][0]["itemId"], json!(id));
        assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
        other.stop().await;
    });
}

#[test]
fn what_waited_is_judged_when_it_is_told() {
    on_both("what_waited_is_judged_when_it_is_told", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let poland = json!([{"kind": "COUNTRY", "code": "PL"}]);
        // Somebody who takes one event at a time, and whose next ones wait meanwhile.
        let follow = async |person: &Person| {
            let reader =
                load_actor(app.world.database.reader(), By::Expert(person.expert), app.world.clock.now()).await;
            let ctx = Ctx { actor: Arc::new(reader.expect("a query").expect("a reader")), ..app.system() };
            Box::pin(follow_from(ctx, None, vec![ItemKind::Update], None).await.expect("a stream"))
        };
        let id = |event: Option<focalpoint_api::error::Result<Published>>| {
            let item = event.expect("an event").expect("no error").item.expect("an item");
            serde_json::to_value(item).expect("JSON")["id"].as_str().expect("an id").to_owned()
        };
        let (mut pole, mut author) = (follow(&n.pole).await, follow(&n.member).await);
        let mut waiting = Vec::new();
        for title in ["One", "Two", "Three", "Four"] {
            waiting.push(published(&member, title, poland.clone()).await);
        }
        let first = id(pole.next().await);
        waiting.retain(|item| *item != first);
        let [withdrawn, narrowed, left] = waiting.as_slice() else { panic!("{waiting:?}") };
        let first = id(author.next().await);
        member.post(&format!("/v1/items/{withdrawn}/withdraw"), json!({"reason": "Wrong."})).await.ok(200);
        let etag = member.get(&format!("/v1/updates/{narrowed}")).await.header("etag");
        let other = Some(json!({"parties": [{"kind": "COUNTRY", "code": "LT"}], "confirm": true}));
        let audience = format!("/v1/items/{narrowed}/audience");
        member.send(reqwest::Method::PUT, &audience, &[("if-match", &etag)], other).await.ok(200);
        assert_eq!(id(pole.next().await), *left);
        // Its author sees what they withdrew; it is no publication all the same.
        let (mut told, last) = (vec![first], published(&member, "Last", poland).await);
        while told.last() != Some(&last) {
            told.push(id(author.next().await));
        }
        assert!(!told.contains(withdrawn) && told.contains(narrowed) && told.contains(left), "{told:?}");
    });
}

/// So many looks at all who wait.
async fn looked(app: &App, times: u64) {
    let mut looks = app.world.watch.looks();
    let until = *looks.borrow() + times;
    looks.wait_for(|now| *now >= until).await.expect("a world that looks");
}

#[test]
fn however_many_wait_a_look_at_them_costs_the_same() {
    on_both("however_many_wait_a_look_at_them_costs_the_same", async |app| {
        let n = Network::new(&app).await;
        // Nothing is looked at but those who wait.
        app.world.commits.look_again_after(Duration::from_secs(3_600));
        let (mut sockets, mut polls, mut costs) = (Vec::new(), Vec::new(), Vec::new());
        let people = [&n.pole, &n.guard, &n.lithuanian, &n.member, &n.reader, &n.focal_point];
        for many in [1, 6] {
            for person in people.iter().cycle().take(many * 3) {
                let client = signed_in(&app, person.expert).await;
                let mut socket = Socket::of(&app.url, client.token()).await;
                socket.subscribe("1", FOLLOW, json!({"after": here(&client).await})).await;
                socket.subscribe("q", "{ __typename }", json!({})).await;
                socket.event("q").await;
                socket.hear().await;
                sockets.push(socket);
            }
            let mut mirror = Mirror::new(signed_in(&app, n.pole.expert).await);
            mirror.catch_up(100).await;
            polls.push(actix_web::rt::spawn(async move { mirror.page(10, "&wait=30").await.ok(200) }));
            looked(&app, 3).await;
            let before = app.world.database.statements();
            looked(&app, 4).await;
            costs.push(app.world.database.statements() - before);
        }
        // One statement a look; one more may have begun when it was counted.
        assert!(costs.iter().all(|cost| (3..=5).contains(cost)), "{costs:?} statements for four looks");
        // They hear all the same.
        let member = Network::client(&app, &n.member).await;
        published(&member, "For all", json!([{"kind": "NETWORK"}])).await;
        for mut socket in sockets {
            assert_eq!(of(&socket.event("1").await).1, "For all");
        }
        for poll in polls {
            assert_eq!(poll.await.expect("an answer")["items"].as_array().map(Vec::len), Some(1));
        }
    });
}

#[test]
fn a_commit_of_which_no_wake_up_came_is_heard_all_the_same() {
    // On SQLite a second server on the same file is told of nothing, and so it stands for a wake-up that was lost.
    on_both("a_commit_of_which_no_wake_up_came_is_heard_all_the_same", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let other = app.replica().await;
        let there = Client::new(&other.url, Some(pole.token().to_owned()));
        let mut socket = Socket::of(&other.url, pole.token()).await;
        socket.subscribe("1", FOLLOW, json!({"after": here(&there).await})).await;
        let id = published(&member, "News", json!([{"kind": "NETWORK"}])).await;
        assert_eq!(of(&socket.event("1").await).0, id);
        other.stop().await;
    });
}

#[test]
fn what_comes_into_sight_by_the_clock_alone_is_told_to_those_who_wait() {
    on_both("what_comes_into_sight_by_the_clock_alone_is_told_to_those_who_wait", async |app| {
        let n = Network::new(&app).await;
        let guard = Network::client(&app, &n.guard).await;
        let member = Network::client(&app, &n.member).await;
        let id = published(&member, "In the room", json!([{"kind": "GROUP", "code": "north"}])).await;
        let mut b = Builder::begin(&app).await;
        let membership = b.member(n.north, n.ua_border).await;
        let from = app.world.clock.now().plus(Duration::from_secs(120)).micros();
        changed(b.unit.tx(), &format!("UPDATE membership SET counts_from = {from} WHERE id = $1"), membership).await;
        b.done().await;
        app.world.commits.look_again_after(Duration::from_secs(3_600));
        let mut mirror = Mirror::new(guard.clone());
        mirror.catch_up(100).await;
        let mut socket = Socket::of(&app.url, guard.token()).await;
        socket.subscribe("1", FOLLOW, json!({"after": here(&guard).await})).await;
        let waiting = actix_web::rt::spawn(async move { mirror.page(10, "&wait=30").await.ok(200) });
        looked(&app, 2).await;
        app.clock.advance(Duration::from_secs(121));
        assert_eq!(of(&socket.event("1").await).0, id);
        let told = waiting.await.expect("an answer");
        assert!(
            told["items"].as_array().expect("changes").iter().any(|change| change["itemId"] == json!(id)),
            "{told}"
        );
    });
}
