//! Giving a role.

use async_graphql::InputObject;
use entity::ids::keepers_of;
use entity::vocabulary::{Role, ScopeKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::announce::announce;
use super::read::one;
use super::steps::{NewGrant, insert_grant_as};
use super::store;
use super::view::Grant;
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, By, Permit, Place, Target, acts, load_actor, place_of, roles, stands_in_scope};
use crate::ctx::{Ctx, reason};
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::identity::access_requests::{AccessRequest, Asked, Word, ask, one as request};
use crate::kit::when::When;
use crate::ledger::Unit;

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

/// What became of it.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one lives for one answer")]
pub enum Given {
    /// The grant, which counts as soon as it begins.
    Grant(Grant),
    /// It waits for somebody's word.
    Waits(AccessRequest),
}

struct Prepared {
    holder: Uuid,
    scope: Option<Uuid>,
    target: Target,
}

/// Gives a role. Never to oneself; where a word is needed it waits, unless the giver may say it.
pub async fn give(ctx: &Ctx, input: GiveRole) -> Result<Given> {
    ctx.signed_in()?;
    let reason = reason(&input.reason)?;
    let prepared = prepare(ctx, &input).await?;
    ctx.permit(Act::GrantRole, &prepared.target)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::GrantRole>(&prepared.target)?;
    check_holder(&unit, &input, &prepared).await?;
    let span = crate::ctx::span(ctx, input.valid_from, input.valid_to, unit.at())?;
    if store::stands(unit.tx(), input.role, prepared.holder, prepared.scope, unit.at().micros()).await? {
        return Err(Error::new(Code::Conflict, "The same grant stands already; end it first, or leave it."));
    }
    let id = unit.new_id();
    let (scope, person) = (prepared.scope, prepared.target.person);
    let wanted = Wanted { grant: id, role: input.role, scope, holder: prepared.holder, person };
    let word = word_for(&mut unit, &permit, &wanted).await?;
    let new = NewGrant {
        role: input.role,
        holder: prepared.holder,
        scope_kind: input.scope.kind,
        scope: prepared.scope,
        competence_id: None,
        valid_from: span.0,
        valid_until: span.1,
        counts: word == Word::Said,
        reason: reason.clone(),
    };
    insert_grant_as(&mut unit, &permit, id, new).await?;
    if roles::keeps(input.role) != roles::Keeps::Nothing && word == Word::Said {
        announce(&mut unit, &permit, prepared.target.person, prepared.scope, input.role).await?;
    }
    unit.made(id);
    unit.note("role", input.role.word());
    unit.note("holder", prepared.holder.to_string());
    unit.note("scope", prepared.scope.map(|s| s.to_string()));
    unit.because(&reason);
    unit.commit(Some(id)).await?;
    match word {
        Word::Said => one(ctx, id).await.map(Given::Grant),
        Word::Waits(waiting) => request(ctx, waiting).await.map(Given::Waits),
    }
}

/// What is wrong without asking for a right comes first only where it names the target; whether it
/// is right is asked after the right is there.
async fn prepare(ctx: &Ctx, input: &GiveRole) -> Result<Prepared> {
    let scope = scope_of(ctx, input.role, &input.scope).await?;
    let now = ctx.now();
    let place = match scope {
        Some(id) => place_of(ctx.db(), id, now).await?.unwrap_or(Place::NETWORK),
        None => Place::NETWORK,
    };
    let (holder, person, partner_body) = holder_of(ctx, input).await?;
    let target = Target {
        kind: "GRANT",
        place: Place::of_scope(input.role, scope, place),
        person,
        partner_body,
        role: Some(input.role),
        ..Target::default()
    };
    Ok(Prepared { holder, scope, target })
}

