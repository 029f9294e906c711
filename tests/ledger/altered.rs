//! What was altered, removed or forged is found.

use entity::vocabulary::ActorKind;
use entity::{change, ledger_record};
use focalpoint_api::access::{Target, acts};
use focalpoint_api::ledger::chain::record_hash;
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{
    ALTERED, Alter, CHANGES, HEAD, db, first_change, found, holds, lived, put_head, put_record, record, run, verify,
};
use crate::harness::on_both;

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
fn a_reason_is_found_when_it_is_altered_and_cannot_be_guessed_once_it_is_erased() {
    on_both("a_reason_is_found_when_it_is_altered", async |app| {
        use entity::ledger_personal;
        let mut unit = app.system().begin().await.expect("a unit");
        unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
        unit.because("ill");
        let seq = unit.commit(None).await.expect("a commit");
        holds(&app).await;
        let kept = ledger_personal::Entity::find_by_id(seq).one(db(&app)).await.expect("a look").expect("a reason");
        run(&app, &format!("UPDATE ledger_personal SET reason = 'well' WHERE seq = {seq}")).await;
        assert_eq!(verify(&app, None).await, found(seq, "its reason was altered"));
        run(&app, &format!("DELETE FROM ledger_personal WHERE seq = {seq}")).await;
        holds(&app).await;
        // What stays does not say by which salt it was digested, so that a short reason cannot be tried out.
        let body = record(&app, seq).await.body;
        let salt: String = kept.salt.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(body.contains("reasonDigest") && !body.contains(&salt) && !body.contains("Salt"), "{body}");
    });
}
