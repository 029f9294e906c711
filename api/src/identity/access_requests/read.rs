//! Reading what waits for a word.

use std::collections::BTreeSet;

use async_graphql::InputObject;
use entity::access_request::{Column, Model};
use entity::ids::REGISTRY;
use entity::vocabulary::RequestState;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::ask::{Against, may_say};
use super::carry_out::act_of;
use super::store;
use super::view::{AccessRequest, ActTarget, WaitsFor};
use crate::access::{Act, Holders, Target, words_at};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::actors::{actors_of, system, unseen};
use crate::identity::grants;
use crate::kit::page::{Page, PageRequest};
use crate::kit::timestamp::Timestamp;

/// Which access requests.
#[derive(Clone, Debug, Default, Deserialize, IntoParams, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct AccessRequestFilter {
    /// States, separated by commas; WAITING if not given.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[graphql(default)]
    #[param(style = Form, explode = false)]
    pub state: Vec<RequestState>,
    /// What the act is done to.
    pub target: Option<Uuid>,
    /// Only those whose word the asker may say.
    pub mine: Option<bool>,
}

/// Orders of the list.
pub const SORTS: &[&str] = &["-requestedAt"];

/// Lists what waits: what one asked for, what one may decide, all for the registry.
pub async fn list(ctx: &Ctx, filter: AccessRequestFilter, page: PageRequest) -> Result<Page<AccessRequest>> {
    ctx.permit(Act::ListAccessRequests, &Target::none("ACCESS_REQUEST"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("access-requests {order:?} {filter:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let states = if filter.state.is_empty() { vec![RequestState::Waiting] } else { filter.state.clone() };
    let mut which = Condition::all().add(Column::State.is_in(states));
    if let Some(target) = filter.target {
        which = which.add(Column::Target.eq(target));
    }
    let registry = ctx.actor.parties().contains(REGISTRY);
    if !registry || filter.mine == Some(true) {
        // What one may decide depends on everybody's grants of this moment: the ids are worked out
        // from what waits, which is little, and the page is cut out of them.
        let ids = decidable(ctx).await?;
        let mut own = Condition::any().add(Column::Id.is_in(ids));
        if filter.mine != Some(true) {
            own = own.add(match ctx.actor.party() {
                Some(party) => Expr::col(Column::RequestedBy).eq(party),
                None => Expr::val(false),
            });
        }
        which = which.add(own);
    }
    let rows = store::page(ctx.db(), which, order, after.as_ref(), first).await?;
    let places: Vec<_> = rows.iter().map(store::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name))
}

/// One access request; 404 for whoever neither asked nor may decide nor belongs to the registry.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<AccessRequest> {
    ctx.permit(Act::ListAccessRequests, &Target::none("ACCESS_REQUEST"))?;
    let row = store::row(ctx.db(), id).await?.ok_or_else(Error::not_found)?;
    let own = row.requested_by.is_some() && row.requested_by == ctx.actor.party();
    let registry = ctx.actor.parties().contains(REGISTRY);
    let spoke = store::words(ctx.db(), &[id]).await?.remove(&id).unwrap_or_default();
    let decided = row.decided_by.is_some() && row.decided_by == ctx.actor.party();
    let spoke = decided || spoke.iter().any(|w| w.said_by.is_some() && w.said_by == ctx.actor.party());
    let view = shown(ctx, vec![row]).await?.pop().ok_or_else(Error::not_found)?;
    let decides = ctx.actor.expert().is_some_and(|e| view.waits_for.iter().any(|w| w.expert_ids.contains(&e)));
    match own || registry || decides || spoke {
        true => Ok(view),
        false => Err(Error::not_found()),
    }
}

/// What is decided about an access request that the asker may read: who asked, and whether `who` may
/// say a word that is missing at `at`.
pub(crate) async fn target_of(ctx: &Ctx, id: Uuid, who: Option<Uuid>, at: Timestamp) -> Result<Target> {
    one(ctx, id).await?;
    let row = store::row(ctx.db(), id).await?.ok_or_else(Error::not_found)?;
    let waits = row.requested_at <= at.micros() && row.decided_at.is_none_or(|decided| decided > at.micros());
    let (holders, gainers) = (words_at(ctx.db(), at).await?, gainers(&row)?);
    let asker = match row.requested_by {
        Some(party) => grants::store::person_behind(ctx.db(), party).await?.0,
        None => None,
    };
    let secretariat = ctx.world.secretariat().await?;
    let against = Against { holders: &holders, gainers: &gainers, asker, secretariat, at };
    let mut word = false;
    for missing in store::words(ctx.db(), &[id]).await?.remove(&id).unwrap_or_default() {
        if waits && missing.said_at.is_none_or(|said| said > at.micros()) {
            let may = may_say(ctx.db(), missing.party_id, &against).await?.unwrap_or_default();
            word |= who.is_some_and(|expert| may.contains(&expert));
        }
    }
    let target = Target { id: Some(id), ..Target::none("ACCESS_REQUEST") };
    Ok(Target { author: row.requested_by, word, ..target })
}

async fn decidable(ctx: &Ctx) -> Result<Vec<Uuid>> {
    let Some(expert) = ctx.actor.expert() else { return Ok(Vec::new()) };
    let waiting = store::all(ctx.db(), Condition::all().add(Column::State.eq(RequestState::Waiting))).await?;
    let views = shown(ctx, waiting).await?;
    let mine = |v: &AccessRequest| v.waits_for.iter().any(|w| w.expert_ids.contains(&expert));
    Ok(views.into_iter().filter(mine).map(|v| v.id).collect())
}

/// The gainers of a stored request.
pub(super) fn gainers(row: &Model) -> Result<Vec<Uuid>> {
    serde_json::from_str(&row.gainers).map_err(Error::internal)
}

async fn shown(ctx: &Ctx, rows: Vec<Model>) -> Result<Vec<AccessRequest>> {
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let mut words = store::words(ctx.db(), &ids).await?;
    let askers: Vec<Uuid> = rows.iter().filter_map(|r| r.requested_by).collect();
    let actors = actors_of(ctx, &askers).await?;
    let at = ctx.now();
    let holders = match rows.is_empty() {
        true => Holders::default(),
        false => words_at(ctx.db(), at).await?,
    };
    let mut views = Vec::with_capacity(rows.len());
    for row in rows {
        let gainers = gainers(&row)?;
        let mut waits_for = Vec::new();
        if row.state == RequestState::Waiting {
            // Whoever asked, whether or not the reader may know them.
            let asker = match row.requested_by {
                Some(party) => grants::store::person_behind(ctx.db(), party).await?.0,
                None => None,
            };
            let secretariat = ctx.world.secretariat().await?;
            let against = Against { holders: &holders, gainers: &gainers, asker, secretariat, at };
            for word in words.remove(&row.id).unwrap_or_default().iter().filter(|w| w.said_by.is_none()) {
                let may: BTreeSet<Uuid> = may_say(ctx.db(), word.party_id, &against).await?.unwrap_or_default();
                waits_for.push(WaitsFor { party: word.party_id, expert_ids: may.into_iter().collect() });
            }
        }
        views.push(AccessRequest {
            id: row.id,
            act: act_of(&row)?,
            target: ActTarget { kind: row.target_kind, id: row.target },
            result_id: row.result_id,
            waits_for,
            state: row.state,
            requested_by: row.requested_by.map_or_else(system, |p| actors.get(&p).cloned().unwrap_or_else(unseen)),
            requested_at: Timestamp::from_micros(row.requested_at),
            decided_at: row.decided_at.map(Timestamp::from_micros),
            decide_reason: row.decide_reason,
            revision: if row.decided_at.is_some() { 2 } else { 1 },
        });
    }
    Ok(views)
}
