//! Puts a drawn network into a database and remembers which id stands for what.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use entity::ids::{NETWORK, OFFICIALS, PUBLIC, REGISTRY, keepers_of};
use entity::vocabulary::{AccountState, CommentState, ItemState, Precision, ProposalKind, ProposalState, Rank, Role};
use entity::{account_state, comment, item, proposal};
use focalpoint_api::access::PartySet;
use focalpoint_api::exchange::items::proposals::{self, NewProposal};
use focalpoint_api::exchange::items::{Release, Rewrite, erase_item, rewrite_item};
use focalpoint_api::exchange::updates::{NewUpdate, Text, add_waiting_update, keep_revision};
use focalpoint_api::identity::grants::insert_grant;
use focalpoint_api::identity::partners::{NewPartner, add_partner};
use focalpoint_api::kit::database::sql;
use focalpoint_api::kit::markdown::rendered;
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::network::experts::{NewCard, NewExpert};
use focalpoint_api::network::focal_points::{NewAppointment, appoint_as};
use focalpoint_api::network::groups::add_membership;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::drawn::{COUNTRIES, Drawn, Grant, LAST_DAY, Life, Party, SECRETARIAT, TOPICS, Update};
use super::rule::{Reader, Thing};
use super::turns::take_overs;
use crate::harness::builder::{self, Builder};
use crate::harness::people::{partner_signed_in, signed_in};
use crate::harness::{App, Client};

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Which id stands for what.
pub struct Built {
    pub parties: BTreeMap<Party, Uuid>,
    pub things: BTreeMap<Thing, Uuid>,
    pub experts: BTreeMap<usize, Uuid>,
    pub topics: Vec<String>,
    first: Timestamp,
}

impl Built {
    pub async fn new(app: &App, drawn: &Drawn) -> Self {
        let mut b = Builder::begin(app).await;
        let first = b.unit.at();
        let mut built = Self {
            parties: BTreeMap::from([
                (Party::Public, PUBLIC),
                (Party::Network, NETWORK),
                (Party::Officials, OFFICIALS),
                (Party::Registry, REGISTRY),
            ]),
            things: BTreeMap::new(),
            experts: BTreeMap::new(),
            topics: (0..TOPICS).map(|n| format!("topic-{n}")).collect(),
            first,
        };
        let topics = built.directory(&mut b, drawn).await;
        built.partners(&mut b, drawn).await;
        built.people(&mut b, drawn).await;
        built.members(&mut b, drawn).await;
        built.updates(&mut b, drawn, &topics).await;
        take_overs(&b, drawn, &built, 0).await;
        b.done().await;
        built
    }

    /// A client of a reader, as of the clock's now.
    pub async fn client(&self, app: &App, reader: Reader) -> Client {
        match reader {
            Reader::Nobody => app.nobody(),
            Reader::Person(n) => signed_in(app, self.experts[&n]).await,
            Reader::Partner(n) => partner_signed_in(app, self.parties[&Party::Partner(n)]).await,
        }
    }

    /// An hour into a day of the network.
    pub fn instant(&self, day: u32) -> Timestamp {
        self.first.plus(DAY * day + Duration::from_secs(3_600))
    }

    fn put(&mut self, party: Party, keepers: Party, thing: Thing, id: Uuid) {
        self.parties.extend([(party, id), (keepers, keepers_of(id))]);
        self.things.insert(thing, id);
    }

