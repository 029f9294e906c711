//! The appointments that an invitation carries: judged at once, as if they were made now; they are
//! drafts until the post counts, and begin with it.

use entity::ids::keepers_of;
use entity::vocabulary::{Precision, Rank};
use uuid::Uuid;

use super::carried::{pointing, taken};
use super::input::InvitedAppointment;
use crate::access::{Act, ActType, Permit, Place, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::identity::access_requests::{Asked, ask};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::focal_points::view::ALL_FIELDS;
use crate::network::focal_points::{NewAppointment, appoint_as, free_for, role_of};
use crate::network::{competences, references};

/// An appointment that the inviter may make.
pub(super) struct Appointed {
    country: Uuid,
    competence: Option<Uuid>,
    rank: Rank,
    from: Timestamp,
    until: Option<Timestamp>,
    reason: String,
}

impl Appointed {
    fn act(&self) -> Act {
        match self.competence.is_none() && self.rank == Rank::Principal {
            true => Act::AppointFocalPoint,
            false => Act::AppointFieldContact,
        }
    }
}

/// Whether the inviter may make each of the appointments (403), and whether each is right (422, 409).
pub(super) async fn judged_appointments<A: ActType>(
    ctx: &Ctx,
    unit: &mut Unit,
    permit: &Permit<A>,
    appointments: &[InvitedAppointment],
    stands: Place,
    findings: &mut Findings,
) -> Result<Vec<Appointed>> {
    let mut appointed = Vec::with_capacity(appointments.len());
    for (n, wanted) in appointments.iter().enumerate() {
        let under = format!("/appointments/{n}");
        let code = std::slice::from_ref(&wanted.country_code);
        let country = references::countries(ctx, code, "/countryCode").await;
        let field = match wanted.competence.as_str() {
            ALL_FIELDS => Ok(None),
            code => competences::of_code(ctx, code, "/competence").await.map(Some),
        };
        let span = crate::ctx::span(ctx, wanted.valid_from, wanted.valid_to, unit.at());
        let reason = crate::ctx::reason(wanted.reason.as_deref().unwrap_or("Invitation"));
        let (country, field) = (taken(findings, country, &under)?, taken(findings, field, &under)?);
        let (span, reason) = (taken(findings, span, &under)?, taken(findings, reason, &under)?);
        let (Some(country), Some(field), Some((from, until)), Some(reason)) =
            (country.and_then(|found| found.first().copied()), field, span, reason)
        else {
            continue;
        };
        let wanted = Appointed { country, competence: field, rank: wanted.rank, from, until, reason };
        let role = Some(role_of(wanted.competence));
        let target = Target { role, ..Target::at("APPOINTMENT", None, Place::country(country)) };
        match wanted.act() {
            Act::AppointFocalPoint => unit.permit::<acts::AppointFocalPoint>(&target).map(|_| ()),
            _ => unit.permit::<acts::AppointFieldContact>(&target).map(|_| ()),
        }
        .map_err(|error| pointing(&error, format!("{under}/rank")))?;
        if stands.country != Some(country) {
            let detail = "The post must stand in a public authority of the country.";
            findings.add(format!("{under}/countryCode"), detail);
        }
        free_for(unit, permit, (country, wanted.competence), wanted.rank, (from, until)).await?;
        appointed.push(wanted);
    }
    Ok(appointed)
}

/// Writes the appointments; none counts before the post does.
pub(super) async fn appoint_invited<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    (post, organisation, expert): (Uuid, Uuid, Uuid),
    appointed: Vec<Appointed>,
) -> Result<()> {
    for wanted in appointed {
        let id = unit.new_id();
        if unit.world().config.access.two_person && wanted.competence.is_none() {
            let asked = Asked {
                act: wanted.act(),
                target_kind: "APPOINTMENT",
                target: id,
                result_id: Some(id),
                enters: vec![keepers_of(wanted.country)],
                leaves: Vec::new(),
                gainers: vec![expert],
                payload: serde_json::Value::Null,
            };
            ask(unit, permit, asked).await?;
        }
        let new = NewAppointment {
            post,
            organisation,
            country: wanted.country,
            competence: wanted.competence,
            rank: wanted.rank,
            valid_from: wanted.from,
            valid_until: wanted.until,
            precision: Precision::Day,
            counts: false,
            office_telephone: None,
            office_email: None,
            absences: Vec::new(),
            reason: wanted.reason,
        };
        appoint_as(unit, permit, id, new).await?;
    }
    Ok(())
}
