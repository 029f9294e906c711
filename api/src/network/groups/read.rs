//! Reading groups.

use async_graphql::InputObject;
use entity::vocabulary::{FactKind, GroupKind};
use entity::{item, network_group};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store::{self, Row};
use super::view::Group;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{self, Lifecycle, audience_views};
use crate::kit::day::Day;
use crate::kit::nearest::unknown;
use crate::kit::page::{Page, PageRequest};
use crate::ledger::Unit;
use crate::network::facts::{HistoryFilter, Span, history_of, store as facts, view::FactView};

/// Which groups.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct GroupFilter {
    /// Kinds, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub kind: Vec<GroupKind>,
    /// Codes, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub code: Vec<String>,
    /// Beginning of words of a name, in either script.
    pub q: Option<String>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// What existed on a day; today if not given.
    pub as_of: Option<Day>,
    /// `ALL` shows those that have ended, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["name", "createdAt"];

/// Lists groups.
pub async fn list(ctx: &Ctx, filter: GroupFilter, page: PageRequest) -> Result<Page<Group>> {
    ctx.permit(Act::Look, &Target::none("GROUP"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("groups {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let rows = store::page(ctx.db(), &ctx.actor, &filter, ctx.today(), order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &filter, ctx.today()).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(|row| row.place(order)).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// One group.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Group> {
    ctx.permit(Act::Look, &Target::none("GROUP"))?;
    of_ids(ctx, &[id]).await?.pop().ok_or_else(Error::not_found)
}

/// The groups of ids, in no order: for loaders.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Group>> {
    let which = Condition::all().add(Expr::col(("network_group", "id")).is_in(ids.iter().copied()));
    shown(ctx, store::some(ctx.db(), &ctx.actor, which, ctx.today()).await?).await
}

/// The id of one code; what is unknown is 422 at that field, with the nearest codes that exist.
pub async fn of_code(ctx: &Ctx, code: &str, pointer: &str) -> Result<Uuid> {
    let which = Condition::all().add(Expr::col(("network_group", "code")).eq(code));
    match store::some(ctx.db(), &ctx.actor, which, ctx.today()).await?.first() {
        Some(group) => Ok(group.id),
        None => {
            let known = store::codes(ctx.db(), &ctx.actor).await?;
            Err(Error::invalid(pointer, unknown("group", code, &known)))
        }
    }
}

/// The ids of groups that are named by code or id; what is unknown, or not shown to the asker, is 422 with the nearest
/// codes that exist.
pub async fn of_names(ctx: &Ctx, names: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let ids = names.iter().filter_map(|name| Uuid::parse_str(name).ok());
    let which = Condition::any()
        .add(Expr::col(("network_group", "code")).is_in(names.iter().map(|name| name.to_ascii_lowercase())))
        .add(Expr::col(("network_group", "id")).is_in(ids));
    let found = store::some(ctx.db(), &ctx.actor, which, ctx.today()).await?;
    let is = |row: &Row, name: &String| {
        row.code.as_ref().is_some_and(|code| code.eq_ignore_ascii_case(name)) || Uuid::parse_str(name) == Ok(row.id)
    };
    if let Some(stranger) = names.iter().find(|name| !found.iter().any(|row| is(row, name))) {
        let known = store::codes(ctx.db(), &ctx.actor).await?;
        return Err(Error::invalid(pointer, unknown("group", stranger, &known)));
    }
    Ok(found.into_iter().map(|row| row.id).collect())
}

/// Everything the network ever said about a group.
pub async fn history(ctx: &Ctx, id: Uuid, filter: HistoryFilter) -> Result<Vec<FactView>> {
    one(ctx, id).await?;
    history_of(ctx, id, filter.at).await
}

/// The row of an item that is seen; an item of another kind is no group.
pub(super) async fn group_row(unit: &Unit, item: &item::Model) -> Result<network_group::Model> {
    match item.kind {
        entity::vocabulary::ItemKind::Group => store::row(unit.tx(), item.id).await,
        _ => Err(Error::not_found()),
    }
}

/// Whether a group has ended, or ends today: then nobody joins it any more.
pub(super) async fn has_ended(unit: &Unit, group: Uuid, today: Day) -> Result<bool> {
    let life = facts::of_items(unit.tx(), &[group], &[FactKind::Life], None).await?;
    Ok(life.get(&group).and_then(|rows| rows.last()).is_some_and(|row| Span::of(row).last_day() <= today))
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Group>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let kinds = [FactKind::Name, FactKind::NativeName, FactKind::Life];
    let mut facts = facts::of_items(ctx.db(), &ids, &kinds, None).await?;
    // The audience is for those who keep the group.
    let kept: Vec<i64> = rows.iter().filter(|row| ctx.actor.keeps(row.id)).filter_map(|row| row.audience).collect();
    let audiences = audience_views(ctx, &kept).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let own = facts.remove(&row.id).unwrap_or_default();
            let audience = row.audience.filter(|_| ctx.actor.keeps(row.id)).and_then(|id| audiences.get(&id).cloned());
            Group::new(row, &own, audience, ctx)
        })
        .collect())
}

/// The item of a group that the actor sees.
pub(super) async fn seen_group(ctx: &Ctx, id: Uuid) -> Result<item::Model> {
    let item = items::store::one(ctx, id).await?;
    match item.kind {
        entity::vocabulary::ItemKind::Group => Ok(item),
        _ => Err(Error::not_found()),
    }
}
