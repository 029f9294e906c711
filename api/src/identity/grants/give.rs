//! Giving a role.

use async_graphql::InputObject;
use entity::vocabulary::{GroupKind, PartyKind, Precision, Rank, Role, ScopeKind};
use sea_orm::ConnectionTrait;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::announce::announce;
use super::letters::tell_given;
use super::offered::grantable;
use super::read::one;
use super::steps::{NewGrant, end_grant, insert_grant_as};
use super::store;
use super::view::Grant;
use super::word::{Wanted, needs_no_other, word_for};
use crate::access::{Act, ActType, By, Permit, Place, Target, acts, load_actor, place_of, roles, stands_in_scope};
use crate::ctx::{Ctx, reason};
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::identity::access_requests::{Outcome, Word, commit_act};
use crate::identity::partners::told_of;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::network::focal_points::{NewAppointment, appoint_or_ask};
use crate::network::groups;

/// What a role is given in.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ScopeInput")]
pub struct ScopeInput {
    /// NETWORK, COUNTRY, ORGANISATION or GROUP: each role has one kind.
    pub kind: ScopeKind,
    /// The country, organisation or group, by id.
    pub id: Option<Uuid>,
    /// The same by code.
    pub code: Option<String>,
}

/// A role to be given.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "GrantRoleInput")]
pub struct GiveRole {
    /// The expert whose present post receives it.
    pub expert_id: Option<Uuid>,
    /// The partner system that receives it.
    pub partner_id: Option<Uuid>,
    /// The role.
    #[serde(deserialize_with = "grantable")]
    pub role: Role,
    /// What it extends over.
    pub scope: ScopeInput,
    /// Since when; now if not given. No right counts before it was recorded.
    pub valid_from: Option<When>,
    /// Until when (a day is included); open if not given.
    pub valid_to: Option<When>,
    /// Why.
    pub reason: String,
}

struct Prepared {
    holder: Uuid,
    scope: Option<Uuid>,
    target: Target,
}

/// Gives a role. Never to oneself; where a word is needed it waits, unless the giver may say it.
/// FOCAL_POINT so given is an appointment as principal for all fields.
pub async fn give(ctx: &Ctx, input: GiveRole) -> Result<Outcome<Grant>> {
    ctx.signed_in()?;
    let reason = reason(&input.reason)?;
    let prepared = prepare(ctx, &input).await?;
    ctx.permit(Act::GrantRole, &prepared.target)?;
    let mut unit = ctx.begin().await?;
    // What the scope is may have changed meanwhile.
    let place = scope_place(unit.tx(), input.role, prepared.scope, unit.at()).await?;
    let prepared = Prepared { target: Target { place, ..prepared.target }, ..prepared };
    let permit = unit.permit::<acts::GrantRole>(&prepared.target)?;
    check_holder(&unit, &input, &prepared).await?;
    let span = crate::ctx::span(ctx, input.valid_from, input.valid_to, unit.at())?;
    let (id, word) = match input.role {
        Role::FocalPoint => appoint(&mut unit, &permit, &prepared, span, &reason).await?,
        _ => write(&mut unit, &permit, &input, &prepared, span, &reason).await?,
    };
    unit.made(id);
    unit.note("role", input.role.word());
    unit.note("holder", prepared.holder.to_string());
    unit.note("scope", prepared.scope.map(|s| s.to_string()));
    unit.because(&reason);
    commit_act(ctx, unit, id, word, async |id| one(ctx, id).await).await
}

/// A principal focal point for all fields: the appointment and its grant are one act. 409 while
/// another principal stands.
async fn appoint<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    prepared: &Prepared,
    (valid_from, valid_until): (Timestamp, Option<Timestamp>),
    reason: &str,
) -> Result<(Uuid, Word)> {
    let missing = || Error::internal("an appointment without a person, a body or a country");
    let place = place_of(unit.tx(), prepared.holder, unit.at()).await?.unwrap_or_default();
    let new = NewAppointment {
        post: prepared.holder,
        organisation: place.body.ok_or_else(missing)?,
        country: prepared.scope.ok_or_else(missing)?,
        competence: None,
        rank: Rank::Principal,
        valid_from,
        valid_until,
        precision: Precision::Day,
        counts: false,
        office_telephone: None,
        office_email: None,
        absences: Vec::new(),
        reason: reason.to_owned(),
    };
    let person = prepared.target.person.ok_or_else(missing)?;
    let made = appoint_or_ask(unit, permit, person, new).await?;
    unit.note("appointment", made.id.to_string());
    Ok((made.grant, made.word))
}

