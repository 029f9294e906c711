//! Who holds live grants now, or at some time in a span: the facts from which the word, the state
//! of a grant and the announcement to keepers are worked out. Five statements, whatever the number.

use std::collections::{BTreeMap, BTreeSet};

use entity::ids::keepers_of;
use entity::vocabulary::{Role, ScopeKind};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::actor::{Grant, Standing, parties_by, stands_in_scope};
use super::counting::counts;
use super::load_actor::AUTHORITY_TYPES;
use super::roles::{Keeps, keeps, own_sight, partner_may_hold, scope_of};
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
    chosen: bool,
}

#[derive(FromQueryResult)]
struct Pair {
    a: Uuid,
    b: Uuid,
}

#[derive(FromQueryResult)]
struct Heir {
    old: Uuid,
    new: Uuid,
    at: i64,
}

/// The grants that are live at some instant of `from..=to`. For one instant both are the same. A
/// grant whose holder stood in several places or bodies meanwhile appears once for each.
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
            let roles =
                Role::ALL.iter().filter(|role| keeps(**role) != Keeps::Nothing || **role == Role::Administrator);
            let roles: Vec<String> = roles.map(|role| format!("'{}'", role.word())).collect();
            format!("g.role IN ({})", roles.join(","))
        }
        Which::Grants([]) => return Ok(Vec::new()),
        Which::Grants(ids) => {
            values.extend(ids.iter().map(|id| Value::from(*id)));
            let places: Vec<String> = (3..3 + ids.len()).map(|n| format!("${n}")).collect();
            format!("g.id IN ({})", places.join(","))
        }
    };
    let rows = Row::find_by_statement(sql(backend, &text_of(&chosen), values)).all(db).await?;
    let heirs = "SELECT old_id AS old, new_id AS new, counts_from AS at FROM succession WHERE state = 'RUNNING' AND counts_from <= $1";
    let heirs = Heir::find_by_statement(sql(backend, heirs, [to.micros().into()])).all(db).await?;
    let members = format!("SELECT m.group_id AS a, m.member AS b FROM membership m WHERE {}", counts("m", "$2", "$1"));
    let authorities = format!(
        "SELECT organisation_id AS a, country_id AS b FROM organisation_status
        WHERE type IN {AUTHORITY_TYPES} AND country_id IS NOT NULL AND from_at <= $1 AND (until_at IS NULL OR until_at > $2)"
    );
    let facts = Facts {
        succession: heirs.into_iter().map(|h| (h.old, (h.new, h.at))).collect(),
        members: pairs(db, &members, to, from).await?,
        authorities: pairs(db, &authorities, to, from).await?,
        secretariat: secretariat_of(db).await?,
        from: from.micros(),
    };
    let held: Vec<(bool, Holder)> = rows.into_iter().flat_map(|row| facts.held(row)).collect();
    // A GROUP grant counts only beside one that gives own sight.
    let own: BTreeSet<Uuid> = held.iter().filter(|(_, h)| own_sight(h.role)).map(|(_, h)| h.standing.party).collect();
    let counts = |h: &Holder| scope_of(h.role) != ScopeKind::Group || own.contains(&h.standing.party);
    Ok(held.into_iter().filter(|(chosen, h)| *chosen && counts(h)).map(|(_, h)| h).collect())
}

/// The chosen grants, and beside those in a GROUP the ones of the same holder that may give own sight.
fn text_of(chosen: &str) -> String {
    let live = |alias: &str| counts(alias, "$1", "$2");
    let own: Vec<String> = Role::ALL.iter().filter(|r| own_sight(**r)).map(|r| format!("'{}'", r.word())).collect();
    format!(
        "SELECT g.id, g.role, g.scope, g.competence_id, g.holder, s.expert_id, s.body, ({chosen}) AS chosen
         FROM role_grant g
         JOIN (
           SELECT p.id AS party, p.expert_id AS expert_id, l.organisation_id AS body FROM post p
           JOIN post_place l ON l.post_id = p.id AND l.from_at <= $2 AND (l.until_at IS NULL OR l.until_at > $1)
           JOIN account a ON a.expert_id = p.expert_id
           WHERE {live_p} AND EXISTS (SELECT 1 FROM account_state c WHERE c.account_id = a.id AND c.state = 'ACTIVE'
                 AND c.from_at <= $2 AND (c.until_at IS NULL OR c.until_at > $1))
           UNION ALL SELECT r.id, CAST(NULL AS uuid), r.organisation_id FROM partner r WHERE {live_r}
                 AND NOT EXISTS (SELECT 1 FROM partner_suspension z WHERE z.partner_id = r.id AND z.from_at <= $1
                 AND (z.until_at IS NULL OR z.until_at > $2))
         ) s ON s.party = g.holder
         WHERE {live_g} AND ({chosen} OR g.role IN ({own}) AND g.holder IN
           (SELECT k.holder FROM role_grant k WHERE k.scope_kind = 'GROUP' AND {chosen_k} AND {live_k}))",
        own = own.join(","),
        live_p = live("p"),
        live_r = live("r"),
        live_g = live("g"),
        live_k = live("k"),
        chosen_k = chosen.replace("g.", "k."),
    )
}

