//! Loads lives: nine statements, whatever the number of people.

use std::collections::BTreeMap;

use entity::vocabulary::Role;
use sea_orm::{ConnectionTrait, FromQueryResult, Value};
use uuid::Uuid;

use super::life::{GrantLife, Life, Lives, MembershipLife, Span, Stand, StatusLife};
use crate::access::actor::{Grant, Who};
use crate::access::counting::counts;
use crate::access::holders::secretariat_of;
use crate::access::load_actor::AUTHORITY_TYPES;
use crate::error::{Error, Result};
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;

/// Whose lives.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// Everybody's.
    All,
    /// Of those who hold, or held, certain posts, and of certain partner systems.
    Of(&'a [Uuid]),
}

#[derive(FromQueryResult)]
struct StandRow {
    person: Uuid,
    party: Uuid,
    body: Uuid,
    from_at: i64,
    until_at: Option<i64>,
    place_from: i64,
    place_until: Option<i64>,
}

#[derive(FromQueryResult)]
struct AccountRow {
    expert_id: Uuid,
    account_id: Uuid,
    from_at: i64,
    until_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct SuspensionRow {
    partner_id: Uuid,
    from_at: i64,
    until_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct GrantRow {
    id: Uuid,
    role: String,
    holder: Uuid,
    scope: Option<Uuid>,
    competence_id: Option<Uuid>,
    given_by: Option<Uuid>,
    reason: String,
    from_at: i64,
    until_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct MembershipRow {
    id: Uuid,
    group_id: Uuid,
    member: Uuid,
    from_at: i64,
    until_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct StatusRow {
    body: Uuid,
    country: Option<Uuid>,
    official: bool,
    from_at: i64,
    until_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct HeirRow {
    old_id: Uuid,
    new_id: Uuid,
    counts_from: i64,
}

/// First instant at which a row no longer counts: said, or ended, whichever comes first.
fn until(alias: &str) -> String {
    format!(
        "CASE WHEN {alias}.ended_at IS NOT NULL AND ({alias}.valid_until IS NULL OR {alias}.ended_at < {alias}.valid_until) \
         THEN {alias}.ended_at ELSE {alias}.valid_until END"
    )
}

/// Counted at some instant of the window, `$1` to `$2`.
fn counted(alias: &str) -> String {
    counts(alias, "$1", "$2")
}

/// The lives, as far as they counted at some instant of `from..=to`.
pub async fn lives(db: &impl ConnectionTrait, whose: Whose<'_>, from: Timestamp, to: Timestamp) -> Result<Lives> {
    let window = Window { db, values: vec![from.micros().into(), to.micros().into()], whose };
    let mut people: BTreeMap<Uuid, Life> = BTreeMap::new();
    for row in window.posts().await? {
        let account = Uuid::nil();
        let new = || Life::new(Who::Expert { expert: row.person, account });
        people.entry(row.person).or_insert_with(new).stands.extend(row.stand());
    }
    let mut suspended: BTreeMap<Uuid, Vec<Span>> = BTreeMap::new();
    for row in window.suspensions().await? {
        suspended.entry(row.partner_id).or_default().push(Span { from: row.from_at, until: row.until_at });
    }
    for row in window.partners().await? {
        let mut life = Life::new(Who::Partner { partner: row.person });
        life.enabled = between(suspended.get(&row.person).map(Vec::as_slice).unwrap_or_default());
        people.entry(row.person).or_insert(life).stands.extend(row.stand());
    }
    for row in window.accounts().await? {
        if let Some(life) = people.get_mut(&row.expert_id) {
            life.who = Who::Expert { expert: row.expert_id, account: row.account_id };
            life.enabled.push(Span { from: row.from_at, until: row.until_at });
        }
    }
    let holders: BTreeMap<Uuid, Uuid> =
        people.iter().flat_map(|(id, life)| life.stands.iter().map(|stand| (stand.party, *id))).collect();
    for row in window.grants().await? {
        if let Some(life) = holders.get(&row.holder).and_then(|id| people.get_mut(id)) {
            life.grants.push(row.life()?);
        }
    }
    let mut lives = Lives { people: people.into_values().collect(), ..Lives::default() };
    for row in window.memberships().await? {
        let span = Span { from: row.from_at, until: row.until_at };
        let life = MembershipLife { id: row.id, group: row.group_id, member: row.member, span };
        lives.memberships.entry(row.member).or_default().push(life);
    }
    for row in window.statuses().await? {
        let span = Span { from: row.from_at, until: row.until_at };
        let life = StatusLife { country: row.country, official: row.official, span };
        lives.statuses.entry(row.body).or_default().push(life);
    }
    for row in window.heirs().await? {
        lives.heirs.entry(row.old_id).or_default().push((row.new_id, row.counts_from));
    }
    lives.secretariat = secretariat_of(db).await?;
    Ok(lives)
}

/// What is left of always between spans, which do not overlap and are sorted by their beginnings.
fn between(gone: &[Span]) -> Vec<Span> {
    let mut left = Vec::new();
    let mut from = Some(i64::MIN);
    for span in gone {
        if let Some(from) = from.filter(|from| *from < span.from) {
            left.push(Span { from, until: Some(span.from) });
        }
        from = span.until;
    }
    left.extend(from.map(|from| Span { from, until: None }));
    left
}

impl Life {
    fn new(who: Who) -> Self {
        Self { who, stands: Vec::new(), enabled: Vec::new(), grants: Vec::new() }
    }
}

impl StandRow {
    /// A post counted where it stood, while it stood there.
    fn stand(&self) -> Option<Stand> {
        let post = Span { from: self.from_at, until: self.until_at };
        let place = Span { from: self.place_from, until: self.place_until };
        post.and(place).map(|span| Stand { party: self.party, body: self.body, span })
    }
}

impl GrantRow {
    fn life(self) -> Result<GrantLife> {
        let role = Role::from_word(&self.role).ok_or_else(|| Error::internal("a grant without a known role"))?;
        let grant = Grant { id: self.id, role, scope: self.scope, competence: self.competence_id, deputy: false };
        let span = Span { from: self.from_at, until: self.until_at };
        Ok(GrantLife { grant, holder: self.holder, given_by: self.given_by, reason: self.reason, span })
    }
}

struct Window<'a, C> {
    db: &'a C,
    values: Vec<Value>,
    whose: Whose<'a>,
}

impl<C: ConnectionTrait> Window<'_, C> {
    async fn all<R: FromQueryResult>(&self, text: &str, values: Vec<Value>) -> Result<Vec<R>> {
        Ok(R::find_by_statement(sql(self.db.get_database_backend(), text, values)).all(self.db).await?)
    }

    /// Narrows a column of posts and partner systems to those asked for.
    fn chosen(&self, column: &str) -> (String, Vec<Value>) {
        let mut values = self.values.clone();
        match self.whose {
            Whose::All => (String::new(), values),
            Whose::Of([]) => (" AND 1 = 0".to_owned(), values),
            Whose::Of(ids) => {
                let first = values.len() + 1;
                let places: Vec<String> = (first..first + ids.len()).map(|n| format!("${n}")).collect();
                values.extend(ids.iter().map(|id| Value::from(*id)));
                (format!(" AND {column} IN ({})", places.join(",")), values)
            }
        }
    }

    async fn posts(&self) -> Result<Vec<StandRow>> {
        let (chosen, values) = self.chosen("p.id");
        let text = format!(
            "SELECT p.expert_id AS person, p.id AS party, l.organisation_id AS body, p.counts_from AS from_at, {} AS until_at,
               l.from_at AS place_from, l.until_at AS place_until
             FROM post p JOIN post_place l ON l.post_id = p.id
             WHERE {}{chosen} ORDER BY p.expert_id, p.id, l.from_at",
            until("p"),
            counted("p"),
        );
        self.all(&text, values).await
    }

    async fn partners(&self) -> Result<Vec<StandRow>> {
        let (chosen, values) = self.chosen("r.id");
        let text = format!(
            "SELECT r.id AS person, r.id AS party, r.organisation_id AS body, r.counts_from AS from_at, {} AS until_at,
               r.counts_from AS place_from, CAST(NULL AS bigint) AS place_until
             FROM partner r WHERE {}{chosen}",
            until("r"),
            counted("r"),
        );
        self.all(&text, values).await
    }

    async fn suspensions(&self) -> Result<Vec<SuspensionRow>> {
        let (chosen, values) = self.chosen("z.partner_id");
        let text = format!(
            "SELECT z.partner_id, z.from_at, z.until_at FROM partner_suspension z
             WHERE z.from_at <= $2 AND (z.until_at IS NULL OR z.until_at > $1){chosen} ORDER BY z.partner_id, z.from_at"
        );
        self.all(&text, values).await
    }

    async fn accounts(&self) -> Result<Vec<AccountRow>> {
        let (chosen, values) = self.chosen("p.id");
        let people = match chosen.as_str() {
            "" => String::new(),
            chosen => format!(" AND a.expert_id IN (SELECT p.expert_id FROM post p WHERE 1 = 1{chosen})"),
        };
        let text = format!(
            "SELECT a.expert_id, a.id AS account_id, s.from_at, s.until_at FROM account_state s JOIN account a ON a.id = s.account_id
             WHERE s.state = 'ACTIVE' AND s.from_at <= $2 AND (s.until_at IS NULL OR s.until_at > $1){people}
             ORDER BY a.expert_id, s.from_at"
        );
        self.all(&text, values).await
    }

    async fn grants(&self) -> Result<Vec<GrantRow>> {
        let (chosen, values) = self.chosen("g.holder");
        let text = format!(
            "SELECT g.id, g.role, g.holder, g.scope, g.competence_id, g.given_by, g.reason, g.counts_from AS from_at, {} AS until_at
             FROM role_grant g WHERE {}{chosen} ORDER BY g.id",
            until("g"),
            counted("g"),
        );
        self.all(&text, values).await
    }

    async fn memberships(&self) -> Result<Vec<MembershipRow>> {
        let text = format!(
            "SELECT m.id, m.group_id, m.member, m.counts_from AS from_at, {} AS until_at FROM membership m WHERE {} ORDER BY m.id",
            until("m"),
            counted("m"),
        );
        self.all(&text, self.values.clone()).await
    }

    async fn statuses(&self) -> Result<Vec<StatusRow>> {
        let text = format!(
            "SELECT t.organisation_id AS body, CASE WHEN t.type IN {AUTHORITY_TYPES} THEN t.country_id END AS country, t.official,
               t.from_at, t.until_at
             FROM organisation_status t WHERE t.from_at <= $2 AND (t.until_at IS NULL OR t.until_at > $1)"
        );
        self.all(&text, self.values.clone()).await
    }

    async fn heirs(&self) -> Result<Vec<HeirRow>> {
        let text = "SELECT old_id, new_id, counts_from FROM succession WHERE state = 'RUNNING' AND counts_from <= $1";
        self.all(text, self.values.get(1).cloned().into_iter().collect()).await
    }
}
