//! Those who wait: they cost nothing by themselves, and are told of commits and of rights that change.

use std::time::Duration;

use serde_json::json;

use super::{FOLLOW, changed, here, of, published};
use crate::harness::builder::Builder;
use crate::harness::mirror::Mirror;
use crate::harness::socket::Socket;
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, on_both, on_postgres, signed_in};

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