    async fn directory(&mut self, b: &mut Builder, drawn: &Drawn) -> Vec<Uuid> {
        for (n, code) in COUNTRIES.into_iter().enumerate() {
            let id = b.country(code, i32::try_from(n).expect("small")).await;
            self.put(Party::Country(n), Party::KeepersOfCountry(n), Thing::Country(n), id);
        }
        for (n, body) in drawn.bodies.iter().enumerate() {
            let country = body.country.map(|country| self.parties[&Party::Country(country)]);
            let id = b.body(&format!("body-{n}"), body.kind, country, body.official).await;
            self.put(Party::Body(n), Party::KeepersOfBody(n), Thing::Body(n), id);
        }
        let secretariat = self.parties[&Party::Body(SECRETARIAT)];
        b.secretariat(secretariat).await;
        for (n, group) in drawn.groups.iter().enumerate() {
            let id = b.group(&format!("group-{n}"), group.shown, &[]).await;
            self.put(Party::Group(n), Party::KeepersOfGroup(n), Thing::Group(n), id);
        }
        let mut topics = Vec::new();
        for code in self.topics.clone() {
            let id = b.competence(secretariat, &code, None).await;
            self.things.insert(Thing::Topic(topics.len()), id);
            topics.push(id);
        }
        topics
    }

    async fn partners(&mut self, b: &mut Builder, drawn: &Drawn) {
        for (n, partner) in drawn.partners.iter().enumerate() {
            let Some(partner) = partner else { continue };
            let life = Life { from: 0, until: Some(partner.until), by_act: partner.by_act };
            let valid_until = self.until(life).unwrap_or(self.midnight(1_000));
            let organisation = self.parties[&Party::Body(partner.body)];
            let new = NewPartner { organisation, name: format!("Partner {n}"), valid_until, counts: true };
            let id = add_partner(&mut b.unit, &b.permit, new).await.expect("a partner system");
            self.ended(b, "partner", id, life).await;
            self.parties.insert(Party::Partner(n), id);
            self.grants(b, id, partner.grants.iter()).await;
        }
    }

    async fn people(&mut self, b: &mut Builder, drawn: &Drawn) {
        for (n, person) in drawn.people.iter().enumerate() {
            let Some(person) = person else { continue };
            let body = self.parties[&Party::Body(person.body)];
            let card = person.card.as_ref().map(|audience| NewCard {
                telephone: Some(format!("+380 {n}")),
                email: Some(format!("private-{n}@example.org")),
                audience: self.audience(audience),
            });
            let expert = b.expert(NewExpert { card, ..builder::expert(&format!("Person {n}"), body) }).await;
            let (from, until) = (self.midnight(person.post.from), self.until(person.post));
            let post = b.post(builder::post(expert, body, from, until)).await;
            self.ended(b, "post", post, person.post).await;
            let account = b.account(expert, &format!("person-{n}@example.org"), None).await;
            if person.suspended {
                suspend(b, account).await;
            }
            self.experts.insert(n, expert);
            self.parties.insert(Party::Post(n), post);
            self.things.insert(Thing::Expert(n), expert);
            if let Some(id) = card_of(b, expert).await {
                self.things.insert(Thing::Card(n), id);
            }
            let appointment = drawn.appointment(n);
            if let Some(grant) = appointment {
                let id = self.appointed(b, (post, body), grant).await;
                self.things.insert(Thing::Appointment(n), id);
            }
            let others = person.grants.iter().filter(|grant| appointment.is_none_or(|one| !std::ptr::eq(one, *grant)));
            self.grants(b, post, others).await;
        }
    }

    async fn appointed(&self, b: &mut Builder, (post, organisation): (Uuid, Uuid), grant: &Grant) -> Uuid {
        let new = NewAppointment {
            post,
            organisation,
            country: self.parties[&grant.scope.expect("a country")],
            competence: (grant.role == Role::FieldContact).then(|| self.things[&Thing::Topic(0)]),
            rank: Rank::Principal,
            valid_from: self.midnight(grant.life.from),
            valid_until: self.until(grant.life),
            precision: Precision::Day,
            counts: true,
            office_telephone: None,
            office_email: None,
            absences: Vec::new(),
            reason: "A test.".to_owned(),
        };
        let id = b.unit.new_id();
        let grant_id = appoint_as(&mut b.unit, &b.permit, id, new).await.expect("an appointment");
        self.ended(b, "role_grant", grant_id, grant.life).await;
        id
    }

