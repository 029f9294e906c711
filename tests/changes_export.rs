//! The export: whole, in order, in constant memory, resumable, and the feed goes on behind it.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use entity::vocabulary::ItemKind;
use focalpoint_api::access::{By, load_actor};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::kit::page::PageRequest;
use focalpoint_api::partners::export::{ExportFilter, export as begin_export};
use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::harness::mirror::{Holds, Mirror, export, exported};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, Client, on_both, signed_in};

async fn published(client: &Client, n: usize, parties: Value) -> Vec<String> {
    let mut ids = Vec::new();
    for _ in 0..n {
        let input = json!({"title": "News", "bodyMarkdown": "Text.", "audience": {"parties": parties}});
        let update = client.post("/v1/updates", input).await.ok(201);
        ids.push(update["id"].as_str().expect("an id").to_owned());
    }
    ids
}

#[test]
fn an_export_that_broke_off_goes_on_and_the_feed_makes_up_for_what_happened_meanwhile() {
    on_both("an_export_that_broke_off_goes_on", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let ids = published(&member, 6, json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let whole = export(&pole, "").await;
        assert!(whole.order.is_sorted() && whole.cursor.is_some());
        // It breaks off in the middle of the updates.
        let cut = whole.order.iter().position(|id| *id == ids[2]).expect("exported") + 1;
        let mut mirror = Mirror::new(pole.clone());
        mirror.holds =
            whole.holds.iter().filter(|(id, _)| **id <= ids[2]).map(|(i, h)| (i.clone(), h.clone())).collect();
        // Meanwhile one of each part is withdrawn, and something new is shared.
        for id in [&ids[0], &ids[5]] {
            member.post(&format!("/v1/items/{id}/withdraw"), json!({"reason": "Wrong."})).await.ok(200);
        }
        let new = published(&member, 1, json!([{"kind": "NETWORK"}])).await;
        let rest = export(&pole, &format!("?after={}", ids[2])).await;
        assert!(rest.order.iter().all(|id| *id > ids[2]) && rest.order.len() <= whole.order.len() - cut + 1);
        mirror.holds.extend(rest.holds);
        mirror.cursor = rest.cursor;
        let news = mirror.news(10).await;
        assert!(news.contains(&("REMOVED".to_owned(), ids[0].clone())), "{news:?}");
        let now = export(&pole, "").await;
        assert_eq!(mirror.holds, now.holds);
        assert!(now.holds.contains_key(&new[0]) && !now.holds.contains_key(&ids[5]));
        // Whoever never began has nothing to go on with.
        let stranger = Network::client(&app, &n.lithuanian).await;
        assert_eq!(stranger.get(&format!("/v1/export?after={}", ids[2])).await.code(), "CURSOR_GONE");
        assert_eq!(pole.get(&format!("/v1/export?kind=UPDATE&after={}", ids[2])).await.code(), "CURSOR_GONE");
        for wrong in ["?after=nonsense", "?first=10", "?sort=id", "?count=true", "?kind=NONSENSE"] {
            assert_eq!(pole.get(&format!("/v1/export{wrong}")).await.status, 400, "{wrong}");
        }
    });
}

