//! The chain of the ledger: what was altered, removed, inserted or cut is found.

use entity::vocabulary::{ActorKind, Role};
use entity::{change, ledger_head, ledger_record};
use focalpoint_api::access::{Target, acts};
use focalpoint_api::authn::keys;
use focalpoint_api::commands::{signed_head, verify_ledger};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::ledger::{self, Break, Checkpoint, chain::record_hash};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use crate::harness::builder::Builder;
use crate::harness::world_people::{loading, network, somebody};
use crate::harness::{App, on_both};

const ALTERED: &str = "the record was altered, or inserted";
const CHANGES: &str = "its change records were altered";
const HEAD: &str = "the ledger's head does not belong to its last record";

type Alter = fn(&mut ledger_record::Model);

/// A network with people, and rotated keys: units with and without change records.
async fn lived(app: &App) -> i64 {
    let net = network(app).await;
    somebody(app, &net, "Ana Novak", net.dmsu, &[Role::Member, Role::FocalPoint]).await;
    for _ in 0..2 {
        keys::rotate(&app.system()).await.expect("a key");
    }
    somebody(app, &net, "Jan Wzor", net.udsc, &[Role::OrganisationEditor]).await;
    somebody(app, &net, "Eva Chief", net.ngo, &[Role::Administrator]).await;
    keys::rotate(&app.system()).await.expect("a key");
    holds(app).await
}

async fn verify(app: &App, checkpoint: Option<&Checkpoint>) -> Result<i64, Break> {
    ledger::verify(&app.world, checkpoint).await.expect("a walk")
}

/// The number of records of a chain that holds.
#[track_caller]
fn whole(found: Result<i64, Break>) -> i64 {
    found.unwrap_or_else(|found| panic!("the chain breaks: {found:?}"))
}

async fn holds(app: &App) -> i64 {
    whole(verify(app, None).await)
}

fn found(seq: i64, what: &str) -> Result<i64, Break> {
    Err(Break { seq, what: what.to_owned() })
}

async fn checkpoint(app: &App) -> Checkpoint {
    let (seq, hash) = ledger::head(&app.world).await.expect("a head");
    let hash = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    Checkpoint { seq, hash, at: app.world.clock.now().to_string(), kid: String::new(), signature: String::new() }
}

fn db(app: &App) -> &DatabaseConnection {
    app.world.database.writer()
}

async fn run(app: &App, statement: &str) {
    db(app).execute_unprepared(statement).await.expect(statement);
}

async fn record(app: &App, seq: i64) -> ledger_record::Model {
    ledger_record::Entity::find_by_id(seq).one(db(app)).await.expect("a look").expect("a record")
}

async fn put_record(app: &App, record: ledger_record::Model) {
    record.into_active_model().reset_all().update(db(app)).await.expect("an altered record");
}

async fn put_head(app: &App, seq: i64, hash: Vec<u8>) {
    ledger_head::Model { id: 1, seq, hash }.into_active_model().reset_all().update(db(app)).await.expect("a head");
}

/// The first change record there is.
async fn first_change(app: &App) -> change::Model {
    let some = change::Entity::find().order_by_asc(change::Column::Seq).order_by_asc(change::Column::N).one(db(app));
    some.await.expect("changes").expect("a change")
}

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
fn an_altered_record_is_found_whichever_field_it_is() {
    on_both("an_altered_record_is_found_whichever_field_it_is", async |app| {
        lived(&app).await;
        let alterations: [(&str, Alter); 11] = [
            ("body", |r| r.body.push(' ')),
            ("at", |r| r.at += 1),
            ("act", |r| r.act = "look".into()),
            ("actor kind", |r| r.actor_kind = ActorKind::Partner),
            ("actor", |r| r.actor = Some(Uuid::from_u128(7))),
            ("post", |r| r.actor_post = Some(Uuid::from_u128(7))),
            ("grant", |r| r.grant_id = Some(Uuid::from_u128(7))),
            ("request", |r| r.request_id.push('x')),
            ("kind of target", |r| r.target_kind = Some("ITEM".into())),
            ("target", |r| r.target = Some(Uuid::from_u128(7))),
            ("hash", |r| r.hash[0] ^= 1),
        ];
        let before = record(&app, 4).await;
        for (field, alter) in alterations {
            let mut altered = before.clone();
            alter(&mut altered);
            assert_ne!(altered, before, "{field}");
            put_record(&app, altered).await;
            assert_eq!(verify(&app, None).await, found(4, ALTERED), "{field}");
        }
        put_record(&app, before).await;
        holds(&app).await;
    });
}

