//! Two countries with an authority each, an NGO and the Secretariat, with people: for tests of who
//! is in which circle.

use entity::ids::keepers_of;
use entity::vocabulary::{
    AccountState, FactKind, ItemKind, ItemState, OrganisationType, PartyKind, PostState, Precision, Role,
};
use entity::{account, account_state, expert, organisation, organisation_status, party, post, post_place, setting};
use focalpoint_api::access::{PartySet, Permit, Target, acts, roles};
use focalpoint_api::exchange::items::{NewItem, insert_item};
use focalpoint_api::identity::grants::{NewGrant, insert_grant};
use focalpoint_api::ledger::Unit;
use focalpoint_api::network::countries::{NewCountry, add_country};
use focalpoint_api::network::facts::{NewFact, Span, state_facts};
use sea_orm::{EntityTrait, IntoActiveModel};
use serde_json::Value;
use uuid::Uuid;

use super::people::signed_in;
use super::{App, Client};

/// Who is there.
pub struct Circles {
    pub ukraine: Uuid,
    pub poland: Uuid,
    pub ua_sms: Uuid,
    pub ngo: Uuid,
    /// A member at ua-sms.
    pub maker: Person,
    /// Another one there.
    pub colleague: Person,
    /// A member at pl-sg.
    pub guest: Person,
    /// A member at the NGO.
    pub ngo_member: Person,
    pub secretary: Person,
    pub administrator: Person,
}

/// Somebody with a post and a client.
pub struct Person {
    pub expert: Uuid,
    pub post: Uuid,
    pub client: Client,
}

/// Writes a network in one unit.
pub struct Writer {
    pub unit: Unit,
    pub permit: Permit<acts::LoadNetwork>,
}

impl Writer {
    pub async fn begin(app: &App) -> Self {
        let mut unit = app.system().begin().await.expect("a unit");
        let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("SYSTEM may");
        Self { unit, permit }
    }

    pub async fn country(&mut self, code: &str, name: &str, native: (&str, &str), part: &str) -> Uuid {
        let facts = vec![
            NewFact::text(FactKind::Name, "en", name),
            NewFact::text(FactKind::NativeName, native.0, native.1),
            NewFact { language: None, ..NewFact::text(FactKind::CountryPart, "", part) },
        ];
        let new = NewCountry {
            code: code.to_owned(),
            alpha3: format!("{code}X"),
            numeric: 4,
            official_name: name.to_owned(),
            official_languages: vec![native.0.to_owned()],
            eu_accession: None,
            schengen: None,
            note: None,
            facts,
        };
        add_country(&mut self.unit, &self.permit, new).await.expect("a country")
    }

    pub async fn body(&mut self, code: &str, r#type: OrganisationType, of: Option<Uuid>) -> Uuid {
        let id = self.unit.new_id();
        let tx = self.unit.tx();
        for (id, kind) in [(id, PartyKind::Organisation), (keepers_of(id), PartyKind::Keepers)] {
            put::<party::Entity, _>(tx, party::Model { id, kind }).await;
        }
        self.item(id, ItemKind::Organisation, id, entity::ids::PUBLIC).await;
        let row = organisation::Model {
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
        };
        let status = organisation_status::Model {
            id: self.unit.new_id(),
            organisation_id: id,
            r#type,
            country_id: of,
            official: of.is_some(),
            from_at: self.unit.at().micros(),
            until_at: None,
        };
        put::<organisation::Entity, _>(self.unit.tx(), row).await;
        put::<organisation_status::Entity, _>(self.unit.tx(), status).await;
        let facts = vec![NewFact::text(FactKind::Name, "en", code), NewFact::life(Span::ALWAYS)];
        state_facts(&self.unit, &self.permit, id, facts).await.expect("facts");
        id
    }

