//! The end of a partner system.

use async_graphql::InputObject;
use entity::vocabulary::PartnerState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::steps::end_partner_step;
use super::store;
use super::view::{Partner, state_of};
use crate::access::{Act, Target, acts, place_of};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};

/// The end of a partner system.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EndPartnerInput")]
pub struct EndPartner {
    /// The partner system.
    #[serde(skip)]
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// Ends a partner system at once, with its secrets and sessions; its grants count no longer.
pub async fn end(ctx: &Ctx, input: EndPartner) -> Result<Partner> {
    ctx.signed_in()?;
    let row = store::one(ctx.db(), &ctx.actor, input.id).await?;
    let place = place_of(ctx.db(), row.id, ctx.now()).await?.unwrap_or_default();
    let target = Target::at("PARTNER", Some(row.id), place);
    ctx.permit(Act::EndPartner, &target)?;
    let mut unit = ctx.begin().await?;
    let row = store::one(unit.tx(), unit.actor(), input.id).await?;
    let permit = unit.permit_at::<acts::EndPartner>(&target, row.id).await?;
    let reason = crate::ctx::reason(&input.reason)?;
    if state_of(&row, unit.at()) == PartnerState::Ended {
        return Err(Error::new(Code::Conflict, "The partner system has ended already."));
    }
    let now = unit.at();
    end_partner_step(&mut unit, &permit, row.id, now, &reason).await?;
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    one(ctx, row.id).await
}
