//! Builds a network in one unit, by the steps that users' writes go through: what a test's world is
//! made of. Every `world_*` stands on it.

use entity::vocabulary::{
    Confidence, FactKind, GroupKind, MembersSeenBy, OrganisationType, Precision, Role, SuccessionState,
};
use entity::{setting, succession};
use focalpoint_api::access::{PartySet, Permit, Target, acts, roles};
use focalpoint_api::ctx::SECRETARIAT;
use focalpoint_api::identity::accounts::add_account;
use focalpoint_api::identity::grants::{NewGrant, insert_grant};
use focalpoint_api::identity::partners::{NewPartner, add_partner};
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::ledger::Unit;
use focalpoint_api::network::competences::{NewCompetence, add_competence};
use focalpoint_api::network::countries::{NewCountry, add_country};
use focalpoint_api::network::experts::{NewExpert, NewPost, add_expert, begin_post_step};
use focalpoint_api::network::facts::{NewFact, Span};
use focalpoint_api::network::groups::{NewGroup, NewMembership, add_group, add_membership};
use focalpoint_api::network::organisations::{NewOrganisation, add_organisation, rewrite_lines};
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::App;

pub type Loading = Permit<acts::LoadNetwork>;

/// Writes a network in one unit, as SYSTEM.
pub struct Builder {
    pub unit: Unit,
    pub permit: Loading,
}

/// Somebody with a post that counts and an enabled account.
#[derive(Clone, Copy, Debug)]
pub struct Person {
    pub expert: Uuid,
    pub post: Uuid,
}

/// A grant that a person is given: role, scope (null for NETWORK), policy field.
pub type Given = (Role, Option<Uuid>, Option<Uuid>);

/// What a person's grants may be written as.
pub trait IntoGiven: Copy {
    fn given(self) -> Given;
}

impl IntoGiven for Given {
    fn given(self) -> Given {
        self
    }
}

impl IntoGiven for (Role, Option<Uuid>) {
    fn given(self) -> Given {
        (self.0, self.1, None)
    }
}

/// A country with nothing but a name.
pub fn country(code: &str, numeric: i32) -> NewCountry {
    NewCountry {
        code: code.to_owned(),
        alpha3: format!("{code}X"),
        numeric,
        official_name: code.to_owned(),
        official_languages: Vec::new(),
        eu_accession: None,
        schengen: None,
        accession_group: None,
        process_role: None,
        land_borders: Vec::new(),
        note: None,
        facts: vec![NewFact::text(FactKind::Name, "en", code)],
    }
}

/// An expert with nothing but a name.
pub fn expert(name: &str, owner: Uuid) -> NewExpert {
    NewExpert { name: name.to_owned(), native_names: vec![], languages: vec![], fields: vec![], owner, card: None }
}

/// A confirmed post of an adviser.
pub fn post(expert: Uuid, organisation: Uuid, valid_from: Timestamp, valid_until: Option<Timestamp>) -> NewPost {
    NewPost {
        expert,
        organisation,
        title: "Adviser".to_owned(),
        office_telephone: None,
        office_email: Some("office@body.example".to_owned()),
        valid_from,
        valid_until,
        precision: Precision::Day,
        counts: true,
    }
}

/// A membership that counts from `valid_from`.
pub fn membership(id: Uuid, group: Uuid, member: Uuid, valid_from: Timestamp) -> NewMembership {
    NewMembership {
        id,
        group,
        member,
        valid_from,
        valid_until: None,
        precision: Precision::Day,
        source: None,
        confidence: Confidence::High,
        counts: true,
    }
}

/// A grant without an end.
pub fn grant(holder: Uuid, (role, scope, competence_id): Given, valid_from: Timestamp) -> NewGrant {
    NewGrant {
        role,
        holder,
        scope_kind: roles::scope_of(role),
        scope,
        competence_id,
        valid_from,
        valid_until: None,
        counts: true,
        reason: "A test.".to_owned(),
    }
}

impl Builder {
    pub async fn begin(app: &App) -> Self {
        let mut unit = app.system().begin().await.expect("a unit");
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
        Self { unit, permit }
    }

    pub async fn done(self) {
        self.unit.commit(None).await.expect("a commit");
    }

    /// One body takes over another from an instant on. Rights follow at once; posts stay where they are, as
    /// after the act.
    pub async fn taken_over(&self, old: Uuid, new: Uuid, counts_from: i64) {
        let row = succession::Model {
            id: self.unit.new_id(),
            old_id: old,
            new_id: new,
            day: 0,
            precision: Precision::Day,
            source: None,
            counts_from: Some(counts_from),
            state: SuccessionState::Running,
        };
        let row = row.into_active_model();
        succession::Entity::insert(row).exec_without_returning(self.unit.tx()).await.expect("a take-over");
        rewrite_lines(&self.unit, &self.permit).await.expect("its lines");
    }