    async fn person(&mut self, name: &str, body: Uuid, role: Role) -> (Uuid, Uuid) {
        let (expert, holder) = (self.unit.new_id(), self.unit.new_id());
        let now = self.unit.at().micros();
        self.item(expert, ItemKind::Expert, body, entity::ids::NETWORK).await;
        let row = expert::Model { id: expert, name: name.to_owned(), sort_key: name.to_lowercase() };
        let tx = self.unit.tx();
        put::<expert::Entity, _>(tx, row).await;
        put::<party::Entity, _>(tx, party::Model { id: holder, kind: PartyKind::Post }).await;
        let row = post::Model {
            id: holder,
            expert_id: expert,
            office_telephone: None,
            office_email: None,
            valid_from: now,
            valid_until: None,
            precision: Precision::Day,
            counts_from: Some(now),
            ended_at: None,
            end_reason: None,
            state: PostState::Confirmed,
        };
        put::<post::Entity, _>(tx, row).await;
        let place = post_place::Model {
            id: self.unit.new_id(),
            post_id: holder,
            organisation_id: body,
            title: "Officer".to_owned(),
            from_at: now,
            until_at: None,
        };
        put::<post_place::Entity, _>(tx, place).await;
        let address = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let row = account::Model {
            id: self.unit.new_id(),
            expert_id: expert,
            email: address.clone(),
            email_key: address,
            password_hash: None,
            created_at: now,
            last_visit_at: None,
        };
        let state = account_state::Model {
            id: self.unit.new_id(),
            account_id: row.id,
            state: AccountState::Active,
            from_at: now,
            until_at: None,
        };
        put::<account::Entity, _>(tx, row).await;
        put::<account_state::Entity, _>(tx, state).await;
        let scope_kind = roles::scope_of(role);
        let grant = NewGrant {
            role,
            holder,
            scope_kind,
            scope: (scope_kind == entity::vocabulary::ScopeKind::Organisation).then_some(body),
            competence_id: None,
            valid_from: self.unit.at(),
            valid_until: None,
            counts: true,
            reason: "Sample.".to_owned(),
        };
        insert_grant(&mut self.unit, &self.permit, grant).await.expect("a grant");
        (expert, holder)
    }

    async fn item(&mut self, id: Uuid, kind: ItemKind, owner: Uuid, audience: Uuid) {
        let audience = Some(PartySet::of([audience]));
        let state = ItemState::Published;
        let new = NewItem { id, kind, owner, author: None, language: None, state, audience };
        insert_item(&mut self.unit, &self.permit, new).await.expect("an item");
    }
}

async fn put<E, M>(tx: &sea_orm::DatabaseTransaction, row: M)
where
    E: EntityTrait,
    M: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    E::insert(row.into_active_model()).exec_without_returning(tx).await.expect("a row");
}

/// Writes the circles and signs everybody in.
pub async fn circles(app: &App) -> Circles {
    let mut writer = Writer::begin(app).await;
    let ukraine = writer.country("UA", "Ukraine", ("uk", "Україна"), "BENEFICIARY").await;
    let poland = writer.country("PL", "Poland", ("pl", "Polska"), "NEIGHBOUR").await;
    let ua_sms = writer.body("ua-sms", OrganisationType::MigrationService, Some(ukraine)).await;
    let pl_sg = writer.body("pl-sg", OrganisationType::BorderGuard, Some(poland)).await;
    let ngo = writer.body("ua-ngo", OrganisationType::Ngo, None).await;
    let secretariat_body = writer.body("int-cbcp", OrganisationType::InternationalOrganisation, None).await;
    let named = setting::Model { key: "secretariat".to_owned(), value: secretariat_body.to_string() };
    put::<setting::Entity, _>(writer.unit.tx(), named).await;
    let people = [
        writer.person("Maker", ua_sms, Role::Member).await,
        writer.person("Colleague", ua_sms, Role::Member).await,
        writer.person("Guest", pl_sg, Role::Member).await,
        writer.person("Volunteer", ngo, Role::Member).await,
        writer.person("Secretary", secretariat_body, Role::Secretariat).await,
        writer.person("Administrator", secretariat_body, Role::Administrator).await,
    ];
    writer.unit.commit(None).await.expect("a commit");
    let mut signed = Vec::new();
    for (expert, post) in people {
        signed.push(Person { expert, post, client: signed_in(app, expert).await });
    }
    let mut signed = signed.into_iter();
    let mut next = || signed.next().expect("a person");
    Circles {
        ukraine,
        poland,
        ua_sms,
        ngo,
        maker: next(),
        colleague: next(),
        guest: next(),
        ngo_member: next(),
        secretary: next(),
        administrator: next(),
    }
}

/// An answer without what names the request.
pub fn without_request_id(mut body: Value) -> Value {
    if let Some(fields) = body.as_object_mut() {
        fields.remove("requestId");
    }
    body
}
