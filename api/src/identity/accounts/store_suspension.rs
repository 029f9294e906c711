//! The query on who suspended something and why: its record in the ledger says so, and the words lie
//! where erasure finds them.

use std::collections::HashMap;

use entity::{ledger_personal, ledger_record};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::Act;
use crate::error::Result;

type Record = (ledger_record::Model, Option<String>);

/// The records of an act on things, each at its instant, with the reasons that were given.
pub(super) async fn records(
    db: &impl ConnectionTrait,
    act: Act,
    things: &[(Uuid, i64, bool)],
) -> Result<HashMap<Uuid, Record>> {
    use ledger_record::{Column, Entity};
    if things.is_empty() {
        return Ok(HashMap::new());
    }
    let each = |(id, at, _): &(Uuid, i64, bool)| Condition::all().add(Column::Target.eq(*id)).add(Column::At.eq(*at));
    let any = things.iter().map(each).fold(Condition::any(), Condition::add);
    let rows = Entity::find().filter(Column::Act.eq(act.name())).filter(any).all(db).await?;
    let seqs = rows.iter().map(|row| row.seq);
    let words = ledger_personal::Entity::find().filter(ledger_personal::Column::Seq.is_in(seqs)).all(db).await?;
    let mut words: HashMap<i64, String> = words.into_iter().map(|row| (row.seq, row.reason)).collect();
    let with_words = |row: ledger_record::Model| {
        let reason = words.remove(&row.seq);
        Some((row.target?, (row, reason)))
    };
    Ok(rows.into_iter().filter_map(with_words).collect())
}
