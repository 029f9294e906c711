//! Ending a post: with it end its grants, its sessions and its sight, and nothing is left silently.

use async_graphql::InputObject;
use entity::post;
use entity::vocabulary::PostState;
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::begin_post::touch;
use super::card::withdraw_card;
use super::posts::one_post;
use super::settle_ended::settle_ended;
use super::store_post_hanging::{self as hangs, Numbers};
use super::view::{GoesTo, Hanging, HangingKind, PostEnding};
use super::{store_post_steps as store, store_posts};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Permit, Target, acts, heirs_of, keep_an_administrator};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::identity::grants::{tell_ended_with_post, would_be_unkept};
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::network::focal_points::appointments_show_otherwise;
use crate::network::groups::end_memberships_of;

/// The end of a post.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EndPostInput")]
pub struct EndPost {
    /// The post.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Last day or instant; now if not given. Not in the past: who could see what then is history.
    pub valid_to: Option<When>,
    /// Why; not asked of a dry run.
    #[serde(default)]
    #[graphql(default)]
    pub reason: String,
    /// Whether only to say what hangs on it and where each of it would go.
    pub dry_run: Option<bool>,
    /// The expert in the same body who takes over what was written in the post, once it has ended and where
    /// they still stand there; else it stays with the keepers of its owners. Named by the person or by the
    /// body's editors.
    pub successor: Option<Uuid>,
}

/// Ends a post, or says what that would do.
pub async fn end_post(ctx: &Ctx, input: EndPost) -> Result<PostEnding> {
    let shown = one_post(ctx, input.id).await?;
    let target = Target { id: Some(input.id), person: Some(shown.expert_id), ..Target::none("POST") };
    ctx.permit_at(Act::EndPost, &target, input.id).await?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit_at::<acts::EndPost>(&target, input.id).await?;
    if input.revision.is_some() {
        let expert = items::store::row(&unit, &permit, shown.expert_id).await?;
        precondition(input.revision, expert.revision)?;
    }
    let row = store::model(unit.tx(), input.id).await?;
    let at = unit.at();
    let until = running_until(ctx, &row, &input, at)?;
    let body = store::last_place(unit.tx(), input.id).await?.organisation_id;
    let successor = match input.successor {
        Some(expert) => Some(successor(&unit, &row, body, expert).await?),
        None => None,
    };
    let hanging = listed(hangs::hanging(&unit, input.id, body).await?, successor.is_some());
    let unkept = would_be_unkept(&unit, &store::open_grants(unit.tx(), input.id, at).await?).await?;
    let dry_run = input.dry_run.unwrap_or_default();
    let reason = if dry_run { input.reason.clone() } else { crate::ctx::reason(&input.reason)? };
    if let Some(successor) = successor {
        // Handed over once the post has ended: until then, whoever wrote it works with it.
        store::rewrite(&unit, &permit, succeeded(input.id, successor)).await?;
        unit.note("successor", successor.to_string());
    }
    end_post_step(&mut unit, &permit, input.id, until, &reason).await?;
    keep_an_administrator(&unit).await?;
    if dry_run {
        unit.changes_nothing();
        return Ok(PostEnding { post: shown, dry_run, hanging, unkept });
    }
    unit.note("expert", shown.expert_id.to_string());
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    Ok(PostEnding { post: one_post(ctx, input.id).await?, dry_run: false, hanging, unkept })
}

fn running_until(ctx: &Ctx, row: &post::Model, input: &EndPost, at: Timestamp) -> Result<Timestamp> {
    if row.state == PostState::Waiting {
        return Err(Error::new(Code::Conflict, "This post waits for a word; refuse or withdraw the request instead."));
    }
    if row.ended_at.into_iter().chain(row.valid_until).any(|until| until <= at.micros()) {
        return Err(Error::new(Code::Conflict, "This post has ended already."));
    }
    let until = input.valid_to.map_or(at, |when| when.past(&ctx.world.zone));
    if until < at {
        return Err(Error::invalid("/validTo", "A post ends now or later: who could see what until now is history."));
    }
    let said = row.ended_at.into_iter().chain(row.valid_until).min();
    if said.is_some_and(|end| end < until.micros()) && !broken(Rule::EndsStay) {
        return Err(Error::new(
            Code::Conflict,
            "This post is to end sooner already, and an end is not put off; to stay takes a new post, with the body's word.",
        ));
    }
    Ok(until)
}

