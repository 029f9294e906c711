//! Clocks that do not agree: of a server and its database, and of two servers on one.

use std::sync::Arc;
use std::time::Duration;

use entity::ledger_record;
use entity::vocabulary::Role;
use focalpoint_api::kit::clock::{Clock, ManualClock, SystemClock};
use focalpoint_api::kit::skew::Skew;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;

use crate::harness::item_life::{made, network as to_network, to};
use crate::harness::world_updates::{Builder, Network};
use crate::harness::{App, on_both, on_postgres, on_sqlite, signed_in};

const SECOND: i64 = 1_000_000;

#[test]
fn a_server_whose_clock_is_more_than_two_seconds_off_its_databases_is_not_ready() {
    on_postgres("a_server_whose_clock_is_more_than_two_seconds_off_its_databases_is_not_ready", async |app| {
        let nobody = app.nobody();
        let skew = async || {
            let metrics = nobody.get("/metrics").await.ok(200);
            let text = metrics.as_str().expect("a text").to_owned();
            let line = text.lines().find_map(|line| line.strip_prefix("focalpoint_clock_skew_seconds "));
            line.map(str::to_owned).expect("a metric")
        };
        for (ahead, status, said) in [
            (0, 200, None),
            (2 * SECOND, 200, None),
            (5 * SECOND, 503, Some("The server's clock is 5.0 s behind the database's")),
            (-2 * SECOND, 200, None),
            (-5 * SECOND, 503, Some("The server's clock is 5.0 s ahead of the database's")),
        ] {
            app.clock.database_is_ahead(ahead);
            let ready = nobody.get("/readyz").await;
            let word = if status == 200 { "ok" } else { "failing" };
            assert_eq!((ready.status, &ready.body["clock"]), (status, &json!(word)), "{ahead}: {:#}", ready.body);
            assert_eq!(ready.body["database"], "ok");
            let reason = ready.body["reason"].as_str();
            match said {
                None => assert_eq!(reason, None),
                Some(said) => {
                    let reason = reason.expect("a reason");
                    assert!(reason.starts_with(said) && reason.contains("NTP"), "{reason}");
                }
            }
            let seconds = -ahead / SECOND;
            assert_eq!(skew().await, format!("{seconds}.000000"));
        }
    });
}

#[test]
fn a_server_on_sqlite_has_nothing_to_compare_its_clock_with() {
    on_sqlite("a_server_on_sqlite_has_nothing_to_compare_its_clock_with", async |app| {
        app.clock.database_is_ahead(60 * SECOND);
        assert_eq!(app.nobody().get("/readyz").await.ok(200)["clock"], "ok");
    });
}

/// Server and database of a test run on one machine; what passes while the database is asked is no difference.
#[test]
fn the_systems_clock_is_held_against_what_postgresql_tells() {
    on_postgres("the_systems_clock_is_held_against_what_postgresql_tells", async |app| {
        let apart = Skew::default().measure(&app.world.database, &SystemClock).await.expect("a look");
        assert!(apart.abs() < SECOND / 10, "{apart} microseconds");
    });
}

async fn instants(app: &App) -> Vec<i64> {
    let records = ledger_record::Entity::find().order_by_asc(ledger_record::Column::Seq);
    let records = records.all(app.world.database.reader()).await.expect("records");
    records.into_iter().map(|record| record.at).collect()
}

async fn in_order(app: &App) {
    let instants = instants(app).await;
    assert!(instants.is_sorted(), "{instants:?}");
    let verified = focalpoint_api::ledger::verify(&app.world, None).await.expect("a look");
    assert_eq!(verified.ok(), i64::try_from(instants.len()).ok(), "the chain holds");
}

/// By a little, as clocks are, and by much, as a clock that is wrong.
#[test]
fn two_servers_whose_clocks_differ_write_one_order_of_instants() {
    on_postgres("two_servers_whose_clocks_differ_write_one_order_of_instants", async |app| {
        let n = Network::new(&app).await;
        // Everybody stands where they stand by any of the clocks.
        app.clock.advance(Duration::from_secs(2 * 3_600));
        for behind in [Duration::from_millis(1_500), Duration::from_secs(5), Duration::from_secs(3_600)] {
            let clock = Arc::new(ManualClock::at(app.clock.now().minus(behind)));
            let late = app.replica_with(&clock).await;
            for round in 0..3 {
                for server in [&app, &late] {
                    app.clock.advance(Duration::from_millis(1));
                    clock.advance(Duration::from_millis(1));
                    made(&Network::client(server, &n.member).await, to(to_network())).await;
                }
                assert!(instants(&app).await.is_sorted(), "round {round}, {behind:?} behind");
            }
            in_order(&app).await;
        }
    });
}

#[test]
fn what_a_server_ends_whose_clock_is_a_little_behind_is_over_with_the_next_request() {
    on_postgres("what_a_server_ends_whose_clock_is_a_little_behind_is_over_with_the_next_request", async |app| {
        let n = Network::new(&app).await;
        let mut b = Builder::begin(&app).await;
        let administrator = b.person("Anna Test", n.ngo, &[(Role::Administrator, None, None)]).await;
        b.done().await;
        app.clock.advance(Duration::from_secs(10));
        let behind = Arc::new(ManualClock::at(app.clock.now().minus(Duration::from_secs(1))));
        let late = app.replica_with(&behind).await;
        let id = made(&Network::client(&app, &n.member).await, to(to_network())).await;
        let path = format!("/v1/updates/{id}");
        let (here, there) = (signed_in(&app, n.reader.expert).await, signed_in(&late, n.reader.expert).await);
        assert_eq!((here.get(&path).await.status, there.get(&path).await.status), (200, 200));
        let grants = there.get("/v1/me").await.ok(200)["grants"].clone();
        let grant = grants[0]["id"].as_str().expect("a grant").to_owned();
        let revoke = json!({ "reason": "Over." });
        signed_in(&late, administrator.expert).await.post(&format!("/v1/grants/{grant}/revoke"), revoke).await.ok(200);
        assert_eq!((there.get(&path).await.status, here.get(&path).await.status), (404, 404));
        in_order(&app).await;
    });
}

#[test]
fn a_clock_that_is_set_back_writes_no_earlier_instant_than_the_one_before() {
    on_both("a_clock_that_is_set_back_writes_no_earlier_instant_than_the_one_before", async |app| {
        let n = Network::new(&app).await;
        let member = Network::client(&app, &n.member).await;
        for back in [1, 5] {
            made(&member, to(to_network())).await;
            let now = app.clock.now();
            app.clock.set(now.minus(Duration::from_secs(back)));
            made(&member, to(to_network())).await;
            app.clock.advance(Duration::from_secs(10));
        }
        in_order(&app).await;
    });
}