    pub async fn country(&mut self, code: &str, numeric: i32) -> Uuid {
        self.country_of(country(code, numeric)).await
    }

    pub async fn country_of(&mut self, new: NewCountry) -> Uuid {
        add_country(&mut self.unit, &self.permit, new).await.expect("a country")
    }

    /// A body whose name is its code.
    pub async fn body(&mut self, code: &str, r#type: OrganisationType, of: Option<Uuid>, official: bool) -> Uuid {
        let facts = vec![NewFact::text(FactKind::Name, "en", code)];
        let new =
            NewOrganisation { country_id: of, official: Some(official), facts, ..NewOrganisation::of(code, r#type) };
        self.body_of(new).await
    }

    /// A body with a name, official as its type has it.
    pub async fn named_body(&mut self, code: &str, r#type: OrganisationType, of: Option<Uuid>, name: &str) -> Uuid {
        let facts = vec![NewFact::text(FactKind::Name, "en", name)];
        self.body_of(NewOrganisation { country_id: of, facts, ..NewOrganisation::of(code, r#type) }).await
    }

    pub async fn body_of(&mut self, new: NewOrganisation) -> Uuid {
        add_organisation(&mut self.unit, &self.permit, new).await.expect("a body")
    }

    /// Names the Secretariat's body.
    pub async fn secretariat(&self, body: Uuid) {
        let row = setting::Model { key: SECRETARIAT.to_owned(), value: body.to_string() };
        setting::Entity::insert(row.into_active_model())
            .exec_without_returning(self.unit.tx())
            .await
            .expect("a setting");
    }

    pub async fn competence(&mut self, owner: Uuid, code: &str, parent_id: Option<Uuid>) -> Uuid {
        let facts = vec![NewFact::text(FactKind::Name, "en", code)];
        let new = NewCompetence { code: code.to_owned(), parent_id, position: 0, facts, span: Span::ALWAYS };
        add_competence(&mut self.unit, &self.permit, owner, new).await.expect("a policy field")
    }

    /// A working group.
    pub async fn group(&mut self, code: &str, members_seen_by: MembersSeenBy, members: &[Uuid]) -> Uuid {
        let new = NewGroup {
            code: Some(code.to_owned()),
            kind: GroupKind::WorkingGroup,
            description: None,
            members_seen_by,
            audience: PartySet::default(),
            facts: vec![NewFact::text(FactKind::Name, "en", code)],
            life: Span::ALWAYS,
        };
        let group = self.group_of(new).await;
        for member in members {
            self.member(group, *member).await;
        }
        group
    }

    pub async fn group_of(&mut self, new: NewGroup) -> Uuid {
        add_group(&mut self.unit, &self.permit, new).await.expect("a group")
    }

    pub async fn member(&mut self, group: Uuid, member: Uuid) -> Uuid {
        let new = membership(self.unit.new_id(), group, member, self.unit.at());
        add_membership(&mut self.unit, &self.permit, new).await.expect("a membership")
    }

    pub async fn expert(&mut self, new: NewExpert) -> Uuid {
        add_expert(&mut self.unit, &self.permit, new).await.expect("an expert")
    }

    pub async fn post(&mut self, new: NewPost) -> Uuid {
        begin_post_step(&mut self.unit, &self.permit, new).await.expect("a post")
    }

    pub async fn account(&mut self, expert: Uuid, email: &str, password: Option<&str>) -> Uuid {
        add_account(&mut self.unit, &self.permit, expert, email, password).await.expect("an account")
    }

    pub async fn grant(&mut self, holder: Uuid, given: impl IntoGiven) -> Uuid {
        let new = grant(holder, given.given(), self.unit.at());
        insert_grant(&mut self.unit, &self.permit, new).await.expect("a grant")
    }

    /// A partner system that counts from now, and runs out at an instant.
    pub async fn partner(&mut self, name: &str, organisation: Uuid, valid_until: Timestamp) -> Uuid {
        let new = NewPartner { organisation, name: name.to_owned(), valid_until, counts: true };
        add_partner(&mut self.unit, &self.permit, new).await.expect("a partner system")
    }

    /// A person with a post that counts, an enabled account, and grants.
    pub async fn person(&mut self, name: &str, body: Uuid, grants: &[impl IntoGiven]) -> Person {
        self.person_of(expert(name, body), grants).await
    }

    /// The same, with more said about the person.
    pub async fn person_of(&mut self, new: NewExpert, grants: &[impl IntoGiven]) -> Person {
        let body = new.owner;
        let expert = self.expert(new).await;
        let post = self.post(post(expert, body, self.unit.at(), None)).await;
        self.account(expert, &format!("{expert}@example.org"), None).await;
        for given in grants {
            self.grant(post, *given).await;
        }
        Person { expert, post }
    }
}
