//! Where a thing stands: what the scopes of grants contain.

use entity::vocabulary::{Role, ScopeKind};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::actor::{Grant, Standing};
use super::load_actor::AUTHORITY_TYPES;
use super::roles::scope_of;
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

/// Where a thing stands. NETWORK contains everything; COUNTRY the country, its public authorities,
/// their experts, and what it or they own; ORGANISATION and GROUP themselves and what they own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The body, after all take-overs.
    pub body: Option<Uuid>,
    /// The country: itself, or the one whose public authority the body is.
    pub country: Option<Uuid>,
    /// The group.
    pub group: Option<Uuid>,
}

impl Place {
    /// The place of what belongs to the network as a whole.
    pub const NETWORK: Self = Self { body: None, country: None, group: None };

    /// The place of a country.
    pub fn country(id: Uuid) -> Self {
        Self { country: Some(id), ..Self::NETWORK }
    }

    /// The place of a group.
    pub fn group(id: Uuid) -> Self {
        Self { group: Some(id), ..Self::NETWORK }
    }

    /// Whether the scope of `grant`, held at `at`, contains this place. A scope that names a body
    /// that was taken over resolves through the take-over, and so does the place itself.
    pub fn within(&self, grant: &Grant, at: &Standing) -> bool {
        match scope_of(grant.role) {
            ScopeKind::Network => true,
            ScopeKind::Country => self.country.is_some() && self.country == grant.scope,
            ScopeKind::Organisation => self.body.is_some_and(|b| at.bodies.contains(&b)),
            ScopeKind::Group => self.group.is_some() && self.group == grant.scope,
        }
    }

    /// Whether the place lies in the scope a role would be given in.
    pub fn of_scope(role: Role, scope: Option<Uuid>, scope_place: Place) -> Self {
        match scope_of(role) {
            ScopeKind::Network => Self::NETWORK,
            ScopeKind::Country => Self { country: scope, ..Self::NETWORK },
            ScopeKind::Organisation => scope_place,
            ScopeKind::Group => Self { group: scope, ..Self::NETWORK },
        }
    }
}

#[derive(FromQueryResult)]
struct Row {
    kind: String,
    body: Option<Uuid>,
    country: Option<Uuid>,
}

/// The place of a country, group, organisation, post or partner system as of an instant; `None`
/// where there is no such party.
pub async fn place_of(db: &impl ConnectionTrait, party: Uuid, at: Timestamp) -> Result<Option<Place>> {
    let text = "
WITH RECURSIVE start AS (
  SELECT p.id, p.kind, COALESCE(
    (SELECT l.organisation_id FROM post_place l WHERE l.post_id = p.id ORDER BY CASE WHEN l.from_at <= $2 THEN 0 ELSE 1 END, l.from_at DESC LIMIT 1),
    (SELECT r.organisation_id FROM partner r WHERE r.id = p.id), CASE WHEN p.kind = 'ORGANISATION' THEN p.id END) AS body
  FROM party p WHERE p.id = $1
),
heirs AS (
  SELECT body AS id FROM start WHERE body IS NOT NULL
  UNION SELECT x.new_id FROM succession x JOIN heirs h ON x.old_id = h.id WHERE x.state = 'RUNNING' AND x.counts_from <= $2
),
body AS (
  SELECT h.id FROM heirs h
  WHERE NOT EXISTS (SELECT 1 FROM succession x WHERE x.old_id = h.id AND x.state = 'RUNNING' AND x.counts_from <= $2)
)
SELECT start.kind, body.id AS body,
  (SELECT t.country_id FROM organisation_status t WHERE t.organisation_id = body.id AND t.type IN AUTHORITY_TYPES
   AND t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $2)) AS country
FROM start LEFT JOIN body ON 1 = 1"
        .replace("AUTHORITY_TYPES", AUTHORITY_TYPES);
    let row = Row::find_by_statement(sql(db.get_database_backend(), &text, [party.into(), at.micros().into()]))
        .one(db)
        .await?;
    Ok(row.map(|row| match row.kind.as_str() {
        "COUNTRY" => Place::country(party),
        "GROUP" => Place::group(party),
        _ => Place { body: row.body, country: row.country, group: None },
    }))
}