async fn write<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    input: &GiveRole,
    prepared: &Prepared,
    span: (Timestamp, Option<Timestamp>),
    reason: &str,
) -> Result<(Uuid, Word)> {
    let (scope, person) = (prepared.scope, prepared.target.person);
    if let Some(same) = store::standing(unit.tx(), input.role, prepared.holder, scope, unit.at().micros()).await? {
        // What somebody else asked for is in nobody's way who needs not ask: they say the word by acting.
        let waits = same.counts_from.is_none();
        if !waits || !needs_no_other(unit, input.role, scope, prepared.holder, person).await? {
            return Err(Error::new(Code::Conflict, "The same grant stands already; end it first, or leave it."));
        }
        end_grant(unit, permit, same.id, "Somebody gave it who need not ask.", false).await?;
    }
    let id = unit.new_id();
    let wanted = Wanted { grant: id, role: input.role, scope, holder: prepared.holder, person };
    let word = word_for(unit, permit, &wanted).await?;
    let new = NewGrant {
        role: input.role,
        holder: prepared.holder,
        scope_kind: input.scope.kind,
        scope: prepared.scope,
        competence_id: None,
        valid_from: span.0,
        valid_until: span.1,
        counts: word == Word::Said,
        reason: reason.to_owned(),
    };
    insert_grant_as(unit, permit, id, new).await?;
    if roles::keeps(input.role) != roles::Keeps::Nothing && word == Word::Said {
        announce(unit, permit, prepared.target.person, prepared.scope, input.role).await?;
    }
    tell_given(unit, permit, &[id]).await?;
    Ok((id, word))
}

/// What is wrong without asking for a right comes first only where it names the target; whether it
/// is right is asked after the right is there.
async fn prepare(ctx: &Ctx, input: &GiveRole) -> Result<Prepared> {
    let scope = scope_of(ctx, input.role, &input.scope).await?;
    let place = scope_place(ctx.db(), input.role, scope, ctx.now()).await?;
    let (holder, person, partner_body) = holder_of(ctx, input).await?;
    let target = Target { kind: "GRANT", place, person, partner_body, role: Some(input.role), ..Target::default() };
    Ok(Prepared { holder, scope, target })
}

/// Where a grant of a role in a scope stands.
pub(crate) async fn scope_place(
    db: &impl ConnectionTrait,
    role: Role,
    scope: Option<Uuid>,
    at: Timestamp,
) -> Result<Place> {
    let place = match scope {
        Some(id) => place_of(db, id, at).await?.unwrap_or(Place::NETWORK),
        None => Place::NETWORK,
    };
    Ok(Place::of_scope(role, scope, place))
}

/// The scope that an input names; 422 where the role has another kind, or there is no such thing.
pub(crate) async fn scope_of(ctx: &Ctx, role: Role, scope: &ScopeInput) -> Result<Option<Uuid>> {
    let wanted = roles::scope_of(role);
    if scope.kind != wanted {
        return Err(Error::invalid("/scope/kind", format!("{role} is given in a scope of kind {wanted}.")));
    }
    if role == Role::FieldContact {
        return Err(Error::invalid("/role", "Field contacts and deputies are appointed: use /v1/focal-points."));
    }
    let (pointer, id) = match (wanted, scope.id, &scope.code) {
        (ScopeKind::Network, None, None) => return Ok(None),
        (ScopeKind::Network, _, _) => return Err(Error::invalid("/scope", "NETWORK has neither id nor code.")),
        (_, Some(id), None) => ("/scope/id", id),
        (kind, None, Some(code)) => ("/scope/code", id_of_code(ctx, kind, code).await?),
        _ => return Err(Error::invalid("/scope", "Give either `id` or `code`.")),
    };
    let unknown = || Error::invalid(pointer, "There is no such thing, or it is not shared with you.");
    let item = items::store::find(ctx.db(), &ctx.actor, id).await?.ok_or_else(unknown)?;
    if item.kind.word() != wanted.word() {
        return Err(unknown());
    }
    if role == Role::SteeringMember && groups::kind_of(ctx.db(), id).await? != GroupKind::Committee {
        return Err(Error::invalid(pointer, format!("{role} is given in a committee, and this group is none.")));
    }
    Ok(Some(id))
}

