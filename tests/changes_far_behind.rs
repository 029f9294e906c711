//! A reader of little, far behind: each page costs as little as any other, and none is left out.

use focalpoint_api::access::broken::Rule;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::harness::broken::must_be_caught;
use crate::harness::mirror::{Mirror, export};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, on_both};

/// More than are looked at for one page.
const MANY: i64 = 24_000;

/// Puts many updates of the border guard into the database, each with its change, in one unit: one in
/// `one_in` is for the Polish office, the others for the guard alone.
async fn write_many(app: &App, n: &Network, one_in: i64) {
    let mut b = Builder::begin(app).await;
    b.competence(n.ua_migration, "many", None).await;
    let (seq, at) = (b.unit.seq(), b.unit.at().micros());
    let tx = b.unit.tx();
    let backend = tx.get_database_backend();
    let numbers = match backend {
        sea_orm::DbBackend::Postgres => format!("SELECT n FROM generate_series(1, {MANY}) AS g(n)"),
        _ => {
            format!("WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {MANY}) SELECT n FROM g")
        }
    };
    let id = match backend {
        sea_orm::DbBackend::Postgres => "CAST('f0000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS uuid)",
        _ => "unhex('f000000000007000' || '8000' || printf('%012x', n))",
    };
    let of = |title: &str| {
        format!("(SELECT i.seen_by FROM item i JOIN \"update\" u ON u.id = i.id WHERE u.title = '{title}')")
    };
    let seen_by = format!("CASE WHEN n % {one_in} = 0 THEN {} ELSE {} END", of("for the office"), of("for the guard"));
    let item = format!(
        "INSERT INTO item (id, kind, audience, seen_by, owner, author, keeper, state, revision, created_at, updated_at, published_at, published_seq) \
         SELECT {id}, 'UPDATE', NULL, {seen_by}, i.owner, NULL, NULL, 'PUBLISHED', 1, {at}, {at}, {at}, {seq} \
         FROM ({numbers}) AS g CROSS JOIN item i JOIN \"update\" u ON u.id = i.id WHERE u.title = 'for the guard'"
    );
    let update = format!(
        "INSERT INTO \"update\" (id, title, summary, body_markdown, body_html) SELECT {id}, 'One of many', NULL, '', '' FROM ({numbers}) AS g"
    );
    let change = format!(
        "INSERT INTO change (seq, n, item, kind, seen_before, seen_after, revision) \
         SELECT {seq}, 1000 + n, {id}, 'UPDATE', NULL, {seen_by}, 1 FROM ({numbers}) AS g"
    );
    for statement in [item, update, change] {
        tx.execute_unprepared(&statement).await.expect("rows");
    }
    b.done().await;
}

#[test]
fn a_reader_of_little_goes_through_much_in_pages_that_cost_alike() {
    on_both("a_reader_of_little_goes_through_much_in_pages_that_cost_alike", async |app| {
        let n = Network::new(&app).await;
        let guard = Network::client(&app, &n.guard).await;
        let (mut pole, mut nobody) = (Mirror::new(Network::client(&app, &n.pole).await), Mirror::new(app.nobody()));
        for (title, body) in [("for the guard", n.ua_border), ("for the office", n.pl_office)] {
            let update = json!({"title": title, "bodyMarkdown": "Text.",
                "audience": {"parties": [{"kind": "ORGANISATION", "partyId": body}]}});
            guard.post("/v1/updates", update).await.ok(201);
        }
        pole.catch_up(100).await;
        nobody.catch_up(100).await;
        write_many(&app, &n, 6_000).await;
        // Four of the many are the office's. No page looks at all of them.
        for (mirror, expected) in [(&mut pole, 4), (&mut nobody, 0)] {
            let (mut pages, mut short) = (0, 0);
            mirror.told.clear();
            loop {
                let page = mirror.page(100, "").await.ok(200);
                pages += 1;
                short += usize::from(page["items"].as_array().map_or(0, Vec::len) < 100);
                mirror.fold(&page, usize::MAX);
                if page["caughtUp"] == true {
                    break;
                }
                assert_eq!(page["pageInfo"]["hasNextPage"], true);
            }
            let updates = mirror.told.iter().filter(|(_, id)| id.starts_with("f0000000")).count();
            assert_eq!(updates, expected, "{updates} of the many were told");
            assert!((2..=5).contains(&pages) && short == pages, "{pages} pages, {short} short");
            assert_eq!(mirror.holds, export(&mirror.client, "").await.holds);
        }
        // From the beginning, and for whoever sees almost all of it.
        let mut anew = Mirror::new(pole.client.clone());
        anew.catch_up(100).await;
        assert_eq!(anew.holds, pole.holds);
        let mut all = Mirror::new(guard);
        all.catch_up(100).await;
        let updates = all.holds.values().filter(|(kind, _)| kind == "UPDATE").count();
        assert_eq!(updates, usize::try_from(MANY).expect("small") + 2);
    });
}

#[test]
fn a_feed_that_leaves_out_what_it_did_not_look_at_is_noticed() {
    let test = "changes_far_behind::a_reader_of_little_goes_through_much_in_pages_that_cost_alike";
    must_be_caught(Rule::FeedGoesOnWhereItWasCut, test, "of the many were told");
}
