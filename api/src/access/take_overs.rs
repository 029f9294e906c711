//! Bodies that were taken over, and those that took them over. A take-over rewrites no post: whoever asks who
//! stands in a body asks for the posts of those it has taken over, too.

use std::collections::{BTreeSet, HashMap};

use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

const TAKEN_OVER: &str = "
WITH RECURSIVE line AS (
  SELECT o.id AS body, o.id AS other FROM organisation o WHERE o.id IN (IDS)
  UNION SELECT l.body, x.old_id FROM succession x JOIN line l ON x.new_id = l.other
  WHERE x.state = 'RUNNING' AND x.counts_from <= $1
)
SELECT body, other FROM line";

const HEIRS: &str = "
SELECT o.id AS body, COALESCE(h.heir_id, o.id) AS other FROM organisation o
LEFT JOIN succession_line h ON h.body_id = o.id AND h.from_at <= $1 AND (h.until_at IS NULL OR h.until_at > $1)
WHERE o.id IN (IDS)";

const LINES: &str = "SELECT body_id, heir_id, from_at, until_at FROM succession_line WHERE body_id IN (IDS)";

#[derive(Debug, FromQueryResult)]
struct Line {
    body_id: Uuid,
    heir_id: Uuid,
    from_at: i64,
    until_at: Option<i64>,
}

/// Who took bodies over, and since when: for whoever asks as which body one stood at many instants.
#[derive(Debug, Default)]
pub struct TakeOvers(Vec<Line>);

impl TakeOvers {
    /// Of bodies, and of those that took them over.
    pub async fn of(db: &impl ConnectionTrait, bodies: &[Uuid]) -> Result<Self> {
        if bodies.is_empty() {
            return Ok(Self::default());
        }
        let places: Vec<String> = (1..=bodies.len()).map(|n| format!("${n}")).collect();
        let text = LINES.replace("IDS", &places.join(","));
        let values = bodies.iter().map(|id| Value::from(*id));
        Ok(Self(Line::find_by_statement(sql(db.get_database_backend(), &text, values)).all(db).await?))
    }

    /// As which body one stood at an instant.
    pub fn heir_at(&self, body: Uuid, at: i64) -> Uuid {
        let then = |line: &&Line| line.from_at <= at && line.until_at.is_none_or(|until| at < until);
        self.0.iter().filter(|line| line.body_id == body).find(then).map_or(body, |line| line.heir_id)
    }

    /// As which body somebody stands who stands in `body` until an instant: now, or at their last.
    pub fn stands(&self, body: Uuid, until: Option<i64>, now: Timestamp) -> Uuid {
        self.heir_at(body, until.map_or(now.micros(), |until| now.micros().min(until.saturating_sub(1))))
    }

    /// As which bodies one stood from an instant until another, each with when: a take-over carries everybody on.
    pub fn stood(&self, body: Uuid, from: i64, until: Option<i64>) -> Vec<(Uuid, i64, Option<i64>)> {
        let of_it = self.0.iter().filter(|line| line.body_id == body);
        let bounds = of_it.flat_map(|line| std::iter::once(line.from_at).chain(line.until_at));
        let within = bounds.filter(|at| from < *at && until.is_none_or(|until| *at < until));
        let begins: BTreeSet<i64> = std::iter::once(from).chain(within).collect();
        let ends = begins.iter().skip(1).map(|next| Some(*next)).chain(std::iter::once(until));
        begins.iter().zip(ends).map(|(begin, end)| (self.heir_at(body, *begin), *begin, end)).collect()
    }

    /// All that took another over.
    pub fn heirs(&self) -> impl Iterator<Item = Uuid> + '_ {
        self.0.iter().map(|line| line.heir_id)
    }
}

#[derive(FromQueryResult)]
struct Row {
    body: Uuid,
    other: Uuid,
}

async fn asked(db: &impl ConnectionTrait, text: &str, bodies: &[Uuid], at: Timestamp) -> Result<Vec<Row>> {
    if bodies.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (2..2 + bodies.len()).map(|n| format!("${n}")).collect();
    let text = text.replace("IDS", &places.join(","));
    let values = std::iter::once(Value::from(at.micros())).chain(bodies.iter().map(|id| Value::from(*id)));
    Ok(Row::find_by_statement(sql(db.get_database_backend(), &text, values)).all(db).await?)
}

/// Each of the bodies with itself and all it has taken over by an instant: (body, one of them).
pub async fn with_taken_over(db: &impl ConnectionTrait, bodies: &[Uuid], at: Timestamp) -> Result<Vec<(Uuid, Uuid)>> {
    Ok(asked(db, TAKEN_OVER, bodies, at).await?.into_iter().map(|row| (row.body, row.other)).collect())
}

/// As which body each of the bodies stands at an instant, after all take-overs.
pub async fn heirs_of(db: &impl ConnectionTrait, bodies: &[Uuid], at: Timestamp) -> Result<HashMap<Uuid, Uuid>> {
    Ok(asked(db, HEIRS, bodies, at).await?.into_iter().map(|row| (row.body, row.other)).collect())
}
