//! Making groups: the Secretariat clusters, committees and working groups, members sharing groups.

use std::sync::Arc;

use async_graphql::InputObject;
use entity::ids::PUBLIC;
use entity::vocabulary::{Confidence, GroupKind, MembersSeenBy, Precision, Role, ScopeKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::{NewGroup, NewMembership, add_group, add_membership, named};
use super::read::one;
use super::store;
use super::view::Group;
use crate::access::{Act, ActType, By, PartySet, Permit, Target, acts, load_actor};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::AudienceInput;
use crate::exchange::items::audiences::{Standing, resolve_audience_beside_in};
use crate::identity::grants::{NewGrant, insert_grant};
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;
use crate::network::facts::Span;
use crate::network::facts::view::LanguageText;

/// A group to be made. A sharing group is made by a member: their body is its first member, they
/// its editor. All others are made by the Secretariat.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "CreateGroupInput")]
pub struct CreateGroup {
    /// Kind.
    pub kind: GroupKind,
    /// Stable code: lower-case letters, digits and hyphens. A sharing group has none.
    #[schema(example = "wg-interpreters")]
    pub code: Option<String>,
    /// Name in the working language.
    #[schema(example = "Working group on interpreters")]
    pub name: String,
    /// Names in other languages.
    pub native_names: Option<Vec<LanguageText>>,
    /// What it is for.
    pub description: Option<String>,
    /// Who sees the members; MEMBERS if not given for a sharing group, NETWORK for all others.
    pub members_seen_by: Option<MembersSeenBy>,
    /// Who sees the group besides its members. If not given: a cluster is PUBLIC, a committee and a
    /// working group are for NETWORK, a sharing group for its members alone.
    pub audience: Option<AudienceInput>,
    /// Since when it exists; always if not given.
    pub valid_from: Option<PartialDate>,
}

/// Makes a group.
pub async fn create(ctx: &Ctx, input: CreateGroup) -> Result<Group> {
    let target = Target::none("GROUP");
    let id = match input.kind {
        GroupKind::Cluster | GroupKind::Committee | GroupKind::WorkingGroup => {
            ctx.permit(Act::CreateGroup, &target)?;
            let mut unit = ctx.begin().await?;
            let permit = unit.permit::<acts::CreateGroup>(&target)?;
            let id = write(&mut unit, &permit, &input).await?;
            unit.commit(Some(id)).await?;
            id
        }
        GroupKind::SharingGroup => {
            ctx.permit(Act::CreateSharingGroup, &target)?;
            let mut unit = ctx.begin().await?;
            let permit = unit.permit::<acts::CreateSharingGroup>(&target)?;
            let id = write(&mut unit, &permit, &input).await?;
            begin_with(&mut unit, &permit, id).await?;
            unit.commit(Some(id)).await?;
            id
        }
    };
    one(&as_of_now(ctx).await?, id).await
}

/// Whoever has just made a sharing group is in it: the same context with what its actor sees now.
async fn as_of_now(ctx: &Ctx) -> Result<Ctx> {
    let again = match ctx.actor.session() {
        Some(session) => load_actor(ctx.db(), By::Session(session.id), ctx.now()).await?,
        None => None,
    };
    Ok(Ctx { actor: again.map_or_else(|| Arc::clone(&ctx.actor), Arc::new), ..ctx.clone() })
}

async fn write<A: ActType>(unit: &mut Unit, permit: &Permit<A>, input: &CreateGroup) -> Result<Uuid> {
    checked(input)?;
    let audience = match &input.audience {
        Some(audience) => audience_of_group(unit, input.kind, audience, &Standing::default()).await?,
        None => PartySet::default(),
    };
    if let Some(code) = &input.code
        && store::codes(unit.tx(), unit.actor()).await?.contains(code)
    {
        return Err(Error::new(Code::Conflict, format!("There is a group `{code}` already.")));
    }
    let usual = if input.kind == GroupKind::SharingGroup { MembersSeenBy::Members } else { MembersSeenBy::Network };
    let new = NewGroup {
        code: input.code.clone(),
        kind: input.kind,
        description: input.description.clone(),
        members_seen_by: input.members_seen_by.unwrap_or(usual),
        audience,
        facts: named(Some(&input.name), input.native_names.as_deref()),
        life: Span::since(input.valid_from),
    };
    add_group(unit, permit, new).await
}

/// Who is to see a group besides its members; what stands in it already may stay, whoever sees it.
pub(super) async fn audience_of_group(
    unit: &Unit,
    kind: GroupKind,
    given: &AudienceInput,
    standing: &Standing,
) -> Result<PartySet> {
    let audience = resolve_audience_beside_in(unit, given, ("/audience", false), standing).await?;
    let to_public = audience.contains(PUBLIC);
    match kind {
        GroupKind::Cluster if !to_public => {
            Err(Error::invalid("/audience", "A cluster is PUBLIC: leave the audience out."))
        }
        GroupKind::SharingGroup if to_public => {
            Err(Error::invalid("/audience", "A sharing group is not for PUBLIC: name NETWORK or parties."))
        }
        GroupKind::Cluster | GroupKind::Committee | GroupKind::WorkingGroup | GroupKind::SharingGroup => Ok(audience),
    }
}

/// The own body is the first member, the maker the editor.
async fn begin_with<A: ActType>(unit: &mut Unit, permit: &Permit<A>, group: Uuid) -> Result<()> {
    let standing = unit.actor().standing();
    let (body, holder) = standing
        .map(|standing| (standing.body, standing.party))
        .ok_or_else(|| Error::internal("a sharing group made by somebody without a post"))?;
    let now = unit.at();
    let first = NewMembership {
        id: unit.new_id(),
        group,
        member: body,
        valid_from: now,
        valid_until: None,
        precision: Precision::Day,
        source: None,
        confidence: Confidence::High,
        counts: true,
    };
    add_membership(unit, permit, first).await?;
    let grant = NewGrant {
        role: Role::GroupEditor,
        holder,
        scope_kind: ScopeKind::Group,
        scope: Some(group),
        competence_id: None,
        valid_from: now,
        valid_until: None,
        counts: true,
        reason: "Made the group.".to_owned(),
    };
    insert_grant(unit, permit, grant).await?;
    Ok(())
}

fn checked(input: &CreateGroup) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(code) = &input.code {
        findings.code("/code", code, 60);
        let free = input.kind != GroupKind::SharingGroup;
        findings.check(free, "/code", "A sharing group has no code: codes are the network's.");
    }
    check_texts(&mut findings, Some(&input.name), input.native_names.as_deref(), input.description.as_deref());
    findings.done()
}

/// What is wrong with the texts of a group.
pub(super) fn check_texts(
    findings: &mut Findings,
    name: Option<&str>,
    native: Option<&[LanguageText]>,
    description: Option<&str>,
) {
    let fits = |text: &str, most: usize| !text.trim().is_empty() && text.chars().count() <= most;
    findings.check(name.is_none_or(|text| fits(text, 200)), "/name", "Give a name of at most 200 characters.");
    findings.one_line("/name", name.unwrap_or_default());
    for (n, native) in native.unwrap_or_default().iter().enumerate() {
        let pointer = format!("/nativeNames/{n}/name");
        findings.check(fits(&native.name, 200), &pointer, "Give a name of at most 200 characters.");
        findings.one_line(&pointer, &native.name);
        findings.language(&format!("/nativeNames/{n}/language"), &native.language);
    }
    findings.at_most(2_000, "/description", description);
}
