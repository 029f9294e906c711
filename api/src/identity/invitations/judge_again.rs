//! What was offered is judged again when it would begin to count: whoever lost a right meanwhile lets
//! nobody in by it any more, and gives nothing by it.

use entity::role_grant;
use entity::vocabulary::{Rank, Role};
use uuid::Uuid;

use super::store::{self, Row};
use crate::access::{Act, ActType, Actor, By, Decision, Permit, Place, Target, decide, load_actor, place_of};
use crate::error::Result;
use crate::identity::access_requests::{Asked, Word, ask, still_says, word_was_said};
use crate::identity::grants::{asked_for_grant, end_grant, store as grants};
use crate::ledger::Unit;
use crate::network::focal_points::touch_appointments;

const LAPSED: &str = "Whoever gave it could no longer give it when the invitation would have begun to count.";

/// Step: whether the post may count now. Where the body is no longer what it was when its word was said, or the
/// inviter said it by inviting and could do so no longer, those who can are asked.
pub(super) async fn word_still_stands<A: ActType>(unit: &mut Unit, permit: &Permit<A>, row: &Row) -> Result<Word> {
    let Some(inviter) = row.invited_by else { return Ok(Word::Said) };
    let stands = match word_was_said(unit, row.post_id).await? {
        Some(fits) => fits,
        // The question is not whether they may invite, but whether their word lets in.
        None => {
            let by = grants::person_behind(unit.tx(), inviter).await?.0;
            still_says(unit, row.organisation_id, by, &[row.expert_id]).await?
        }
    };
    if stands {
        return Ok(Word::Said);
    }
    unit.note("wordLapsed", true);
    let asked = Asked {
        act: Act::InviteExpert,
        target_kind: "EXPERT",
        target: row.expert_id,
        result_id: Some(row.post_id),
        enters: vec![row.organisation_id],
        leaves: Vec::new(),
        gainers: vec![row.expert_id],
        payload: serde_json::json!({ "invitation": row.id }),
    };
    ask(unit, permit, asked).await
}

/// Step: ends the roles of an invited post whose giver could not give them now.
pub(super) async fn lapse<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid) -> Result<()> {
    let offered = store::grants(unit.tx(), &[post]).await?.remove(&post).unwrap_or_default();
    let ranks = grants::ranks(unit.tx(), &offered.iter().map(|grant| grant.id).collect::<Vec<_>>()).await?;
    let person = grants::person_behind(unit.tx(), post).await?.0;
    let mut lapsed = Vec::new();
    for grant in offered.iter().filter(|grant| grant.ended_at.is_none()) {
        let Some(giver_is) = grant.given_by else { continue };
        let target = Target { person, ..offered_target(unit, grant).await? };
        let act = match (grant.role, ranks.get(&grant.id)) {
            (Role::FocalPoint, Some(Rank::Principal)) => Act::AppointFocalPoint,
            (_, Some(_)) => Act::AppointFieldContact,
            (_, None) => Act::GrantRole,
        };
        let may = may_still(giver(unit, giver_is).await?.as_ref(), act, &target);
        if !may || !word_of_grant_stands(unit, grant, person, giver_is).await? {
            end_grant(unit, permit, grant.id, LAPSED, false).await?;
            lapsed.push(grant.id);
        }
    }
    if !lapsed.is_empty() {
        touch_appointments(unit, permit, &lapsed).await?;
        unit.note("lapsed", serde_json::json!(lapsed));
    }
    Ok(())
}

/// Whether what makes a keeper still has the word that it needs. One that still waits for it goes on waiting.
async fn word_of_grant_stands(
    unit: &Unit,
    grant: &role_grant::Model,
    person: Option<Uuid>,
    giver: Uuid,
) -> Result<bool> {
    if grant.counts_from.is_none() {
        return Ok(true);
    }
    if let Some(fits) = word_was_said(unit, grant.id).await? {
        return Ok(fits);
    }
    let by = grants::person_behind(unit.tx(), giver).await?.0;
    for party in asked_for_grant(unit, grant.role, grant.scope, grant.holder).await? {
        if !still_says(unit, party, by, person.as_slice()).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn offered_target(unit: &Unit, grant: &role_grant::Model) -> Result<Target> {
    let place = match grant.scope {
        Some(id) => place_of(unit.tx(), id, unit.at()).await?.unwrap_or(Place::NETWORK),
        None => Place::NETWORK,
    };
    let place = Place::of_scope(grant.role, grant.scope, place);
    Ok(Target { role: Some(grant.role), ..Target::at("GRANT", Some(grant.id), place) })
}

/// Whoever stands in the same post now, with an enabled account; nobody where the post has ended.
async fn giver(unit: &Unit, party: Uuid) -> Result<Option<Actor>> {
    let by = match grants::person_behind(unit.tx(), party).await?.0 {
        Some(expert) => By::Expert(expert),
        None => By::Partner(party),
    };
    let actor = load_actor(unit.tx(), by, unit.at()).await?;
    Ok(actor.filter(|actor| actor.party() == Some(party)))
}

fn may_still(giver: Option<&Actor>, act: Act, target: &Target) -> bool {
    giver.is_some_and(|giver| matches!(decide(giver, act, target), Decision::Allowed(_)))
}