async fn pairs(db: &impl ConnectionTrait, text: &str, to: Timestamp, from: Timestamp) -> Result<Vec<Pair>> {
    let values = [to, from].map(|at| Value::from(at.micros()));
    Ok(Pair::find_by_statement(sql(db.get_database_backend(), text, values)).all(db).await?)
}

/// The Secretariat's body; none before the network was begun.
pub(super) async fn secretariat_of(db: &impl ConnectionTrait) -> Result<Option<Uuid>> {
    let text = "SELECT value FROM setting WHERE key = $1";
    let row = db.query_one_raw(sql(db.get_database_backend(), text, [SECRETARIAT.into()])).await?;
    let value: Option<String> = row.map(|row| row.try_get("", "value")).transpose()?;
    Ok(value.and_then(|v| Uuid::parse_str(&v).ok()))
}

/// What the standing of every holder is worked out from.
struct Facts {
    succession: BTreeMap<Uuid, (Uuid, i64)>,
    members: Vec<Pair>,
    authorities: Vec<Pair>,
    secretariat: Option<Uuid>,
    from: i64,
}

impl Facts {
    /// The grant, for each standing of its holder in which it counts, and whether it was chosen.
    fn held(&self, row: Row) -> Vec<(bool, Holder)> {
        let Some(role) = Role::from_word(&row.role) else { return Vec::new() };
        let standings = self.stations(row.body).into_iter().flat_map(|body| self.standings(row.holder, body));
        standings
            .filter(|standing| stands_in_scope(standing, role, row.scope))
            .filter(|_| row.expert_id.is_some() || partner_may_hold(role))
            .map(|standing| Holder {
                grant: row.id,
                role,
                scope: row.scope,
                competence: row.competence_id,
                expert: row.expert_id,
                standing,
            })
            .map(|holder| (row.chosen, holder))
            .collect()
    }

    /// The bodies as which a body stood in the span: itself, until it was taken over, and its heirs.
    fn stations(&self, body: Uuid) -> Vec<Uuid> {
        let chain = self.chain(body);
        let gone = |b: &Uuid| self.succession.get(b).is_some_and(|(_, at)| *at <= self.from);
        chain.into_iter().filter(|b| !gone(b)).collect()
    }

    /// A body and its heirs. A circle cannot be made, and would end here after as many steps.
    fn chain(&self, body: Uuid) -> Vec<Uuid> {
        let heir = |b: &Uuid| self.succession.get(b).map(|(new, _)| *new);
        std::iter::successors(Some(body), heir).take(self.succession.len() + 1).collect()
    }

    /// Standing in a body: once for each country whose authority it was in the span.
    fn standings(&self, party: Uuid, body: Uuid) -> Vec<Standing> {
        let olds = self.succession.keys().filter(|old| self.chain(**old).contains(&body)).copied();
        let bodies: BTreeSet<Uuid> = olds.chain([body]).collect();
        let heir = |old: &Uuid| self.succession.get(old).filter(|_| *old != body).map(|(new, _)| (*old, *new));
        let taken: BTreeMap<Uuid, Uuid> = bodies.iter().filter_map(heir).collect();
        let mut countries: Vec<Option<Uuid>> =
            self.authorities.iter().filter(|p| p.a == body).map(|p| Some(p.b)).collect();
        if countries.is_empty() {
            countries.push(None);
        }
        let standing = |country: Option<Uuid>| {
            let stands: BTreeSet<Uuid> = bodies.iter().copied().chain([party]).chain(country).collect();
            let groups = self.members.iter().filter(|m| stands.contains(&m.b)).map(|m| m.a).collect();
            let secretariat = self.secretariat;
            // Nobody's word depends on what is for OFFICIALS.
            let (bodies, taken) = (bodies.clone(), taken.clone());
            Standing { party, body, bodies, taken, country, official: false, groups, secretariat }
        };
        countries.into_iter().map(standing).collect()
    }
}