/// Whoever takes over sees what was for the author's eyes: so the person or a keeper names them, and
/// nobody who gains by it.
async fn successor(unit: &Unit, row: &post::Model, body: Uuid, expert: Uuid) -> Result<Uuid> {
    let own = unit.actor().expert() == Some(row.expert_id);
    if !own && !unit.actor().keeps(body) {
        return Err(Error::forbidden(
            "Only the person or an editor of the body names a successor; without one, everything stays with the keepers of its owners.",
        ));
    }
    let unknown = || Error::invalid("/successor", "There is no such expert with a present post in the same body.");
    items::store::find(unit.tx(), unit.actor(), expert).await?.ok_or_else(unknown)?;
    let (post, place) = store_posts::present(unit.tx(), expert, unit.at()).await?.ok_or_else(unknown)?;
    let heirs = heirs_of(unit.tx(), &[body, place], unit.at()).await?;
    if heirs.get(&place) == heirs.get(&body) && post != row.id { Ok(post) } else { Err(unknown()) }
}

fn succeeded(id: Uuid, successor: Uuid) -> post::ActiveModel {
    post::ActiveModel { id: Set(id), successor: Set(Some(successor)), ..Default::default() }
}

/// Step: ends a post with all that follows; nothing takes its place.
pub async fn end_post_step<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    let row = store::model(unit.tx(), id).await?;
    finish_post(unit, permit, &row, until, reason).await?;
    if until <= unit.at() {
        withdraw_card(unit, permit, row.expert_id).await?;
    }
    touch(unit, permit, row.expert_id, None).await
}

/// Ends a post, and once it is over all that hangs on it. The rights of one that is to end later end with it by
/// themselves, since they are judged when they are read; what else hangs on it is settled when it has ended. Until
/// then its appointments and memberships show the end that was said.
pub(super) async fn finish_post<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    row: &post::Model,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    // One that waits for a word ends at once: there is nothing to be said any more.
    let until = if row.state == PostState::Waiting { unit.at() } else { until.max(unit.at()) };
    // An end that was said before stands: whatever else ends the post may end it sooner, never later.
    let said = row.ended_at.filter(|end| *end <= until.micros() && !broken(Rule::EndsStay));
    if said.is_none() && (until <= unit.at() || !broken(Rule::SaidEndsCome)) {
        let change = post::ActiveModel {
            id: Set(row.id),
            ended_at: Set(Some(until.micros())),
            end_reason: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        store::rewrite(unit, permit, change).await?;
    }
    end_memberships_of(unit, permit, row.id, until, reason).await?;
    let held = match row.state {
        PostState::Confirmed => store::open_grants(unit.tx(), row.id, unit.at()).await?,
        PostState::Waiting | PostState::Refused => Vec::new(),
    };
    // Said once: what ends by the date that stood before is no news.
    if said.is_none() {
        tell_ended_with_post(unit, permit, &held, (until, reason)).await?;
    }
    if until > unit.at() {
        let outlasting = store::open_grants(unit.tx(), row.id, until).await?;
        return appointments_show_otherwise(unit, permit, &outlasting).await;
    }
    settle_ended(unit, permit, row.id, reason).await
}

fn listed(numbers: Numbers, has_successor: bool) -> Vec<Hanging> {
    let written = if has_successor { GoesTo::Successor } else { GoesTo::OwnersKeepers };
    let all = [
        (HangingKind::Draft, numbers.drafts, written),
        (HangingKind::Proposed, numbers.proposed, written),
        (HangingKind::Scheduled, numbers.scheduled, written),
        (HangingKind::Item, numbers.items, written),
        (HangingKind::Appointment, numbers.appointments, GoesTo::Ends),
        (HangingKind::GroupKept, numbers.groups_kept, GoesTo::Ends),
        (HangingKind::Membership, numbers.memberships, GoesTo::Ends),
        (HangingKind::PartnerSystem, numbers.partners, GoesTo::OwnersKeepers),
        (HangingKind::Grant, numbers.grants, GoesTo::Ends),
        (HangingKind::ContactCard, numbers.cards, GoesTo::Withdrawn),
    ];
    let counted = |n: i64| i32::try_from(n).unwrap_or(i32::MAX);
    all.into_iter()
        .filter(|(_, n, _)| *n > 0)
        .map(|(what, n, goes_to)| Hanging { what, count: counted(n), goes_to })
        .collect()
}
