//! A checkpoint that is kept elsewhere: what the chain alone cannot tell is found with it.

use entity::ledger_record;
use focalpoint_api::authn::keys;
use focalpoint_api::commands::{signed_head, verify_ledger};
use focalpoint_api::ledger::{Checkpoint, chain::record_hash};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{checkpoint, db, found, holds, lived, put_head, put_record, record, run, verify, whole};
use crate::harness::on_both;

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
            Checkpoint { hash: kept.hash.chars().rev().collect(), ..kept.clone() },
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
