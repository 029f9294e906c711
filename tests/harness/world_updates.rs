//! A small network, put into the database row by row: bodies, countries, groups and people with
//! posts, accounts and grants, for tests of who may post what and who reads it.

use entity::ids::{NETWORK, PUBLIC, keepers_of};
use entity::vocabulary::{
    AccountState, Confidence, GroupKind, ItemKind, ItemState, MembersSeenBy, OrganisationType, PartyKind, PostState,
    Precision, Role, ScopeKind,
};
use entity::{
    account, account_state, country, expert, membership, network_group, organisation, organisation_status, party, post,
    post_place, role_grant, setting,
};
use focalpoint_api::access::{PartySet, Permit, Target, acts};
use focalpoint_api::exchange::items::{NewItem, insert_item};
use focalpoint_api::ledger::Unit;
use focalpoint_api::network::competences::{NewCompetence, add_competence};
use focalpoint_api::network::facts::{NewFact, Span};
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::people::signed_in;
use super::{App, Client};

/// Writes a network in one unit.
pub struct Builder {
    pub unit: Unit,
    pub permit: Permit<acts::LoadNetwork>,
}

/// Somebody with a post.
#[derive(Clone)]
pub struct Person {
    pub expert: Uuid,
    pub post: Uuid,
}

/// A grant that a person is given: the scope is null for NETWORK.
pub type Given = (Role, Option<Uuid>, Option<Uuid>);

impl Builder {
    pub async fn begin(app: &App) -> Self {
        let mut unit = app.system().begin().await.expect("a unit");
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
        Self { unit, permit }
    }

    pub async fn done(self) {
        self.unit.commit(None).await.expect("a commit");
    }

    async fn put<M>(&self, row: M)
    where
        M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + ModelOf,
        <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
    {
        M::Entity::insert(row.into_active_model()).exec_without_returning(self.unit.tx()).await.expect("a row");
    }

    async fn party(&self, id: Uuid, kind: PartyKind) {
        self.put(party::Model { id, kind }).await;
        if matches!(kind, PartyKind::Country | PartyKind::Group | PartyKind::Organisation) {
            self.put(party::Model { id: keepers_of(id), kind: PartyKind::Keepers }).await;
        }
    }

    async fn item(&mut self, id: Uuid, kind: ItemKind, owner: Uuid, audience: Uuid) {
        let new = NewItem {
            id,
            kind,
            owner,
            author: None,
            language: None,
            state: ItemState::Published,
            audience: Some(PartySet::of([audience])),
        };
        insert_item(&mut self.unit, &self.permit, new).await.expect("an item");
    }

    pub async fn country(&mut self, code: &str, numeric: i32) -> Uuid {
        let id = self.unit.new_id();
        self.party(id, PartyKind::Country).await;
        self.item(id, ItemKind::Country, id, PUBLIC).await;
        self.put(country::Model {
            id,
            code: code.to_owned(),
            alpha3: format!("{code}X"),
            numeric,
            official_name: code.to_owned(),
            official_languages: String::new(),
            eu_accession_day: None,
            schengen_day: None,
            note: None,
        })
        .await;
        id
    }

    pub async fn body(&mut self, code: &str, r#type: OrganisationType, of: Option<Uuid>, official: bool) -> Uuid {
        let id = self.unit.new_id();
        self.party(id, PartyKind::Organisation).await;
        self.item(id, ItemKind::Organisation, id, PUBLIC).await;
        self.put(organisation::Model {
            id,
            code: code.to_owned(),
            acronym: None,
            acronym_native: None,
            city: None,
            host_country_id: None,
            website: None,
            telephone: None,
            email: None,
            role_in_process: None,
            note: None,
        })
        .await;
        let status = organisation_status::Model {
            id: self.unit.new_id(),
            organisation_id: id,
            r#type,
            country_id: of,
            official,
            from_at: self.unit.at().micros(),
            until_at: None,
        };
        self.put(status).await;
        id
    }