#[test]
fn a_record_altered_with_its_hash_is_found_at_the_next() {
    on_both("a_record_altered_with_its_hash_is_found_at_the_next", async |app| {
        lived(&app).await;
        let before = record(&app, 3).await;
        let mut altered = record(&app, 4).await;
        altered.request_id.push('x');
        altered.hash = record_hash(&before.hash, &altered);
        put_record(&app, altered).await;
        assert_eq!(verify(&app, None).await, found(5, ALTERED));
    });
}

#[test]
fn altered_change_records_are_found() {
    on_both("altered_change_records_are_found", async |app| {
        lived(&app).await;
        let before = first_change(&app).await;
        let (seq, n) = (before.seq, before.n);
        let this = format!("WHERE seq = {seq} AND n = {n}");
        run(&app, &format!("UPDATE change SET revision = revision + 1 {this}")).await;
        assert_eq!(verify(&app, None).await, found(seq, CHANGES), "one was altered");
        run(&app, &format!("DELETE FROM change {this}")).await;
        assert_eq!(verify(&app, None).await, found(seq, CHANGES), "one was removed");
        change::Entity::insert(before.clone().into_active_model())
            .exec_without_returning(db(&app))
            .await
            .expect("a row");
        holds(&app).await;
        let forged = change::Model { n: 1_000, ..before.clone() }.into_active_model();
        change::Entity::insert(forged).exec_without_returning(db(&app)).await.expect("a row");
        assert_eq!(verify(&app, None).await, found(seq, CHANGES), "one was inserted");
        run(&app, &format!("DELETE FROM change WHERE seq = {seq}")).await;
        assert_eq!(verify(&app, None).await, found(seq, CHANGES), "all were removed");
    });
}

#[test]
fn a_removed_record_is_found() {
    on_both("a_removed_record_is_found", async |app| {
        let last = lived(&app).await;
        run(&app, &format!("DELETE FROM ledger_record WHERE seq = {last}")).await;
        assert_eq!(verify(&app, None).await, found(last - 1, HEAD), "the last, where the head stays");
        for seq in [3, 1] {
            run(&app, &format!("DELETE FROM ledger_record WHERE seq = {seq}")).await;
            assert_eq!(verify(&app, None).await, found(seq, "the record is missing"));
        }
    });
}

#[test]
fn a_forged_record_is_found() {
    on_both("a_forged_record_is_found", async |app| {
        let last = lived(&app).await;
        let newest = record(&app, last).await;
        let mut forged = ledger_record::Model { seq: last + 1, body: "{}".into(), ..newest.clone() };
        forged.hash = record_hash(&newest.hash, &forged);
        ledger_record::Entity::insert(forged.into_active_model())
            .exec_without_returning(db(&app))
            .await
            .expect("a row");
        assert_eq!(verify(&app, None).await, found(last + 1, HEAD), "at the end");
        run(&app, &format!("DELETE FROM ledger_record WHERE seq = {}", last + 1)).await;
        holds(&app).await;
        // In the middle, with everything after it renumbered.
        for seq in (4..=last).rev() {
            for table in ["ledger_record", "change"] {
                run(&app, &format!("UPDATE {table} SET seq = {} WHERE seq = {seq}", seq + 1)).await;
            }
        }
        let before = record(&app, 3).await;
        let mut forged = ledger_record::Model { seq: 4, body: "{}".into(), ..before.clone() };
        forged.hash = record_hash(&before.hash, &forged);
        ledger_record::Entity::insert(forged.into_active_model())
            .exec_without_returning(db(&app))
            .await
            .expect("a row");
        put_head(&app, last + 1, newest.hash).await;
        assert_eq!(verify(&app, None).await, found(5, ALTERED), "in the middle");
    });
}

