//! The only queries of the change feed but for its candidates: one snapshot a page, the ledger's
//! marks, and what is told of an item besides its id.

use std::collections::HashMap;
use std::sync::Arc;

use entity::vocabulary::ItemState;
use entity::{ledger_head, ledger_record};
use sea_orm::sea_query::{Expr, ExprTrait, Func, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use super::cursor::Mark;
use crate::access::{Actor, load_again};
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// One moment of the database, and the reader as of it.
pub(super) struct Snapshot {
    pub tx: DatabaseTransaction,
    /// The last unit that it holds.
    pub head: i64,
    pub mark: Mark,
    /// The reader, by what the snapshot holds and the time after it was taken: whoever lost a right
    /// before it reads without it.
    pub reader: Arc<Actor>,
}

/// What is told of an item besides its id and kind.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Detail {
    pub id: Uuid,
    pub revision: i32,
    pub state: ItemState,
    /// The unit that first published it.
    pub published_seq: Option<i64>,
    /// When it last changed.
    pub at: i64,
}

impl Snapshot {
    pub(super) async fn take(ctx: &Ctx) -> Result<Self> {
        let tx = ctx.world.database.snapshot().await?;
        // The first statement makes the moment; only then is it asked what time it is.
        let head = ledger_head::Entity::find_by_id(1).one(&tx).await?;
        let head = head.ok_or_else(|| Error::internal("the ledger has no head: migrate first"))?;
        let reader = load_again(&tx, &ctx.actor, ctx.now()).await?;
        Ok(Self { tx, head: head.seq, mark: mark(&head.hash)?, reader })
    }

    /// Lets the moment go.
    pub(super) async fn end(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }
}

/// The marks of units by their numbers; one that is not there is missing.
pub(super) async fn marks(db: &impl ConnectionTrait, seqs: &[i64]) -> Result<HashMap<i64, Mark>> {
    let rows =
        ledger_record::Entity::find().filter(ledger_record::Column::Seq.is_in(seqs.iter().copied())).all(db).await?;
    rows.into_iter().map(|row| Ok((row.seq, mark(&row.hash)?))).collect()
}

/// What is told of items that were found under sight.
pub(super) async fn details(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Detail>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let last = Query::select()
        .expr(Func::max(Expr::col(("change", "seq"))))
        .from("change")
        .and_where(Expr::col(("change", "item")).equals(("item", "id")))
        .to_owned();
    let select = Query::select()
        .columns(["id", "revision", "state", "published_seq"].map(|column| ("item", column)))
        .column(("ledger_record", "at"))
        .from("item")
        .join(JoinType::InnerJoin, "ledger_record", Expr::col(("ledger_record", "seq")).eq(last))
        .and_where(Expr::col(("item", "id")).is_in(ids.iter().copied()))
        .to_owned();
    let rows = Detail::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn mark(hash: &[u8]) -> Result<Mark> {
    hash.first_chunk().copied().ok_or_else(|| Error::internal("the ledger's hash is too short"))
}
