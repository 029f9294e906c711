//! Who holds live grants now, or at some time in a span: the facts from which the word, the state
//! of a grant and the announcement to keepers are worked out. Three statements, whatever the number.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::keepers_of;
use entity::vocabulary::Role;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::actor::{Grant, Standing, parties_by, stands_in_scope};
use super::load_actor::AUTHORITY_TYPES;
use super::roles::{own_sight, scope_of};
use crate::ctx::SECRETARIAT;
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

/// A live grant with whoever holds it.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The grant.
    pub grant: Uuid,
    /// Its role.
    pub role: Role,
    /// Its scope; null for NETWORK.
    pub scope: Option<Uuid>,
    /// Its policy field.
    pub competence: Option<Uuid>,
    /// The expert; null for a partner system.
    pub expert: Option<Uuid>,
    /// Where they stand.
    pub standing: Standing,
}

impl Holder {
    /// Whether the grant makes a keeper of the country, group or organisation `kept`.
    pub fn keeps(&self, kept: Uuid) -> bool {
        let (id, role, scope, competence) = (self.grant, self.role, self.scope, self.competence);
        parties_by(&self.standing, &Grant { id, role, scope, competence, deputy: false }).contains(&keepers_of(kept))
    }
}

/// Which grants to look at.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// Those that keep, and administrators: whoever's word can be asked.
    WithAWord,
    /// Certain grants.
    Grants(&'a [Uuid]),
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    role: String,
    scope: Option<Uuid>,
    competence_id: Option<Uuid>,
    holder: Uuid,
    expert_id: Option<Uuid>,
    body: Uuid,
    country_id: Option<Uuid>,
    official: Option<bool>,
    own: bool,
}

#[derive(FromQueryResult)]
struct Pair {
    a: Uuid,
    b: Uuid,
}

/// The grants that are live at some instant of `from..=to`. For one instant both are the same.
pub async fn holders(
    db: &impl ConnectionTrait,
    which: Which<'_>,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Holder>> {
    let backend = db.get_database_backend();
    let mut values: Vec<Value> = vec![from.micros().into(), to.micros().into()];
    let chosen = match which {
        Which::WithAWord => {
            "g.role IN ('ORGANISATION_EDITOR','FOCAL_POINT','GROUP_EDITOR','SECRETARIAT','ADMINISTRATOR')".to_owned()
        }
        Which::Grants([]) => return Ok(Vec::new()),
        Which::Grants(ids) => {
            values.extend(ids.iter().map(|id| Value::from(*id)));
            let places: Vec<String> = (3..3 + ids.len()).map(|n| format!("${n}")).collect();
            format!("g.id IN ({})", places.join(","))
        }
    };
    let rows = Row::find_by_statement(sql(backend, &text_of(&chosen), values)).all(db).await?;
    let heirs = pairs(
        db,
        "SELECT old_id AS a, new_id AS b FROM succession WHERE state = 'RUNNING' AND counts_from <= $1",
        to,
        None,
    )
    .await?;
    let members = "SELECT group_id AS a, member AS b FROM membership
        WHERE counts_from <= $1 AND (valid_until IS NULL OR valid_until > $2) AND (ended_at IS NULL OR ended_at > $2)";
    let members = pairs(db, members, to, Some(from)).await?;
    let secretariat = secretariat_of(db).await?;
    let succession: BTreeMap<Uuid, Uuid> = heirs.iter().map(|p| (p.a, p.b)).collect();
    Ok(rows.into_iter().filter_map(|row| held(row, &succession, &members, secretariat)).collect())
}

fn text_of(chosen: &str) -> String {
    let live = |alias: &str| {
        format!(
            "{alias}.counts_from <= $2 AND ({alias}.valid_until IS NULL OR {alias}.valid_until > $1) AND ({alias}.ended_at IS NULL OR {alias}.ended_at > $1)"
        )
    };
    let own: Vec<String> = Role::ALL.iter().filter(|r| own_sight(**r)).map(|r| format!("'{}'", r.word())).collect();
    format!(
        "SELECT g.id, g.role, g.scope, g.competence_id, g.holder, s.expert_id, s.body, t.country_id, t.official,
           EXISTS (SELECT 1 FROM role_grant o WHERE o.holder = g.holder AND o.role IN ({own}) AND {live_o}) AS own
         FROM role_grant g
         JOIN (
           SELECT p.id AS party, p.expert_id AS expert_id, l.organisation_id AS body FROM post p
           JOIN post_place l ON l.post_id = p.id AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $1)
           JOIN account a ON a.expert_id = p.expert_id
           WHERE {live_p} AND EXISTS (SELECT 1 FROM account_state c WHERE c.account_id = a.id AND c.state = 'ACTIVE'
                 AND c.from_at <= $2 AND (c.until_at IS NULL OR c.until_at > $1))
           UNION ALL SELECT r.id, CAST(NULL AS uuid), r.organisation_id FROM partner r WHERE {live_r}
         ) s ON s.party = g.holder
         LEFT JOIN organisation_status t ON t.organisation_id = s.body AND t.type IN {AUTHORITY_TYPES}
           AND t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $1)
         WHERE {chosen} AND {live_g}",
        own = own.join(","),
        live_o = live("o"),
        live_p = live("p"),
        live_r = live("r"),
        live_g = live("g"),
    )
}

async fn pairs(db: &impl ConnectionTrait, text: &str, to: Timestamp, from: Option<Timestamp>) -> Result<Vec<Pair>> {
    let values = std::iter::once(to).chain(from).map(|at| Value::from(at.micros()));
    Ok(Pair::find_by_statement(sql(db.get_database_backend(), text, values)).all(db).await?)
}

/// The Secretariat's body; none before the network was begun.
pub(super) async fn secretariat_of(db: &impl ConnectionTrait) -> Result<Option<Uuid>> {
    let text = "SELECT value FROM setting WHERE key = $1";
    let row = db.query_one_raw(sql(db.get_database_backend(), text, [SECRETARIAT.into()])).await?;
    let value: Option<String> = row.map(|row| row.try_get("", "value")).transpose()?;
    Ok(value.and_then(|v| Uuid::parse_str(&v).ok()))
}

fn held(row: Row, succession: &BTreeMap<Uuid, Uuid>, members: &[Pair], secretariat: Option<Uuid>) -> Option<Holder> {
    let role = Role::from_word(&row.role)?;
    let body = heir(row.body, succession);
    let mut bodies: BTreeSet<Uuid> = succession.keys().filter(|old| heir(**old, succession) == body).copied().collect();
    bodies.insert(body);
    let stands: BTreeSet<Uuid> = bodies.iter().copied().chain([row.holder]).chain(row.country_id).collect();
    let groups = members.iter().filter(|m| stands.contains(&m.b)).map(|m| m.a).collect();
    let standing = Standing {
        party: row.holder,
        body,
        bodies,
        country: row.country_id,
        official: row.official.unwrap_or(false),
        groups,
        secretariat,
    };
    let counts = stands_in_scope(&standing, role, row.scope)
        && (row.own || scope_of(role) != entity::vocabulary::ScopeKind::Group);
    counts.then_some(Holder {
        grant: row.id,
        role,
        scope: row.scope,
        competence: row.competence_id,
        expert: row.expert_id,
        standing,
    })
}

/// The body after all take-overs. A circle cannot be made, and would end here after as many steps.
fn heir(body: Uuid, succession: &BTreeMap<Uuid, Uuid>) -> Uuid {
    std::iter::successors(Some(body), |b| succession.get(b).copied()).take(succession.len() + 1).last().unwrap_or(body)
}