#[test]
fn rights_that_change_in_mid_export_are_made_up_for_by_the_feed() {
    on_both("rights_that_change_in_mid_export_are_made_up_for_by_the_feed", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let editor = Network::client(&app, &n.group_editor).await;
        let guard = Network::client(&app, &n.guard).await;
        let early = published(&member, 3, json!([{"kind": "GROUP", "code": "north"}])).await;
        let middle = published(&member, 1, json!([{"kind": "NETWORK"}])).await;
        let late = published(&member, 3, json!([{"kind": "GROUP", "code": "north"}])).await;
        let before = export(&guard, "").await;
        assert!(before.holds.contains_key(&middle[0]) && !before.holds.contains_key(&early[0]));
        let mut mirror = Mirror::new(guard.clone());
        mirror.holds = before.holds.into_iter().filter(|(id, _)| *id <= middle[0]).collect();
        let party = json!({"party": {"kind": "ORGANISATION", "partyId": n.ua_border}, "reason": "They work with us."});
        let joined = editor.post(&format!("/v1/groups/{}/members", n.north), party).await.ok(201);
        let rest = export(&guard, &format!("?after={}", middle[0])).await;
        assert!(late.iter().all(|id| rest.holds.contains_key(id)), "what is behind is told as it is now");
        mirror.holds.extend(rest.holds);
        mirror.cursor = rest.cursor;
        let news = mirror.news(2).await;
        assert!(early.iter().all(|id| news.contains(&("CREATED".to_owned(), id.clone()))), "{news:?}");
        assert!(!news.iter().any(|(_, id)| late.contains(id)), "{news:?}");
        assert_eq!(mirror.holds, export(&guard, "").await.holds);
        // And out again, in mid-export.
        let again = export(&guard, "").await;
        mirror.holds = again.holds.into_iter().filter(|(id, _)| *id <= middle[0]).collect();
        app.clock.advance(Duration::from_secs(1));
        let path = format!("/v1/groups/{}/members/{}/end", n.north, joined["id"].as_str().expect("an id"));
        editor.post(&path, json!({"reason": "Done."})).await.ok(200);
        let rest = export(&guard, &format!("?after={}", middle[0])).await;
        assert!(!late.iter().any(|id| rest.holds.contains_key(id)));
        mirror.holds.extend(rest.holds);
        mirror.cursor = rest.cursor;
        let news = mirror.news(2).await;
        assert!(early.iter().all(|id| news.contains(&("REMOVED".to_owned(), id.clone()))), "{news:?}");
        assert!(!news.iter().any(|(_, id)| late.contains(id)), "{news:?}");
        assert_eq!(mirror.holds, export(&guard, "").await.holds);
    });
}

#[test]
fn an_export_is_lines_of_json_and_may_come_compressed() {
    on_both("an_export_is_lines_of_json_and_may_come_compressed", async |app| {
        let n = Network::new(&app).await;
        let pole = signed_in(&app, n.pole.expert).await;
        let plain = pole.get("/v1/export").await;
        assert_eq!(plain.header("content-type"), "application/x-ndjson");
        let gzip = pole.raw("/v1/export", &[("accept-encoding", "gzip")]).await;
        assert_eq!(gzip.headers()["content-encoding"], "gzip");
        let mut text = String::new();
        let all = gzip.bytes().await.expect("a body");
        flate2::read::GzDecoder::new(&all[..]).read_to_string(&mut text).expect("gzip");
        assert_eq!(exported(&text).holds, export(&pole, "").await.holds);
    });
}

/// All exports so far, as if their readers had not had the last line.
async fn broke_off(app: &App) {
    use sea_orm::ConnectionTrait;
    let all = "UPDATE export_pass SET complete = FALSE";
    app.world.database.writer().execute_unprepared(all).await.expect("as broken off");
}

#[test]
fn nobody_goes_on_with_the_export_of_another_nobody() {
    on_both("nobody_goes_on_with_the_export_of_another_nobody", async |app| {
        use sea_orm::{EntityTrait, PaginatorTrait};
        let n = Network::new(&app).await;
        let lesia = Network::client(&app, &n.focal_point).await;
        let ids = published(&lesia, 3, json!([{"kind": "PUBLIC"}])).await;
        let answer = app.nobody().get("/v1/export").await;
        assert_eq!((answer.status, answer.header("export-pass").as_str()), (200, ""));
        let go_on = app.nobody().get(&format!("/v1/export?after={}", ids[0])).await;
        assert_eq!((go_on.status, go_on.code().as_str()), (410, "CURSOR_GONE"));
        // Whoever only reads, signed out, writes nothing.
        let passes = entity::export_pass::Entity::find().count(app.world.database.reader()).await;
        assert_eq!(passes.expect("a count"), 0);
    });
}

