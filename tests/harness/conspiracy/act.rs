//! The acts, each through the verb that both doors call.

use entity::vocabulary::{Rank, Role, ScopeKind};
use focalpoint_api::access::roles::scope_of;
use focalpoint_api::ctx::Ctx;
use focalpoint_api::error::{Code, Error, Result};
use focalpoint_api::exchange::items::{PartyInput, PartyInputKind};
use focalpoint_api::identity::access_requests::{ApproveRequest, approve};
use focalpoint_api::identity::grants::{GiveRole, RevokeGrant, ScopeInput, give, revoke};
use focalpoint_api::identity::sessions::{ResumeAccount, SuspendAccount, resume, suspend};
use focalpoint_api::network::experts::{BeginPost, EndPost, begin_post, end_post};
use focalpoint_api::network::focal_points::{AppointFocalPoint, appoint};
use focalpoint_api::network::groups::{AddMember, CreateGroup, add_member, create};
use focalpoint_api::network::organisations::{
    ChangeOrganisationStatus, EndOrganisation, MergeOrganisation, change_status, end, merge,
};
use serde_json::json;
use uuid::Uuid;

use super::network::{BODIES, COUNTRIES, GROUPS, PEOPLE};
use super::play::Lean;
use super::stage::Stage;
use crate::harness::dice::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    BeginPost,
    EndPost,
    Give,
    EndGrant,
    ChangeBody,
    TakeOver,
    Join,
    MakeGroup,
    Say,
    Suspend,
    Resume,
    EndBody,
}

/// As often as the model plays them.
const ALL: [Kind; 14] = [
    Kind::BeginPost,
    Kind::EndPost,
    Kind::Give,
    Kind::Give,
    Kind::EndGrant,
    Kind::ChangeBody,
    Kind::TakeOver,
    Kind::Join,
    Kind::MakeGroup,
    Kind::Say,
    Kind::Say,
    Kind::Suspend,
    Kind::Resume,
    Kind::EndBody,
];

const ROLES: [Role; 10] = [
    Role::Reader,
    Role::Member,
    Role::OrganisationEditor,
    Role::FieldContact,
    Role::FocalPoint,
    Role::GroupEditor,
    Role::Secretariat,
    Role::Observer,
    Role::Administrator,
    Role::Auditor,
];

