//! A small network with people in it: two countries, four bodies, three policy fields.

use entity::ids::{PUBLIC, keepers_of};
use entity::vocabulary::{ItemKind, ItemState, OrganisationType, PartyKind, Precision, Rank, Role, ScopeKind};
use focalpoint_api::access::{PartySet, Permit, Target, acts};
use focalpoint_api::exchange::items::{NewItem, insert_item};
use focalpoint_api::identity::accounts::add_account;
use focalpoint_api::identity::grants::{NewGrant, insert_grant};
use focalpoint_api::kit::day::Day;
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::ledger::Unit;
use focalpoint_api::network::competences::{NewCompetence, add_competence};
use focalpoint_api::network::experts::{NewCard, NewExpert, NewPost, add_expert, begin_post_step};
use focalpoint_api::network::facts::view::LanguageText;
use focalpoint_api::network::facts::{NewFact, Span, state_facts};
use focalpoint_api::network::focal_points::{NewAppointment, appoint_step};
use sea_orm::{EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::App;

pub type Loading = Permit<acts::LoadNetwork>;

/// What there is.
#[derive(Clone, Copy, Debug)]
pub struct Net {
    pub ua: Uuid,
    pub pl: Uuid,
    /// Migration service of UA.
    pub dmsu: Uuid,
    /// Border guard of UA.
    pub dpsu: Uuid,
    /// Migration service of PL.
    pub udsc: Uuid,
    /// A non-governmental organisation in UA: not official.
    pub ngo: Uuid,
    /// The broadest field.
    pub migration: Uuid,
    /// Narrower than migration.
    pub readmission: Uuid,
}

/// Somebody in a post.
#[derive(Clone, Copy, Debug)]
pub struct Somebody {
    pub expert: Uuid,
    pub post: Uuid,
}

pub fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

/// Does something as SYSTEM, in one unit.
pub async fn loading<T>(app: &App, act: impl AsyncFnOnce(&mut Unit, &Loading) -> T) -> T {
    let ctx = app.system();
    let mut unit = ctx.begin().await.expect("a unit");
    let permit = unit.permit::<acts::LoadNetwork>(&Target::none("NETWORK")).expect("a permit");
    let made = act(&mut unit, &permit).await;
    unit.commit(None).await.expect("a commit");
    made
}

pub async fn network(app: &App) -> Net {
    loading(app, async |unit, permit| {
        let ua = country(unit, permit, "UA", 804).await;
        let pl = country(unit, permit, "PL", 616).await;
        let dmsu = body(unit, permit, "ua-dmsu", OrganisationType::MigrationService, ua, true).await;
        let dpsu = body(unit, permit, "ua-dpsu", OrganisationType::BorderGuard, ua, true).await;
        let udsc = body(unit, permit, "pl-udsc", OrganisationType::MigrationService, pl, true).await;
        let ngo = body(unit, permit, "ua-ngo", OrganisationType::Ngo, ua, false).await;
        let migration = field(unit, permit, dmsu, "migration", None).await;
        let readmission = field(unit, permit, dmsu, "return-readmission", Some(migration)).await;
        field(unit, permit, dmsu, "border-control", None).await;
        let secretariat = entity::setting::Model { key: "secretariat".into(), value: ngo.to_string() };
        let secretariat = secretariat.into_active_model();
        entity::setting::Entity::insert(secretariat).exec_without_returning(unit.tx()).await.expect("a setting");
        Net { ua, pl, dmsu, dpsu, udsc, ngo, migration, readmission }
    })
    .await
}

async fn party(unit: &Unit, id: Uuid, kind: PartyKind) {
    for (id, kind) in [(id, kind), (keepers_of(id), PartyKind::Keepers)] {
        let row = entity::party::Model { id, kind }.into_active_model();
        entity::party::Entity::insert(row).exec_without_returning(unit.tx()).await.expect("a party");
    }
}

async fn item(unit: &mut Unit, permit: &Loading, id: Uuid, kind: ItemKind) {
    let audience = Some(PartySet::of([PUBLIC]));
    let new = NewItem { id, kind, owner: id, author: None, language: None, state: ItemState::Published, audience };
    insert_item(unit, permit, new).await.expect("an item");
}

async fn country(unit: &mut Unit, permit: &Loading, code: &str, numeric: i32) -> Uuid {
    let id = unit.new_id();
    party(unit, id, PartyKind::Country).await;
    item(unit, permit, id, ItemKind::Country).await;
    let row = entity::country::Model {
        id,
        code: code.into(),
        alpha3: format!("{code}X"),
        numeric,
        official_name: code.into(),
        official_languages: "en".into(),
        eu_accession_day: None,
        schengen_day: None,
        note: None,
    };
    let row = row.into_active_model();
    entity::country::Entity::insert(row).exec_without_returning(unit.tx()).await.expect("a country");
    id
}

async fn body(
    unit: &mut Unit,
    permit: &Loading,
    code: &str,
    r#type: OrganisationType,
    country: Uuid,
    official: bool,
) -> Uuid {
    let id = unit.new_id();
    party(unit, id, PartyKind::Organisation).await;
    item(unit, permit, id, ItemKind::Organisation).await;
    let row = entity::organisation::Model {
        id,
        code: code.into(),
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
    let row = row.into_active_model();
    entity::organisation::Entity::insert(row).exec_without_returning(unit.tx()).await.expect("a body");
    let status = entity::organisation_status::Model {
        id: unit.new_id(),
        organisation_id: id,
        r#type,
        country_id: Some(country),
        official,
        from_at: unit.at().micros(),
        until_at: None,
    };
    let status = status.into_active_model();
    entity::organisation_status::Entity::insert(status).exec_without_returning(unit.tx()).await.expect("a status");
    let facts = vec![
        NewFact::text(entity::vocabulary::FactKind::Name, "en", &format!("Body {code}")),
        NewFact::life(Span::ALWAYS),
    ];
    state_facts(unit, permit, id, facts).await.expect("facts");
    id
}

async fn field(unit: &mut Unit, permit: &Loading, owner: Uuid, code: &str, parent_id: Option<Uuid>) -> Uuid {
    let new = NewCompetence { code: code.into(), parent_id, position: 0, facts: Vec::new(), span: Span::ALWAYS };
    add_competence(unit, permit, owner, new).await.expect("a field")
}

/// An expert with an account and a post, with grants in their own body, country or the network.
pub async fn somebody(app: &App, net: &Net, name: &str, body: Uuid, roles: &[Role]) -> Somebody {
    let expert = person(app, name, body, None).await;
    let post = posted(app, expert, body).await;
    loading(app, async |unit, permit| {
        let email = format!("{}@{}.example", name.to_lowercase().replace(' ', "."), expert.simple());
        add_account(unit, permit, expert, &email, None).await.expect("an account");
        for role in roles {
            grant(unit, permit, net, post, body, *role).await;
        }
    })
    .await;
    Somebody { expert, post }
}

/// An expert without a post.
pub async fn person(app: &App, name: &str, owner: Uuid, card: Option<NewCard>) -> Uuid {
    loading(app, async |unit, permit| {
        let native_names = vec![LanguageText { language: "uk".into(), name: format!("{name} Приклад") }];
        let new =
            NewExpert { name: name.into(), native_names, languages: vec!["en".into()], fields: vec![], owner, card };
        add_expert(unit, permit, new).await.expect("an expert")
    })
    .await
}

/// A confirmed post from now on.
pub async fn posted(app: &App, expert: Uuid, organisation: Uuid) -> Uuid {
    loading(app, async |unit, permit| {
        let valid_from = unit.at();
        begin_post_step(unit, permit, post(expert, organisation, valid_from, None)).await.expect("a post")
    })
    .await
}

pub fn post(expert: Uuid, organisation: Uuid, valid_from: Timestamp, valid_until: Option<Timestamp>) -> NewPost {
    NewPost {
        expert,
        organisation,
        title: "Adviser".into(),
        office_telephone: None,
        office_email: Some("office@body.example".into()),
        valid_from,
        valid_until,
        precision: Precision::Day,
        counts: true,
    }
}

async fn grant(unit: &mut Unit, permit: &Loading, net: &Net, holder: Uuid, body: Uuid, role: Role) {
    let country = if body == net.udsc { net.pl } else { net.ua };
    let (scope_kind, scope) = match role {
        Role::Reader | Role::Member | Role::OrganisationEditor => (ScopeKind::Organisation, Some(body)),
        Role::FocalPoint | Role::FieldContact => (ScopeKind::Country, Some(country)),
        _ => (ScopeKind::Network, None),
    };
    let valid_from = unit.at();
    let new = NewGrant {
        role,
        holder,
        scope_kind,
        scope,
        competence_id: None,
        valid_from,
        valid_until: None,
        counts: true,
        reason: "A test.".into(),
    };
    insert_grant(unit, permit, new).await.expect("a grant");
}

/// An appointment of a post, from now on.
pub async fn appointed(
    app: &App,
    who: Somebody,
    (organisation, country): (Uuid, Uuid),
    competence: Option<Uuid>,
    rank: Rank,
    absences: Vec<(Day, Day)>,
) -> Uuid {
    let from = app.world.clock.now();
    appointed_during(app, who.post, (organisation, country), competence, rank, absences, (from, None)).await
}

/// An appointment with said dates.
pub async fn appointed_during(
    app: &App,
    post: Uuid,
    (organisation, country): (Uuid, Uuid),
    competence: Option<Uuid>,
    rank: Rank,
    absences: Vec<(Day, Day)>,
    (valid_from, valid_until): (Timestamp, Option<Timestamp>),
) -> Uuid {
    loading(app, async |unit, permit| {
        let new = NewAppointment {
            post,
            organisation,
            country,
            competence,
            rank,
            valid_from,
            valid_until,
            precision: Precision::Day,
            counts: true,
            office_telephone: None,
            office_email: Some("focal.point@body.example".into()),
            absences,
            reason: "A test.".into(),
        };
        appoint_step(unit, permit, new).await.expect("an appointment")
    })
    .await
}
