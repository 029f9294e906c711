//! What those who follow hear: what is published to them, judged when it is told, and nothing else.

use std::sync::Arc;
use std::time::Duration;

use entity::vocabulary::ItemKind;
use focalpoint_api::access::{By, Target, acts, load_actor};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::partners::changes::{Published, published as follow_from};
use futures_util::StreamExt;
use serde_json::json;

use super::{FOLLOW, changed, here, of, published};
use crate::harness::builder::Builder;
use crate::harness::mirror::Mirror;
use crate::harness::on_both;
use crate::harness::socket::{Came, Socket};
use crate::harness::world_updates::{Network, Person};

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
