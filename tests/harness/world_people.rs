//! A small network with people in it: two countries, four bodies, three policy fields.

use entity::vocabulary::{OrganisationType, Precision, Rank, Role, ScopeKind};
use focalpoint_api::access::roles;
use focalpoint_api::kit::day::Day;
use focalpoint_api::kit::timestamp::Timestamp;
use focalpoint_api::ledger::Unit;
use focalpoint_api::network::experts::{NewCard, NewExpert};
use focalpoint_api::network::facts::view::LanguageText;
use focalpoint_api::network::focal_points::{NewAppointment, appoint_step};
use uuid::Uuid;

use super::App;
use super::builder::{self, Builder};
pub use super::builder::{Loading, Person as Somebody, post};

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

pub fn instant(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("an instant")
}

/// Does something as SYSTEM, in one unit.
pub async fn loading<T>(app: &App, act: impl AsyncFnOnce(&mut Unit, &Loading) -> T) -> T {
    let mut b = Builder::begin(app).await;
    let made = act(&mut b.unit, &b.permit).await;
    b.done().await;
    made
}

pub async fn network(app: &App) -> Net {
    let mut b = Builder::begin(app).await;
    let (ua, pl) = (b.country("UA", 804).await, b.country("PL", 616).await);
    let dmsu = b.named_body("ua-dmsu", OrganisationType::MigrationService, Some(ua), "Body ua-dmsu").await;
    let dpsu = b.named_body("ua-dpsu", OrganisationType::BorderGuard, Some(ua), "Body ua-dpsu").await;
    let udsc = b.named_body("pl-udsc", OrganisationType::MigrationService, Some(pl), "Body pl-udsc").await;
    let ngo = b.named_body("ua-ngo", OrganisationType::Ngo, Some(ua), "Body ua-ngo").await;
    let migration = b.competence(dmsu, "migration", None).await;
    let readmission = b.competence(dmsu, "return-readmission", Some(migration)).await;
    b.competence(dmsu, "border-control", None).await;
    b.secretariat(ngo).await;
    b.done().await;
    Net { ua, pl, dmsu, dpsu, udsc, ngo, migration, readmission }
}

/// An expert with an account and a post, with grants in their own body, country or the network.
pub async fn somebody(app: &App, net: &Net, name: &str, body: Uuid, roles: &[Role]) -> Somebody {
    let grants = roles.iter().map(|role| given(net, body, *role));
    let mut b = Builder::begin(app).await;
    let person = b.person_of(called(name, body, None), &grants.collect::<Vec<_>>()).await;
    b.done().await;
    person
}

fn given(net: &Net, body: Uuid, role: Role) -> (Role, Option<Uuid>) {
    let country = if body == net.udsc { net.pl } else { net.ua };
    match roles::scope_of(role) {
        ScopeKind::Organisation => (role, Some(body)),
        ScopeKind::Country => (role, Some(country)),
        ScopeKind::Group | ScopeKind::Network => (role, None),
    }
}

fn called(name: &str, owner: Uuid, card: Option<NewCard>) -> NewExpert {
    let native_names = vec![LanguageText { language: "uk".into(), name: format!("{name} Приклад") }];
    NewExpert { native_names, languages: vec!["en".into()], card, ..builder::expert(name, owner) }
}

/// An expert without a post.
pub async fn person(app: &App, name: &str, owner: Uuid, card: Option<NewCard>) -> Uuid {
    let mut b = Builder::begin(app).await;
    let expert = b.expert(called(name, owner, card)).await;
    b.done().await;
    expert
}

/// A confirmed post from now on.
pub async fn posted(app: &App, expert: Uuid, organisation: Uuid) -> Uuid {
    let mut b = Builder::begin(app).await;
    let valid_from = b.unit.at();
    let id = b.post(post(expert, organisation, valid_from, None)).await;
    b.done().await;
    id
}

/// A grant to a post, in its own body or country or the network.
pub async fn grant_to(app: &App, net: &Net, holder: Uuid, body: Uuid, role: Role) {
    let mut b = Builder::begin(app).await;
    b.grant(holder, given(net, body, role)).await;
    b.done().await;
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
