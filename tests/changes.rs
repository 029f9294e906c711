//! The change feed: a reader is told all it may see, and not so much as an id of more.

use std::time::Duration;

use entity::vocabulary::Role;
use focalpoint_api::access::{By, load_actor, visible};
use sea_orm::{ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::harness::builder::Builder;
use crate::harness::mirror::{Mirror, export};
use crate::harness::world_updates::Network;
use crate::harness::{App, Client, on_both, on_both_with_the_sample, signed_in};

async fn published(client: &Client, parties: Value) -> String {
    let input = json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": parties}});
    let update = client.post("/v1/updates", input).await.ok(201);
    update["id"].as_str().expect("an id").to_owned()
}

async fn withdraw(client: &Client, id: &str) {
    client.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "Wrong."})).await.ok(200);
}

fn ops(news: &[(String, String)]) -> Vec<(&str, &str)> {
    news.iter().map(|(op, id)| (op.as_str(), id.as_str())).collect()
}

async fn items_seen(app: &App, by: Option<By>) -> usize {
    let db = app.world.database.reader();
    let actor = match by {
        Some(by) => load_actor(db, by, app.world.clock.now()).await.expect("an actor").expect("an actor"),
        None => focalpoint_api::access::Actor::nobody(),
    };
    entity::item::Entity::find().filter(visible(&actor)).all(db).await.expect("items").len()
}

#[test]
fn folded_from_the_beginning_it_is_what_an_export_gives_and_all_that_is_seen() {
    on_both_with_the_sample("folded_from_the_beginning_it_is_what_an_export_gives", async |app| {
        let db = app.world.database.reader();
        let experts = entity::expert::Entity::find().all(db).await.expect("experts");
        let accounts = entity::account::Entity::find().all(db).await.expect("accounts");
        let mut readers = vec![(app.nobody(), None)];
        for account in accounts.iter().step_by(accounts.len() / 6) {
            assert!(experts.iter().any(|expert| expert.id == account.expert_id));
            readers.push((signed_in(&app, account.expert_id).await, Some(By::Expert(account.expert_id))));
        }
        for (client, by) in readers {
            let mut mirror = Mirror::new(client.clone());
            mirror.catch_up(37).await;
            assert!(mirror.told.iter().all(|(op, _)| op == "CREATED"));
            assert!(mirror.told.is_sorted_by(|a, b| a.1 < b.1), "in order of id, and each once");
            let exported = export(&client, "").await;
            assert_eq!(mirror.holds, exported.holds);
            assert_eq!(mirror.holds.len(), items_seen(&app, by).await);
            // Both lead on to the same place.
            assert_eq!(mirror.news(10).await, []);
            mirror.cursor = exported.cursor;
            assert_eq!(mirror.news(10).await, []);
        }
    });
}

#[test]
fn what_comes_into_sight_changes_and_goes_is_told_to_those_who_see_it() {
    on_both("what_comes_into_sight_changes_and_goes_is_told_to_those_who_see_it", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut pole = Mirror::new(Network::client(&app, &n.pole).await);
        let mut volunteer = Mirror::new(Network::client(&app, &n.volunteer).await);
        let mut nobody = Mirror::new(app.nobody());
        for mirror in [&mut pole, &mut volunteer, &mut nobody] {
            mirror.catch_up(100).await;
        }
        let id = published(&member, json!([{"kind": "GROUP", "code": "north"}])).await;
        assert_eq!(ops(&pole.news(10).await), [("CREATED", id.as_str())]);
        let etag = member.get(&format!("/v1/updates/{id}")).await.header("etag");
        member.patch(&format!("/v1/updates/{id}"), &etag, json!({"title": "Better news"})).await.ok(200);
        assert_eq!(ops(&pole.news(10).await), [("UPDATED", id.as_str())]);
        assert_eq!(pole.holds[&id], ("UPDATE".to_owned(), 2));
        withdraw(&member, &id).await;
        assert_eq!(ops(&pole.news(10).await), [("REMOVED", id.as_str())]);
        assert_eq!(pole.news(10).await, []);
        // Of all this nobody else has heard anything.
        assert_eq!(volunteer.news(10).await, []);
        assert_eq!(nobody.news(10).await, []);
        // A draft is its keepers' own.
        let mut author = Mirror::new(member.clone());
        author.catch_up(100).await;
        let draft = json!({"title": "Soon", "bodyMarkdown": "Text.", "state": "DRAFT", "audience": {"parties": []}});
        let draft = member.post("/v1/updates", draft).await.ok(201)["id"].as_str().expect("an id").to_owned();
        assert_eq!(ops(&author.news(10).await), [("CREATED", draft.as_str())]);
        member.send(reqwest::Method::DELETE, &format!("/v1/items/{draft}"), &[], None).await.ok(204);
        assert_eq!(ops(&author.news(10).await), [("REMOVED", draft.as_str())]);
        assert_eq!(pole.news(10).await, []);
    });
}