    /// Names the Secretariat's body.
    pub async fn secretariat(&self, body: Uuid) {
        self.put(setting::Model { key: "secretariat".to_owned(), value: body.to_string() }).await;
    }

    pub async fn group(&mut self, code: &str, members_seen_by: MembersSeenBy, members: &[Uuid]) -> Uuid {
        let id = self.unit.new_id();
        self.party(id, PartyKind::Group).await;
        self.item(id, ItemKind::Group, id, NETWORK).await;
        let kind = GroupKind::WorkingGroup;
        self.put(network_group::Model { id, code: Some(code.to_owned()), kind, description: None, members_seen_by })
            .await;
        for member in members {
            self.member(id, *member).await;
        }
        id
    }

    pub async fn member(&mut self, group: Uuid, member: Uuid) {
        let id = self.unit.new_id();
        let at = self.unit.at().micros();
        self.item(id, ItemKind::Membership, group, NETWORK).await;
        self.put(membership::Model {
            id,
            group_id: group,
            member,
            valid_from: at,
            valid_until: None,
            precision: Precision::Day,
            counts_from: Some(at),
            ended_at: None,
            end_reason: None,
            source: None,
            confidence: Confidence::High,
        })
        .await;
    }

    pub async fn competence(&mut self, owner: Uuid, code: &str, parent_id: Option<Uuid>) -> Uuid {
        let facts = vec![NewFact::text(entity::vocabulary::FactKind::Name, "en", code)];
        let new = NewCompetence { code: code.to_owned(), parent_id, position: 0, facts, span: Span::ALWAYS };
        add_competence(&mut self.unit, &self.permit, owner, new).await.expect("a policy field")
    }

    /// A person with a post that counts, an enabled account, and grants.
    pub async fn person(&mut self, name: &str, body: Uuid, grants: &[Given]) -> Person {
        let (expert, post) = (self.unit.new_id(), self.unit.new_id());
        let at = self.unit.at().micros();
        self.item(expert, ItemKind::Expert, body, NETWORK).await;
        self.put(expert::Model { id: expert, name: name.to_owned(), sort_key: name.to_lowercase() }).await;
        self.party(post, PartyKind::Post).await;
        self.put(post::Model {
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
        })
        .await;
        let place = post_place::Model {
            id: self.unit.new_id(),
            post_id: post,
            organisation_id: body,
            title: "Officer".to_owned(),
            from_at: at,
            until_at: None,
        };
        self.put(place).await;
        let account = self.unit.new_id();
        self.put(account::Model {
            id: account,
            expert_id: expert,
            email: format!("{expert}@example.org"),
            email_key: format!("{expert}@example.org"),
            password_hash: None,
            created_at: at,
            last_visit_at: None,
        })
        .await;
        let state = AccountState::Active;
        let state =
            account_state::Model { id: self.unit.new_id(), account_id: account, state, from_at: at, until_at: None };
        self.put(state).await;
        for grant in grants {
            self.grant(post, *grant).await;
        }
        Person { expert, post }
    }

    async fn grant(&self, holder: Uuid, (role, scope, competence_id): Given) {
        let at = self.unit.at().micros();
        self.put(role_grant::Model {
            id: self.unit.new_id(),
            role,
            holder,
            scope_kind: match role {
                Role::Reader | Role::Member | Role::OrganisationEditor => ScopeKind::Organisation,
                Role::FocalPoint | Role::FieldContact => ScopeKind::Country,
                Role::GroupEditor | Role::SteeringMember => ScopeKind::Group,
                Role::Secretariat | Role::Observer | Role::Administrator | Role::Auditor => ScopeKind::Network,
            },
            scope,
            competence_id,
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
        })
        .await;
    }
}

/// Ties a model to its entity, so that one function puts rows of any table.
pub trait ModelOf {
    type Entity: EntityTrait;
}

macro_rules! model_of {
    ($($table:ident),+) => { $(impl ModelOf for $table::Model { type Entity = $table::Entity; })+ };
}
model_of!(
    account,
    account_state,
    country,
    expert,
    membership,
    network_group,
    organisation,
    organisation_status,
    party,
    post,
    post_place,
    role_grant,
    setting
);

