//! A small network of bodies and people in their posts, for tests of the directory of organisations.

use entity::vocabulary::{
    AccountState, FactKind, ItemKind, ItemState, OrganisationType, PartyKind, PostState, Precision, Role, ScopeKind,
};
use entity::{account, account_state, expert, party, post, post_place, role_grant, setting};
use focalpoint_api::access::{PartySet, Permit, Target, acts};
use focalpoint_api::ctx::SECRETARIAT;
use focalpoint_api::exchange::items::{NewItem, insert_item};
use focalpoint_api::ledger::Unit;
use focalpoint_api::network::competences::{NewCompetence, add_competence};
use focalpoint_api::network::countries::{NewCountry, add_country};
use focalpoint_api::network::facts::{NewFact, Span};
use focalpoint_api::network::organisations::{NewOrganisation, add_organisation};
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::App;

/// Writes a network in one unit.
pub struct Bodies {
    pub unit: Unit,
    pub permit: Permit<acts::LoadNetwork>,
}

/// Somebody with a post, an account and grants.
#[derive(Clone, Copy)]
pub struct Person {
    pub expert: Uuid,
    pub post: Uuid,
}

/// Puts a row of any table.
macro_rules! put {
    ($self:ident, $table:ident, $row:expr) => {
        $table::Entity::insert($row.into_active_model()).exec_without_returning($self.unit.tx()).await.expect("a row")
    };
}

impl Bodies {
    pub async fn begin(app: &App) -> Self {
        let mut unit = app.system().begin().await.expect("a unit");
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
        Self { unit, permit }
    }

    pub async fn done(self) {
        self.unit.commit(None).await.expect("a commit");
    }

    pub async fn country(&mut self, code: &str, numeric: i32) -> Uuid {
        let new = NewCountry {
            code: code.to_owned(),
            alpha3: format!("{code}X"),
            numeric,
            official_name: code.to_owned(),
            official_languages: Vec::new(),
            eu_accession: None,
            schengen: None,
            note: None,
            facts: vec![NewFact::text(FactKind::Name, "en", code)],
        };
        add_country(&mut self.unit, &self.permit, new).await.expect("a country")
    }

