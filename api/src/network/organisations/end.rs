//! The end of a body: where it simply ends, its posts and partner systems end with it, and its items stay
//! its own; where a successor is named, that one takes over what hangs on it.

use async_graphql::{InputObject, SimpleObject};
use entity::item;
use entity::vocabulary::{ItemKind, Precision, SuccessionState};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::hanging::{Becomes, Hanging, hanging};
use super::life::{began, check_made, end_life, not_the_secretariat, still_stands};
use super::read::one;
use super::succession::{NewSuccession, add_history_succession};
use super::take_over::{TakeOver, may_take_over, nothing_in_the_way, permit_to_take_over, take_over};
use super::view::Organisation;
use super::{store_hanging, store_standing as standing};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, ActType, Permit, Target, acts, keep_an_administrator};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::identity::access_requests::{Outcome, commit_act, store as requests};
use crate::identity::grants::would_be_unkept;
use crate::identity::partners::end_partner_step;
use crate::kit::partial_date::PartialDate;
use crate::kit::when::When;
use crate::ledger::Unit;
use crate::network::experts::end_post_step;
use crate::network::facts::life::last_day;
use crate::network::groups::end_memberships_of;

/// The end of a body.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EndOrganisationInput")]
pub struct EndOrganisation {
    /// The body.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Its last day, to the precision it is known; today if not given, with a successor the day before.
    /// Rights end with that day if it is still to come, and at once otherwise.
    pub valid_to: Option<PartialDate>,
    /// Id of the body that takes over what hangs on it: posts are carried on there with their grants, its
    /// editors keep what stands in the old name. It takes the word of both, as every take-over does.
    pub successor: Option<Uuid>,
    /// Id of a body that carried its work on, as a fact of history that moves no right.
    pub carried_on_by: Option<Uuid>,
    /// Why.
    pub reason: String,
    /// Only say what hangs on the body; nothing is stored.
    #[graphql(default)]
    pub dry_run: bool,
}

/// A body that has ended, or would end.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationEnded {
    /// The body as it now is.
    #[serde(flatten)]
    pub organisation: Organisation,
    /// What hangs on it, and what becomes of it.
    pub hanging: Hanging,
    /// Whether it was only tried.
    pub dry_run: bool,
}

impl crate::kit::revisioned::Revisioned for OrganisationEnded {
    fn revision(&self) -> i32 {
        self.organisation.revision
    }
}

/// Ends a body: where it simply ends, its posts, partner systems and memberships of groups end with it, its
/// items keep their owner, and those who may make an editor are told how many nobody keeps. Where a
/// successor is named, that one takes it over.
pub async fn end(ctx: &Ctx, input: EndOrganisation) -> Result<Outcome<OrganisationEnded>> {
    let id = input.id;
    items::store::one_of(ctx, ItemKind::Organisation, id).await?;
    let target = Target { id: Some(id), ..Target::none("ORGANISATION") };
    ctx.permit_at(Act::EndOrganisation, &target, id).await?;
    match input.successor {
        Some(successor) => pass_on(ctx, input, successor).await,
        None => simply(ctx, input).await.map(Outcome::Done),
    }
}

/// Ends a body that a successor takes over, on the word of both.
async fn pass_on(ctx: &Ctx, input: EndOrganisation, successor: Uuid) -> Result<Outcome<OrganisationEnded>> {
    let old = input.id;
    let yesterday = PartialDate::of(ctx.today().plus(-1), Precision::Day);
    let last = input.valid_to.unwrap_or(yesterday);
    let on = PartialDate::of(last.last_day().plus(1), last.precision());
    let wanted = TakeOver { old, new: (successor, "/successor"), on: (on, "/validTo") };
    may_take_over(ctx, wanted).await?;
    let hanging = hanging(ctx, old, Becomes::TakenOver).await?;

    let mut unit = ctx.begin().await?;
    let item = items::store::one_in(&unit, old).await?;
    let target = Target { id: Some(old), ..Target::none("ORGANISATION") };
    unit.permit_at::<acts::EndOrganisation>(&target, old).await?;
    let permit = permit_to_take_over(&mut unit, wanted).await?;
    if input.revision.is_some() {
        precondition(input.revision, item.revision)?;
    }
    let reason = crate::ctx::reason(&input.reason)?;
    nothing_in_the_way(&unit, wanted).await?;
    let mut findings = Findings::default();
    let detail =
        "The successor carries everything on; another body beside it is a fact of history, and no act of today.";
    findings.check(input.carried_on_by.is_none(), "/carriedOnBy", detail);
    findings.check(last.last_day() >= began(unit.tx(), old).await?, "/validTo", "It cannot end before it began.");
    findings.done()?;
    let word = take_over(&mut unit, &permit, wanted).await?;
    if input.dry_run {
        unit.changes_nothing();
        return Ok(Outcome::Done(OrganisationEnded { organisation: one(ctx, old).await?, hanging, dry_run: true }));
    }
    unit.because(&reason);
    commit_act(ctx, unit, old, word, async |old| {
        Ok(OrganisationEnded { organisation: one(ctx, old).await?, hanging, dry_run: false })
    })
    .await
}

