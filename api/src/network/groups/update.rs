//! Keeping a group: its name, what it is for, and who sees its members.

use async_graphql::{InputObject, MaybeUndefined};
use entity::item;
use entity::network_group::{ActiveModel, Model};
use entity::vocabulary::{FactKind, MembersSeenBy};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::{audience_of_members, named, words};
use super::create::{audience_of_group, check_texts};
use super::read::{group_row, one, seen_group};
use super::view::Group;
use super::{store, store_members};
use crate::access::{Act, ActType, PartySet, Permit, Place, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Error, Findings, Result};
use crate::exchange::items::audiences::Standing;
use crate::exchange::items::{self, AudienceInput, Rewrite, must_not_widen, rewrite_audiences, rewrite_item};
use crate::ledger::Unit;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{NewFact, restate_facts, store as facts};

/// What is to be changed. What is left out stays; null removes only what may be none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "UpdateGroupInput")]
pub struct UpdateGroup {
    /// The group.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Name in the working language.
    #[serde(default)]
    #[schema(value_type = String)]
    pub name: MaybeUndefined<String>,
    /// Names in other languages, all of them.
    #[serde(default)]
    #[schema(value_type = Vec<LanguageText>)]
    pub native_names: MaybeUndefined<Vec<LanguageText>>,
    /// What it is for; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub description: MaybeUndefined<String>,
    /// Who sees the members. Only a keeper of the group opens them to more readers.
    #[serde(default)]
    #[schema(value_type = MembersSeenBy)]
    pub members_seen_by: MaybeUndefined<MembersSeenBy>,
    /// Who sees the group besides its members from now on. Only a keeper of the group opens it to more readers.
    #[serde(default)]
    #[schema(value_type = AudienceInput)]
    pub audience: MaybeUndefined<AudienceInput>,
    /// Say `true` where the group is opened to more readers and that is meant.
    pub confirm: Option<bool>,
}

/// Changes a group.
pub async fn update(ctx: &Ctx, input: UpdateGroup) -> Result<Group> {
    seen_group(ctx, input.id).await?;
    let target = Target::at("GROUP", Some(input.id), Place::group(input.id));
    ctx.permit(Act::UpdateGroup, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let group = group_row(&unit, &before).await?;
    let permit = unit.permit::<acts::UpdateGroup>(&target)?;
    // Who is in a circle is shown to more readers by those who keep the circle, and by nobody else.
    if input.members_seen_by.value().is_some_and(|to| *to > group.members_seen_by) && !unit.actor().keeps(group.id) {
        return Err(Error::forbidden("Only a keeper of the group shows its members to more readers."));
    }
    let wider = match input.audience.value() {
        Some(given) => Some(wanted_audience(&unit, &before, &group, given).await),
        None => None,
    };
    if wider.as_ref().is_some_and(|found| found.as_ref().is_ok_and(|wanted| wanted.widens))
        && !unit.actor().keeps(group.id)
    {
        return Err(Error::forbidden("Only a keeper of the group shows it to more readers."));
    }
    precondition(input.revision, before.revision)?;
    let wanted = wider.transpose()?;
    if let Some(wanted) = wanted.as_ref().filter(|wanted| wanted.widens && input.confirm != Some(true)) {
        unit = must_not_widen(ctx, unit, (&wanted.before, &wanted.after), &Standing::default(), "/audience").await?;
    }
    let mut findings = Findings::default();
    findings.not_null("/name", &input.name);
    findings.not_null("/membersSeenBy", &input.members_seen_by);
    findings.not_null("/audience", &input.audience);
    findings.not_null_list("/nativeNames", &input.native_names);
    let (name, native) = (input.name.value().map(String::as_str), input.native_names.value().map(Vec::as_slice));
    check_texts(&mut findings, name, native, input.description.value().map(String::as_str));
    findings.done()?;
    let mut fields = write(&mut unit, &permit, &group, &input).await?;
    let wanted = wanted.filter(|wanted| wanted.after != wanted.before);
    fields.extend(wanted.is_some().then_some("audience"));
    if fields.is_empty() {
        unit.changes_nothing();
        return one(ctx, input.id).await;
    }
    unit.note_fields(&fields);
    let audience = wanted.map(|wanted| wanted.after);
    rewrite_item(&mut unit, &permit, &before, Rewrite { audience, ..Rewrite::default() }).await?;
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}

/// Who sees a group, and shall see it.
struct WantedAudience {
    before: PartySet,
    after: PartySet,
    widens: bool,
}

async fn wanted_audience(
    unit: &Unit,
    item: &item::Model,
    group: &Model,
    given: &AudienceInput,
) -> Result<WantedAudience> {
    let before = items::audiences::declared(unit.tx(), item).await?.unwrap_or_default();
    // Whoever is in a group sees it.
    let standing = match unit.actor().keeps(group.id) {
        true => Standing::of(unit.tx(), unit.actor(), before.clone()).await?,
        // Whoever does not keep it is not told what stands in it.
        false => Standing::default(),
    };
    let after = audience_of_group(unit, group.kind, given, &standing).await?.union(&PartySet::of([group.id]));
    let widens = !after.is_within(&before);
    Ok(WantedAudience { before, after, widens })
}

async fn write<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    group: &Model,
    input: &UpdateGroup,
) -> Result<Vec<&'static str>> {
    let mut fields = Vec::new();
    let mut row = ActiveModel { id: Set(group.id), ..Default::default() };
    if !input.description.is_undefined() && input.description.value() != group.description.as_ref() {
        fields.push("description");
        row.description = Set(input.description.value().cloned());
    }
    if let Some(seen_by) = input.members_seen_by.value().copied().filter(|to| *to != group.members_seen_by) {
        fields.push("membersSeenBy");
        row.members_seen_by = Set(seen_by);
        let memberships = store_members::all_of(unit.tx(), group.id).await?;
        rewrite_audiences(unit, permit, &memberships, &audience_of_members(group.id, seen_by)).await?;
    }
    if !fields.is_empty() {
        store::rewrite(unit, permit, row).await?;
    }
    if let Some(name) = input.name.value()
        && restate_facts(unit, permit, group.id, &[FactKind::Name], named(Some(name), None)).await?
    {
        fields.push("name");
    }
    if let Some(native) = input.native_names.value()
        && restate_facts(unit, permit, group.id, &[FactKind::NativeName], named(None, Some(native))).await?
    {
        fields.push("nativeNames");
    }
    if input.name.is_value() || input.native_names.is_value() {
        let kinds = [FactKind::Name, FactKind::NativeName];
        let rows = facts::of_items(unit.tx(), &[group.id], &kinds, None).await?.remove(&group.id).unwrap_or_default();
        let language = |row: &entity::fact::Model| row.language.clone().unwrap_or_default();
        let text = |row: &entity::fact::Model| row.text.clone().unwrap_or_default();
        let names: Vec<NewFact> = rows.iter().map(|row| NewFact::text(row.kind, &language(row), &text(row))).collect();
        items::store::set_words(unit, permit, group.id, &words(&names)).await?;
    }
    Ok(fields)
}
