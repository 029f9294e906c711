//! One-time links: mailed or printed, opened any number of times, used once. What is stored is the
//! hash of the token; what it hands over is sealed, and gone once it was used.

mod store;

use std::time::Duration;

use entity::one_time_link::Model;
use entity::vocabulary::LinkPurpose;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::access::{ActType, Permit};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::kit::secret::{hash_token, random_token};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// How long a mailed link works.
pub const LINK_LIVES: Duration = Duration::from_secs(72 * 60 * 60);

/// A link to be made.
pub struct NewLink<'a> {
    /// What it is for.
    pub purpose: LinkPurpose,
    /// The invitation, account, address change or partner secret.
    pub subject: Uuid,
    /// What it hands over, in the clear; it is sealed here.
    pub hands_over: Option<&'a str>,
    /// First instant it no longer works.
    pub expires_at: Timestamp,
}

/// Step: makes a link and returns its token, which is kept nowhere.
pub async fn make_link<A: ActType>(unit: &Unit, permit: &Permit<A>, new: NewLink<'_>) -> Result<String> {
    let (token, hash) = random_token();
    let row = Model {
        hash: hash.to_vec(),
        purpose: new.purpose,
        subject: new.subject,
        sealed: new.hands_over.map(|text| unit.world().seals.seal(text.as_bytes())),
        created_at: unit.at().micros(),
        expires_at: new.expires_at.micros(),
        used_at: None,
    };
    store::insert(unit, permit, row).await?;
    Ok(token)
}

/// The subject of a link, whether or not it still works; 404 for one that never was.
pub async fn subject_of(ctx: &Ctx, purpose: LinkPurpose, token: &str) -> Result<Uuid> {
    find(ctx, &[purpose], token).await.map(|link| link.subject)
}

/// The subject of a link that works; 404 for one that never was, 410 for one that no longer does.
/// Looking consumes nothing.
pub async fn look_at_link(ctx: &Ctx, purpose: LinkPurpose, token: &str) -> Result<Uuid> {
    look_at_link_for(ctx, &[purpose], token).await.map(|(_, subject)| subject)
}

/// The same for a page that several kinds of links lead to: which kind it is, too.
pub async fn look_at_link_for(ctx: &Ctx, purposes: &[LinkPurpose], token: &str) -> Result<(LinkPurpose, Uuid)> {
    let link = find(ctx, purposes, token).await?;
    working(&link, ctx.now())?;
    Ok((link.purpose, link.subject))
}

/// A wrong try counts only where no kind of link has the token: a right one costs nothing.
async fn find(ctx: &Ctx, purposes: &[LinkPurpose], token: &str) -> Result<Model> {
    let Some(link) = store::one(ctx.db(), purposes, &hash_token(token)).await? else {
        ctx.world.throttle.was_wrong("link", &ctx.caller.address, ctx.now())?;
        return Err(Error::not_found());
    };
    Ok(link)
}

/// Step: uses a link; returns its subject and what it hands over. Of two who use it at once one
/// gets 410, since this stands under the unit's lock.
pub async fn use_link<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    purpose: LinkPurpose,
    token: &str,
) -> Result<(Uuid, Option<Vec<u8>>)> {
    let link = store::one(unit.tx(), &[purpose], &hash_token(token)).await?.ok_or_else(Error::not_found)?;
    working(&link, unit.at())?;
    store::close(unit, permit, purpose, link.subject).await?;
    let handed = link.sealed.as_deref().map(|sealed| unit.world().seals.open(sealed)).transpose();
    Ok((link.subject, handed.map_err(Error::internal)?))
}

/// Step: the links of a subject no longer work.
pub async fn void_links<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    purpose: LinkPurpose,
    subject: Uuid,
) -> Result<()> {
    store::close(unit, permit, purpose, subject).await
}

/// Those of the subjects that have a link of a purpose which works.
pub async fn open_subjects(
    db: &impl ConnectionTrait,
    purpose: LinkPurpose,
    subjects: &[Uuid],
    now: Timestamp,
) -> Result<Vec<Uuid>> {
    store::open_subjects(db, purpose, subjects, now).await
}

fn working(link: &Model, now: Timestamp) -> Result<()> {
    match link.used_at.is_none() && link.expires_at > now.micros() {
        true => Ok(()),
        false => Err(Error::new(Code::LinkUsed, "The link was used or has run out; ask for a new one.")),
    }
}