#[test]
fn whoever_joins_a_circle_is_told_what_it_holds_and_whoever_leaves_loses_it() {
    on_both("whoever_joins_a_circle_is_told_what_it_holds_and_whoever_leaves_loses_it", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.group_editor).await;
        let mut guard = Mirror::new(Network::client(&app, &n.guard).await);
        let old = published(&member, json!([{"kind": "GROUP", "code": "north"}])).await;
        guard.catch_up(100).await;
        assert!(!guard.holds.contains_key(&old));
        let party = json!({"party": {"kind": "ORGANISATION", "partyId": n.ua_border}, "reason": "They work with us."});
        let joined = editor.post(&format!("/v1/groups/{}/members", n.north), party).await;
        let membership = joined.header("location");
        let membership = joined.ok(201)["id"].as_str().map(str::to_owned).unwrap_or(membership);
        let mut news = guard.news(10).await;
        news.sort();
        assert!(ops(&news).contains(&("CREATED", old.as_str())), "{news:?}");
        app.clock.advance(Duration::from_secs(1));
        let path = format!("/v1/groups/{}/members/{membership}/end", n.north);
        editor.post(&path, json!({"reason": "Done."})).await.ok(200);
        let news = guard.news(10).await;
        assert!(ops(&news).contains(&("REMOVED", old.as_str())), "{news:?}");
        assert_eq!(guard.holds, export(&guard.client, "").await.holds);
    });
}

#[test]
fn a_cursor_belongs_to_its_reader_and_its_kinds() {
    on_both("a_cursor_belongs_to_its_reader_and_its_kinds", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let first = member.get("/v1/changes?first=1&kind=EXPERT,UPDATE").await.ok(200);
        let cursor = first["items"][0]["cursor"].as_str().expect("a cursor").to_owned();
        for (client, path, status) in [
            (&member, format!("/v1/changes?kind=UPDATE,EXPERT&after={cursor}"), 200),
            (&member, format!("/v1/changes?kind=UPDATE&after={cursor}"), 400),
            (&member, format!("/v1/changes?after={cursor}"), 400),
            (&pole, format!("/v1/changes?kind=EXPERT,UPDATE&after={cursor}"), 400),
            (&app.nobody(), format!("/v1/changes?kind=EXPERT,UPDATE&after={cursor}"), 400),
            (&member, format!("/v1/changes?kind=UPDATE,EXPERT&after=A{}", &cursor[1..]), 400),
            (&member, "/v1/changes?kind=NONSENSE".to_owned(), 400),
            (&member, "/v1/changes?first=0".to_owned(), 400),
            (&member, "/v1/changes?first=101".to_owned(), 400),
            (&member, "/v1/changes?wait=31".to_owned(), 400),
            (&member, "/v1/changes?sort=at".to_owned(), 400),
            (&member, "/v1/changes?colour=blue".to_owned(), 400),
        ] {
            assert_eq!(client.get(&path).await.status, status, "{path}");
        }
        let query = "query($after: String) { changes(after: $after, kinds: [UPDATE]) { caughtUp } }";
        assert_eq!(member.graphql(query, json!({"after": cursor})).await.code(), "BAD_CURSOR");
        // A new session of the same person goes on with it.
        let again = Network::client(&app, &n.member).await;
        again.get(&format!("/v1/changes?kind=UPDATE,EXPERT&after={cursor}")).await.ok(200);
    });
}