#[test]
fn an_export_that_broke_off_before_another_began_is_gone_on_with_by_name() {
    on_both("an_export_that_broke_off_before_another_began_is_gone_on_with_by_name", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let ids = published(&member, 3, json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let answer = pole.get("/v1/export").await;
        let first = answer.header("export-pass");
        let Value::String(text) = answer.body else { panic!("no lines") };
        let upto = exported(&text).holds.into_iter().filter(|(id, _)| *id <= ids[1]).collect();
        let mut mirror = Mirror { holds: upto, ..Mirror::new(pole.clone()) };
        broke_off(&app).await;
        // What the first was told changes, and another export of the same account tells it as it is now.
        let etag = member.get(&format!("/v1/updates/{}", ids[0])).await.header("etag");
        member.patch(&format!("/v1/updates/{}", ids[0]), &etag, json!({"title": "Other"})).await.ok(200);
        export(&pole, "").await;
        // It is not guessed which of them is meant: the first would never hear of the change.
        let unnamed = pole.get(&format!("/v1/export?after={}", ids[1])).await;
        assert_eq!((unnamed.status, unnamed.code().as_str()), (410, "CURSOR_GONE"));
        let rest = export(&pole, &format!("?after={}&pass={first}", ids[1])).await;
        mirror.holds.extend(rest.holds);
        mirror.cursor = rest.cursor;
        mirror.catch_up(10).await;
        assert_eq!(mirror.told, [("UPDATED".to_owned(), ids[0].clone())]);
        assert_eq!(mirror.holds, export(&pole, "").await.holds);
    });
}

#[test]
fn whoever_reads_an_export_slowly_is_shown_what_they_may_see_when_they_do() {
    on_both("whoever_reads_an_export_slowly_is_shown_what_they_may_see_when_they_do", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let ids = published(&member, 60, json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let reader = load_actor(app.world.database.reader(), By::Expert(n.pole.expert), app.world.clock.now()).await;
        let ctx = Ctx { actor: Arc::new(reader.expect("a query").expect("a reader")), ..app.system() };
        let only = ExportFilter { kind: vec![ItemKind::Update], ..ExportFilter::default() };
        let lines = begin_export(&ctx, only, PageRequest::default()).await.expect("an export");
        let mut lines = Box::pin(lines.stream());
        let mut text = lines.next().await.expect("a line").expect("no error");
        let last = ids.last().expect("an id");
        member.post(&format!("/v1/items/{last}/withdraw"), json!({"reason": "Wrong."})).await.ok(200);
        while let Some(line) = lines.next().await {
            text.push_str(&line.expect("no error"));
        }
        let told = exported(&text);
        assert!(!told.holds.contains_key(last) && told.holds.len() == 59, "{}", told.holds.len());
    });
}

#[test]
fn two_exports_at_once_of_one_reader_are_each_gone_on_with_by_name() {
    on_both("two_exports_at_once_of_one_reader", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let pole = Network::client(&app, &n.pole).await;
        let ids = published(&member, 5, json!([{"kind": "ORGANISATION", "partyId": n.pl_office}])).await;
        let begun = async || {
            let answer = pole.get("/v1/export").await;
            let pass = answer.header("export-pass");
            let Value::String(text) = answer.body else { panic!("no lines") };
            let upto = exported(&text).holds.into_iter().filter(|(id, _)| *id <= ids[2]).collect();
            (pass, Mirror { holds: upto, ..Mirror::new(pole.clone()) })
        };
        let (first, mut one) = begun().await;
        // What the first holds is withdrawn before the second begins, and something else after.
        member.post(&format!("/v1/items/{}/withdraw", ids[0]), json!({"reason": "Wrong."})).await.ok(200);
        let (second, mut two) = begun().await;
        member.post(&format!("/v1/items/{}/withdraw", ids[1]), json!({"reason": "Wrong."})).await.ok(200);
        for (pass, mirror) in [(&first, &mut one), (&second, &mut two)] {
            let rest = export(&pole, &format!("?after={}&pass={pass}", ids[2])).await;
            mirror.holds.extend(rest.holds);
            mirror.cursor = rest.cursor;
            mirror.catch_up(10).await;
            assert_eq!(mirror.holds, export(&pole, "").await.holds);
        }
        // Whose it is not, or with another filter, is no export to go on with.
        let other = Network::client(&app, &n.lithuanian).await;
        let path = format!("/v1/export?after={}&pass={first}", ids[2]);
        assert_eq!(other.get(&path).await.code(), "CURSOR_GONE");
        assert_eq!(pole.get(&format!("{path}&kind=UPDATE")).await.code(), "CURSOR_GONE");
        assert_eq!(pole.get(&format!("/v1/export?pass={first}")).await.status, 400);
        // Where both may be meant, one of them must be named.
        broke_off(&app).await;
        let unnamed = pole.get(&format!("/v1/export?after={}", ids[2])).await;
        assert_eq!((unnamed.status, unnamed.code().as_str()), (410, "CURSOR_GONE"));
        assert!(unnamed.body["detail"].as_str().is_some_and(|detail| detail.contains("`pass`")));
        // After a week those before the newest are forgotten.
        app.clock.advance(Duration::from_secs(7 * 24 * 3_600 + 1));
        let pole = Network::client(&app, &n.pole).await;
        export(&pole, "").await;
        assert_eq!(pole.get(&path).await.code(), "CURSOR_GONE");
    });
}