/// One act of a play, as its history shows it.
#[derive(Clone, Debug)]
pub enum Act {
    BeginPost { person: &'static str, body: &'static str },
    EndPost { person: &'static str, hours: Option<i64> },
    Give { person: &'static str, role: Role, scope: &'static str, deputy: bool, from: i64, hours: Option<i64> },
    EndGrant { n: usize },
    ChangeBody { body: &'static str, r#type: &'static str, country: Option<&'static str>, official: bool },
    TakeOver { old: &'static str, new: &'static str },
    Join { group: usize, member: &'static str },
    MakeGroup,
    Say { n: usize },
    Suspend { person: &'static str },
    Resume { person: &'static str },
    EndBody { body: &'static str },
}

const WHY: &str = "A play.";
pub(super) const GRANTS: &str = "SELECT id FROM role_grant ORDER BY given_at, id";
pub(super) const WAITING: &str = "SELECT id FROM access_request WHERE state = 'WAITING' ORDER BY requested_at, id";
pub(super) const ALL_GROUPS: &str = "SELECT id FROM network_group ORDER BY id";

impl Act {
    /// Draws one.
    pub fn draw(dice: &mut Dice, lean: &Lean) -> Self {
        let people: Vec<&'static str> = PEOPLE.iter().map(|p| p.0).collect();
        let bodies: Vec<&'static str> = BODIES.iter().map(|b| b.0).collect();
        let person = match lean.people.is_empty() && dice.chance(80) {
            true => dice.one_of(lean.conspirators),
            false => dice.leaning(lean.people, &people),
        };
        let body = dice.leaning(lean.bodies, &bodies);
        match dice.leaning(lean.acts, &ALL) {
            Kind::BeginPost => Self::BeginPost { person, body },
            Kind::EndPost => {
                let hours = dice.chance(30).then(|| 1 + i64::try_from(dice.below(40)).expect("hours"));
                Self::EndPost { person, hours }
            }
            Kind::Give => {
                let role = dice.leaning(lean.roles, &ROLES);
                let scope = match scope_of(role) {
                    ScopeKind::Network => "",
                    ScopeKind::Country => dice.one_of(&COUNTRIES),
                    ScopeKind::Organisation => body,
                    ScopeKind::Group => dice.one_of(&GROUPS).0,
                };
                // Most begin now and have no end; some begin later, some run out.
                let from = if dice.chance(10) { 1 + i64::try_from(dice.below(20)).expect("hours") } else { 0 };
                let hours = dice.chance(15).then(|| 1 + i64::try_from(dice.below(40)).expect("hours"));
                Self::Give { person, role, scope, deputy: dice.chance(60), from, hours }
            }
            Kind::EndGrant => Self::EndGrant { n: dice.below(997) },
            Kind::ChangeBody => Self::ChangeBody {
                body,
                r#type: dice.one_of(&["MINISTRY", "NGO"]),
                country: dice.one_of(&[Some("UA"), Some("PL"), None]),
                official: dice.chance(50),
            },
            Kind::TakeOver => Self::TakeOver { old: body, new: dice.leaning(lean.bodies, &bodies) },
            Kind::Join => {
                let member = if dice.chance(75) { body } else { dice.one_of(&COUNTRIES) };
                Self::Join { group: dice.below(4), member }
            }
            Kind::MakeGroup => Self::MakeGroup,
            Kind::Say => Self::Say { n: dice.below(97) },
            Kind::Suspend => Self::Suspend { person },
            Kind::Resume => Self::Resume { person },
            Kind::EndBody => Self::EndBody { body },
        }
    }

    /// Does it as `actor`. A refusal changes nothing; an error of the server itself is no refusal.
    pub async fn done_by(&self, stage: &Stage, actor: &'static str) -> Result<()> {
        let ctx = stage.ctx(actor).await;
        match self {
            Self::BeginPost { person, body } => {
                let new = BeginPost {
                    expert_id: stage.names.expert(person),
                    organisation_id: Some(stage.names.party(body)),
                    organisation_code: None,
                    title: "Adviser".to_owned(),
                    valid_from: None,
                    office_telephone: None,
                    office_email: None,
                };
                begin_post(&ctx, new).await.map(drop)
            }
            Self::EndPost { person, hours } => {
                let id = post_of(stage, person).await?;
                let (_, valid_to) = stage.dated(0, *hours);
                end_post(&ctx, EndPost { id, valid_to, reason: WHY.to_owned(), ..EndPost::default() }).await.map(drop)
            }
            Self::Give { person, role: role @ (Role::FocalPoint | Role::FieldContact), scope, deputy, from, hours } => {
                let (valid_from, valid_to) = stage.dated(*from, *hours);
                let new = AppointFocalPoint {
                    expert_id: stage.names.expert(person),
                    country_code: (*scope).to_owned(),
                    competence: if *role == Role::FocalPoint { "ALL" } else { "asylum" }.to_owned(),
                    rank: if *deputy { Rank::Deputy } else { Rank::Principal },
                    valid_from,
                    valid_to,
                    reason: WHY.to_owned(),
                    office: None,
                };
                appoint(&ctx, new).await.map(drop)
            }
            Self::Give { person, role, scope, from, hours, .. } => {
                let (valid_from, valid_to) = stage.dated(*from, *hours);
                let id = (!scope.is_empty()).then(|| stage.names.party(scope));
                let new = GiveRole {
                    expert_id: Some(stage.names.expert(person)),
                    partner_id: None,
                    role: *role,
                    scope: ScopeInput { kind: scope_of(*role), id, code: None },
                    valid_from,
                    valid_to,
                    reason: WHY.to_owned(),
                };
                give(&ctx, new).await.map(drop)
            }
            Self::EndGrant { n } => {
                let id = nth(stage, GRANTS, *n).await?;
                revoke(&ctx, RevokeGrant { id, reason: WHY.to_owned() }).await.map(drop)
            }
            Self::ChangeBody { body, r#type, country, official } => {
                let wanted = json!({ "type": r#type, "countryCode": country, "official": official, "reason": WHY });
                let change: ChangeOrganisationStatus = serde_json::from_value(wanted).expect("an input");
                let change = ChangeOrganisationStatus { id: stage.names.party(body), ..change };
                change_status(&ctx, change).await.map(drop)
            }
            // A body that ends with a named successor is taken over by it: the same, by another act.
            Self::TakeOver { old, new } if old < new => {
                let ends = EndOrganisation {
                    id: stage.names.party(old),
                    successor: Some(stage.names.party(new)),
                    reason: WHY.to_owned(),
                    ..EndOrganisation::default()
                };
                end(&ctx, ends).await.map(drop)
            }
            Self::TakeOver { old, new } => {
                let take = MergeOrganisation {
                    id: stage.names.party(old),
                    into: stage.names.party(new),
                    reason: WHY.to_owned(),
                    ..MergeOrganisation::default()
                };
                merge(&ctx, take).await.map(drop)
            }
            Self::Join { group, member } => join(stage, &ctx, *group, member).await,
            Self::MakeGroup => {
                let new = CreateGroup {
                    kind: entity::vocabulary::GroupKind::SharingGroup,
                    code: None,
                    name: "new".to_owned(),
                    native_names: None,
                    description: None,
                    members_seen_by: None,
                    audience: None,
                    valid_from: None,
                };
                create(&ctx, new).await.map(drop)
            }
            Self::Say { n } => {
                let id = nth(stage, WAITING, *n).await?;
                approve(&ctx, ApproveRequest { id, reason: None }).await.map(drop)
            }
            Self::Suspend { person } => {
                let id = stage.names.expert(person);
                suspend(&ctx, SuspendAccount { id, reason: WHY.to_owned() }).await.map(drop)
            }
            Self::Resume { person } => {
                let id = stage.names.expert(person);
                resume(&ctx, ResumeAccount { id, reason: WHY.to_owned() }).await.map(drop)
            }
            Self::EndBody { body } => {
                let id = stage.names.party(body);
                end(&ctx, EndOrganisation { id, reason: WHY.to_owned(), ..EndOrganisation::default() }).await.map(drop)
            }
        }
    }
}

async fn join(stage: &Stage, ctx: &Ctx, group: usize, member: &'static str) -> Result<()> {
    let group_id = nth(stage, ALL_GROUPS, group).await?;
    let kind = if COUNTRIES.contains(&member) { PartyInputKind::Country } else { PartyInputKind::Organisation };
    let input = AddMember {
        group_id,
        party: PartyInput { kind, party_id: Some(stage.names.party(member)), code: None },
        valid_from: None,
        valid_to: None,
        reason: WHY.to_owned(),
    };
    add_member(ctx, input).await.map(drop)
}

/// The post of somebody that runs.
pub(super) async fn post_of(stage: &Stage, person: &str) -> Result<Uuid> {
    let actor = stage.actor(person).await;
    actor.party().ok_or_else(|| Error::new(Code::Conflict, "no post"))
}

pub(super) async fn nth(stage: &Stage, statement: &str, n: usize) -> Result<Uuid> {
    let ids = stage.ids(statement).await;
    match ids.len() {
        0 => Err(Error::new(Code::Conflict, "there is none")),
        len => Ok(ids[n % len]),
    }
}
