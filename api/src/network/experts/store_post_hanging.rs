//! The query on what hangs on a post.

use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::exchange::items::written::written_kinds;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

/// How much hangs on a post.
#[derive(Clone, Copy, Debug, FromQueryResult)]
pub(super) struct Numbers {
    pub drafts: i64,
    pub proposed: i64,
    pub scheduled: i64,
    pub items: i64,
    pub appointments: i64,
    pub groups_kept: i64,
    pub memberships: i64,
    pub partners: i64,
    pub grants: i64,
    pub cards: i64,
}

const HANGING: &str = "
WITH held AS (
  SELECT g.id, g.role, (SELECT a.id FROM appointment a WHERE a.grant_id = g.id) AS appointment FROM role_grant g
  WHERE g.holder = $1 AND g.ended_at IS NULL AND (g.valid_until IS NULL OR g.valid_until > $2)
),
written AS (
  SELECT i.state FROM item i WHERE i.keeper = $1 AND i.kind IN (WRITTEN_KINDS)
),
editors AS (
  SELECT g.holder FROM role_grant g JOIN post p ON p.id = g.holder
  WHERE g.role = 'ORGANISATION_EDITOR' AND g.scope = $3 AND g.counts_from <= $2 AND g.ended_at IS NULL
    AND (g.valid_until IS NULL OR g.valid_until > $2) AND (p.ended_at IS NULL OR p.ended_at > $2)
)
SELECT
  (SELECT COUNT(*) FROM written WHERE state = 'DRAFT') AS drafts,
  (SELECT COUNT(*) FROM written WHERE state = 'PROPOSED') AS proposed,
  (SELECT COUNT(*) FROM written WHERE state = 'SCHEDULED') AS scheduled,
  (SELECT COUNT(*) FROM written WHERE state IN ('PUBLISHED','WITHDRAWN')) AS items,
  (SELECT COUNT(*) FROM held WHERE appointment IS NOT NULL) AS appointments,
  (SELECT COUNT(*) FROM held WHERE appointment IS NULL AND role = 'GROUP_EDITOR') AS groups_kept,
  (SELECT COUNT(*) FROM held WHERE appointment IS NULL AND role <> 'GROUP_EDITOR') AS grants,
  (SELECT COUNT(*) FROM membership m WHERE m.member = $1 AND m.ended_at IS NULL
     AND (m.valid_until IS NULL OR m.valid_until > $2)) AS memberships,
  (SELECT COUNT(*) FROM partner r WHERE r.organisation_id = $3 AND r.ended_at IS NULL AND r.valid_until > $2
     AND EXISTS (SELECT 1 FROM editors WHERE holder = $1) AND NOT EXISTS (SELECT 1 FROM editors WHERE holder <> $1)) AS partners,
  (SELECT COUNT(*) FROM contact_card c JOIN item i ON i.id = c.id WHERE i.author = $1 AND i.state <> 'WITHDRAWN') AS cards";

/// Counts what hangs on a post, in one statement.
pub(super) async fn hanging(db: &impl ConnectionTrait, post: Uuid, body: Uuid, at: Timestamp) -> Result<Numbers> {
    let values = [post.into(), at.micros().into(), body.into()];
    let kinds: Vec<String> = written_kinds().map(|kind| format!("'{kind}'")).collect();
    let text = HANGING.replace("WRITTEN_KINDS", &kinds.join(","));
    let row = Numbers::find_by_statement(sql(db.get_database_backend(), &text, values)).one(db).await?;
    row.ok_or_else(|| Error::internal("a count without a row"))
}