/// The country, organisation or group of a code; what is unknown is told with the nearest ones.
async fn id_of_code(ctx: &Ctx, kind: ScopeKind, code: &str) -> Result<Uuid> {
    let kind = match kind {
        ScopeKind::Country => PartyKind::Country,
        ScopeKind::Organisation => PartyKind::Organisation,
        ScopeKind::Group => PartyKind::Group,
        ScopeKind::Network => return Err(Error::invalid("/scope", "NETWORK has neither id nor code.")),
    };
    items::party_of(ctx, code, &[kind], "/scope/code").await
}

async fn holder_of(ctx: &Ctx, input: &GiveRole) -> Result<(Uuid, Option<Uuid>, Option<Uuid>)> {
    match (input.expert_id, input.partner_id) {
        (Some(expert), None) => {
            let unknown = || Error::invalid("/expertId", "There is no such expert, or they are not shared with you.");
            items::store::find(ctx.db(), &ctx.actor, expert).await?.ok_or_else(unknown)?;
            let post = store::running_post(ctx.db(), expert, ctx.now().micros()).await?;
            let post = post.ok_or_else(|| {
                Error::invalid("/expertId", "This expert has no post that runs; rights belong to a post.")
            })?;
            Ok((post, Some(expert), None))
        }
        (None, Some(partner)) => {
            let unknown =
                || Error::invalid("/partnerId", "There is no such partner system, or it is not shared with you.");
            let told = told_of(ctx.db(), &ctx.actor, &[partner]).await?.pop().ok_or_else(unknown)?;
            Ok((partner, None, Some(told.organisation_id)))
        }
        _ => Err(Error::invalid("/expertId", "Give either `expertId` or `partnerId`.")),
    }
}

/// The holder must be what the role's column *held by* says.
async fn check_holder(unit: &Unit, input: &GiveRole, prepared: &Prepared) -> Result<()> {
    let by = match (input.expert_id, input.partner_id) {
        (Some(expert), _) => By::Expert(expert),
        (None, Some(partner)) => By::Partner(partner),
        (None, None) => return Err(Error::internal("a grant without a holder")),
    };
    if input.partner_id.is_some() && !roles::partner_may_hold(input.role) {
        return Err(Error::invalid("/role", format!("A partner system cannot hold {}.", input.role)));
    }
    let holder = load_actor(unit.tx(), by, unit.at()).await?;
    // Found before the lock: it may have ended, or another have begun, and what is right for that one was not asked.
    if holder.as_ref().is_some_and(|actor| actor.party().is_some_and(|party| party != prepared.holder)) {
        return Err(Error::new(Code::Conflict, "The expert has another post by now; look again, and ask anew."));
    }
    let standing = holder.as_ref().and_then(|actor| actor.standing());
    match standing.is_some_and(|place| stands_in_scope(place, input.role, prepared.scope)) {
        true => Ok(()),
        false => Err(Error::invalid("/scope", format!("The holder does not stand there: {}.", held_by(input.role)))),
    }
}

pub(crate) fn held_by(role: Role) -> &'static str {
    match roles::held_by(role) {
        roles::HeldBy::TheBody => "the role is held by posts of the body that is the scope",
        roles::HeldBy::ItsAuthorities => "the role is held by posts of the country's public authorities",
        roles::HeldBy::AMember => "the role is held by members of the group",
        roles::HeldBy::SecretariatBody => "the role is held by posts of the Secretariat's body",
        roles::HeldBy::Any => "the role is held by a post that runs, with an enabled account",
    }
}