/// Ends a body with all that hangs on it.
async fn simply(ctx: &Ctx, input: EndOrganisation) -> Result<OrganisationEnded> {
    let id = input.id;
    let mut hanging = hanging(ctx, id, Becomes::Ended).await?;
    let to = input.valid_to.unwrap_or(PartialDate::of(ctx.today(), Precision::Day));
    check_history(ctx, &input).await?;

    let mut unit = ctx.begin().await?;
    let item = items::store::one_in(&unit, id).await?;
    let target = Target { id: Some(id), ..Target::none("ORGANISATION") };
    let permit = unit.permit_at::<acts::EndOrganisation>(&target, id).await?;
    if input.revision.is_some() {
        precondition(input.revision, item.revision)?;
    }
    let reason = crate::ctx::reason(&input.reason)?;
    not_the_secretariat(&unit, &[id]).await?;
    still_stands(&unit, id).await?;
    let waits = standing::successions(unit.tx(), &[id], &[SuccessionState::Waiting]).await?;
    if !waits.is_empty() {
        return Err(Error::new(
            Code::Conflict,
            "A take-over of or by this organisation waits for a word; settle it first.",
        ));
    }
    let mut findings = Findings::default();
    if let Some(new) = input.carried_on_by {
        check_made(&unit, new, "/carriedOnBy", &mut findings).await?;
    }
    findings.check(to.last_day() >= began(unit.tx(), id).await?, "/validTo", "It cannot end before it began.");
    if let Some(said) = last_day(unit.tx(), id).await? {
        if to.last_day() == said {
            return Err(Error::new(Code::Conflict, "It was said already that it ends on this day."));
        }
        let detail = format!("Its end was said to be {said}: that is brought forward, and put off by nobody.");
        findings.check(to.last_day() <= said, "/validTo", &detail);
    }
    findings.done()?;

    let ended = end_body_step(&mut unit, &permit, &item, to, &reason).await?;
    if let Some(new) = input.carried_on_by {
        let on = PartialDate::of(to.last_day().plus(1), to.precision());
        add_history_succession(&mut unit, &permit, NewSuccession { old: id, new, on, source: None }).await?;
    }
    hanging.unkept = ended.unkept;
    keep_an_administrator(&unit).await?;
    if input.dry_run {
        // What would have stood in the way was found.
        unit.changes_nothing();
        return Ok(OrganisationEnded { organisation: one(ctx, id).await?, hanging, dry_run: true });
    }
    unit.note("posts", json!(ended.posts));
    unit.note("partners", json!(ended.partners));
    unit.because(&reason);
    unit.commit(Some(id)).await?;
    Ok(OrganisationEnded { organisation: one(ctx, id).await?, hanging, dry_run: false })
}

/// What ended with a body.
#[derive(Clone, Debug)]
pub struct EndedWith {
    /// Posts in it, and in those it has taken over.
    pub posts: Vec<Uuid>,
    /// Their partner systems.
    pub partners: Vec<Uuid>,
    /// How many items nobody keeps any more, where the actor may make an editor.
    pub unkept: Option<i32>,
}

/// Step: ends a body with its last day, and with it its posts, its memberships of groups and its partner systems: at
/// once where that day is no longer to come, else when it is over. Its items keep their owner.
pub async fn end_body_step<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    body: &item::Model,
    to: PartialDate,
    reason: &str,
) -> Result<EndedWith> {
    end_life(unit, permit, body.id, to).await?;
    rewrite_item(unit, permit, body, Rewrite::default()).await?;
    // No right ends before it was recorded to end.
    let (zone, at) = (&unit.world().zone, unit.at());
    let until = if to.last_day() <= zone.day_of(at) { at } else { When::Day(to.last_day()).past(zone).max(at) };
    let bodies = store_hanging::bodies(unit.tx(), body.id, at).await?;
    let posts = store_hanging::posts(unit.tx(), &bodies, at).await?;
    let posts: Vec<Uuid> = posts.iter().map(|post| post.id).collect();
    let held = store_hanging::grants(unit.tx(), &posts, at).await?;
    let held: Vec<Uuid> = held.into_iter().map(|grant| grant.id).collect();
    let unkept = would_be_unkept(unit, &held).await?;
    for post in posts.iter().filter(|_| until <= at || !broken(Rule::BodiesEndLater)) {
        end_post_step(unit, permit, *post, until, reason).await?;
    }
    for body in &bodies {
        end_memberships_of(unit, permit, *body, until, reason).await?;
    }
    let partners = store_hanging::partners(unit.tx(), &bodies, at).await?;
    for partner in &partners {
        end_partner_step(unit, permit, *partner, until, reason).await?;
    }
    if until <= at {
        // What was asked to be done to a body that is no more is asked no longer.
        requests::withdraw_about(unit, permit, &bodies, reason).await?;
    }
    Ok(EndedWith { posts, partners, unkept })
}

async fn check_history(ctx: &Ctx, input: &EndOrganisation) -> Result<()> {
    let Some(new) = input.carried_on_by else {
        return Ok(());
    };
    let seen = items::store::seen(ctx, &[new]).await?;
    let is_body = seen.get(&new).is_some_and(|item| item.kind == ItemKind::Organisation);
    let mut findings = Findings::default();
    findings.check(is_body && new != input.id, "/carriedOnBy", "There is no other organisation of this id.");
    findings.done()
}

/// What a repeated request is answered with: the body as it now is.
pub async fn ended_before(ctx: &Ctx, id: Uuid) -> Result<OrganisationEnded> {
    let organisation = one(ctx, id).await?;
    let becomes = if organisation.successors.is_empty() { Becomes::Ended } else { Becomes::TakenOver };
    Ok(OrganisationEnded { organisation, hanging: hanging(ctx, id, becomes).await?, dry_run: false })
}