/// The scope that an input names; 422 where the role has another kind, or there is no such thing.
pub(crate) async fn scope_of(ctx: &Ctx, role: Role, scope: &ScopeInput) -> Result<Option<Uuid>> {
    let wanted = roles::scope_of(role);
    if scope.kind != wanted {
        return Err(Error::invalid("/scope/kind", format!("{role} is given in a scope of kind {wanted}.")));
    }
    if matches!(role, Role::FocalPoint | Role::FieldContact) {
        return Err(Error::invalid("/role", "Focal points and field contacts are appointed: use /v1/focal-points."));
    }
    let (pointer, id) = match (wanted, scope.id, &scope.code) {
        (ScopeKind::Network, None, None) => return Ok(None),
        (ScopeKind::Network, _, _) => return Err(Error::invalid("/scope", "NETWORK has neither id nor code.")),
        (_, Some(id), None) => ("/scope/id", Some(id)),
        (kind, None, Some(code)) => ("/scope/code", store::id_of_code(ctx.db(), kind, code).await?),
        _ => return Err(Error::invalid("/scope", "Give either `id` or `code`.")),
    };
    let unknown = || Error::invalid(pointer, "There is no such thing, or it is not shared with you.");
    let id = id.ok_or_else(unknown)?;
    let item = items::store::one(ctx, id).await.map_err(|_| unknown())?;
    match item.kind.word() == wanted.word() {
        true => Ok(Some(id)),
        false => Err(unknown()),
    }
}

async fn holder_of(ctx: &Ctx, input: &GiveRole) -> Result<(Uuid, Option<Uuid>, Option<Uuid>)> {
    match (input.expert_id, input.partner_id) {
        (Some(expert), None) => {
            let unknown = || Error::invalid("/expertId", "There is no such expert, or they are not shared with you.");
            items::store::one(ctx, expert).await.map_err(|_| unknown())?;
            let post = store::running_post(ctx.db(), expert, ctx.now().micros()).await?;
            let post = post.ok_or_else(|| {
                Error::invalid("/expertId", "This expert has no post that runs; rights belong to a post.")
            })?;
            Ok((post, Some(expert), None))
        }
        (None, Some(partner)) => {
            let (_, body) = store::person_behind(ctx.db(), partner).await?;
            let unknown =
                || Error::invalid("/partnerId", "There is no such partner system, or it is not shared with you.");
            let body = body.ok_or_else(unknown)?;
            items::store::one(ctx, body).await.map_err(|_| unknown())?;
            Ok((partner, None, Some(body)))
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

/// A grant whose word is asked for.
pub(crate) struct Wanted {
    /// The grant, made beforehand.
    pub grant: Uuid,
    /// The role.
    pub role: Role,
    /// Its scope; none for NETWORK.
    pub scope: Option<Uuid>,
    /// Post or partner system that receives it.
    pub holder: Uuid,
    /// The expert who receives it.
    pub person: Option<Uuid>,
}

/// A grant that makes a keeper waits for those who keep already (always for the Secretariat, else
/// with `access.two_person`); one with own sight that a keeper of the body ended before, only a
/// keeper gives again.
pub(crate) async fn word_for<A: ActType>(unit: &mut Unit, permit: &Permit<A>, wanted: &Wanted) -> Result<Word> {
    let closed = roles::own_sight(wanted.role) && store::shut_out(unit.tx(), wanted.holder).await?;
    let closed = closed && !broken(Rule::EndedByAKeeper);
    let keeper = roles::keeps(wanted.role) != roles::Keeps::Nothing;
    let two_person = unit.world().config.access.two_person;
    let entered = match (keeper, wanted.role) {
        (true, Role::Secretariat) => Some(keepers_of(unit.world().secretariat().await?)),
        (true, _) if two_person || closed => wanted.scope.map(keepers_of),
        (false, _) if closed => match place_of(unit.tx(), wanted.holder, unit.at()).await? {
            Some(place) => place.body,
            None => None,
        },
        _ => None,
    };
    let Some(entered) = entered else { return Ok(Word::Said) };
    let asked = Asked {
        act: Act::GrantRole,
        target_kind: "GRANT",
        target: wanted.grant,
        result_id: Some(wanted.grant),
        enters: vec![entered],
        leaves: Vec::new(),
        gainers: wanted.person.into_iter().collect(),
        payload: serde_json::Value::Null,
    };
    ask(unit, permit, asked).await
}
