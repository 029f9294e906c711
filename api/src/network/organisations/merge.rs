//! One body taken over by another.

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::{ItemKind, Precision, SuccessionState};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::hanging::{Hanging, hanging};
use super::life::not_the_secretariat;
use super::read::one;
use super::succession::{NewSuccession, add_succession, may_merge, sides};
use super::view::Organisation;
use super::{store_hanging, store_standing as standing};
use crate::access::broken::{Rule, broken};
use crate::access::{Act, Place, Target, acts, place_of};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items;
use crate::identity::access_requests::{Asked, Outcome, Word, ask, commit_act};
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;

/// A take-over.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "MergeOrganisationInput")]
pub struct MergeOrganisation {
    /// The body that ends.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Id of the body that takes it over.
    pub into: Uuid,
    /// Day of the take-over, to the precision it is known; today if not given, never in the future.
    /// The old body's last day is the one before.
    pub on: Option<PartialDate>,
    /// Why.
    pub reason: String,
    /// Only say what hangs on the body; nothing is stored.
    #[graphql(default)]
    pub dry_run: bool,
}

/// A body that was taken over, or would be.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct OrganisationMerged {
    /// The body as it now is.
    #[serde(flatten)]
    pub organisation: Organisation,
    /// What hangs on it and comes under the body that takes it over; nothing of it is rewritten.
    pub hanging: Hanging,
    /// Whether it was only tried.
    pub dry_run: bool,
}

impl crate::edge::rest::Revisioned for OrganisationMerged {
    fn revision(&self) -> i32 {
        self.organisation.revision
    }
}

/// Has one body taken over by another: who belongs to the new one holds the old one's party, too,
/// posts are carried on with their grants. It takes the word of both sides.
pub async fn merge(ctx: &Ctx, input: MergeOrganisation) -> Result<Outcome<OrganisationMerged>> {
    let (old, new) = (input.id, input.into);
    items::store::one_of(ctx, ItemKind::Organisation, old).await?;
    let seen = items::store::seen(ctx, &[new]).await?;
    let other = seen.get(&new).filter(|item| item.kind == ItemKind::Organisation);
    let target = target(ctx, old, other.map(|item| item.id)).await?;
    ctx.permit(Act::MergeOrganisation, &target)?;
    let on = input.on.unwrap_or(PartialDate::of(ctx.today(), Precision::Day));
    let mut findings = Findings::default();
    findings.check(other.is_some(), "/into", "There is no such organisation.");
    findings.check(old != new, "/into", "An organisation cannot take over itself.");
    findings.check(on.first_day() <= ctx.today(), "/on", "Rights follow a take-over at once: do it on its day.");
    findings.done()?;
    let hanging = hanging(ctx, old).await?;

    let mut unit = ctx.begin().await?;
    let item = items::store::one_in(&unit, old).await?;
    let permit = unit.permit::<acts::MergeOrganisation>(&target)?;
    if input.revision.is_some() {
        precondition(input.revision, item.revision)?;
    }
    let reason = crate::ctx::reason(&input.reason)?;
    not_the_secretariat(&unit, &[old, new]).await?;
    may_merge(&unit, old, new).await?;
    none_waits(&unit, old).await?;
    if input.dry_run {
        // The unit is dropped, and leaves nothing.
        return Ok(Outcome::Done(OrganisationMerged { organisation: one(ctx, old).await?, hanging, dry_run: true }));
    }
    let id = unit.new_id();
    let asked = Asked {
        act: Act::MergeOrganisation,
        target_kind: "ORGANISATION",
        target: old,
        result_id: Some(id),
        enters: if broken(Rule::BothSidesAsked) { vec![old] } else { vec![old, new] },
        leaves: Vec::new(),
        gainers: staff(&unit, &[old, new]).await?,
        payload: json!({ "sides": sides(unit.tx(), old, new, unit.at()).await? }),
    };
    let word = ask(&mut unit, &permit, asked).await?;
    let counts = word == Word::Said;
    add_succession(&mut unit, &permit, id, NewSuccession { old, new, on, source: None }, counts).await?;
    unit.note("into", json!(new));
    unit.note("succession", json!(id));
    unit.because(&reason);
    commit_act(ctx, unit, old, word, async |old| {
        Ok(OrganisationMerged { organisation: one(ctx, old).await?, hanging, dry_run: false })
    })
    .await
}

/// Where both stand: in a country only if both are public authorities of it.
async fn target(ctx: &Ctx, old: Uuid, new: Option<Uuid>) -> Result<Target> {
    let of_old = place_of(ctx.db(), old, ctx.now()).await?.unwrap_or_default();
    let of_new = match new {
        Some(id) => place_of(ctx.db(), id, ctx.now()).await?.unwrap_or_default(),
        None => Place::NETWORK,
    };
    let country = of_old.country.filter(|country| of_new.country == Some(*country));
    Ok(Target::at("ORGANISATION", Some(old), Place { country, ..of_old }))
}

async fn none_waits(unit: &Unit, old: Uuid) -> Result<()> {
    let waiting = standing::successions(unit.tx(), &[old], &[SuccessionState::Waiting]).await?;
    match waiting.iter().any(|row| row.old_id == old) {
        true => Err(Error::new(Code::Conflict, "A take-over of this organisation waits for a word already.")),
        false => Ok(()),
    }
}

/// Who gains by it: everybody of both bodies.
async fn staff(unit: &Unit, sides: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut bodies = Vec::new();
    for side in sides {
        bodies.extend(store_hanging::bodies(unit.tx(), *side, unit.at()).await?);
    }
    let posts = store_hanging::posts(unit.tx(), &bodies, unit.at()).await?;
    Ok(posts.into_iter().map(|post| post.expert_id).collect())
}

/// What a repeated request is answered with: the body as it now is.
pub async fn merged_before(ctx: &Ctx, id: Uuid) -> Result<OrganisationMerged> {
    Ok(OrganisationMerged { organisation: one(ctx, id).await?, hanging: hanging(ctx, id).await?, dry_run: false })
}
