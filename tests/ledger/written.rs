//! What is really written: the chain holds over it at every moment, without gaps, whoever writes.

use entity::ledger_record;
use entity::vocabulary::ActorKind;
use focalpoint_api::access::{Target, acts};
use focalpoint_api::authn::keys;
use focalpoint_api::ctx::Ctx;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::{checkpoint, db, holds, lived, record, run, verify, whole};
use crate::harness::builder::Builder;
use crate::harness::on_both;
use crate::harness::world_people::loading;

#[test]
fn the_chain_holds_over_what_was_really_written() {
    on_both("the_chain_holds_over_what_was_really_written", async |app| {
        let records = lived(&app).await;
        assert!(records >= 8, "{records}");
        assert_eq!(ledger_record::Entity::find().count(db(&app)).await.expect("a count"), records.cast_unsigned());
        let kept = checkpoint(&app).await;
        assert_eq!(whole(verify(&app, Some(&kept)).await), records);
        keys::rotate(&app.system()).await.expect("a key");
        assert_eq!(whole(verify(&app, Some(&kept)).await), records + 1, "a checkpoint holds over a chain that grew");
    });
}

#[test]
fn the_table_of_roles_is_recorded_once_for_each_release() {
    on_both("the_table_of_roles_is_recorded_once_for_each_release", async |app| {
        use entity::role_table;
        use focalpoint_api::identity::roles::record_table;
        let before = holds(&app).await;
        record_table(&app.system()).await.expect("a record");
        let rows = role_table::Entity::find().all(db(&app)).await.expect("tables");
        assert_eq!((rows.len(), rows[0].seq), (1, before + 1));
        let said = record(&app, before + 1).await;
        assert_eq!((said.act.as_str(), said.actor_kind), ("recordRoleTable", ActorKind::System));
        assert!(said.body.contains(&rows[0].digest), "{}", said.body);
        // It is the table that `/v1/roles` and the matrix show, word for word, and its digest is its own.
        let digest = focalpoint_api::ledger::chain::digest_of(&rows[0].table_json);
        assert_eq!(digest, rows[0].digest);
        let table: serde_json::Value = serde_json::from_str(&rows[0].table_json).expect("JSON");
        let nobody = app.nobody();
        assert_eq!(table[0], nobody.get("/v1/roles").await.ok(200), "the roles");
        assert_eq!(table[1], nobody.get("/v1/access/matrix").await.ok(200), "the matrix");
        // A second start of the same release adds nothing.
        record_table(&app.system()).await.expect("a record");
        assert_eq!(holds(&app).await, before + 1);
        // Another release is another table: the one that was stays.
        run(&app, "UPDATE role_table SET digest = 'an earlier one'").await;
        record_table(&app.system()).await.expect("a record");
        assert_eq!(role_table::Entity::find().count(db(&app)).await.expect("a count"), 2);
    });
}

#[test]
fn numbers_have_no_gaps_after_many_writers_at_once() {
    on_both("numbers_have_no_gaps_after_many_writers_at_once", async |app| {
        const WRITERS: i64 = 8;
        const UNITS: i64 = 6;
        loading(&app, async |_, _| ()).await;
        let before = holds(&app).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let world = app.world.clone();
                actix_web::rt::spawn(async move {
                    let ctx = Ctx::system(&world);
                    let mut numbers = Vec::new();
                    for _ in 0..UNITS {
                        let mut unit = ctx.begin().await.expect("a unit");
                        unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
                        numbers.push(unit.commit(None).await.expect("a commit"));
                        // One that is given up leaves no gap.
                        drop(ctx.begin().await.expect("a unit"));
                    }
                    numbers
                })
            })
            .collect();
        let mut numbers = Vec::new();
        for writer in writers {
            let own = writer.await.expect("a writer");
            assert!(own.is_sorted(), "{own:?}");
            numbers.extend(own);
        }
        numbers.sort_unstable();
        let expected: Vec<i64> = (before + 1..=before + WRITERS * UNITS).collect();
        assert_eq!(numbers, expected, "each number was given once");
        assert_eq!(holds(&app).await, before + WRITERS * UNITS);
    });
}

#[test]
fn the_chain_holds_at_every_moment_while_many_writers_commit() {
    on_both("the_chain_holds_at_every_moment_while_many_writers_commit", async |app| {
        const WRITERS: usize = 6;
        const UNITS: usize = 15;
        loading(&app, async |_, _| ()).await;
        let before = holds(&app).await;
        let writers: Vec<_> = (0..WRITERS)
            .map(|_| {
                let world = app.world.clone();
                actix_web::rt::spawn(async move {
                    let ctx = Ctx::system(&world);
                    for _ in 0..UNITS {
                        let mut unit = ctx.begin().await.expect("a unit");
                        unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
                        unit.commit(None).await.expect("a commit");
                    }
                })
            })
            .collect();
        let (mut kept, mut grown) = (checkpoint(&app).await, 0);
        while !writers.iter().all(|writer| writer.is_finished()) {
            let records = whole(verify(&app, Some(&kept)).await);
            assert!(records >= kept.seq, "{records} records, and a checkpoint at {}", kept.seq);
            grown += usize::from(records > before);
            kept = checkpoint(&app).await;
        }
        assert!(grown > 0, "nothing was written meanwhile");
        let all = before + i64::try_from(WRITERS * UNITS).expect("a number");
        assert_eq!(whole(verify(&app, Some(&kept)).await), all);
    });
}

#[test]
fn verifying_costs_by_pages_and_not_by_records() {
    on_both("verifying_costs_by_pages_and_not_by_records", async |app| {
        let cost = async || {
            let before = app.world.database.statements();
            holds(&app).await;
            app.world.database.statements() - before
        };
        let few = lived(&app).await;
        let short = cost().await;
        for n in 0..20 {
            let mut b = Builder::begin(&app).await;
            b.country(&format!("Q{}", char::from(b'A' + n)), 900 + i32::from(n)).await;
            b.done().await;
        }
        assert_eq!(holds(&app).await, few + 20);
        assert_eq!(cost().await, short);
    });
}
