//! The query on posts that have begun or ended by their dates.

use entity::post;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
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
SELECT p.expert_id FROM post p
WHERE p.settled_at IS NULL AND ((p.ended_at > $1 AND p.ended_at <= $2) OR (p.valid_until > $1 AND p.valid_until <= $2))
  AND ($3 IS NULL OR p.expert_id = $3)";

/// Experts a post of whom has begun by its dates since an instant, where contact card or body do not show it yet, or
/// has ended by them and is not settled; or the one that is asked about if it is among them: for the job.
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

/// The posts of an expert that have ended and are not settled.
pub(super) async fn ended(db: &impl ConnectionTrait, expert: Uuid, now: Timestamp) -> Result<Vec<post::Model>> {
    let over = [post::Column::EndedAt, post::Column::ValidUntil].map(|column| column.lte(now.micros()));
    Ok(post::Entity::find()
        .filter(post::Column::ExpertId.eq(expert))
        .filter(post::Column::SettledAt.is_null())
        .filter(over.into_iter().fold(Condition::any(), Condition::add))
        .order_by_asc(post::Column::Id)
        .all(db)
        .await?)
}
