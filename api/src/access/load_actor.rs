//! Loads an actor in one statement: session, account, post, body, country, groups, grants; or those of
//! many sessions. The same statement answers for any past instant, since nothing it reads is ever overwritten.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use entity::vocabulary::{Role, SessionKind};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::actor::{Actor, Grant, Session, Standing, Who};
use super::broken::{Rule, broken};
use crate::ctx::SECRETARIAT;
use crate::error::{Code, Error, Result};
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

/// The six types of public authority, as SQL.
pub(crate) const AUTHORITY_TYPES: &str =
    "('MINISTRY','BORDER_GUARD','MIGRATION_SERVICE','ASYLUM_AUTHORITY','POLICE','OTHER_AUTHORITY')";

// Each of these yields at most one row: session, its kind, account, expert, partner, scopes.
// A session ends with the post it began in, and with any post that ended since: it may have begun before
// the post did.
const BY_SESSION: &str = "
  SELECT s.id AS k, s.kind AS kind, s.account_id AS account_id, a.expert_id AS expert_id, s.partner_id AS partner_id, s.scopes AS scopes
  FROM session s LEFT JOIN account a ON a.id = s.account_id
  WHERE s.id = $1 AND s.ended_at IS NULL AND s.expires_at > $2
    AND (s.account_id IS NULL OR EXISTS (SELECT 1 FROM account_state t WHERE t.account_id = s.account_id
         AND t.state = 'ACTIVE' AND t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $2)))
    AND (s.post_id IS NULL OR EXISTS (SELECT 1 FROM post p WHERE p.id = s.post_id AND (p.ended_at IS NULL OR p.ended_at > $2)
         AND (p.valid_until IS NULL OR p.valid_until > $2)))
    AND NOT EXISTS (SELECT 1 FROM post p WHERE p.expert_id = a.expert_id AND p.counts_from IS NOT NULL
         AND (p.ended_at > s.created_at AND p.ended_at <= $2 OR p.valid_until > s.created_at AND p.valid_until <= $2))";
const BY_EXPERT: &str = "
  SELECT a.id AS k, 'API' AS kind, a.id AS account_id, a.expert_id AS expert_id, CAST(NULL AS uuid) AS partner_id, CAST(NULL AS text) AS scopes
  FROM account a WHERE a.expert_id = $1
    AND EXISTS (SELECT 1 FROM account_state t WHERE t.account_id = a.id
         AND t.state = 'ACTIVE' AND t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $2))";
const BY_PARTNER: &str = "
  SELECT r.id AS k, 'PARTNER' AS kind, CAST(NULL AS uuid) AS account_id, CAST(NULL AS uuid) AS expert_id, r.id AS partner_id,
         CAST(NULL AS text) AS scopes
  FROM partner r WHERE r.id = $1";

// What follows from who it is, each row under the session (`k`) of whom it is about. $2 is the instant. Whoever
// asks as a partner system that does not count is nobody. What takes one row where it could take a branch of its
// own takes the row: before anything is read, the databases prepare each branch of each request. A CROSS JOIN
// tells SQLite, which knows nothing of how many rows there are, to begin with those who ask.
const STANDING: &str = "
stood AS (
  SELECT who.k, who.kind, who.account_id, who.expert_id, who.partner_id, who.scopes, COALESCE(p.id, r.id) AS party,
    COALESCE(h.heir_id, l.organisation_id, r.organisation_id) AS body
  FROM who
  LEFT JOIN post p ON p.expert_id = who.expert_id
    AND p.counts_from <= $2 AND (p.valid_until IS NULL OR p.valid_until > $2) AND (p.ended_at IS NULL OR p.ended_at > $2)
  LEFT JOIN post_place l ON l.post_id = p.id AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $2)
  LEFT JOIN partner r ON r.id = who.partner_id
    AND r.counts_from <= $2 AND r.valid_until > $2 AND (r.ended_at IS NULL OR r.ended_at > $2)
    AND NOT EXISTS (SELECT 1 FROM partner_suspension z WHERE z.partner_id = r.id AND z.from_at <= $2
         AND (z.until_at IS NULL OR z.until_at > $2))
  LEFT JOIN succession_line h ON h.body_id = COALESCE(l.organisation_id, r.organisation_id)
    AND h.from_at <= $2 AND (h.until_at IS NULL OR h.until_at > $2)
  WHERE who.partner_id IS NULL OR r.id IS NOT NULL
),
stands AS (
  SELECT k, 'PARTY' AS tag, party AS id, CAST(NULL AS uuid) AS heir, CAST(NULL AS text) AS x FROM stood
  UNION ALL SELECT k, 'BODY', body, CAST(NULL AS uuid), CAST(NULL AS text) FROM stood
  UNION ALL SELECT s.k, 'BODY', h.body_id, h.next_id, CAST(NULL AS text) FROM stood s CROSS JOIN succession_line h
  WHERE h.heir_id = s.body AND h.from_at <= $2 AND (h.until_at IS NULL OR h.until_at > $2)
  UNION ALL SELECT s.k, 'COUNTRY', CASE WHEN t.type IN AUTHORITY_TYPES THEN t.country_id END, CAST(NULL AS uuid),
    CASE WHEN t.official THEN 'OFFICIAL' END
  FROM stood s CROSS JOIN organisation_status t
  WHERE t.organisation_id = s.body AND t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $2)
)
SELECT k, 'WHO' AS tag, k AS a, account_id AS b, expert_id AS c, partner_id AS d, kind AS x, scopes AS y FROM stood
UNION ALL SELECT k, tag, id, heir, CAST(NULL AS uuid), CAST(NULL AS uuid), x, CAST(NULL AS text) FROM stands
UNION ALL SELECT s.k, 'GROUP', m.group_id, CAST(NULL AS uuid), CAST(NULL AS uuid), CAST(NULL AS uuid), CAST(NULL AS text), CAST(NULL AS text)
  FROM stands s CROSS JOIN membership m
  WHERE m.member = s.id AND m.counts_from <= $2 AND (m.valid_until IS NULL OR m.valid_until > $2) AND (m.ended_at IS NULL OR m.ended_at > $2)
