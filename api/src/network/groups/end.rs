//! Ending a group: its memberships and the grants in its scope end with it.

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::{FactKind, Precision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::close_membership;
use super::hanging::{Hanging, hanging};
use super::read::{group_row, has_ended, one, seen_group};
use super::view::Group;
use super::{letters, store_members};
use crate::access::{Act, Place, Target, acts};
use crate::ctx::{Ctx, precondition, reason};
use crate::error::{Code, Error, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::grants;
use crate::kit::partial_date::PartialDate;
use crate::network::facts::{Bound, NewFact, Span, restate_facts, store as facts};

/// The end of a group.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EndGroupInput")]
pub struct EndGroup {
    /// The group.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Why.
    pub reason: String,
    /// Only say what hangs on the group; nothing is stored.
    #[serde(default)]
    #[graphql(default)]
    pub dry_run: bool,
}

/// A group that has ended, or would end.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct GroupEnded {
    /// The group as it now is.
    #[serde(flatten)]
    pub group: Group,
    /// What hangs on it, and what becomes of it.
    pub hanging: Hanging,
    /// Whether it was only tried.
    pub dry_run: bool,
}

impl crate::kit::revisioned::Revisioned for GroupEnded {
    fn revision(&self) -> i32 {
        self.group.revision
    }
}

/// Ends a group today. Its members lose with it what was shared with the group, and nobody changes any longer what
/// stands in its name.
pub async fn end(ctx: &Ctx, input: EndGroup) -> Result<GroupEnded> {
    seen_group(ctx, input.id).await?;
    let target = Target::at("GROUP", Some(input.id), Place::group(input.id));
    ctx.permit(Act::EndGroup, &target)?;
    let hanging = hanging(ctx, input.id).await?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let group = group_row(&unit, &before).await?;
    let permit = unit.permit::<acts::EndGroup>(&target)?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    let reason = reason(&input.reason)?;
    if has_ended(&unit, group.id, ctx.today()).await? {
        return Err(Error::new(Code::Conflict, "The group has ended already."));
    }
    if input.dry_run {
        // The unit is dropped, and leaves nothing: what would have stood in the way was found.
        drop(unit);
        return Ok(GroupEnded { group: one(ctx, input.id).await?, hanging, dry_run: true });
    }
    let today = PartialDate::of(ctx.today(), Precision::Day);
    let life = facts::of_items(unit.tx(), &[group.id], &[FactKind::Life], None).await?;
    let from = life.get(&group.id).and_then(|rows| rows.last()).map_or(Bound::Open, |row| Span::of(row).from);
    // One that was to begin later has never existed.
    let from = if from.date().is_some_and(|d| d.first_day() > ctx.today()) { Bound::Dated(today) } else { from };
    let span = Span { from, to: Bound::Dated(today) };
    restate_facts(&unit, &permit, group.id, &[FactKind::Life], vec![NewFact::life(span)]).await?;
    let now = unit.at();
    let memberships = store_members::open_of(unit.tx(), group.id, now).await?;
    letters::ended(&mut unit, &permit, group.id, &memberships).await?;
    for membership in &memberships {
        close_membership(&mut unit, &permit, membership, now, "The group was ended.").await?;
    }
    let ended = grants::store::running_in(unit.tx(), group.id, unit.at()).await?;
    for grant in &ended {
        grants::end_grant(&mut unit, &permit, *grant, "The group was ended.", false).await?;
    }
    // Its keepers had a letter about the group itself.
    let others = grants::store::that_keep_nothing(unit.tx(), &ended).await?;
    grants::tell_ended(&mut unit, &permit, &others).await?;
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.note("memberships", memberships.len());
    unit.note("grants", ended.len());
    unit.because(&reason);
    unit.commit(Some(group.id)).await?;
    Ok(GroupEnded { group: one(ctx, group.id).await?, hanging, dry_run: false })
}

/// What a repeated request is answered with: the group as it now is.
pub async fn ended_before(ctx: &Ctx, id: Uuid) -> Result<GroupEnded> {
    Ok(GroupEnded { group: one(ctx, id).await?, hanging: hanging(ctx, id).await?, dry_run: false })
}
