//! Reading grants.

use std::collections::HashMap;

use async_graphql::InputObject;
use entity::role_grant::Model;
use entity::vocabulary::{PartyKind, Role, ScopeKind};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::store;
use super::view::{Around, Grant, GrantState, Idle, Scope, ends, last, state_of};
use crate::access::{Act, Target, Which, holders, roles};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{Lifecycle, party_of};
use crate::identity::actors::{Actor, actors_of, system, unseen};
use crate::kit::day::Day;
use crate::kit::page::{Page, PageRequest};
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;

/// Which grants.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct GrantFilter {
    /// Held by an expert, in whatever post.
    pub expert: Option<Uuid>,
    /// Held by a partner system.
    pub partner: Option<Uuid>,
    /// Roles, separated by commas.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub role: Vec<Role>,
    /// Kind of scope.
    pub scope_kind: Option<ScopeKind>,
    /// The country, organisation or group that is the scope, by its code or id.
    pub scope: Option<String>,
    /// Those that end before an instant, or before a day begins: by themselves, or with the post or partner system
    /// that holds them.
    pub ends_before: Option<When>,
    /// Up to 100 ids, separated by commas; of none there is nothing.
    #[serde(default, deserialize_with = "crate::kit::comma::ids")]
    #[param(style = Form, explode = false)]
    pub ids: Option<Vec<Uuid>>,
    /// Those that were held on a day, by the dates that they and the post or partner system that holds them are said
    /// to have. What waits for a word is held on no day; whether one gave a right at an instant says
    /// `/v1/access/explain`.
    pub as_of: Option<Day>,
    /// `ALL` shows those that have ended, too.
    pub lifecycle: Option<Lifecycle>,
}

/// Orders of the list.
pub const SORTS: &[&str] = &["-givenAt"];

/// Lists grants that the asker may read.
pub async fn list(ctx: &Ctx, filter: GrantFilter, page: PageRequest) -> Result<Page<Grant>> {
    ctx.permit(Act::ListGrants, &Target::none("GRANT"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("grants {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let wanted = wanted(ctx, &filter).await?;
    let rows = store::page(ctx.db(), &ctx.actor, &wanted, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &ctx.actor, &wanted).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(store::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

async fn wanted<'a>(ctx: &Ctx, filter: &'a GrantFilter) -> Result<store::Wanted<'a>> {
    let kinds: &[PartyKind] = match filter.scope_kind {
        Some(ScopeKind::Country) => &[PartyKind::Country],
        Some(ScopeKind::Organisation) => &[PartyKind::Organisation],
        Some(ScopeKind::Group) => &[PartyKind::Group],
        Some(ScopeKind::Network) | None => &[PartyKind::Country, PartyKind::Organisation, PartyKind::Group],
    };
    let scope = match &filter.scope {
        Some(meant) => Some(party_of(ctx, meant, kinds, "?scope").await?),
        None => None,
    };
    let ends_before = filter.ends_before.map(|when| when.begin(&ctx.world.zone).micros());
    let held_at = filter.as_of.map(|day| ctx.world.zone.last_instant(day));
    Ok(store::Wanted { filter, scope, ends_before, held_at, now: ctx.now() })
}

/// One grant that the asker may read.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<Grant> {
    ctx.permit(Act::ListGrants, &Target::none("GRANT"))?;
    let row = store::one(ctx.db(), &ctx.actor, id).await?.ok_or_else(Error::not_found)?;
    shown(ctx, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

/// The grants of the asker's own post or partner system that are not over.
pub async fn of_holder(ctx: &Ctx) -> Result<Vec<Grant>> {
    let Some(party) = ctx.actor.party() else { return Ok(Vec::new()) };
    let grants = shown(ctx, store::of_holder(ctx.db(), party).await?).await?;
    Ok(grants.into_iter().filter(|g| g.state != GrantState::Ended).collect())
}

async fn shown(ctx: &Ctx, rows: Vec<Model>) -> Result<Vec<Grant>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let (now, ids) = (ctx.now(), rows.iter().map(|r| r.id).collect::<Vec<_>>());
    let live: Vec<Uuid> = holders(ctx.db(), Which::Grants(&ids), now, now).await?.iter().map(|h| h.grant).collect();
    let mut beside: HashMap<Uuid, store::Shown> =
        store::beside(ctx.db(), &ids, now.micros()).await?.into_iter().map(|s| (s.id, s)).collect();
    let sighted = with_own_sight(ctx, &rows, &live).await?;
    let parties = rows.iter().flat_map(|r| [Some(r.holder), r.given_by]).flatten().collect::<Vec<_>>();
    let actors = actors_of(ctx, &parties).await?;
    let actor = |party: Option<Uuid>, at: i64| -> Actor {
        party.map_or_else(system, |p| actors.at(p, at).unwrap_or_else(unseen))
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let beside = beside.remove(&row.id);
            let around = Around {
                idle: (!live.contains(&row.id)).then(|| idle(&row, beside.as_ref(), &sighted)),
                holder_ends: beside
                    .as_ref()
                    .and_then(|b| b.holder_ended_at.into_iter().chain(b.holder_valid_until).min()),
            };
            let (state, why) = state_of(&row, around, now);
            let ends_at = last(ends(&row, around));
            Grant {
                id: row.id,
                role: row.role,
                scope: Scope {
                    kind: row.scope_kind,
                    party_id: row.scope,
                    code: beside.as_ref().and_then(|b| b.scope_code.clone()),
                },
                competence: beside.and_then(|b| b.competence_code),
                holder: actor(Some(row.holder), now.micros()),
                given_by: actor(row.given_by, row.given_at),
                given_at: Timestamp::from_micros(row.given_at),
                reason: row.reason,
                valid_from: Timestamp::from_micros(row.valid_from),
                valid_to: last(row.valid_until),
                ends_at,
                state,
                why: ctx.language().told(&why).to_owned(),
                ended_at: row.ended_at.map(Timestamp::from_micros),
                end_reason: row.end_reason,
                revision: if row.ended_at.is_some() { 2 } else { 1 },
            }
        })
        .collect())
}

/// Why a grant does not count, of the reasons that there may be the one that is true.
fn idle(row: &Model, beside: Option<&store::Shown>, sighted: &[Uuid]) -> Idle {
    let enabled = beside.is_none_or(|b| b.enabled);
    match (enabled, beside.is_some_and(|b| b.expert_id.is_some())) {
        (false, true) => Idle::NoAccount,
        (false, false) => Idle::PartnerSuspended,
        (true, _) if row.scope_kind == ScopeKind::Group && !sighted.contains(&row.holder) => Idle::NoOwnSight,
        (true, _) => Idle::Elsewhere,
    }
}

/// Those holders of roles in groups, of the grants that do not count, who have own sight by another grant.
async fn with_own_sight(ctx: &Ctx, rows: &[Model], live: &[Uuid]) -> Result<Vec<Uuid>> {
    let in_groups = rows.iter().filter(|row| row.scope_kind == ScopeKind::Group && !live.contains(&row.id));
    let in_groups: Vec<Uuid> = in_groups.map(|row| row.holder).collect();
    if in_groups.is_empty() {
        return Ok(Vec::new());
    }
    let others = store::of_holders(ctx.db(), &in_groups).await?;
    let now = ctx.now();
    let held = holders(ctx.db(), Which::Grants(&others), now, now).await?;
    Ok(held.iter().filter(|h| roles::own_sight(h.role)).map(|h| h.standing.party).collect())
}
