//! Ending a policy field: it is no longer offered, and what is sorted under it stays.

use async_graphql::InputObject;
use entity::vocabulary::{FactKind, ItemKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::view::Competence;
use crate::access::{Act, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::kit::partial_date::PartialDate;
use crate::network::facts::{Bound, NewFact, Span, restate_facts, store as facts};

/// The end of a policy field.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EndCompetenceInput")]
pub struct EndCompetence {
    /// The policy field.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Last day it is in use; today if not given.
    pub valid_to: Option<PartialDate>,
    /// Why.
    pub reason: String,
}

/// Ends a policy field.
pub async fn end(ctx: &Ctx, input: EndCompetence) -> Result<Competence> {
    items::store::one_of(ctx, ItemKind::Competence, input.id).await?;
    let target = Target { id: Some(input.id), ..Target::none("COMPETENCE") };
    ctx.permit(Act::EndCompetence, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::EndCompetence>(&target)?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    let reason = crate::ctx::reason(&input.reason)?;
    let life = facts::of_items(unit.tx(), &[input.id], &[FactKind::Life], None).await?;
    let from = life.get(&input.id).and_then(|rows| rows.last()).map_or(Bound::Open, |row| Span::of(row).from);
    let to = input.valid_to.unwrap_or(PartialDate::of(ctx.today(), entity::vocabulary::Precision::Day));
    let span = Span { from, to: Bound::Dated(to) };
    let was = life.get(&input.id).and_then(|rows| rows.last()).map(|row| Span::of(row).last_day());
    if was.is_some_and(|last| last < ctx.today() || last <= to.last_day()) {
        return Err(Error::new(Code::Conflict, "This policy field has ended already; correct the statement instead."));
    }
    if span.first_day() > span.last_day() {
        return Err(Error::invalid("/validTo", "It cannot end before it began."));
    }
    restate_facts(&unit, &permit, input.id, &[FactKind::Life], vec![NewFact::life(span)]).await?;
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}