/// Three countries, six bodies, two groups, and somebody in every role that posts.
pub struct Network {
    pub ukraine: Uuid,
    pub poland: Uuid,
    pub ua_migration: Uuid,
    pub ua_border: Uuid,
    pub pl_office: Uuid,
    pub lt_office: Uuid,
    pub ngo: Uuid,
    /// Poland and Lithuania; the network sees who is in it.
    pub north: Uuid,
    /// Of the Ukrainian migration service.
    pub member: Person,
    pub editor: Person,
    pub reader: Person,
    pub focal_point: Person,
    /// Of the Ukrainian border guard.
    pub guard: Person,
    /// Of the Ukrainian border guard, for `asylum`.
    pub contact: Person,
    /// Of the Polish office.
    pub pole: Person,
    /// Of the Polish office: a reader who edits the group `north`.
    pub group_editor: Person,
    /// Of the Lithuanian office.
    pub lithuanian: Person,
    /// Of the NGO.
    pub volunteer: Person,
    /// Of the Secretariat's body.
    pub secretary: Person,
}

impl Network {
    pub async fn new(app: &App) -> Self {
        let mut b = Builder::begin(app).await;
        let secretariat = b.body("int-cbcp", OrganisationType::InternationalOrganisation, None, true).await;
        b.secretariat(secretariat).await;
        let (ukraine, poland) = (b.country("UA", 804).await, b.country("PL", 616).await);
        let lithuania = b.country("LT", 440).await;
        let asylum = b.competence(secretariat, "asylum", None).await;
        b.competence(secretariat, "reception", Some(asylum)).await;
        b.competence(secretariat, "borders", None).await;
        let migration = OrganisationType::MigrationService;
        let ua_migration = b.body("ua-migration", migration, Some(ukraine), true).await;
        let ua_border = b.body("ua-border", OrganisationType::BorderGuard, Some(ukraine), true).await;
        let pl_office = b.body("pl-office", migration, Some(poland), true).await;
        let lt_office = b.body("lt-office", migration, Some(lithuania), true).await;
        let ngo = b.body("ua-ngo", OrganisationType::Ngo, Some(ukraine), false).await;
        let north = b.group("north", MembersSeenBy::Network, &[poland, lithuania]).await;
        // The Ukrainian migration service, but its keepers alone see who is in it.
        b.group("quiet", MembersSeenBy::Keepers, &[ua_migration]).await;
        let member = |body| [(Role::Member, Some(body), None)];
        let network = Self {
            member: b.person("Oksana Test", ua_migration, &member(ua_migration)).await,
            editor: b.person("Petro Test", ua_migration, &[(Role::OrganisationEditor, Some(ua_migration), None)]).await,
            reader: b.person("Roman Test", ua_migration, &[(Role::Reader, Some(ua_migration), None)]).await,
            focal_point: b.person("Lesia Test", ua_migration, &[(Role::FocalPoint, Some(ukraine), None)]).await,
            guard: b.person("Bohdan Test", ua_border, &member(ua_border)).await,
            contact: b.person("Iryna Test", ua_border, &[(Role::FieldContact, Some(ukraine), Some(asylum))]).await,
            pole: b.person("Jan Test", pl_office, &member(pl_office)).await,
            group_editor: b
                .person(
                    "Ewa Test",
                    pl_office,
                    &[(Role::Reader, Some(pl_office), None), (Role::GroupEditor, Some(north), None)],
                )
                .await,
            lithuanian: b.person("Jonas Test", lt_office, &member(lt_office)).await,
            volunteer: b.person("Nadia Test", ngo, &member(ngo)).await,
            secretary: b.person("Sigrid Test", secretariat, &[(Role::Secretariat, None, None)]).await,
            ukraine,
            poland,
            ua_migration,
            ua_border,
            pl_office,
            lt_office,
            ngo,
            north,
        };
        b.done().await;
        network
    }

    pub async fn client(app: &App, person: &Person) -> Client {
        signed_in(app, person.expert).await
    }
}
