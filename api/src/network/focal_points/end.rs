//! Ending an appointment, and its grant with it.

use async_graphql::InputObject;
use entity::vocabulary::Rank;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::steps::{role_of, touch_appointments};
use super::store;
use super::view::{Appointment, AppointmentState};
use crate::access::{Act, Place, Target, acts};
use crate::ctx::{Ctx, precondition, reason};
use crate::error::{Code, Error, Result};
use crate::identity::grants::{end_grant, tell_ended};

/// The end of an appointment.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EndFocalPointInput")]
pub struct EndFocalPoint {
    /// The appointment.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of an end, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Why.
    pub reason: String,
}

/// Ends an appointment now: for whoever may give it, and for the person.
pub async fn end(ctx: &Ctx, input: EndFocalPoint) -> Result<Appointment> {
    let rows = store::some(ctx.db(), &ctx.actor, store::with_id(input.id)).await?;
    let row = rows.into_iter().next().ok_or_else(Error::not_found)?;
    let target = Target {
        person: Some(row.expert_id),
        role: Some(role_of(row.competence_id)),
        principal: row.competence_id.is_none() && row.rank == Rank::Principal,
        ..Target::at("APPOINTMENT", Some(input.id), Place::country(row.country_id))
    };
    ctx.permit(Act::EndAppointment, &target)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::EndAppointment>(&target)?;
    let rows = store::some(unit.tx(), unit.actor(), store::with_id(input.id)).await?;
    if input.revision.is_some() {
        precondition(input.revision, rows.first().map_or(row.revision, |now| now.revision))?;
    }
    let ended = rows.first().is_none_or(|row| row.state(unit.at(), true) == AppointmentState::Ended);
    if ended {
        return Err(Error::new(Code::Conflict, "This appointment has ended already."));
    }
    let reason = reason(&input.reason)?;
    end_grant(&mut unit, &permit, row.grant_id, &reason, false).await?;
    touch_appointments(&mut unit, &permit, &[row.grant_id]).await?;
    tell_ended(&mut unit, &permit, &[row.grant_id]).await?;
    unit.note("grant", row.grant_id.to_string());
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}
