//! The hash chain: each record's hash covers the one before it, so that an altered, missing or
//! inserted record is found, and a signed head kept elsewhere shows a cut tail.

use std::collections::HashMap;
use std::pin::pin;

use async_graphql::futures_util::{Stream, StreamExt};
use entity::vocabulary::ItemKind;
use entity::{change, ledger_personal, ledger_record};
use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::ctx::World;
use crate::error::Result;

/// A signed head of the ledger, to be kept elsewhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Checkpoint {
    /// Number of the newest record.
    pub seq: i64,
    /// Its hash, hex.
    pub hash: String,
    /// When the checkpoint was made, RFC 3339.
    pub at: String,
    /// Id of the key that signed it.
    pub kid: String,
    /// Ed25519 signature (RFC 8032) over `seq:hash:at`, base64url.
    pub signature: String,
}

/// The first place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// Number of the record.
    pub seq: i64,
    /// What is wrong with it.
    pub what: String,
}

/// SHA-256 of a text, hex.
pub fn digest_of(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// A change record as the record's digest covers it.
pub(super) fn change_line(
    item: Uuid,
    kind: ItemKind,
    (seen_before, seen_after): (Option<i64>, Option<i64>),
    revision: i32,
) -> Json {
    json!([item, kind.word(), seen_before, seen_after, revision])
}

/// The digest over a unit's change records, in order; none where it has none.
pub(super) fn changes_digest(lines: Vec<Json>) -> Option<String> {
    (!lines.is_empty()).then(|| digest_of(&Json::Array(lines).to_string()))
}

/// The salted digest of a reason, hex: what a record keeps of it once the words and the salt are erased.
pub(super) fn reason_digest(salt: &[u8], reason: &str) -> String {
    digest_of(&format!("{}{reason}", hex::encode(salt)))
}

/// The hash of a record: SHA-256 over the hash before it and every field, each with its length, so
/// that nothing can be moved from one field into the next.
pub fn record_hash(before: &[u8], record: &ledger_record::Model) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut put = |bytes: &[u8]| {
        hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(bytes);
    };
    let id = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
    put(before);
    put(&record.seq.to_be_bytes());
    put(&record.at.to_be_bytes());
    put(record.act.as_bytes());
    put(record.actor_kind.word().as_bytes());
    put(&id(record.actor));
    put(&id(record.actor_post));
    put(&id(record.grant_id));
    put(record.request_id.as_bytes());
    put(record.target_kind.as_deref().unwrap_or_default().as_bytes());
    put(&id(record.target));
    put(record.body.as_bytes());
    hash.finalize().to_vec()
}

/// Number and hash of the newest record.
pub async fn head(world: &World) -> Result<(i64, Vec<u8>)> {
    let head = entity::ledger_head::Entity::find_by_id(1).one(world.database.reader()).await?;
    head.map(|head| (head.seq, head.hash)).ok_or_else(|| crate::error::Error::internal("the ledger has no head"))
}

/// Walks the whole chain and names the first record that was altered, is missing or was inserted;
/// with a checkpoint also a tail that was cut or a chain that was rewritten. `Ok(Ok(n))`: it holds,
/// with `n` records. All of it is read as of one instant, so that writers who commit meanwhile are
/// no break.
pub async fn verify(world: &World, checkpoint: Option<&Checkpoint>) -> Result<Result<i64, Break>> {
    let snapshot = world.database.snapshot().await?;
    let found = walk(&snapshot, checkpoint).await;
    snapshot.rollback().await?;
    found
}