#[test]
fn whoever_goes_on_after_a_week_is_told_the_right_thing_or_that_it_is_gone() {
    on_both("whoever_goes_on_after_a_week_is_told_the_right_thing_or_that_it_is_gone", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let guard = Network::client(&app, &n.guard).await;
        let own = json!([{"kind": "ORGANISATION", "partyId": n.ua_border}]);
        let ids = published(&member, 4, own).await;
        let room = published(&member, 2, json!([{"kind": "GROUP", "code": "north"}])).await;
        let mut follows = Mirror::new(guard.clone());
        follows.catch_up(100).await;
        let answer = guard.get("/v1/export").await;
        let pass = answer.header("export-pass");
        let Value::String(text) = answer.body else { panic!("no lines") };
        let upto: Holds = exported(&text).holds.into_iter().filter(|(id, _)| *id <= ids[1]).collect();
        broke_off(&app).await;
        // A week and more, in which things change, the reader's own rights too.
        member.post(&format!("/v1/items/{}/withdraw", ids[0]), json!({"reason": "Wrong."})).await.ok(200);
        app.clock.advance(Duration::from_secs(9 * 24 * 3_600));
        let party = json!({"party": {"kind": "ORGANISATION", "partyId": n.ua_border}, "reason": "They work with us."});
        let joined =
            signed_in(&app, n.group_editor.expert).await.post(&format!("/v1/groups/{}/members", n.north), party).await;
        joined.ok(201);
        let guard = signed_in(&app, n.guard.expert).await;
        let now = async |query: &str| export(&guard, query).await;
        // As long as there is no other, it goes on without a name, and the feed makes up for the rest.
        let mut unnamed = Mirror { holds: upto.clone(), ..Mirror::new(guard.clone()) };
        let rest = now(&format!("?after={}", ids[1])).await;
        unnamed.holds.extend(rest.holds);
        unnamed.cursor = rest.cursor;
        unnamed.catch_up(3).await;
        broke_off(&app).await;
        let whole = now("").await;
        assert!(whole.holds.contains_key(&room[0]) && !whole.holds.contains_key(&ids[0]));
        assert_eq!(unnamed.holds, whole.holds);
        // Once there is, the one of long ago is never taken for it.
        for path in [format!("/v1/export?after={}", ids[1]), format!("/v1/export?after={}", ids[3])] {
            let gone = guard.get(&path).await;
            assert_eq!((gone.status, gone.code().as_str()), (410, "CURSOR_GONE"), "{path}");
        }
        let mut named = Mirror { holds: upto, ..Mirror::new(guard.clone()) };
        let rest = now(&format!("?after={}&pass={pass}", ids[1])).await;
        named.holds.extend(rest.holds);
        named.cursor = rest.cursor;
        named.catch_up(3).await;
        // And a cursor of the feed does not age.
        follows.client = guard.clone();
        follows.catch_up(3).await;
        assert_eq!((&named.holds, &follows.holds), (&whole.holds, &whole.holds));
    });
}

#[test]
fn an_export_has_come_to_its_end_once_its_last_line_was_taken() {
    on_both("an_export_has_come_to_its_end_once_its_last_line_was_taken", async |app| {
        use sea_orm::EntityTrait;
        let n = Network::new(&app).await;
        let reader = load_actor(app.world.database.reader(), By::Expert(n.pole.expert), app.world.clock.now()).await;
        let ctx = Ctx { actor: Arc::new(reader.expect("a query").expect("a reader")), ..app.system() };
        let lines = begin_export(&ctx, ExportFilter::default(), PageRequest::default()).await.expect("an export");
        let mut lines = Box::pin(lines.stream());
        let whole = async || {
            let pass = entity::export_pass::Entity::find().one(app.world.database.reader()).await;
            pass.expect("a query").expect("an export").complete
        };
        while let Some(line) = lines.next().await {
            assert!(!whole().await, "{line:?}");
        }
        assert!(whole().await);
    });
}

