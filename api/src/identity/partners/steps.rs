//! Steps on partner systems: what registering, a word that is said, a body that ends, and the
//! sample loader share.

use entity::vocabulary::{LinkPurpose, PartyKind};
use entity::{partner, partner_secret};
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::store;
use super::view::secret_lives;
use crate::access::{ActType, Permit};
use crate::error::{Code, Error, Result};
use crate::exchange::items;
use crate::identity::access_requests::store as requests;
use crate::identity::grants::{end_grant, tell_unkept};
use crate::identity::links::void_links;
use crate::kit::secret::{hash_token, random_bytes};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::facts::life::{rights_begin, rights_end};
use crate::network::groups::end_memberships_of;

/// A partner system as a step writes it.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// The body that owns it.
    pub organisation: Uuid,
    /// What people call it.
    pub name: String,
    /// First instant it no longer runs.
    pub valid_until: Timestamp,
    /// Whether it counts from now, or waits for a word.
    pub counts: bool,
}

/// A client secret as a step writes it.
#[derive(Clone)]
pub struct NewSecret<'a> {
    /// The partner system.
    pub partner: Uuid,
    /// The secret in the clear: 256 random bits; only its hash is stored.
    pub secret: &'a str,
    /// First instant it no longer counts.
    pub valid_until: Timestamp,
}

/// Writes a partner system, which is a party, with a client identifier of its own.
pub async fn add_partner<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewPartner) -> Result<Uuid> {
    let id = unit.new_id();
    add_partner_as(unit, permit, id, new).await?;
    Ok(id)
}

/// The same under an id that was made before.
pub(super) async fn add_partner_as<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    new: NewPartner,
) -> Result<()> {
    // It begins no sooner than its body, whose life may be still to come, and lasts no longer, where an end was said.
    let from = rights_begin(unit, new.organisation).await?.unwrap_or(unit.at()).micros();
    let end = rights_end(unit, new.organisation).await?;
    let valid_until = end.map_or(new.valid_until, |end| end.min(new.valid_until));
    items::store::insert_party(unit, permit, id, PartyKind::Partner).await?;
    let row = partner::Model {
        id,
        organisation_id: new.organisation,
        name: new.name,
        client_id: format!("partner-{}", hex::encode(random_bytes::<8>())),
        valid_from: from,
        valid_until: valid_until.micros(),
        counts_from: new.counts.then_some(from),
        ended_at: None,
        end_reason: None,
        last_used_at: None,
    };
    store::insert(unit, permit, row).await?;
    unit.made(id);
    Ok(())
}

/// The word is there: a partner system that waited counts from now.
pub async fn carry_out_partner<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    let row = waiting(unit, permit, id).await?;
    let counts_from = Set(Some(unit.at().micros().max(row.valid_from)));
    store::rewrite(unit, permit, partner::ActiveModel { id: Set(id), counts_from, ..Default::default() }).await
}

/// The word was refused: a partner system that waited ends without ever having counted.
pub async fn refuse_partner<A: ActType>(unit: &mut Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    waiting(unit, permit, id).await?;
    end_partner_step(unit, permit, id, unit.at(), "The word it waited for was refused.").await
}

async fn waiting<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<partner::Model> {
    let row = store::row(unit, permit, id).await?;
    match row.counts_from.is_none() && row.ended_at.is_none() && row.valid_until > unit.at().micros() {
        true => Ok(row),
        false => Err(Error::new(Code::Conflict, "The partner system no longer waits for a word; it has ended.")),
    }
}

/// Ends a partner system, or sooner where that was said before. Once it is over, so are its secrets, the links that
/// would hand them over, its grants and its sessions; those of one that is to end later end with it by themselves:
/// a right is judged when it is read. Whoever was asked for a word on it is asked no longer.
pub async fn end_partner_step<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    id: Uuid,
    until: Timestamp,
    reason: &str,
) -> Result<()> {
    let (row, now) = (store::row(unit, permit, id).await?, unit.at());
    // One that waits for a word ends at once: there is nothing to be said any more.
    let until = if row.counts_from.is_some() { until.max(now) } else { now };
    if row.ended_at.is_some_and(|said| said <= until.micros()) {
        return Ok(());
    }
    requests::withdraw_for(unit, permit, &[id], reason).await?;
    let change = partner::ActiveModel {
        id: Set(id),
        ended_at: Set(Some(until.micros())),
        end_reason: Set(Some(reason.to_owned())),
        ..Default::default()
    };
    store::rewrite(unit, permit, change).await?;
    end_memberships_of(unit, permit, id, until, reason).await?;
    if until > now {
        return Ok(());
    }
    for secret in store::secrets(unit.tx(), &[id]).await?.remove(&id).unwrap_or_default() {
        if secret_lives(&secret, now) {
            store::end_secret(unit, permit, secret.id).await?;
        }
        void_links(unit, permit, LinkPurpose::Secret, secret.id).await?;
    }
    let grants = store::grants(unit.tx(), id).await?;
    for grant in &grants {
        end_grant(unit, permit, *grant, reason, false).await?;
    }
    tell_unkept(unit, permit, &grants).await?;
    store::end_sessions(unit, permit, id).await
}

/// Writes a secret; 409 where two live already.
pub async fn add_secret<A: ActType>(unit: &mut Unit, permit: &Permit<A>, new: NewSecret<'_>) -> Result<Uuid> {
    let now = unit.at();
    let present = store::secrets(unit.tx(), &[new.partner]).await?.remove(&new.partner).unwrap_or_default();
    if present.iter().filter(|secret| secret_lives(secret, now)).count() >= 2 {
        return Err(Error::new(Code::Conflict, "Two secrets live already; end one of them first."));
    }
    let id = unit.new_id();
    let row = partner_secret::Model {
        id,
        partner_id: new.partner,
        hash: hash_token(new.secret).to_vec(),
        created_at: now.micros(),
        valid_until: new.valid_until.micros(),
        ended_at: None,
        last_used_at: None,
    };
    store::insert_secret(unit, permit, row).await?;
    Ok(id)
}
