//! Where a thing stands: what the scopes of grants contain.

use std::collections::HashMap;

use entity::vocabulary::{Role, ScopeKind};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
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

    /// The place in which a grant of a role stands, given the one of its scope.
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
    id: Uuid,
    kind: String,
    body: Option<Uuid>,
    country: Option<Uuid>,
}

const PLACES: &str = "
WITH start AS (
  SELECT p.id, p.kind, COALESCE(
    (SELECT l.organisation_id FROM post_place l WHERE l.post_id = p.id ORDER BY CASE WHEN l.from_at <= $1 THEN 0 ELSE 1 END, l.from_at DESC LIMIT 1),
    (SELECT r.organisation_id FROM partner r WHERE r.id = p.id), CASE WHEN p.kind = 'ORGANISATION' THEN p.id END) AS body
  FROM party p WHERE p.id IN (PARTIES)
),
stands AS (
  SELECT start.id, start.kind, COALESCE(h.heir_id, start.body) AS body FROM start
  LEFT JOIN succession_line h ON h.body_id = start.body AND h.from_at <= $1 AND (h.until_at IS NULL OR h.until_at > $1)
)
SELECT stands.id, stands.kind, stands.body,
  (SELECT t.country_id FROM organisation_status t WHERE t.organisation_id = stands.body AND t.type IN AUTHORITY_TYPES
   AND t.from_at <= $1 AND (t.until_at IS NULL OR t.until_at > $1)) AS country
FROM stands";

/// The places of countries, groups, organisations, posts and partner systems as of an instant, in one statement;
/// what is no such party has none.
pub async fn places_of(db: &impl ConnectionTrait, parties: &[Uuid], at: Timestamp) -> Result<HashMap<Uuid, Place>> {
    if parties.is_empty() {
        return Ok(HashMap::new());
    }
    let named: Vec<String> = (2..2 + parties.len()).map(|n| format!("${n}")).collect();
    let text = PLACES.replace("AUTHORITY_TYPES", AUTHORITY_TYPES).replace("PARTIES", &named.join(","));
    let values = std::iter::once(Value::from(at.micros())).chain(parties.iter().map(|id| Value::from(*id)));
    let rows = Row::find_by_statement(sql(db.get_database_backend(), &text, values)).all(db).await?;
    let place = |row: &Row| match row.kind.as_str() {
        "COUNTRY" => Place::country(row.id),
        "GROUP" => Place::group(row.id),
        _ => Place { body: row.body, country: row.country, group: None },
    };
    Ok(rows.iter().map(|row| (row.id, place(row))).collect())
}

/// The place of one of them; `None` where there is no such party.
pub async fn place_of(db: &impl ConnectionTrait, party: Uuid, at: Timestamp) -> Result<Option<Place>> {
    Ok(places_of(db, &[party], at).await?.remove(&party))
}
