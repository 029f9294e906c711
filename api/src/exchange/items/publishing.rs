//! Step: whether the actor of a unit may publish so, asked under the lock.

use entity::item;
use entity::vocabulary::ItemKind;
use uuid::Uuid;

use crate::access::{PartySet, Publication, Publishing, Target, may_draft, may_publish, place_of};
use crate::error::{Code, Error, Result};
use crate::ledger::Unit;
use crate::network::competences;

/// 403 unless the actor may publish in the name of `owner` to `audience` about `topics`:
/// `MUST_PROPOSE` where only the width is too much. The grant that permits it is noted.
pub async fn must_publish(unit: &mut Unit, owner: Uuid, audience: &PartySet, topics: &[Uuid]) -> Result<()> {
    match asked(unit, owner, audience, topics).await? {
        Publishing::Allowed(grant) => {
            unit.note("publishedBy", grant.to_string());
            Ok(())
        }
        Publishing::MustPropose => Err(must_propose()),
        Publishing::Refused => Err(refused()),
    }
}

/// 403 `MUST_PROPOSE` unless a keeper who changes what is published could have published the
/// result in that name and that wide.
pub async fn must_stay_publishable(unit: &Unit, owner: Uuid, audience: &PartySet, topics: &[Uuid]) -> Result<()> {
    match asked(unit, owner, audience, topics).await? {
        Publishing::Allowed(_) => Ok(()),
        Publishing::MustPropose | Publishing::Refused => Err(must_propose()),
    }
}

/// 403 unless the actor may publish in the name of `owner` to anybody: then a draft may be kept.
pub async fn must_draft(unit: &Unit, owner: Uuid, topics: &[Uuid]) -> Result<()> {
    let topics = competences::store::chains(unit.tx(), topics).await?;
    let place = place_of(unit.tx(), owner, unit.at()).await?.ok_or_else(Error::not_found)?;
    let publication = Publication { owner, place, audience: &PartySet::default(), topics: &topics };
    if may_draft(unit.actor(), &publication) { Ok(()) } else { Err(refused()) }
}

async fn asked(unit: &Unit, owner: Uuid, audience: &PartySet, topics: &[Uuid]) -> Result<Publishing> {
    let topics = competences::store::chains(unit.tx(), topics).await?;
    let place = place_of(unit.tx(), owner, unit.at()).await?.ok_or_else(Error::not_found)?;
    Ok(may_publish(unit.actor(), &Publication { owner, place, audience, topics: &topics }))
}

/// What `decide` must know about an item that people write.
pub fn target_of(row: &item::Model) -> Target {
    Target { id: Some(row.id), author: row.author, owner: Some(row.owner), ..Target::none(row.kind.word()) }
}

/// 403 for what is not written by people: who sees the directory follows from what it is.
pub fn must_be_written(kind: ItemKind) -> Result<()> {
    match kind {
        ItemKind::Update => Ok(()),
        ItemKind::Country
        | ItemKind::Group
        | ItemKind::Membership
        | ItemKind::Organisation
        | ItemKind::Expert
        | ItemKind::ContactCard
        | ItemKind::Appointment
        | ItemKind::Competence => Err(Error::forbidden(
            "This belongs to the directory: it is not published or withdrawn, and who sees it follows from what it is.",
        )),
    }
}

fn must_propose() -> Error {
    Error::new(
        Code::MustPropose,
        "You may write in that name, but not publish this in it so wide; nothing was stored. Name a narrower \
         audience, or keep it as a draft (`state: DRAFT`) and propose it: `POST /v1/items/{id}/propose`.",
    )
}

fn refused() -> Error {
    Error::forbidden(
        "You may not publish so in that name: for a body it takes a member of it, for a country its focal point, or \
         a field contact for what is in their field, for a group its editor.",
    )
}