    pub async fn body(&mut self, code: &str, r#type: OrganisationType, country_id: Option<Uuid>, name: &str) -> Uuid {
        let facts = vec![NewFact::text(FactKind::Name, "en", name)];
        self.body_of(NewOrganisation { country_id, facts, ..NewOrganisation::of(code, r#type) }).await
    }

    pub async fn body_of(&mut self, new: NewOrganisation) -> Uuid {
        add_organisation(&mut self.unit, &self.permit, new).await.expect("a body")
    }

    pub async fn secretariat(&mut self, body: Uuid) {
        put!(self, setting, setting::Model { key: SECRETARIAT.to_owned(), value: body.to_string() });
    }

    pub async fn field(&mut self, owner: Uuid, code: &str) -> Uuid {
        let facts = vec![NewFact::text(FactKind::Name, "en", code)];
        let new = NewCompetence { code: code.to_owned(), parent_id: None, position: 0, facts, span: Span::ALWAYS };
        add_competence(&mut self.unit, &self.permit, owner, new).await.expect("a policy field")
    }

    /// A person with a post that counts, an enabled account, and grants.
    pub async fn person(&mut self, name: &str, body: Uuid, grants: &[(Role, Option<Uuid>)]) -> Person {
        let (expert, post) = (self.unit.new_id(), self.unit.new_id());
        let at = self.unit.at().micros();
        let item = NewItem {
            id: expert,
            kind: ItemKind::Expert,
            owner: body,
            author: None,
            language: None,
            state: ItemState::Published,
            audience: Some(PartySet::of([entity::ids::NETWORK])),
        };
        insert_item(&mut self.unit, &self.permit, item).await.expect("an item");
        put!(self, expert, expert::Model { id: expert, name: name.to_owned(), sort_key: name.to_lowercase() });
        put!(self, party, party::Model { id: post, kind: PartyKind::Post });
        let row = post::Model {
            id: post,
            expert_id: expert,
            office_telephone: None,
            office_email: None,
            valid_from: at,
            valid_until: None,
            precision: Precision::Day,
            counts_from: Some(at),
            ended_at: None,
            end_reason: None,
            state: PostState::Confirmed,
        };
        put!(self, post, row);
        let place = post_place::Model {
            id: self.unit.new_id(),
            post_id: post,
            organisation_id: body,
            title: "Officer".to_owned(),
            from_at: at,
            until_at: None,
        };
        put!(self, post_place, place);
        let row = account::Model {
            id: self.unit.new_id(),
            expert_id: expert,
            email: format!("{expert}@example.org"),
            email_key: format!("{expert}@example.org"),
            password_hash: None,
            created_at: at,
            last_visit_at: None,
        };
        let (id, account_id, state) = (self.unit.new_id(), row.id, AccountState::Active);
        put!(self, account, row);
        put!(self, account_state, account_state::Model { id, account_id, state, from_at: at, until_at: None });
        for (role, scope) in grants {
            self.grant(post, *role, *scope).await;
        }
        Person { expert, post }
    }

    async fn grant(&mut self, holder: Uuid, role: Role, scope: Option<Uuid>) {
        let at = self.unit.at().micros();
        let scope_kind = match role {
            Role::Reader | Role::Member | Role::OrganisationEditor => ScopeKind::Organisation,
            Role::FocalPoint | Role::FieldContact => ScopeKind::Country,
            Role::GroupEditor | Role::SteeringMember => ScopeKind::Group,
            Role::Secretariat | Role::Observer | Role::Administrator | Role::Auditor => ScopeKind::Network,
        };
        let row = role_grant::Model {
            id: self.unit.new_id(),
            role,
            holder,
            scope_kind,
            scope,
            competence_id: None,
            valid_from: at,
            valid_until: None,
            counts_from: Some(at),
            given_by: None,
            given_at: at,
            reason: "test".to_owned(),
            ended_at: None,
            ended_by: None,
            end_reason: None,
            shut_out: false,
        };
        put!(self, role_grant, row);
    }
}

/// Two countries, their bodies, and somebody in every role that has to do with bodies.
pub struct Directory {
    pub ukraine: Uuid,
    pub secretariat: Uuid,
    pub ministry: Uuid,
    pub guard: Uuid,
    pub ngo: Uuid,
    pub polish: Uuid,
    pub administrator: Person,
    pub focal_point: Person,
    pub secretary: Person,
    /// Editor of the Ukrainian ministry.
    pub editor: Person,
    /// Member of the Ukrainian border guard.
    pub member: Person,
    /// Editor of the NGO.
    pub volunteer: Person,
}

impl Directory {
    pub async fn new(app: &App) -> Self {
        let mut b = Bodies::begin(app).await;
        let secretariat =
            b.body("int-cbcp", OrganisationType::InternationalOrganisation, None, "Secretariat of the Process").await;
        b.secretariat(secretariat).await;
        b.field(secretariat, "asylum").await;
        b.field(secretariat, "borders").await;
        let (ukraine, poland) = (b.country("UA", 804).await, b.country("PL", 616).await);
        let names = vec![
            NewFact::text(FactKind::Name, "en", "Ministry of Migration"),
            NewFact::text(FactKind::NativeName, "uk", "Міністерство міграції"),
        ];
        let ministry = b
            .body_of(NewOrganisation {
                country_id: Some(ukraine),
                facts: names,
                acronym: Some("MoM".to_owned()),
                external_ids: vec![("national-register".to_owned(), "12345".to_owned())],
                ..NewOrganisation::of("ua-mom", OrganisationType::Ministry)
            })
            .await;
        let guard = b.body("ua-guard", OrganisationType::BorderGuard, Some(ukraine), "Border Guard").await;
        let ngo = b.body("ua-ngo", OrganisationType::Ngo, Some(ukraine), "Right to Protection").await;
        let polish =
            b.body("pl-office", OrganisationType::MigrationService, Some(poland), "Office for Foreigners").await;
        let directory = Self {
            ukraine,
            secretariat,
            ministry,
            guard,
            ngo,
            polish,
            administrator: b.person("Admin Test", secretariat, &[(Role::Administrator, None)]).await,
            secretary: b.person("Secretary Test", secretariat, &[(Role::Secretariat, None)]).await,
            focal_point: b.person("Focal Test", ministry, &[(Role::FocalPoint, Some(ukraine))]).await,
            editor: b.person("Editor Test", ministry, &[(Role::OrganisationEditor, Some(ministry))]).await,
            member: b.person("Member Test", guard, &[(Role::Member, Some(guard))]).await,
            volunteer: b.person("Volunteer Test", ngo, &[(Role::OrganisationEditor, Some(ngo))]).await,
        };
        b.person("Pole Test", polish, &[(Role::Member, Some(polish))]).await;
        b.done().await;
        directory
    }
}