async fn walk(db: &DatabaseTransaction, checkpoint: Option<&Checkpoint>) -> Result<Result<i64, Break>> {
    let (mut seq, mut hash) = (0_i64, vec![0_u8; 32]);
    let mut seen = checkpoint.is_none_or(|c| c.seq == 0);
    loop {
        let page = ledger_record::Entity::find()
            .filter(ledger_record::Column::Seq.gt(seq))
            .order_by_asc(ledger_record::Column::Seq)
            .limit(1_000)
            .all(db)
            .await?;
        if page.is_empty() {
            break;
        }
        let reasons = reasons(db, &page).await?;
        let last = page.last().map_or(seq, |record| record.seq);
        let mut changes = pin!(changes_of(db, seq, last).await?.peekable());
        for record in page {
            if let Some(found) = judge_reason(&record, reasons.get(&record.seq)) {
                return Ok(Err(found));
            }
            if let Some(found) = judge(seq, &hash, &record) {
                return Ok(Err(found));
            }
            let mut own = Vec::new();
            while let Some(change) = changes.as_mut().next_if(|change| is_of(change, record.seq)).await {
                own.push(change?);
            }
            if let Some(found) = judge_changes(&record, &own) {
                return Ok(Err(found));
            }
            (seq, hash) = (record.seq, record.hash);
            if let Some(c) = checkpoint.filter(|c| c.seq == seq) {
                if c.hash != hex::encode(&hash) {
                    return Ok(Err(Break {
                        seq,
                        what: "the chain was rewritten: the checkpoint has another hash".into(),
                    }));
                }
                seen = true;
            }
        }
    }
    if !seen {
        return Ok(Err(Break { seq, what: "the tail was cut: the checkpoint's record is missing".into() }));
    }
    if let Some(orphan) = orphan_change(db).await? {
        return Ok(Err(orphan));
    }
    let head = entity::ledger_head::Entity::find_by_id(1).one(db).await?;
    Ok(match head {
        Some(head) if head.seq == seq && head.hash == hash => Ok(seq),
        Some(_) => Err(Break { seq, what: "the ledger's head does not belong to its last record".into() }),
        None => Err(Break { seq: 0, what: "the ledger has no head".into() }),
    })
}

fn judge(seq: i64, hash: &[u8], record: &ledger_record::Model) -> Option<Break> {
    if record.seq != seq + 1 {
        return Some(Break { seq: seq + 1, what: "the record is missing".into() });
    }
    (record_hash(hash, record) != record.hash)
        .then(|| Break { seq: record.seq, what: "the record was altered, or inserted".into() })
}

async fn reasons(
    db: &DatabaseTransaction,
    page: &[ledger_record::Model],
) -> Result<HashMap<i64, ledger_personal::Model>> {
    let (first, last) = (page.first().map_or(0, |r| r.seq), page.last().map_or(0, |r| r.seq));
    let rows =
        ledger_personal::Entity::find().filter(ledger_personal::Column::Seq.between(first, last)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.seq, row)).collect())
}

/// A reason may be erased, and then is no break; one that is there is the one that was given.
fn judge_reason(record: &ledger_record::Model, kept: Option<&ledger_personal::Model>) -> Option<Break> {
    let kept = kept?;
    let body: Json = serde_json::from_str(&record.body).unwrap_or_default();
    let stated = body.get("reasonDigest").and_then(|d| d.as_str());
    (stated != Some(&reason_digest(&kept.salt, &kept.reason)))
        .then(|| Break { seq: record.seq, what: "its reason was altered".into() })
}

/// A change record that belongs to no record of the ledger was inserted.
async fn orphan_change(db: &DatabaseTransaction) -> Result<Option<Break>> {
    let records = ledger_record::Entity::find().select_only().column(ledger_record::Column::Seq).into_query();
    let orphan = change::Entity::find().filter(change::Column::Seq.not_in_subquery(records)).one(db).await?;
    Ok(orphan.map(|change| Break { seq: change.seq, what: "a change record belongs to no record".into() }))
}

/// The change records of the units behind `after` up to `last`, in order: one statement for a page of
/// records, and never more in memory than one unit's.
async fn changes_of(
    db: &DatabaseTransaction,
    after: i64,
    last: i64,
) -> Result<impl Stream<Item = Result<change::Model, DbErr>>> {
    let rows = change::Entity::find().filter(change::Column::Seq.gt(after)).filter(change::Column::Seq.lte(last));
    Ok(rows.order_by_asc(change::Column::Seq).order_by_asc(change::Column::N).stream(db).await?)
}

/// Whether a change belongs to a unit; an error is told with whatever is asked first.
fn is_of(change: &Result<change::Model, DbErr>, seq: i64) -> bool {
    change.as_ref().map_or(true, |change| change.seq == seq)
}

/// The change records are covered by a digest in the record's body.
fn judge_changes(record: &ledger_record::Model, rows: &[change::Model]) -> Option<Break> {
    let line = |c: &change::Model| change_line(c.item, c.kind, (c.seen_before, c.seen_after), c.revision);
    let expected = changes_digest(rows.iter().map(line).collect());
    let body: Json = serde_json::from_str(&record.body).unwrap_or_default();
    let stated = body.get("changes").and_then(|c| c.as_str()).map(str::to_owned);
    (expected != stated).then(|| Break { seq: record.seq, what: "its change records were altered".into() })
}