#[test]
fn only_the_kinds_asked_for_are_told() {
    on_both("only_the_kinds_asked_for_are_told", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let exported = export(&member, "?kind=COUNTRY,GROUP").await;
        assert!(exported.holds.values().all(|(kind, _)| kind == "COUNTRY" || kind == "GROUP"));
        assert_eq!(exported.holds.len(), 5);
        let mut mirror = Mirror { cursor: exported.cursor, ..Mirror::new(member.clone()) };
        published(&member, json!([{"kind": "NETWORK"}])).await;
        let page = mirror.page(10, "&kind=GROUP,COUNTRY").await.ok(200);
        mirror.fold(&page, 10);
        assert_eq!((&page["caughtUp"], mirror.told.len()), (&json!(true), 0));
    });
}

#[test]
fn where_the_ledger_is_another_the_cursor_is_gone() {
    on_both("where_the_ledger_is_another_the_cursor_is_gone", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut mirror = Mirror::new(member.clone());
        mirror.catch_up(100).await;
        // As after a restore: the record that the cursor knows has another hash.
        let db = app.world.database.writer();
        let other = "UPDATE ledger_record SET hash = (SELECT hash FROM ledger_record WHERE seq = 1) \
                     WHERE seq = (SELECT MAX(seq) FROM ledger_record)";
        published(&member, json!([{"kind": "NETWORK"}])).await;
        let here = mirror.clone();
        mirror.catch_up(100).await;
        db.execute_unprepared(other).await.expect("altered");
        published(&member, json!([{"kind": "NETWORK"}])).await;
        let gone = mirror.page(10, "").await;
        assert_eq!((gone.status, gone.code().as_str()), (410, "CURSOR_GONE"));
        assert!(gone.body["detail"].as_str().expect("a detail").contains("/v1/export"));
        // A cursor of before goes on.
        here.page(10, "").await.ok(200);
        // Or it is not there at all.
        db.execute_unprepared("DELETE FROM ledger_subject").await.expect("deleted");
        db.execute_unprepared("DELETE FROM ledger_record WHERE seq > 1").await.expect("deleted");
        assert_eq!(here.page(10, "").await.code(), "CURSOR_GONE");
    });
}

#[test]
fn a_cursor_in_mid_drain_knows_what_was_told_after_its_drain_began() {
    on_both("a_cursor_in_mid_drain_knows_what_was_told_after_its_drain_began", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let first = published(&member, json!([{"kind": "NETWORK"}])).await;
        let mut mirror = Mirror::new(member.clone());
        mirror.read(1, "").await;
        let before = mirror.clone();
        // It changes while the drain is under way, and is told as it is then.
        let path = format!("/v1/updates/{first}");
        let etag = member.get(&path).await.header("etag");
        member.patch(&path, &etag, json!({"title": "Changed"})).await.ok(200);
        while !mirror.holds.contains_key(&first) {
            mirror.read(1, "").await;
        }
        assert_eq!(mirror.holds[&first].1, 2);
        mirror.page(1, "").await.ok(200);
        // As after a restore to the moment before it changed.
        let other = "UPDATE ledger_record SET hash = (SELECT hash FROM ledger_record WHERE seq = 1) \
                     WHERE seq = (SELECT MAX(seq) FROM ledger_record)";
        app.world.database.writer().execute_unprepared(other).await.expect("altered");
        assert_eq!(mirror.page(1, "").await.code(), "CURSOR_GONE");
        before.page(1, "").await.ok(200);
    });
}

#[test]
fn a_page_costs_the_same_statements_at_any_length_and_nothing_new_costs_least() {
    on_both_with_the_sample("a_page_costs_the_same_statements_at_any_length", async |app| {
        let accounts = entity::account::Entity::find().all(app.world.database.reader()).await.expect("accounts");
        let mut mirror = Mirror::new(signed_in(&app, accounts[0].expert_id).await);
        mirror.page(1, "").await.ok(200);
        let mut costs = Vec::new();
        for first in [2, 50, 100] {
            let before = app.world.database.statements();
            mirror.page(first, "").await.ok(200);
            costs.push(app.world.database.statements() - before);
        }
        assert!(costs.iter().all(|cost| *cost == costs[0] && *cost <= 9), "{costs:?}");
        mirror.catch_up(100).await;
        let before = app.world.database.statements();
        mirror.page(100, "").await.ok(200);
        let idle = app.world.database.statements() - before;
        assert!(idle <= 5 && idle < costs[0], "{idle} {costs:?}");
        // With the items: a number for each kind among them, whatever the length.
        mirror.cursor = None;
        let mut with_items = Vec::new();
        for first in [40, 100] {
            let before = app.world.database.statements();
            mirror.page(first, "&kind=EXPERT&include=item").await.ok(200);
            with_items.push(app.world.database.statements() - before);
        }
        assert_eq!(with_items[0], with_items[1]);
    });
}

