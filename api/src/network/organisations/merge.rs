//! One body taken over by another.

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::{ItemKind, Precision};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::hanging::{Becomes, Hanging, hanging};
use super::read::one;
use super::take_over::{TakeOver, may_take_over, nothing_in_the_way, permit_to_take_over, take_over};
use super::view::Organisation;
use crate::ctx::{Ctx, precondition};
use crate::error::Result;
use crate::exchange::items;
use crate::identity::access_requests::{Outcome, commit_act};
use crate::kit::partial_date::PartialDate;

/// A take-over.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
    /// Why. Only for saying what hangs on the body it may be left out.
    #[serde(default)]
    pub reason: String,
    /// Only say what hangs on the body; nothing is stored.
    #[serde(default)]
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

impl crate::kit::revisioned::Revisioned for OrganisationMerged {
    fn revision(&self) -> i32 {
        self.organisation.revision
    }
}

/// Has one body taken over by another: who belongs to the new one holds the old one's party, too,
/// posts are carried on with their grants. It takes the word of both sides.
pub async fn merge(ctx: &Ctx, input: MergeOrganisation) -> Result<Outcome<OrganisationMerged>> {
    let old = input.id;
    items::store::one_of(ctx, ItemKind::Organisation, old).await?;
    let on = input.on.unwrap_or(PartialDate::of(ctx.today(), Precision::Day));
    let wanted = TakeOver { old, new: (input.into, "/into"), on: (on, "/on") };
    may_take_over(ctx, wanted).await?;
    let hanging = hanging(ctx, old, Becomes::TakenOver).await?;

    let mut unit = ctx.begin().await?;
    let item = items::store::one_in(&unit, old).await?;
    let permit = permit_to_take_over(&mut unit, wanted).await?;
    if input.revision.is_some() {
        precondition(input.revision, item.revision)?;
    }
    let reason = crate::ctx::reason(&input.reason)?;
    nothing_in_the_way(&unit, wanted).await?;
    let word = take_over(&mut unit, &permit, wanted).await?;
    if input.dry_run {
        unit.changes_nothing();
        return Ok(Outcome::Done(OrganisationMerged { organisation: one(ctx, old).await?, hanging, dry_run: true }));
    }
    unit.because(&reason);
    commit_act(ctx, unit, old, word, async |old| {
        Ok(OrganisationMerged { organisation: one(ctx, old).await?, hanging, dry_run: false })
    })
    .await
}

/// What a repeated request is answered with: the body as it now is.
pub async fn merged_before(ctx: &Ctx, id: Uuid) -> Result<OrganisationMerged> {
    let hanging = hanging(ctx, id, Becomes::TakenOver).await?;
    Ok(OrganisationMerged { organisation: one(ctx, id).await?, hanging, dry_run: false })
}