#[test]
fn what_broke_off_more_than_a_week_ago_is_gone_on_with_no_more_and_taken_for_no_other() {
    on_both("what_broke_off_more_than_a_week_ago_is_gone_on_with_no_more_and_taken_for_no_other", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        let ids = published(&member, 3, json!([{"kind": "NETWORK"}])).await;
        let mut passes = Vec::new();
        // Two broke off, one week and more after the other; the third came to its end.
        for broken in [true, true, false] {
            let pole = signed_in(&app, n.pole.expert).await;
            passes.push(pole.get("/v1/export").await.header("export-pass"));
            if broken {
                broke_off(&app).await;
                app.clock.advance(Duration::from_secs(8 * 24 * 3_600));
            }
        }
        let pole = signed_in(&app, n.pole.expert).await;
        // The third is none that `after` alone could mean: it may be one of the others.
        let unnamed = pole.get(&format!("/v1/export?after={}", ids[1])).await;
        assert_eq!((unnamed.status, unnamed.code().as_str()), (410, "CURSOR_GONE"));
        assert!(
            unnamed.body["detail"].as_str().is_some_and(|said| said.contains("`Export-Pass`")),
            "{:#}",
            unnamed.body
        );
        for gone in &passes[..2] {
            let answer = pole.get(&format!("/v1/export?after={}&pass={gone}", ids[1])).await;
            assert_eq!((answer.status, answer.code().as_str()), (410, "CURSOR_GONE"));
        }
        let named = pole.get(&format!("/v1/export?after={}&pass={}", ids[1], passes[2])).await;
        assert_eq!(named.status, 200, "{:#}", named.body);
    });
}

#[test]
fn a_right_that_is_lost_and_regained_while_an_export_is_read_slowly_loses_nothing() {
    on_both("a_right_that_is_lost_and_regained_while_an_export_is_read_slowly", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let membership = b.member(n.north, n.ua_border).await;
        b.done().await;
        let member = Network::client(&app, &n.member).await;
        published(&member, 60, json!([{"kind": "GROUP", "code": "north"}])).await;
        let reader = load_actor(app.world.database.reader(), By::Expert(n.guard.expert), app.world.clock.now()).await;
        let ctx = Ctx { actor: Arc::new(reader.expect("a query").expect("a reader")), ..app.system() };
        let filter = ExportFilter { kind: vec![ItemKind::Update], ..ExportFilter::default() };
        let lines = begin_export(&ctx, filter, PageRequest::default()).await;
        let mut lines = Box::pin(lines.expect("an export").stream());
        let mut text = String::new();
        for _ in 0..3 {
            text.push_str(&lines.next().await.expect("a line").expect("no error"));
        }
        app.clock.advance(Duration::from_secs(1));
        let editor = Network::client(&app, &n.group_editor).await;
        let end = format!("/v1/groups/{}/members/{membership}/end", n.north);
        editor.post(&end, json!({"reason": "Done."})).await.ok(200);
        // What was read of the page is not shown any more.
        while let Some(line) = lines.next().await {
            text.push_str(&line.expect("no error"));
        }
        let came = exported(&text);
        assert!((3..60).contains(&came.holds.len()), "{}", came.holds.len());
        let party = json!({"party": {"kind": "ORGANISATION", "partyId": n.ua_border}, "reason": "Back again."});
        editor.post(&format!("/v1/groups/{}/members", n.north), party).await.ok(201);
        let guard = Network::client(&app, &n.guard).await;
        let mut mirror = Mirror { cursor: came.cursor, holds: came.holds, ..Mirror::new(guard.clone()) };
        while !mirror.read(10, "&kind=UPDATE").await {}
        assert_eq!(mirror.holds, export(&guard, "?kind=UPDATE").await.holds);
    });
}
