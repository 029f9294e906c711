//! The network of the executable model: six bodies, two groups, fourteen people.

use entity::vocabulary::{GroupKind, MembersSeenBy, OrganisationType, Precision, Rank, Role};
use focalpoint_api::access::{By, PartySet, load_actor};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::identity::grants::{RevokeGrant, revoke};
use focalpoint_api::network::facts::{NewFact, Span};
use focalpoint_api::network::focal_points::{NewAppointment, appoint_step};
use focalpoint_api::network::groups::NewGroup;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::harness::App;
use crate::harness::builder::{Builder, Person};

/// Bodies: name, type, country, official.
pub const BODIES: [(&str, OrganisationType, Option<&str>, bool); 6] = [
    ("ua_min", OrganisationType::Ministry, Some("UA"), true),
    ("ua_guard", OrganisationType::BorderGuard, Some("UA"), true),
    ("pl_min", OrganisationType::Ministry, Some("PL"), true),
    ("ua_ngo", OrganisationType::Ngo, Some("UA"), false),
    ("unhcr", OrganisationType::InternationalOrganisation, None, false),
    ("sec", OrganisationType::InternationalOrganisation, None, true),
];

pub const COUNTRIES: [&str; 2] = ["UA", "PL"];

/// Groups and who is in them: a cluster of both countries, a sharing group of one ministry.
pub const GROUPS: [(&str, &[&str]); 2] = [("north", &["UA", "PL"]), ("ring", &["pl_min"])];

/// Name, body, and roles each with its scope.
type Conspirator = (&'static str, &'static str, &'static [(Role, &'static str)]);

/// People: name, body, roles with their scopes. `exile` has been shut out by the own body.
pub const PEOPLE: [Conspirator; 14] = [
    ("adm1", "sec", &[(Role::Administrator, "")]),
    ("adm2", "unhcr", &[(Role::Administrator, "")]),
    ("secr", "sec", &[(Role::Secretariat, "")]),
    ("secr2", "sec", &[(Role::Secretariat, "")]),
    ("fp_ua", "ua_min", &[(Role::FocalPoint, "UA"), (Role::OrganisationEditor, "ua_min")]),
    ("dep_ua", "ua_guard", &[(Role::FocalPoint, "UA")]),
    ("fp_pl", "pl_min", &[(Role::FocalPoint, "PL"), (Role::GroupEditor, "ring")]),
    ("pl", "pl_min", &[(Role::Member, "pl_min")]),
    ("guard", "ua_guard", &[(Role::Member, "ua_guard")]),
    ("idle", "ua_guard", &[]),
    ("exile", "ua_guard", &[(Role::Member, "ua_guard")]),
    ("ngo", "ua_ngo", &[(Role::OrganisationEditor, "ua_ngo")]),
    ("ngo2", "ua_ngo", &[(Role::Member, "ua_ngo")]),
    ("hcr", "unhcr", &[(Role::Member, "unhcr")]),
];

/// What the names stand for.
#[derive(Clone, Default)]
pub struct Names {
    pub parties: BTreeMap<&'static str, Uuid>,
    pub people: BTreeMap<&'static str, Person>,
    pub field: Uuid,
}

impl Names {
    pub fn party(&self, name: &str) -> Uuid {
        self.parties[name]
    }

    pub fn expert(&self, name: &str) -> Uuid {
        self.people[name].expert
    }
}

/// Builds it.
pub async fn build(app: &App) -> Names {
    let mut names = Names::default();
    let mut b = Builder::begin(app).await;
    for (code, numeric) in [("UA", 804), ("PL", 616)] {
        names.parties.insert(code, b.country(code, numeric).await);
    }
    for (name, r#type, country, official) in BODIES {
        let country = country.map(|code| names.party(code));
        names.parties.insert(name, b.body(&name.replace('_', "-"), r#type, country, official).await);
    }
    b.secretariat(names.party("sec")).await;
    names.field = b.competence(names.party("sec"), "asylum", None).await;
    groups(&mut b, &mut names).await;
    for (name, body, roles) in PEOPLE {
        let body = names.party(body);
        let granted: Vec<(Role, Option<Uuid>)> = roles
            .iter()
            .filter(|(role, _)| *role != Role::FocalPoint)
            .map(|(role, scope)| (*role, names.parties.get(scope).copied()))
            .collect();
        let person = b.person(name, body, &granted).await;
        names.people.insert(name, person);
        for (_, country) in roles.iter().filter(|(role, _)| *role == Role::FocalPoint) {
            let rank = if name.starts_with("dep") { Rank::Deputy } else { Rank::Principal };
            let valid_from = b.unit.at();
            let new = NewAppointment {
                post: person.post,
                organisation: body,
                country: names.party(country),
                competence: None,
                rank,
                valid_from,
                valid_until: None,
                precision: Precision::Day,
                counts: true,
                office_telephone: None,
                office_email: None,
                absences: Vec::new(),
                reason: "The model.".to_owned(),
            };
            appoint_step(&mut b.unit, &b.permit, new).await.expect("an appointment");
        }
    }
    b.done().await;
    app.clock.advance(std::time::Duration::from_secs(60));
    shut_out(app, &names).await;
    names
}

async fn groups(b: &mut Builder, names: &mut Names) {
    for (name, members) in GROUPS {
        let cluster = name == "north";
        let new = NewGroup {
            code: cluster.then(|| name.to_owned()),
            kind: if cluster { GroupKind::Cluster } else { GroupKind::SharingGroup },
            description: None,
            members_seen_by: if cluster { MembersSeenBy::Network } else { MembersSeenBy::Members },
            audience: PartySet::default(),
            facts: vec![NewFact::text(entity::vocabulary::FactKind::Name, "en", name)],
            life: Span::ALWAYS,
        };
        let group = b.group_of(new).await;
        names.parties.insert(name, group);
        for member in members {
            b.member(group, names.party(member)).await;
        }
    }
}

/// The own body has shut the exile out: a keeper of it has ended the grant.
async fn shut_out(app: &App, names: &Names) {
    let keeper = By::Expert(names.expert("dep_ua"));
    let keeper = load_actor(app.world.database.reader(), keeper, app.world.clock.now()).await.expect("an actor");
    let exile = names.people["exile"].post;
    let grant = entity::role_grant::Entity::find()
        .filter(entity::role_grant::Column::Holder.eq(exile))
        .one(app.world.database.reader())
        .await
        .expect("grants")
        .expect("the exile's grant");
    let end = RevokeGrant { id: grant.id, reason: "Shut out.".to_owned() };
    revoke(&Ctx::new(&app.world, keeper.expect("the keeper")), end).await.expect("an end");
}
