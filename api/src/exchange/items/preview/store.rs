//! The only query of the preview: bodies under bodies.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::day::Day;

#[derive(FromQueryResult)]
struct Row {
    root: Uuid,
    id: Uuid,
}

/// Ids of what lives today under each of the bodies, at any depth. Whether the reader sees them is
/// asked by whoever calls.
pub(super) async fn subordinates(
    db: &impl ConnectionTrait,
    bodies: &[Uuid],
    today: Day,
) -> Result<BTreeMap<Uuid, Vec<Uuid>>> {
    if bodies.is_empty() {
        return Ok(BTreeMap::new());
    }
    let places: Vec<String> = (2..2 + bodies.len()).map(|n| format!("${n}")).collect();
    let holds = |alias: &str, kind: &str| {
        format!(
            "{alias}.kind = '{kind}' AND {alias}.until_seq IS NULL AND {alias}.from_day <= $1 AND {alias}.to_day >= $1"
        )
    };
    let text = format!(
        "WITH RECURSIVE under AS (
           SELECT f.ref_id AS root, f.item_id AS id FROM fact f WHERE {parent} AND f.ref_id IN ({places})
           UNION SELECT u.root, f.item_id FROM fact f JOIN under u ON f.ref_id = u.id WHERE {parent}
         )
         SELECT under.root, under.id FROM under JOIN organisation o ON o.id = under.id
         WHERE EXISTS (SELECT 1 FROM fact l WHERE l.item_id = under.id AND {life}) ORDER BY under.root, o.code",
        parent = holds("f", "PARENT"),
        life = holds("l", "LIFE"),
        places = places.join(","),
    );
    let values = [Value::from(today.number())].into_iter().chain(bodies.iter().map(|id| Value::from(*id)));
    let rows = Row::find_by_statement(sql(db.get_database_backend(), &text, values)).all(db).await?;
    let mut by_root: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for row in rows {
        by_root.entry(row.root).or_default().push(row.id);
    }
    Ok(by_root)
}