#[test]
fn items_are_fed_without_the_names_of_others_and_without_what_the_reader_may_not_see() {
    on_both("items_are_fed_without_the_names_of_others", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let id = published(&member, json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let of = async |client: &Client| {
            let page = client.get("/v1/changes?first=100&include=item&kind=UPDATE").await.ok(200);
            page["items"][0].clone()
        };
        let change = of(&Network::client(&app, &n.pole).await).await;
        assert_eq!(
            (&change["op"], &change["itemId"], &change["kind"]),
            (&json!("CREATED"), &json!(id), &json!("UPDATE"))
        );
        assert_eq!(change["url"], json!(format!("{}/i/{id}", app.world.config.public_url())));
        let item = &change["item"];
        assert_eq!((&item["title"], &item["revision"]), (&json!("News"), &json!(1)));
        assert_eq!(item["owner"]["code"], "ua-migration");
        assert_eq!(item["author"]["actorId"], json!(n.member.expert));
        assert_eq!(item["audience"], Value::Null, "it is for its keepers");
        assert!(item["owner"].get("name").is_none() && item["author"].get("name").is_none(), "{item:#}");
        assert!(!item.to_string().contains("Oksana"));
        let own = of(&member).await;
        assert_eq!(own["item"]["audience"]["parties"][0]["code"], "pl-office");
        // GraphQL looks names up at that moment.
        let query = "{ changes(first: 50, kinds: [UPDATE]) { caughtUp pageInfo { endCursor hasNextPage } \
                     items { cursor op itemId kind revision at url item { id ... on Update { title author { name } } } } } }";
        let page = member.graphql(query, json!({})).await.data()["changes"].clone();
        assert_eq!(page["items"][0]["item"], json!({"id": id, "title": "News", "author": {"name": "Oksana Test"}}));
        assert_eq!((&page["caughtUp"], &page["pageInfo"]["hasNextPage"]), (&json!(true), &json!(false)));
        assert_eq!((&page["items"][0]["at"], &page["items"][0]["op"]), (&own["at"], &json!("CREATED")));
    });
}

#[test]
fn every_kind_of_item_is_shown_in_the_feed_whatever_its_dates() {
    on_both_with_the_sample("every_kind_of_item_is_shown_in_the_feed_whatever_its_dates", async |app| {
        let db = app.world.database.reader();
        let accounts = entity::account::Entity::find().all(db).await.expect("accounts");
        let grants = entity::role_grant::Entity::find().all(db).await.expect("grants");
        let posts = entity::post::Entity::find().all(db).await.expect("posts");
        let secretary = grants.iter().find(|grant| grant.role == Role::Secretariat).expect("a secretary");
        let expert = posts.iter().find(|post| post.id == secretary.holder).expect("a post").expert_id;
        assert!(accounts.iter().any(|account| account.expert_id == expert));
        let client = signed_in(&app, expert).await;
        let seen = items_seen(&app, Some(By::Expert(expert))).await;
        let (mut after, mut shown, mut kinds) = (String::new(), 0, std::collections::BTreeSet::new());
        loop {
            let page = client.get(&format!("/v1/changes?first=100&include=item{after}")).await.ok(200);
            for change in page["items"].as_array().expect("changes") {
                assert_eq!(change["op"], "CREATED", "{change:#}");
                assert_eq!(change["item"]["id"], change["itemId"], "{change:#}");
                kinds.insert(change["kind"].as_str().expect("a kind").to_owned());
                shown += 1;
            }
            after = format!("&after={}", page["pageInfo"]["endCursor"].as_str().expect("a cursor"));
            if page["caughtUp"] == true {
                break;
            }
        }
        assert_eq!(shown, seen);
        let all = [
            "APPOINTMENT",
            "COMPETENCE",
            "CONTACT_CARD",
            "COUNTRY",
            "EXPERT",
            "GROUP",
            "MEMBERSHIP",
            "ORGANISATION",
            "UPDATE",
        ];
        assert!(all.iter().all(|kind| kinds.contains(*kind)), "{kinds:?}");
    });
}