UNION ALL SELECT s.k, 'GRANT', g.id, g.scope, g.competence_id, CAST(NULL AS uuid), g.role,
  (SELECT p.rank FROM appointment p WHERE p.grant_id = g.id)
  FROM stood s CROSS JOIN role_grant g
  WHERE g.holder = s.party AND g.counts_from <= $2 AND (g.valid_until IS NULL OR g.valid_until > $2) AND (g.ended_at IS NULL OR g.ended_at > $2)
UNION ALL SELECT CAST(NULL AS uuid), 'SECRETARIAT', CAST(NULL AS uuid), CAST(NULL AS uuid), CAST(NULL AS uuid), CAST(NULL AS uuid), value, CAST(NULL AS text)
  FROM setting WHERE key = $3";

/// What a body is at the instant, as the statement says it; and what it was first of all, for whoever leaves the rule out.
const STATUS_NOW: &str = "t.organisation_id = s.body AND t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $2)";
const STATUS_FIRST: &str =
    "t.organisation_id = s.body AND t.from_at = (SELECT MIN(f.from_at) FROM organisation_status f
    WHERE f.organisation_id = s.body)";

#[derive(Clone, FromQueryResult)]
struct Row {
    /// Whom it is about; null for what is everybody's.
    k: Option<Uuid>,
    tag: String,
    a: Option<Uuid>,
    b: Option<Uuid>,
    c: Option<Uuid>,
    d: Option<Uuid>,
    x: Option<String>,
    y: Option<String>,
}

/// Whom to load.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// Whoever the session belongs to; nobody where it has ended.
    Session(Uuid),
    /// An expert with an enabled account.
    Expert(Uuid),
    /// A partner system.
    Partner(Uuid),
}

/// The actor as of the instant `at`; `None` where the session, account or partner system does not
/// count then.
pub async fn load_actor(db: &impl ConnectionTrait, by: By, at: Timestamp) -> Result<Option<Actor>> {
    let (who, id) = match by {
        By::Session(id) => (BY_SESSION, id),
        By::Expert(id) => (BY_EXPERT, id),
        By::Partner(id) => (BY_PARTNER, id),
    };
    let values = [id.into(), at.micros().into(), SECRETARIAT.into()];
    let statement = sql(db.get_database_backend(), &text(who), values);
    let rows = Row::find_by_statement(statement).all(db).await?;
    assemble(rows, matches!(by, By::Session(_)))
}

/// Most sessions of one statement: the databases take some ten thousand parameters.
const AT_ONCE: usize = 8_192;

/// The actors of sessions as of the instant `at`, by session, in one statement; of those that have ended
/// there is none.
pub async fn load_sessions(
    db: &impl ConnectionTrait,
    sessions: &[Uuid],
    at: Timestamp,
) -> Result<HashMap<Uuid, Actor>> {
    let mut actors = HashMap::new();
    for some in sessions.chunks(AT_ONCE) {
        let Some((first, more)) = some.split_first() else { continue };
        // Filled up, so that the databases prepare a few statements and not one for each number of them.
        let more: Vec<Uuid> =
            more.iter().copied().chain(std::iter::repeat(*first)).take(some.len().next_power_of_two() - 1).collect();
        let places: Vec<String> = (4..more.len() + 4).map(|n| format!(", ${n}")).collect();
        let who = BY_SESSION.replace("s.id = $1", &format!("s.id IN ($1{})", places.concat()));
        let values = [(*first).into(), at.micros().into(), SECRETARIAT.into()];
        let values = values.into_iter().chain(more.into_iter().map(Value::from));
        let statement = sql(db.get_database_backend(), &text(&who), values);
        let (mut of_each, mut of_all) = (HashMap::<Uuid, Vec<Row>>::new(), Vec::new());
        for row in Row::find_by_statement(statement).all(db).await? {
            match row.k {
                Some(session) => of_each.entry(session).or_default().push(row),
                None => of_all.push(row),
            }
        }
        for (session, mut rows) in of_each {
            rows.extend(of_all.iter().cloned());
            actors.extend(assemble(rows, true)?.map(|actor| (session, actor)));
        }
    }
    Ok(actors)
}

