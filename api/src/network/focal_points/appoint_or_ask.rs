//! The step by which a post is appointed, whichever verb asks: where a word is needed, it waits.

use entity::vocabulary::{Rank, Role};
use uuid::Uuid;

use super::steps::{NewAppointment, appoint_as, role_of};
use super::store;
use crate::access::{Act, ActType, Permit};
use crate::error::{Code, Error, Result};
use crate::identity::access_requests::{Asked, Word, ask};
use crate::identity::grants::{announce, asked_for_grant, tell_given};
use crate::kit::timestamp::Timestamp;
use crate::ledger::{Look, Unit};
use crate::network::facts::life::last_day;

/// What was written.
pub(crate) struct Appointed {
    /// The appointment.
    pub id: Uuid,
    /// Its grant.
    pub grant: Uuid,
    /// Whether it counts, or waits.
    pub word: Word,
}

/// Who stands for a country and field in a time: 409 where a principal is wanted and one stands already.
pub(crate) async fn free_for(
    look: &impl Look,
    (country, field): (Uuid, Option<Uuid>),
    rank: Rank,
    (from, until): (Timestamp, Option<Timestamp>),
) -> Result<Vec<(Rank, Uuid)>> {
    let standing = store::standing(look, country, field, from, until).await?;
    match rank == Rank::Principal && standing.iter().any(|(rank, _)| *rank == Rank::Principal) {
        false => Ok(standing),
        true => Err(Error::new(
            Code::Conflict,
            "Another principal stands for this country and field in that time; end that appointment first, or appoint a deputy.",
        )),
    }
}

/// 409 for a country that has left the process: nobody speaks for it any more.
pub(crate) async fn takes_part(look: &impl Look, country: Uuid) -> Result<()> {
    let today = look.world().zone.day_of(look.at());
    match last_day(look.db(), country).await?.is_some_and(|last| last <= today) {
        true => Err(Error::new(Code::Conflict, "This country has left the process: nobody speaks for it any more.")),
        false => Ok(()),
    }
}

/// Step: appoints the post of an expert. What makes a keeper waits for those who keep already, where
/// two persons are asked; and whom the own body has shut out waits for the body.
pub(crate) async fn appoint_or_ask<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    new: NewAppointment,
) -> Result<Appointed> {
    let (country, field, span) = (new.country, new.competence, (new.valid_from, new.valid_until));
    takes_part(unit, country).await?;
    let standing = free_for(unit, (country, field), new.rank, span).await?;
    if standing.iter().any(|(_, other)| *other == expert) {
        return Err(Error::new(Code::Conflict, "This expert stands for this country and field already."));
    }
    let id = unit.new_id();
    let role = role_of(field);
    let enters = asked_for_grant(unit, role, Some(country), new.post).await?;
    let principal = role == Role::FocalPoint && new.rank == Rank::Principal;
    let word = match enters.is_empty() {
        true => Word::Said,
        false => {
            let asked = Asked {
                act: if principal { Act::AppointFocalPoint } else { Act::AppointFieldContact },
                target_kind: "APPOINTMENT",
                target: id,
                result_id: Some(id),
                enters,
                leaves: Vec::new(),
                gainers: vec![expert],
                payload: serde_json::Value::Null,
            };
            ask(unit, permit, asked).await?
        }
    };
    let grant = appoint_as(unit, permit, id, NewAppointment { counts: word == Word::Said, ..new }).await?;
    if role == Role::FocalPoint && word == Word::Said {
        announce(unit, permit, Some(expert), Some(country), role).await?;
    }
    tell_given(unit, permit, &[grant]).await?;
    Ok(Appointed { id, grant, word })
}