#[test]
fn a_feed_that_waits_is_woken_by_the_next_commit_and_not_by_what_it_may_not_see() {
    on_both("a_feed_that_waits_is_woken_by_the_next_commit", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let mut pole = Mirror::new(Network::client(&app, &n.pole).await);
        pole.catch_up(100).await;
        // Only a wake-up ends the wait in time.
        app.world.commits.look_again_after(Duration::from_secs(3_600));
        let began = std::time::Instant::now();
        let waits = pole.clone();
        let waiting = actix_web::rt::spawn(async move { waits.page(10, "&wait=30").await.ok(200) });
        // What the waiting reader does not see, first.
        published(&member, json!([{"kind": "ORGANISATION", "partyId": n.ua_border}])).await;
        let id = published(&member, json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let page = waiting.await.expect("an answer");
        assert_eq!((&page["items"][0]["itemId"], page["items"].as_array().map(Vec::len)), (&json!(id), Some(1)));
        assert!(began.elapsed() < Duration::from_secs(10));
        // Where nothing comes, it says so.
        pole.fold(&page, 10);
        let page = pole.page(10, "&wait=1").await.ok(200);
        assert_eq!((&page["items"], &page["caughtUp"]), (&json!([]), &json!(true)));
    });
}

#[test]
fn a_reader_whose_session_or_post_has_ended_reads_nothing_on() {
    on_both("a_reader_whose_session_or_post_has_ended_reads_nothing_on", async |app| {
        let n = Network::new(&app).await;
        let mut pole = Mirror::new(Network::client(&app, &n.pole).await);
        pole.catch_up(100).await;
        pole.client.post("/v1/auth/sign-out", json!({})).await;
        let ended = pole.page(10, "").await;
        assert_eq!((ended.status, ended.code().as_str()), (401, "SESSION_ENDED"));
        // Signed in again, they go on where they were.
        pole.client = Network::client(&app, &n.pole).await;
        assert_eq!(pole.news(10).await, []);
        // Without a grant they see what is PUBLIC, and are told that all else is gone.
        app.clock.advance(Duration::from_secs(1));
        let mut b = Builder::begin(&app).await;
        let at = app.world.clock.now().micros();
        let holder = n.pole.post;
        let ended = format!("UPDATE role_grant SET ended_at = {at} WHERE holder = $1");
        let statement = focalpoint_api::kit::database::sql(b.unit.tx().get_database_backend(), &ended, [holder.into()]);
        b.unit.tx().execute_raw(statement).await.expect("ended");
        b.competence(n.ua_migration, "somewhere", None).await;
        b.done().await;
        let news = pole.news(10).await;
        assert!(news.iter().filter(|(op, _)| op == "REMOVED").count() > 5, "{news:?}");
        assert_eq!(pole.holds, export(&app.nobody(), "").await.holds);
    });
}

#[test]
fn a_crowd_that_waits_is_bounded_and_the_rest_is_answered_at_once() {
    on_both("a_crowd_that_waits_is_bounded_and_the_rest_is_answered_at_once", async |app| {
        use futures_util::StreamExt;
        use futures_util::stream::FuturesUnordered;
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let mut nobody = Mirror::new(app.nobody());
        nobody.catch_up(100).await;
        let began = std::time::Instant::now();
        let mut asked: FuturesUnordered<_> = (0..60).map(|_| nobody.page(10, "&wait=25")).collect();
        for _ in 0..10 {
            let page = asked.next().await.expect("an answer").ok(200);
            assert_eq!((&page["items"], &page["caughtUp"]), (&json!([]), &json!(true)));
        }
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
        // Those who have a place hear of it.
        let id = published(&lesia, json!([{"kind": "PUBLIC"}])).await;
        let mut told = 0;
        while let Some(page) = asked.next().await {
            told += usize::from(page.ok(200)["items"][0]["itemId"] == json!(id));
        }
        assert!(told > 0 && began.elapsed() < Duration::from_secs(24), "{told} in {:?}", began.elapsed());
    });
}
