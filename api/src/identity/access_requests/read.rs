//! Reading what waits for a word.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use async_graphql::InputObject;
use entity::access_request::{Column, Model};
use entity::access_word;
use entity::ids::REGISTRY;
use entity::vocabulary::RequestState;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::ask::{Judge, is_said};
use super::carry_out::act_of;
use super::store;
use super::view::{AccessRequest, ActTarget, WaitsFor};
use crate::access::{Act, Holders, Target, words_at};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{Party, party_views};
use crate::identity::actors::{actors_of, system, unseen};
use crate::identity::grants;
use crate::kit::page::{Ordering, Page, PageRequest, Place};
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
    /// Only what the asker asked for, in the present post.
    pub mine: Option<bool>,
    /// Only what waits for the asker's word.
    pub waiting_for_me: Option<bool>,
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
    let (mine, waiting) = (filter.mine == Some(true), filter.waiting_for_me == Some(true));
    if mine {
        which = which.add(asked_by(ctx.actor.party()));
    }
    // Of what one asked for oneself, all is shown; whose word is missing takes a look at each.
    let all = (mine || ctx.actor.parties().contains(REGISTRY)) && !waiting;
    let (rows, total) = match all {
        true => {
            let total = match page.count {
                true => Some(store::count(ctx.db(), which.clone()).await?),
                false => None,
            };
            (store::page(ctx.db(), which, order, after.as_ref(), first).await?, total)
        }
        false => concerned(ctx, &filter, which, order, after, (first, page.count)).await?,
    };
    let places: Vec<_> = rows.iter().map(store::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// Asked for by a post or partner system; nothing is asked for by none.
fn asked_by(party: Option<Uuid>) -> Expr {
    match party {
        Some(party) => Expr::col(Column::RequestedBy).eq(party),
        None => Expr::val(false),
    }
}

/// Rows that are looked at together.
const AT_ONCE: u16 = 500;

/// Those that the actor asked for, or may decide or could decide by what they hold now, which depends on everybody's grants of this moment: they are looked
/// at in order, many at once, until the page is full, or (to be counted) to the end.
async fn concerned(
    ctx: &Ctx,
    filter: &AccessRequestFilter,
    which: Condition,
    order: Ordering,
    after: Option<Place>,
    (first, count): (u16, bool),
) -> Result<(Vec<Model>, Option<u64>)> {
    let to_say = filter.waiting_for_me == Some(true);
    let own = ctx.actor.party().filter(|_| !to_say);
    // Nothing but what waits can be decided, and nobody but people decides.
    let which = match (ctx.actor.expert(), to_say) {
        (Some(_), false) => which,
        (Some(_), true) => which.add(Column::State.eq(RequestState::Waiting)),
        (None, _) => which.add(asked_by(own)),
    };
    let holders = Arc::new(words_at(ctx.db(), ctx.now()).await?);
    // Requests are never forgotten, so only those are looked at in which there is something of the actor's.
    let which = match ctx.actor.expert() {
        Some(expert) => {
            let asks = store::asks_for_any(&sayable(ctx, expert, &which, &holders).await?);
            which.add(asks.or(asked_by(own)))
        }
        None => which,
    };
    let (mut page, mut total, mut from) = (Vec::new(), 0_u64, if count { None } else { after.clone() });
    loop {
        let rows = store::page(ctx.db(), which.clone(), order, from.as_ref(), AT_ONCE).await?;
        let Some(last) = rows.last().map(store::place) else { break };
        let is_last = rows.len() <= usize::from(AT_ONCE);
        let words = words_of(ctx, &rows.iter().collect::<Vec<_>>(), &holders).await?;
        for row in rows {
            let mut asked = words.get(&row.id).into_iter().flatten();
            let may = ctx.actor.expert().is_some_and(|expert| asked.any(|word| word.experts.contains(&expert)));
            if may || own.is_some() && row.requested_by == own {
                total += 1;
                let place = store::place(&row);
                let is_past = !count || after.as_ref().is_none_or(|after| order.is_past(&place, after));
                if is_past && page.len() <= usize::from(first) {
                    page.push(row);
                }
            }
        }
        from = Some(last);
        if is_last || !count && page.len() > usize::from(first) {
            break;
        }
    }
    Ok((page, count.then_some(total)))
}

/// Of the parties that words were asked for, those whose word the expert says now, where nobody they gain with asked:
/// no request is theirs to say that asked for none of these.
async fn sayable(ctx: &Ctx, expert: Uuid, which: &Condition, holders: &Arc<Holders>) -> Result<Vec<Uuid>> {
    let mut parties = store::parties_asked(ctx.db(), which.clone()).await?;
    if parties.is_empty() {
        return Ok(parties);
    }
    let secretariat = ctx.world.secretariat().await?;
    let judge = Judge::of(ctx.db(), Arc::clone(holders), &parties, secretariat, ctx.now()).await?;
    let mut says = BTreeSet::new();
    for party in &parties {
        if judge.may_say(*party, &[], None)?.is_some_and(|may| may.contains(&expert)) {
            says.insert(*party);
        }
    }
    parties.retain(|party| says.contains(party));
    Ok(parties)
}

/// One access request; 404 for whoever neither asked, nor may decide it (or could, had nobody else done so), nor
/// belongs to the registry.
pub async fn one(ctx: &Ctx, id: Uuid) -> Result<AccessRequest> {
    ctx.permit(Act::ListAccessRequests, &Target::none("ACCESS_REQUEST"))?;
    let row = store::row(ctx.db(), id).await?.ok_or_else(Error::not_found)?;
    let own = row.requested_by.is_some() && row.requested_by == ctx.actor.party();
    let registry = ctx.actor.parties().contains(REGISTRY);
    let spoke = store::words(ctx.db(), &[id]).await?.remove(&id).unwrap_or_default();
    let asked: Vec<Uuid> = spoke.iter().map(|word| word.party_id).collect();
    let decided = row.decided_by.is_some() && row.decided_by == ctx.actor.party();
    let spoke = decided || spoke.iter().any(|w| w.said_by.is_some() && w.said_by == ctx.actor.party());
    // Who leaves a post says so as themselves, in whatever post they then have, or in none.
    let left = grants::store::people_behind(ctx.db(), &asked).await?;
    let spoke = spoke || ctx.actor.expert().is_some_and(|expert| left.values().any(|person| *person == expert));
    let holders = Arc::new(words_at(ctx.db(), ctx.now()).await?);
    let words = words_of(ctx, &[&row], &holders).await?;
    let mut words = words.values().flatten();
    let decides = ctx.actor.expert().is_some_and(|expert| words.any(|word| word.experts.contains(&expert)));
    let view = shown(ctx, vec![row]).await?.pop().ok_or_else(Error::not_found)?;
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
    let words = store::words(ctx.db(), &[id]).await?.remove(&id).unwrap_or_default();
    let unsaid = |word: &&access_word::Model| word.said_at.is_none_or(|said| said > at.micros());
    let missing: Vec<Uuid> = words.iter().filter(unsaid).map(|word| word.party_id).filter(|_| waits).collect();
    let asker = match row.requested_by {
        Some(party) => grants::store::people_behind(ctx.db(), &[party]).await?.remove(&party),
        None => None,
    };
    let secretariat = ctx.world.secretariat().await?;
    let judge = Judge::of(ctx.db(), Arc::new(words_at(ctx.db(), at).await?), &missing, secretariat, at).await?;
    let (gainers, mut word) = (gainers(&row)?, false);
    for party in missing {
        let may = judge.may_say(party, &gainers, asker)?.unwrap_or_default();
        word |= who.is_some_and(|expert| may.contains(&expert));
    }
    let target = Target { id: Some(id), ..Target::none("ACCESS_REQUEST") };
    Ok(Target { author: row.requested_by, word, ..target })
}

/// A post that waits for a word, as its holder is told of it.
pub(crate) struct PostWaiting {
    /// The post.
    pub post: Uuid,
    /// The parties whose keepers' word is missing; a post that would be left is there, too.
    pub waits_for: Vec<Party>,
    /// Since when.
    pub since: Timestamp,
}

/// Which posts of a person wait for whose word: theirs to know, whether or not they see anything else.
pub(crate) async fn posts_waiting(ctx: &Ctx, expert: Uuid) -> Result<Vec<PostWaiting>> {
    let rows = store::about_posts_of(ctx.db(), expert).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let mut words = store::words(ctx.db(), &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let named: Vec<Uuid> = words.values().flatten().map(|word| word.party_id).collect();
    let views = party_views(ctx, &named).await?;
    let waiting = |row: Model| {
        let missing = words.remove(&row.id).into_iter().flatten().filter(|word| !is_said(word));
        let waits_for = missing.filter_map(|word| views.get(&word.party_id).cloned()).collect();
        let since = Timestamp::from_micros(row.requested_at);
        row.result_id.map(|post| PostWaiting { post, waits_for, since })
    };
    Ok(rows.into_iter().filter_map(waiting).collect())
}

/// The gainers of a stored request.
pub(super) fn gainers(row: &Model) -> Result<Vec<Uuid>> {
    serde_json::from_str(&row.gainers).map_err(Error::internal)
}

/// A word that is missing or was asked for, and the experts who may say it at the moment.
struct Missing {
    party: Uuid,
    experts: BTreeSet<Uuid>,
}

/// What each of the requests that wait still waits for: a constant number of statements.
async fn waits_for(ctx: &Ctx, rows: &[Model], holders: &Arc<Holders>) -> Result<HashMap<Uuid, Vec<Missing>>> {
    let waiting: Vec<&Model> = rows.iter().filter(|row| row.state == RequestState::Waiting).collect();
    words_of(ctx, &waiting, holders).await
}

/// The words that are missing of those that wait, and all that were asked for of those that are decided: a constant
/// number of statements.
async fn words_of(ctx: &Ctx, rows: &[&Model], holders: &Arc<Holders>) -> Result<HashMap<Uuid, Vec<Missing>>> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut words = store::words(ctx.db(), &ids).await?;
    for row in rows.iter().filter(|row| row.state == RequestState::Waiting) {
        if let Some(said) = words.get_mut(&row.id) {
            said.retain(|word| !is_said(word));
        }
    }
    let parties: BTreeSet<Uuid> = words.values().flatten().map(|word| word.party_id).collect();
    let parties: Vec<Uuid> = parties.into_iter().collect();
    // Whoever asked, whether or not the reader may know them.
    let askers: Vec<Uuid> = rows.iter().filter_map(|row| row.requested_by).collect();
    let askers = grants::store::people_behind(ctx.db(), &askers).await?;
    let secretariat = ctx.world.secretariat().await?;
    let judge = Judge::of(ctx.db(), Arc::clone(holders), &parties, secretariat, ctx.now()).await?;
    let mut all = HashMap::with_capacity(rows.len());
    for row in rows {
        let gainers = gainers(row)?;
        let asker = row.requested_by.and_then(|party| askers.get(&party).copied());
        let mut waits = Vec::new();
        for word in words.remove(&row.id).unwrap_or_default() {
            let may = judge.may_say(word.party_id, &gainers, asker)?.unwrap_or_default();
            waits.push(Missing { party: word.party_id, experts: may });
        }
        all.insert(row.id, waits);
    }
    Ok(all)
}

/// Requests as views: a constant number of statements.
async fn shown(ctx: &Ctx, rows: Vec<Model>) -> Result<Vec<AccessRequest>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let askers: Vec<Uuid> = rows.iter().flat_map(|r| [r.requested_by, r.decided_by]).flatten().collect();
    let actors = actors_of(ctx, &askers).await?;
    let holders = Arc::new(words_at(ctx.db(), ctx.now()).await?);
    let mut waits = waits_for(ctx, &rows, &holders).await?;
    let named: Vec<Uuid> = waits.values().flatten().map(|word| word.party).collect();
    let parties = party_views(ctx, &named).await?;
    let view = |word: Missing| {
        let party = parties.get(&word.party).cloned();
        let party = party.ok_or_else(|| Error::internal(format!("party {} is missing", word.party)))?;
        Ok(WaitsFor { party, expert_ids: word.experts.into_iter().collect() })
    };
    rows.into_iter()
        .map(|row| {
            Ok(AccessRequest {
                id: row.id,
                act: act_of(&row)?,
                target: ActTarget { kind: row.target_kind, id: row.target },
                result_id: row.result_id,
                waits_for: waits.remove(&row.id).into_iter().flatten().map(view).collect::<Result<_>>()?,
                state: row.state,
                requested_by: row
                    .requested_by
                    .map_or_else(system, |p| actors.at(p, row.requested_at).unwrap_or_else(unseen)),
                requested_at: Timestamp::from_micros(row.requested_at),
                decided_at: row.decided_at.map(Timestamp::from_micros),
                decided_by: row
                    .decided_by
                    .map(|p| actors.at(p, row.decided_at.unwrap_or(row.requested_at)).unwrap_or_else(unseen)),
                decide_reason: row.decide_reason,
                revision: if row.decided_at.is_some() { 2 } else { 1 },
            })
        })
        .collect()
}