    async fn grants(&self, b: &mut Builder, holder: Uuid, grants: impl Iterator<Item = &Grant>) {
        for grant in grants {
            let scope = grant.scope.map(|scope| self.parties[&scope]);
            let mut new = builder::grant(holder, (grant.role, scope, None), self.midnight(grant.life.from));
            new.valid_until = self.until(grant.life);
            let id = insert_grant(&mut b.unit, &b.permit, new).await.expect("a grant");
            self.ended(b, "role_grant", id, grant.life).await;
        }
    }

    async fn members(&mut self, b: &mut Builder, drawn: &Drawn) {
        for (n, group) in drawn.groups.iter().enumerate() {
            for (m, (member, life)) in group.members.iter().enumerate() {
                let Some(member) = self.parties.get(member) else { continue };
                let group = self.parties[&Party::Group(n)];
                let mut new = builder::membership(b.unit.new_id(), group, *member, self.midnight(life.from));
                new.valid_until = self.until(*life);
                let id = add_membership(&mut b.unit, &b.permit, new).await.expect("a membership");
                self.ended(b, "membership", id, *life).await;
                self.things.insert(Thing::Membership(n, m), id);
            }
        }
    }

    async fn updates(&mut self, b: &mut Builder, drawn: &Drawn, topics: &[Uuid]) {
        for (n, update) in drawn.updates.iter().enumerate() {
            let Some(update) = update else { continue };
            let (state, owner, audience) = match &update.earlier {
                Some(earlier) => (earlier.state, earlier.owner, &earlier.audience),
                None => (there(update.state), update.owner, &update.audience),
            };
            let audience = self.audience(audience);
            // The shrinker may have taken out everybody it was for.
            let state = match state {
                ItemState::Published if audience.is_empty() => ItemState::Draft,
                state => state,
            };
            let new = NewUpdate {
                owner: self.parties[&owner],
                author: Some(self.parties[&update.author]),
                text: Text {
                    title: format!("Update {n}"),
                    summary: None,
                    body: rendered(format!("Text {n}")).expect("a text"),
                },
                language: update.language.map(str::to_owned),
                topics: update.topic.map(|topic| topics[topic]).into_iter().collect(),
                countries: update.country.map(|n| self.parties[&Party::Country(n)]).into_iter().collect(),
                audience,
                state,
            };
            let release = if update.earlier.is_some() { Release::default() } else { self.release(update) };
            let row = add_waiting_update(&mut b.unit, &b.permit, new, &release).await.expect("an update");
            // What waits beside it follows its keepers when it is given away.
            self.waits(b, n, update, &row).await;
            if update.earlier.is_some() {
                let comment = said(b, row.id, self.parties[&update.author]).await;
                self.things.extend([(Thing::Comment(n), comment), (Thing::Revision(n), row.id)]);
                self.becomes(b, row.id, update).await;
            }
            if update.state == ItemState::Purged {
                let row = self::row(b, row.id).await;
                erase_item(&mut b.unit, &b.permit, &row).await.expect("erased");
            }
            self.things.insert(Thing::Update(n), row.id);
        }
    }

    /// What an update waits for as a whole.
    fn release(&self, update: &Update) -> Release {
        match update.state {
            ItemState::Scheduled => Release {
                publish_at: Some(self.midnight(LAST_DAY + 10)),
                released_by: Some(self.parties[&update.author]),
                asked: None,
            },
            ItemState::Proposed => Release { asked: self.asked(update), ..Release::default() },
            ItemState::Draft | ItemState::Published | ItemState::Withdrawn | ItemState::Purged => Release::default(),
        }
    }

    fn asked(&self, update: &Update) -> Option<PartySet> {
        update.proposal.as_ref().map(|waits| PartySet::of([keepers_of(self.parties[&waits.asked])]))
    }

