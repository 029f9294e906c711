//! The query on posts that have begun or ended by their dates.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

const DUE: &str = "
SELECT p.expert_id AS expert_id FROM post p
JOIN post_place l ON l.post_id = p.id AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $2)
JOIN item e ON e.id = p.expert_id
LEFT JOIN contact_card c ON c.expert_id = p.expert_id
LEFT JOIN item i ON i.id = c.id
WHERE p.state = 'CONFIRMED' AND p.counts_from > $1 AND p.counts_from <= $2
  AND (p.valid_until IS NULL OR p.valid_until > $2) AND (p.ended_at IS NULL OR p.ended_at > $2)
  AND ($3 IS NULL OR p.expert_id = $3)
  AND (e.owner <> l.organisation_id OR (i.id IS NOT NULL AND (i.author IS NULL OR i.author <> p.id)))
UNION
SELECT c.expert_id FROM contact_card c
JOIN item i ON i.id = c.id AND i.state = 'PUBLISHED'
JOIN post p ON p.id = i.author
WHERE ((p.ended_at > $1 AND p.ended_at <= $2) OR (p.valid_until > $1 AND p.valid_until <= $2))
  AND ($3 IS NULL OR p.expert_id = $3)";

/// Experts whose post has begun or ended by its dates since an instant, and whose contact card or body
/// does not show it yet, or the one that is asked about if it is among them: for the job that settles them.
pub(super) async fn due(
    db: &impl ConnectionTrait,
    since: Timestamp,
    now: Timestamp,
    of: Option<Uuid>,
) -> Result<Vec<Uuid>> {
    #[derive(FromQueryResult)]
    struct Due {
        expert_id: Uuid,
    }
    let values = [since.micros().into(), now.micros().into(), of.into()];
    let rows = Due::find_by_statement(sql(db.get_database_backend(), DUE, values)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.expert_id).collect())
}
