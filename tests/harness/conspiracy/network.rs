//! The network of the executable model: six bodies, two groups, fourteen people. Beside them what the model has not: a
//! body and a person whom an old request still waits for, and somebody whose end was said.

use entity::vocabulary::{GroupKind, MembersSeenBy, OrganisationType, Precision, Rank, Role};
use focalpoint_api::access::{By, PartySet, load_actor};
use focalpoint_api::ctx::Ctx;
use focalpoint_api::identity::access_requests::{ApproveRequest, Outcome, approve};
use focalpoint_api::identity::grants::{RevokeGrant, revoke};
use focalpoint_api::kit::when::When;
use focalpoint_api::network::experts::{BeginPost, EndPost, begin_post, end_post};
use focalpoint_api::network::facts::{NewFact, Span};
use focalpoint_api::network::focal_points::{NewAppointment, appoint_step};
use focalpoint_api::network::groups::NewGroup;
use focalpoint_api::network::organisations::{ChangeOrganisationStatus, change_status};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

use crate::harness::App;
use crate::harness::builder::{self, Builder, Person};

/// Bodies: name, type, country, official.
pub const BODIES: [(&str, OrganisationType, Option<&str>, bool); 7] = [
    ("ua_min", OrganisationType::Ministry, Some("UA"), true),
    ("ua_guard", OrganisationType::BorderGuard, Some("UA"), true),
    ("pl_min", OrganisationType::Ministry, Some("PL"), true),
    ("ua_ngo", OrganisationType::Ngo, Some("UA"), false),
    ("unhcr", OrganisationType::InternationalOrganisation, None, false),
    ("sec", OrganisationType::InternationalOrganisation, None, true),
    // It was a ministry until lately, and something was asked about it then that still waits.
    (WAS, OrganisationType::Ngo, Some("PL"), true),
];

/// The body that was a ministry.
const WAS: &str = "pl_was";

/// Whose post is to end two minutes after a play begins.
pub const LEAVER: &str = "leaver";
/// Who came to a post after another one was asked for them, which still waits; they sit still.
pub const NEWCOMER: &str = "newby";
/// Days that pass before the plays.
pub const SETTLED: u64 = 40;

pub const COUNTRIES: [&str; 2] = ["UA", "PL"];

/// Groups and who is in them: a cluster of both countries, a sharing group of one ministry.
pub const GROUPS: [(&str, &[&str]); 2] = [("north", &["UA", "PL"]), ("ring", &["pl_min"])];

/// Name, body, and roles each with its scope.
type Conspirator = (&'static str, &'static str, &'static [(Role, &'static str)]);

/// People: name, body, roles with their scopes. `exile` has been shut out by the own body.
pub const PEOPLE: [Conspirator; 17] = [
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
    ("was", WAS, &[(Role::OrganisationEditor, WAS)]),
    (LEAVER, "ua_guard", &[(Role::Member, "ua_guard")]),
    (NEWCOMER, "ua_min", &[]),
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
        let r#type = if name == WAS { OrganisationType::Ministry } else { r#type };
        names.parties.insert(name, b.body(&name.replace('_', "-"), r#type, country, official).await);
    }
    b.secretariat(names.party("sec")).await;
    names.field = b.competence(names.party("sec"), "asylum", None).await;
    groups(&mut b, &mut names).await;
    for (name, body, roles) in PEOPLE {
        let body = names.party(body);
        if name == NEWCOMER {
            let expert = b.expert(builder::expert(name, body)).await;
            b.account(expert, &format!("{expert}@example.org"), None).await;
            names.people.insert(name, Person { expert, post: Uuid::nil() });
            continue;
        }
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
    before_the_plays(app, &mut names).await;
    names
}

/// What was asked before the world changed, and waits; and an end that was said.
async fn before_the_plays(app: &App, names: &mut Names) {
    const WHY: &str = "Before the plays.";
    let was = names.party(WAS);
    let of_body = |wanted: Value| {
        let change: ChangeOrganisationStatus = serde_json::from_value(wanted).expect("an input");
        ChangeOrganisationStatus { id: was, ..change }
    };
    let adm1 = as_somebody(app, names, "adm1").await;
    change_status(&adm1, of_body(json!({ "official": false, "reason": WHY }))).await.expect("a request");
    let ngo = change_status(&adm1, of_body(json!({ "type": "NGO", "reason": WHY }))).await.expect("a request");
    // Nothing waits where the rule that a word is needed is left out.
    if let Some(ngo) = ngo.parts().1 {
        let fp_pl = as_somebody(app, names, "fp_pl").await;
        approve(&fp_pl, ApproveRequest { id: ngo.id, reason: None }).await.expect("the word");
    }

    let expert = names.expert(NEWCOMER);
    let begin = |body: Uuid| BeginPost {
        expert_id: expert,
        organisation_id: Some(body),
        organisation_code: None,
        title: "Adviser".to_owned(),
        valid_from: None,
        office_telephone: None,
        office_email: None,
    };
    begin_post(&adm1, begin(names.party("pl_min"))).await.expect("a request");
    let fp_ua = as_somebody(app, names, "fp_ua").await;
    let begun = begin_post(&fp_ua, begin(names.party("ua_min"))).await.expect("a post");
    let Outcome::Done(post) = begun else { panic!("it waits") };
    names.people.insert(NEWCOMER, Person { expert, post: post.id });

    let dep_ua = as_somebody(app, names, "dep_ua").await;
    let at = app.world.clock.now().plus(std::time::Duration::from_secs(SETTLED * 24 * 3_600 + 120));
    let id = names.people[LEAVER].post;
    let end = EndPost { id, valid_to: Some(When::Instant(at)), reason: WHY.to_owned(), ..EndPost::default() };
    end_post(&dep_ua, end).await.expect("an end");
}

async fn as_somebody(app: &App, names: &Names, person: &str) -> Ctx {
    let by = By::Expert(names.expert(person));
    let actor = load_actor(app.world.database.reader(), by, app.world.clock.now()).await.expect("a statement");
    Ctx::new(&app.world, actor.expect("an account"))
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
    let keeper = as_somebody(app, names, "dep_ua").await;
    let exile = names.people["exile"].post;
    let grant = entity::role_grant::Entity::find()
        .filter(entity::role_grant::Column::Holder.eq(exile))
        .one(app.world.database.reader())
        .await
        .expect("grants")
        .expect("the exile's grant");
    let end = RevokeGrant { id: grant.id, reason: "Shut out.".to_owned() };
    revoke(&keeper, end).await.expect("an end");
}
