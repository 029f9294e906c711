//! Keeping an appointment's office and absences.

use async_graphql::{InputObject, MaybeUndefined};
use entity::appointment;
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::appoint::checked_office;
use super::read::one;
use super::steps::absences_of;
use super::store;
use super::view::{Appointment, AppointmentAbsence, AppointmentState};
use crate::access::{Act, Place, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};

/// What is to be changed. What is left out stays; nothing of it is null.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "UpdateFocalPointInput")]
pub struct UpdateFocalPoint {
    /// The appointment.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// How the function is reached.
    #[serde(default)]
    #[schema(value_type = UpdateOffice)]
    pub office: MaybeUndefined<UpdateOffice>,
    /// Days on which the person is away, all that have not passed; those that have stay on record.
    #[serde(default)]
    #[schema(value_type = Vec<AppointmentAbsence>)]
    pub absences: MaybeUndefined<Vec<AppointmentAbsence>>,
}

/// How the function is reached. What is left out stays; null removes it.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "UpdateAppointmentOfficeInput")]
pub struct UpdateOffice {
    /// Telephone of the function.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub telephone: MaybeUndefined<String>,
    /// Mailbox of the function.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub email: MaybeUndefined<String>,
}

/// Keeps an appointment's office and absences: for the person and the country's focal points.
pub async fn update(ctx: &Ctx, input: UpdateFocalPoint) -> Result<Appointment> {
    let rows = store::some(ctx.db(), &ctx.actor, store::with_id(input.id)).await?;
    let row = rows.into_iter().next().ok_or_else(Error::not_found)?;
    let place = Place::country(row.country_id);
    let target = Target { person: Some(row.expert_id), ..Target::at("APPOINTMENT", Some(input.id), place) };
    ctx.permit(Act::UpdateAppointment, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::UpdateAppointment>(&target)?;
    precondition(input.revision, before.revision)?;
    let rows = store::some(unit.tx(), unit.actor(), store::with_id(input.id)).await?;
    if rows.first().is_none_or(|row| row.state(unit.at(), true) == AppointmentState::Ended) {
        return Err(Error::new(Code::Conflict, "This appointment has ended; what it was stays as it was."));
    }
    checked(&input)?;
    let mut fields = Vec::new();
    let stored = store::model(unit.tx(), input.id).await?;
    let mut change = appointment::ActiveModel { id: Set(input.id), ..Default::default() };
    if let Some(office) = input.office.value() {
        if !office.telephone.is_undefined() && office.telephone.value() != stored.office_telephone.as_ref() {
            fields.push("office/telephone");
            change.office_telephone = Set(office.telephone.value().cloned());
        }
        if !office.email.is_undefined() && office.email.value() != stored.office_email.as_ref() {
            fields.push("office/email");
            change.office_email = Set(office.email.value().cloned());
        }
    }
    if !fields.is_empty() {
        store::rewrite(&unit, &permit, change).await?;
    }
    if let Some(absences) = input.absences.value() {
        let days: Vec<_> = absences.iter().map(|absence| (absence.valid_from, absence.valid_to)).collect();
        let rows = absences_of(&unit, input.id, &days);
        let set = store::set_absences(&unit, &permit, input.id, ctx.today().number(), rows).await?;
        fields.extend(set.then_some("absences"));
    }
    if fields.is_empty() {
        unit.changes_nothing();
        return one(ctx, input.id).await;
    }
    unit.note_fields(&fields);
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}

fn checked(input: &UpdateFocalPoint) -> Result<()> {
    let mut findings = Findings::default();
    findings.not_null("/office", &input.office);
    findings.not_null_list("/absences", &input.absences);
    if let Some(office) = input.office.value() {
        let telephone = office.telephone.value().map(String::as_str);
        checked_office(&mut findings, telephone, office.email.value().map(String::as_str));
    }
    let absences = input.absences.value().map(Vec::as_slice).unwrap_or_default();
    for (n, absence) in absences.iter().enumerate() {
        let right = absence.valid_from <= absence.valid_to;
        findings.check(right, &format!("/absences/{n}/validTo"), "The last day lies before the first.");
    }
    findings.check(absences.len() <= 100, "/absences", "Give at most 100 absences.");
    findings.done()
}