    async fn waits(&mut self, b: &mut Builder, n: usize, update: &Update, row: &item::Model) {
        let (Some(waits), Some(asked)) = (&update.proposal, self.asked(update)) else { return };
        let new = NewProposal {
            kind: waits.kind,
            asked,
            comment: None,
            content: None,
            audience: (waits.kind != ProposalKind::Revision).then(|| self.audience(&update.audience)),
            to_owner: waits.to.map(|to| self.parties[&to]),
            publish_at: None,
        };
        let id = proposals::add(&mut b.unit, &b.permit, row, new).await.expect("a proposal");
        self.things.insert(Thing::Proposal(n), id);
        if waits.decided {
            let made = proposal::Entity::find_by_id(id).one(b.unit.tx()).await.expect("a proposal").expect("one");
            let state = ProposalState::TakenBack;
            proposals::decide(&mut b.unit, &b.permit, row, &made, state, None).await.expect("decided");
        }
    }

    /// What an update has become since.
    async fn becomes(&self, b: &mut Builder, id: Uuid, update: &Update) {
        let before = row(b, id).await;
        let change = Rewrite {
            state: Some(there(update.state)),
            release: Some(self.release(update)),
            audience: Some(self.audience(&update.audience)),
            owner: Some(self.parties[&update.owner]),
            ends_authors_keeping: update.was_transferred(),
            ..Rewrite::default()
        };
        let after = rewrite_item(&mut b.unit, &b.permit, &before, change).await.expect("a change");
        keep_revision(&b.unit, &b.permit, &after, None).await.expect("a revision");
    }

    /// The end of what ends by itself.
    fn until(&self, life: Life) -> Option<Timestamp> {
        life.until.filter(|_| !life.by_act).map(|day| self.midnight(day))
    }

    /// What an act ended (or will have ended, by the day that is looked at).
    async fn ended(&self, b: &Builder, table: &str, id: Uuid, life: Life) {
        let Some(day) = life.until.filter(|_| life.by_act) else { return };
        let tx = b.unit.tx();
        let statement = format!("UPDATE {table} SET ended_at = $2 WHERE id = $1");
        let values = [id.into(), self.midnight(day).micros().into()];
        tx.execute_raw(sql(tx.get_database_backend(), &statement, values)).await.expect("an end");
    }

    /// Those of the parties that are there yet.
    fn audience(&self, parties: &BTreeSet<Party>) -> PartySet {
        PartySet::of(parties.iter().filter_map(|party| self.parties.get(party).copied()))
    }

    pub fn midnight(&self, day: u32) -> Timestamp {
        self.first.plus(DAY * day)
    }
}

/// What was purged was there before.
fn there(state: ItemState) -> ItemState {
    if state == ItemState::Purged { ItemState::Published } else { state }
}

pub async fn row(b: &Builder, id: Uuid) -> item::Model {
    item::Entity::find_by_id(id).one(b.unit.tx()).await.expect("a look").expect("an item")
}

/// Something is said about an item, to whoever sees it now.
async fn said(b: &Builder, item_id: Uuid, author: Uuid) -> Uuid {
    let comment = comment::Model {
        id: b.unit.new_id(),
        item_id,
        seen_by: row(b, item_id).await.seen_by,
        author,
        body_markdown: "Well said.".to_owned(),
        body_html: "<p>Well said.</p>".to_owned(),
        state: CommentState::Shown,
        revision: 1,
        created_at: b.unit.at().micros(),
        edited_at: None,
        ended_at: None,
        end_reason: None,
    };
    let id = comment.id;
    let comment = comment.into_active_model();
    comment::Entity::insert(comment).exec_without_returning(b.unit.tx()).await.expect("a comment");
    id
}

async fn suspend(b: &Builder, account: Uuid) {
    let state = Expr::value(AccountState::Suspended);
    account_state::Entity::update_many()
        .col_expr(account_state::Column::State, state)
        .filter(account_state::Column::AccountId.eq(account))
        .exec(b.unit.tx())
        .await
        .expect("a suspension");
}

async fn card_of(b: &Builder, expert: Uuid) -> Option<Uuid> {
    let found = entity::contact_card::Entity::find().filter(entity::contact_card::Column::ExpertId.eq(expert));
    found.one(b.unit.tx()).await.expect("a look").map(|card| card.id)
}
