//! Carries out what waited, or puts it aside: the slice that wrote it as waiting knows how.

use entity::access_request::Model;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::access::{Act, ActType, Permit};
use crate::error::{Error, Result};
use crate::identity::grants;
use crate::identity::invitations;
use crate::identity::partners;
use crate::identity::sessions;
use crate::ledger::Unit;
use crate::network::experts;
use crate::network::focal_points;
use crate::network::groups;
use crate::network::organisations;

/// The last word is there, after those of all `parties`. What is carried out is what they were asked for:
/// where the world has changed so that more would have to be asked, or another thing would come of it, it
/// is 409, and whoever wants it asks again.
pub(super) async fn carry_out<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    request: &Model,
    parties: &[Uuid],
) -> Result<()> {
    match act_of(request)? {
        Act::GrantRole => {
            grants::still_fits(unit, result(request)?, parties).await?;
            grants::begin_counting(unit, permit, result(request)?).await?;
            grants::tell_given(unit, permit, &[result(request)?]).await
        }
        Act::AddMember => groups::carry_out_membership(unit, permit, result(request)?).await,
        Act::CreateOrganisation => organisations::carry_out_creation(unit, permit, &payload(request)?).await,
        Act::ChangeOrganisationStatus => organisations::carry_out_status(unit, permit, &payload(request)?).await,
        Act::MergeOrganisation => {
            organisations::carry_out_succession(unit, permit, result(request)?, &payload(request)?).await
        }
        Act::RegisterPartner => partners::carry_out_partner(unit, permit, result(request)?).await,
        Act::ResumeAccount => sessions::carry_out_resumption(unit, permit, result(request)?).await,
        Act::ResumePartner => partners::carry_out_resumption(unit, permit, result(request)?).await,
        Act::BeginPost => {
            experts::carry_out_post(unit, permit, result(request)?, experts::Leaving::Agreed(parties)).await
        }
        Act::InviteExpert => invitations::carry_out_invited(unit, permit, result(request)?, parties).await,
        Act::AppointFocalPoint | Act::AppointFieldContact => {
            let appointment = result(request)?;
            let grant = focal_points::store::model(unit.tx(), appointment).await?.grant_id;
            grants::still_fits(unit, grant, parties).await?;
            focal_points::carry_out_appointment(unit, permit, appointment).await?;
            grants::tell_given(unit, permit, &[grant]).await
        }
        other => Err(Error::internal(format!("{} does not wait for a word", other.name()))),
    }
}

/// The word was refused, or the act was withdrawn.
pub(super) async fn put_aside<A: ActType>(unit: &mut Unit, permit: &Permit<A>, request: &Model) -> Result<()> {
    match act_of(request)? {
        Act::GrantRole => grants::refuse_grant(unit, permit, result(request)?).await,
        Act::AddMember => groups::refuse_membership(unit, permit, result(request)?).await,
        // It stays as it stands.
        Act::CreateOrganisation => organisations::refuse_creation(unit, permit, &payload(request)?).await,
        Act::ChangeOrganisationStatus | Act::ResumeAccount | Act::ResumePartner => Ok(()),
        Act::MergeOrganisation => organisations::refuse_succession(unit, permit, result(request)?).await,
        Act::RegisterPartner => partners::refuse_partner(unit, permit, result(request)?).await,
        Act::BeginPost => experts::refuse_post(unit, permit, result(request)?).await,
        Act::InviteExpert => invitations::refuse_invited(unit, permit, result(request)?).await,
        Act::AppointFocalPoint | Act::AppointFieldContact => {
            focal_points::refuse_appointment(unit, permit, result(request)?).await
        }
        other => Err(Error::internal(format!("{} does not wait for a word", other.name()))),
    }
}

pub(super) fn act_of(request: &Model) -> Result<Act> {
    Act::named(&request.act).ok_or_else(|| Error::internal(format!("unknown act {}", request.act)))
}

fn result(request: &Model) -> Result<Uuid> {
    request.result_id.ok_or_else(|| Error::internal(format!("request {} has no result", request.id)))
}

fn payload(request: &Model) -> Result<Json> {
    serde_json::from_str(&request.payload).map_err(Error::internal)
}
