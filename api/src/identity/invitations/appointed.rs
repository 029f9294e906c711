//! The appointments that an invitation carries: judged at once, as if they were made now; they are
//! drafts until the post counts, and begin with it.

use entity::ids::keepers_of;
use entity::vocabulary::{Precision, Rank};
use uuid::Uuid;

use super::carried::taken;
use super::input::InvitedAppointment;
use crate::access::{Act, ActType, Permit, Place, Target};
use crate::ctx::Ctx;
use crate::error::{Findings, Result};
use crate::identity::access_requests::{Asked, ask};
use crate::kit::timestamp::Timestamp;
use crate::ledger::{Look, Unit};
use crate::network::focal_points::{NewAppointment, appoint_as, free_for, role_of, takes_part};

/// An appointment that the inviter may make.
pub(super) struct Appointed {
    /// Which of the invitation's it is.
    pub n: usize,
    pub country: Uuid,
    /// The policy field; none for ALL.
    pub competence: Option<Uuid>,
    pub rank: Rank,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
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

/// The country of an appointment and its policy field, none for all of them; none where either was not found.
pub(super) type FoundField = Option<(Uuid, Option<Uuid>)>;

/// Whether the inviter may make each of the appointments (403), and whether each is right (422, 409).
pub(super) async fn judged_appointments(
    ctx: &Ctx,
    look: &impl Look,
    (appointments, fields): (&[InvitedAppointment], &[FoundField]),
    stands: Option<Place>,
    findings: &mut Findings,
) -> Result<Vec<Appointed>> {
    let mut appointed = Vec::with_capacity(appointments.len());
    for (n, (wanted, field)) in appointments.iter().zip(fields).enumerate() {
        let under = format!("/appointments/{n}");
        let span = crate::ctx::span(ctx, wanted.valid_from, wanted.valid_to, look.at());
        let reason = crate::ctx::reason(wanted.reason.as_deref().unwrap_or("Invitation"));
        let (span, reason) = (taken(findings, span, &under)?, taken(findings, reason, &under)?);
        let (Some((country, competence)), Some((from, until)), Some(reason)) = (*field, span, reason) else {
            continue;
        };
        let wanted = Appointed { n, country, competence, rank: wanted.rank, from, until, reason };
        let role = Some(role_of(competence));
        let target = Target { role, ..Target::at("APPOINTMENT", None, Place::country(country)) };
        let may = findings.note(format!("{under}/rank"), look.may(wanted.act(), &target))?;
        if stands.is_some_and(|stands| stands.country != Some(country)) {
            let detail = "The post must stand in a public authority of the country.";
            findings.add(format!("{under}/countryCode"), detail);
        }
        // Who speaks is told to those who may appoint.
        if may.is_some() {
            findings.note(format!("{under}/countryCode"), takes_part(look, country).await)?;
            let free = free_for(look, (country, competence), wanted.rank, (from, until)).await;
            findings.note(format!("{under}/rank"), free)?;
        }
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
