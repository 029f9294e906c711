//! Reading memberships: only what sight shows of them.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::vocabulary::ItemKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::membership_view::Membership;
use super::read::{of_ids, seen_group};
use super::store_held::{self, Holding};
use super::store_members::{self as store, Row};
use super::view::Group;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items::glass::open_item;
use crate::exchange::items::{Lifecycle, party_views};
use crate::kit::day::Day;
use crate::kit::page::{Ordering, Page, PageRequest};
use crate::kit::top_per_parent::page_of_each;

/// Which members of a group.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct MemberFilter {
    /// Who was in it at the end of a day; now if not given.
    pub as_of: Option<Day>,
    /// `ALL` shows those that have ended, begin later or wait for a word, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list; the first is the usual one.
pub const MEMBER_SORTS: &[&str] = &["validFrom"];

/// Lists members of a group. Who sees the group but not its members gets none.
pub async fn list_members(ctx: &Ctx, group: Uuid, filter: MemberFilter, page: PageRequest) -> Result<Page<Membership>> {
    ctx.permit(Act::Look, &Target::none("MEMBERSHIP"))?;
    let (first, order) = (page.first()?, page.ordering(MEMBER_SORTS)?);
    let name = format!("members of {group} {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    seen_group(ctx, group).await?;
    let at = match (filter.lifecycle.unwrap_or_default(), filter.as_of) {
        (Lifecycle::All, _) => None,
        (Lifecycle::Living, Some(day)) => Some(ctx.world.zone.last_instant(day)),
        (Lifecycle::Living, None) => Some(ctx.now()),
    };
    let rows = store::page(ctx.db(), &ctx.actor, group, at, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, group, at).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// One membership of a group.
pub async fn one_membership(ctx: &Ctx, group: Uuid, id: Uuid) -> Result<Membership> {
    ctx.permit(Act::Look, &Target::none("MEMBERSHIP"))?;
    let opened = open_item(ctx, id).await?;
    let row = store::opened(ctx.db(), group, &opened).await?;
    shown(ctx, row.into_iter().collect()).await?.pop().ok_or_else(Error::not_found)
}

/// A membership at its own address, without its group: none where it is neither shown to the actor nor open by glass.
pub async fn opened_membership(ctx: &Ctx, id: Uuid) -> Result<Option<Membership>> {
    let opened = match open_item(ctx, id).await {
        Ok(opened) if opened.row.kind == ItemKind::Membership => opened,
        Ok(_) => return Ok(None),
        Err(error) if error.code() == Code::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // The group owns it.
    let row = store::opened(ctx.db(), opened.row.owner, &opened).await?;
    Ok(shown(ctx, row.into_iter().collect()).await?.pop())
}

/// The memberships of ids, in no order, whatever their dates: for what shows items of any kind.
pub async fn memberships_of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Membership>> {
    let which = Condition::all().add(Expr::col(("membership", "id")).is_in(ids.iter().copied()));
    shown(ctx, store::some(ctx.db(), &ctx.actor, which).await?).await
}

/// A page of the members of each of several groups: for the relation from group to members.
pub async fn members_of(ctx: &Ctx, groups: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Membership>>> {
    ctx.permit(Act::Look, &Target::none("MEMBERSHIP"))?;
    let (first, order, name) = (page.first()?, page.ordering(MEMBER_SORTS)?, "members of a group");
    let after = page.after(&ctx.world.cursors, name)?;
    let rows = store::first_of(ctx.db(), &ctx.actor, groups, ctx.now(), order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store::count_of(ctx.db(), &ctx.actor, groups, ctx.now()).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).map(|(place, row)| (row.group_id, place, row));
    Ok(page_of_each(groups, rows, totals.as_ref(), |_, rows| Page::of(rows, first, &ctx.world.cursors, name)))
}

/// A page of the groups that hold each of several parties now, by name, where the actor sees the group
/// and the membership: for the relations of countries and bodies.
pub async fn groups_of(ctx: &Ctx, members: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Group>>> {
    ctx.permit(Act::Look, &Target::none("GROUP"))?;
    let (first, name) = (page.first()?, "groups of a member");
    let order = Ordering { name: "name", descending: false };
    let after = page.after(&ctx.world.cursors, name)?;
    let holding = Holding { members, at: ctx.now(), today: ctx.today() };
    let found = store_held::page_of_each(ctx.db(), &ctx.actor, &holding, order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store_held::count_of_each(ctx.db(), &ctx.actor, &holding).await?),
        false => None,
    };
    let mut ids: Vec<Uuid> = found.iter().map(|held| held.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let groups: HashMap<Uuid, Group> = of_ids(ctx, &ids).await?.into_iter().map(|group| (group.id, group)).collect();
    let rows = found.iter().filter_map(|held| Some((held.member, held.place(), groups.get(&held.id)?.clone())));
    Ok(page_of_each(members, rows, totals.as_ref(), |_, rows| Page::of(rows, first, &ctx.world.cursors, name)))
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Membership>> {
    let members: Vec<Uuid> = rows.iter().map(|row| row.member).collect();
    let parties = party_views(ctx, &members).await?;
    rows.into_iter()
        .map(|row| {
            let party = parties.get(&row.member).cloned();
            let party = party.ok_or_else(|| Error::internal(format!("party {} is missing", row.member)))?;
            Ok(Membership::new(row, party, ctx))
        })
        .collect()
}