#[test]
fn a_cut_tail_and_a_rewritten_chain_are_found_with_a_checkpoint_kept_elsewhere() {
    on_both("a_cut_tail_and_a_rewritten_chain_are_found_with_a_checkpoint_kept_elsewhere", async |app| {
        let last = lived(&app).await;
        let kept = checkpoint(&app).await;
        // Rewritten: one record altered, and every hash after it made anew.
        let mut before = record(&app, 3).await;
        let whole_tail: Vec<_> = ledger_record::Entity::find()
            .filter(ledger_record::Column::Seq.gt(3))
            .order_by_asc(ledger_record::Column::Seq)
            .all(db(&app))
            .await
            .expect("records");
        for mut again in whole_tail.clone() {
            if again.seq == 4 {
                again.request_id.push('x');
            }
            again.hash = record_hash(&before.hash, &again);
            put_record(&app, again.clone()).await;
            before = again;
        }
        put_head(&app, last, before.hash).await;
        assert_eq!(holds(&app).await, last, "in itself the chain holds");
        let rewritten = "the chain was rewritten: the checkpoint has another hash";
        assert_eq!(verify(&app, Some(&kept)).await, found(last, rewritten));
        for again in whole_tail {
            put_record(&app, again.clone()).await;
            put_head(&app, last, again.hash).await;
        }
        assert_eq!(whole(verify(&app, Some(&kept)).await), last);
        // Cut: the last two are gone, and the head says so, too.
        for table in ["change", "ledger_record"] {
            run(&app, &format!("DELETE FROM {table} WHERE seq > {}", last - 2)).await;
        }
        put_head(&app, last - 2, record(&app, last - 2).await.hash).await;
        assert_eq!(holds(&app).await, last - 2, "in itself the chain holds");
        let cut = "the tail was cut: the checkpoint's record is missing";
        assert_eq!(verify(&app, Some(&kept)).await, found(last - 2, cut));
        // Written on over the cut, it is no longer short, but another.
        for _ in 0..2 {
            keys::rotate(&app.system()).await.expect("a key");
        }
        assert_eq!(holds(&app).await, last);
        assert_eq!(verify(&app, Some(&kept)).await, found(last, rewritten));
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
fn a_checkpoint_is_signed_and_an_altered_one_or_another_servers_does_not_hold() {
    on_both("a_checkpoint_is_signed_and_an_altered_one_or_another_servers_does_not_hold", async |app| {
        let last = lived(&app).await;
        let kept = signed_head(&app.world).await.expect("a checkpoint");
        assert_eq!(kept.seq, last);
        let file = app.world.config.data.join("checkpoint.json");
        let put = |checkpoint: &Checkpoint| {
            let text = serde_json::to_string(checkpoint).expect("JSON");
            std::fs::write(&file, text).expect("a file");
        };
        let config = app.world.config.clone();
        put(&kept);
        assert_eq!(verify_ledger(config.clone(), Some(&file)).await, Ok(()));
        let wrong = "the checkpoint's signature does not hold: it was altered, or is another server's".to_owned();
        for altered in [
            Checkpoint { seq: last - 1, ..kept.clone() },
            Checkpoint { hash: kept.hash.replace('0', "1"), ..kept.clone() },
            Checkpoint { at: "2026-01-01T00:00:00Z".into(), ..kept.clone() },
            Checkpoint { kid: "another".into(), ..kept.clone() },
            Checkpoint { signature: kept.signature.to_lowercase(), ..kept.clone() },
        ] {
            put(&altered);
            assert_eq!(verify_ledger(config.clone(), Some(&file)).await, Err(wrong.clone()), "{altered:?}");
        }
        // A signature made before the key was rotated holds on.
        keys::rotate(&app.system()).await.expect("a key");
        put(&kept);
        assert_eq!(verify_ledger(config.clone(), Some(&file)).await, Ok(()));
        // What the command says of a cut tail.
        for table in ["change", "ledger_record"] {
            run(&app, &format!("DELETE FROM {table} WHERE seq > {}", last - 1)).await;
        }
        put_head(&app, last - 1, record(&app, last - 1).await.hash).await;
        let cut =
            format!("the chain breaks at record {}: the tail was cut: the checkpoint's record is missing", last - 1);
        assert_eq!(verify_ledger(config, Some(&file)).await, Err(cut));
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
