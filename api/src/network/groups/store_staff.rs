//! The query on who belongs to a party: those who gain when it joins a group.

use entity::vocabulary::PartyKind;
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::{AUTHORITY_TYPES, counts};
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

#[derive(FromQueryResult)]
struct Row {
    expert_id: Uuid,
}

/// The experts with a post that runs in a country's public authorities, in an organisation (and in
/// whatever took it over), in the organisation of a partner system, or the one who holds the post.
pub(super) async fn staff_of(
    db: &impl ConnectionTrait,
    party: Uuid,
    kind: PartyKind,
    at: Timestamp,
) -> Result<Vec<Uuid>> {
    // Where one begins to look; a post needs no body.
    let (start, only) = match kind {
        PartyKind::Country => (
            "SELECT organisation_id AS id FROM organisation_status WHERE country_id = $1 AND type IN AUTHORITY_TYPES
               AND from_at <= $2 AND (until_at IS NULL OR until_at > $2)",
            "",
        ),
        PartyKind::Organisation => ("SELECT id FROM organisation WHERE id = $1", ""),
        PartyKind::Partner => ("SELECT organisation_id AS id FROM partner WHERE id = $1", ""),
        PartyKind::Post => ("SELECT organisation_id AS id FROM post_place WHERE post_id = $1", "AND p.id = $1"),
        PartyKind::Public
        | PartyKind::Network
        | PartyKind::Officials
        | PartyKind::Registry
        | PartyKind::Group
        | PartyKind::Keepers => return Ok(Vec::new()),
    };
    let text = format!(
        "WITH start AS ({start}),
heirs AS (
  SELECT COALESCE(h.heir_id, start.id) AS id FROM start
  LEFT JOIN succession_line h ON h.body_id = start.id AND h.from_at <= $2 AND (h.until_at IS NULL OR h.until_at > $2)
),
bodies AS (
  SELECT id FROM heirs
  UNION SELECT h.body_id FROM succession_line h JOIN heirs ON h.heir_id = heirs.id
  WHERE h.from_at <= $2 AND (h.until_at IS NULL OR h.until_at > $2)
)
SELECT DISTINCT p.expert_id AS expert_id FROM post p
JOIN post_place l ON l.post_id = p.id AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $2)
JOIN bodies ON bodies.id = l.organisation_id
WHERE {} {only}",
        counts("p", "$2", "$2")
    )
    .replace("AUTHORITY_TYPES", AUTHORITY_TYPES);
    let statement = sql(db.get_database_backend(), &text, [party.into(), at.micros().into()]);
    Ok(Row::find_by_statement(statement).all(db).await?.into_iter().map(|row| row.expert_id).collect())
}