/// The statement, with whom it is about.
fn text(who: &str) -> String {
    let mut text = format!("WITH who AS ({who}),{STANDING}");
    let always = "$2 > 0";
    for (rule, condition, instead) in [
        (Rule::RightsEnd, "g.valid_until > $2", always),
        (Rule::RightsAreEnded, "g.ended_at > $2", always),
        (Rule::PostsEnd, "p.valid_until > $2", always),
        (Rule::MembershipsEnd, "m.valid_until > $2", always),
        (Rule::MembershipsAreEnded, "m.ended_at > $2", always),
        (Rule::AccountsAreEnabled, "t.state = 'ACTIVE'", always),
        (Rule::AuthoritiesAlone, "t.type IN AUTHORITY_TYPES", always),
        (Rule::BodiesChange, STATUS_NOW, STATUS_FIRST),
    ] {
        if broken(rule) {
            text = text.replace(condition, instead);
        }
    }
    text.replace("AUTHORITY_TYPES", AUTHORITY_TYPES)
}

fn assemble(rows: Vec<Row>, with_session: bool) -> Result<Option<Actor>> {
    let mut who = None;
    let mut session = None;
    let (mut party, mut own) = (None, None);
    let (mut bodies, mut taken) = (BTreeSet::new(), BTreeMap::new());
    let (mut groups, mut grants) = (BTreeSet::new(), Vec::new());
    let (mut country, mut official, mut secretariat) = (None, false, None);
    for row in rows {
        match row.tag.as_str() {
            "WHO" => {
                who = match (row.c, row.b, row.d) {
                    (Some(expert), Some(account), _) => Some(Who::Expert { expert, account }),
                    (_, _, Some(partner)) => Some(Who::Partner { partner }),
                    _ => None,
                };
                let kind = row.x.as_deref().and_then(SessionKind::from_word);
                session =
                    row.a.zip(kind).filter(|_| with_session).map(|(id, kind)| Session { id, kind, scopes: row.y });
            }
            "PARTY" => party = row.a,
            // The one that nobody has taken over is where they stand.
            "BODY" => {
                own = own.or(row.a.filter(|_| row.b.is_none()));
                bodies.extend(row.a);
                taken.extend(row.a.zip(row.b));
            }
            "COUNTRY" => (country, official) = (row.a, row.x.is_some()),
            "GROUP" => groups.extend(row.a),
            "GRANT" => {
                let role = row.x.as_deref().and_then(Role::from_word);
                let (id, role) = row.a.zip(role).ok_or_else(|| Error::internal("a grant without a known role"))?;
                let deputy = row.y.as_deref() == Some("DEPUTY");
                grants.push(Grant { id, role, scope: row.b, competence: row.c, deputy });
            }
            "SECRETARIAT" => secretariat = row.x.and_then(|x| Uuid::parse_str(&x).ok()),
            other => return Err(Error::internal(format!("unknown row {other} of an actor"))),
        }
    }
    let Some(who) = who else { return Ok(None) };
    let standing = party.zip(own);
    let standing =
        standing.map(|(party, body)| Standing { party, body, bodies, taken, country, official, groups, secretariat });
    Ok(Some(Actor::new(who, session, standing, grants)))
}

/// The same actor as of `at`, by what stands in the database now: an error where the session has
/// ended meanwhile. Who acts for nobody, or is SYSTEM, stays what they are.
pub async fn load_again(db: &impl ConnectionTrait, actor: &Arc<Actor>, at: Timestamp) -> Result<Arc<Actor>> {
    let by = match (actor.session(), actor.who()) {
        (Some(session), _) => By::Session(session.id),
        (None, Who::Expert { expert, .. }) => By::Expert(expert),
        (None, Who::Partner { partner }) => By::Partner(partner),
        (None, Who::Nobody | Who::System) => return Ok(Arc::clone(actor)),
    };
    let again = load_actor(db, by, at).await?;
    again.map(Arc::new).ok_or_else(|| Error::new(Code::SessionEnded, "The session has ended; sign in again."))
}
