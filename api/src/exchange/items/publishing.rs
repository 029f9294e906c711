//! Step: whether the actor of a unit may publish so, asked under the lock.

use entity::item;
use entity::vocabulary::{ItemKind, ItemState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::asked::has_ended;
use super::written::is_written;
use super::{Release, store};
use crate::access::{Actor, PartySet, Place, Publication, Publishing, Target, may_begin, may_publish, place_of};
use crate::error::{Code, Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::competences;

/// 403 unless the actor may publish in the name of `owner` to `audience` about `topics`:
/// `MUST_PROPOSE` where only the width is too much. The grant that permits it is noted.
pub async fn must_publish(unit: &mut Unit, owner: Uuid, audience: &PartySet, topics: &[Uuid]) -> Result<()> {
    let name = Name::of(unit.tx(), unit.at(), owner, topics).await?;
    granted(unit, &name, audience).await
}

/// 403 unless the actor may begin something in the name of `owner`, a draft or what is proposed; with an
/// audience, unless they may publish it to that at once, too.
pub async fn must_begin(unit: &mut Unit, owner: Uuid, audience: Option<&PartySet>, topics: &[Uuid]) -> Result<()> {
    let name = Name::of(unit.tx(), unit.at(), owner, topics).await?;
    match (name.is_begun_by(unit.actor()), audience) {
        (false, _) => Err(refused(unit, &name).await?),
        (true, None) => Ok(()),
        (true, Some(audience)) => granted(unit, &name, audience).await,
    }
}

async fn granted(unit: &mut Unit, name: &Name, audience: &PartySet) -> Result<()> {
    match name.published_by(unit.actor(), audience) {
        Publishing::Allowed(grant) => {
            unit.note("publishedBy", grant.to_string());
            Ok(())
        }
        Publishing::MustPropose => Err(must_propose()),
        Publishing::Refused => Err(refused(unit, name).await?),
    }
}

/// Whether a keeper who changes what is published could have published the result in that name and
/// that wide. If not, the change becomes a proposal beside it.
pub async fn stays_publishable(unit: &Unit, owner: Uuid, audience: &PartySet, topics: &[Uuid]) -> Result<bool> {
    let name = Name::of(unit.tx(), unit.at(), owner, topics).await?;
    Ok(matches!(name.published_by(unit.actor(), audience), Publishing::Allowed(_)))
}

/// Whether a change of an item needs the right to publish the result, which is judged before
/// anything else about it: what is published, and what will be by itself.
pub const fn is_released(state: ItemState) -> bool {
    matches!(state, ItemState::Published | ItemState::Scheduled)
}

/// Whoever changes what is scheduled releases it from now on: they must hold the right at its time.
pub fn rereleased(unit: &Unit, before: &item::Model) -> Option<Release> {
    (before.state == ItemState::Scheduled).then(|| Release {
        asked: None,
        publish_at: before.publish_at.map(Timestamp::from_micros),
        released_by: unit.actor().party(),
    })
}

/// 409 where an item is in no state to be changed.
pub fn must_be_changeable(state: ItemState) -> Result<()> {
    match state {
        ItemState::Draft | ItemState::Scheduled | ItemState::Published => Ok(()),
        ItemState::Proposed => Err(Error::new(
            Code::Conflict,
            "It waits for somebody's word as it is: take it back first, `POST /v1/items/{id}/return`.",
        )),
        ItemState::Withdrawn => Err(Error::new(Code::Conflict, "It was withdrawn and stays as it was.")),
        ItemState::Purged => Err(Error::not_found()),
    }
}

/// An instant at which something is to be published by itself: in the future, within ten years.
pub fn publish_at(asked: Option<Timestamp>, now: Timestamp) -> Result<Option<Timestamp>> {
    const FARTHEST: std::time::Duration = std::time::Duration::from_secs(3_653 * 24 * 3_600);
    match asked {
        Some(at) if at <= now => Err(Error::invalid(
            "/publishAt",
            format!("That has passed; now it is {now}. Leave it out to publish at once."),
        )),
        Some(at) if at > now.plus(FARTHEST) => Err(Error::invalid("/publishAt", "Choose an instant within ten years.")),
        asked => Ok(asked),
    }
}

/// In whose name something stands, and what it is about: all that decides who may publish it, but for
/// how wide.
pub(in crate::exchange::items) struct Name {
    owner: Uuid,
    place: Place,
    topics: Vec<Vec<Uuid>>,
}

impl Name {
    /// Looks up where the owner stands, and the fields with all broader ones.
    pub(super) async fn of(db: &impl ConnectionTrait, at: Timestamp, owner: Uuid, topics: &[Uuid]) -> Result<Self> {
        let topics = competences::store::chains(db, topics).await?;
        let place = place_of(db, owner, at).await?.ok_or_else(Error::not_found)?;
        Ok(Self { owner, place, topics })
    }

    /// Whether somebody may publish in it to `audience`.
    pub(super) fn published_by(&self, actor: &Actor, audience: &PartySet) -> Publishing {
        may_publish(actor, &self.publication(audience))
    }

    /// Whether somebody may begin something in it.
    pub(super) fn is_begun_by(&self, actor: &Actor) -> bool {
        may_begin(actor, &self.publication(&PartySet::default()))
    }

    fn publication<'a>(&'a self, audience: &'a PartySet) -> Publication<'a> {
        Publication { place: self.place, audience, topics: &self.topics }
    }
}

/// The body of whoever names no owner: in its name they write.
pub(in crate::exchange) fn own_body(actor: &Actor) -> Result<Uuid> {
    let body = actor.standing().map(|standing| standing.body);
    body.ok_or_else(|| Error::invalid("/ownerId", "You stand in no body; say in whose name it stands."))
}

/// The country, organisation or group of an id, as the actor sees it. What is not seen and what never was are the
/// same 422.
pub(in crate::exchange) async fn owner_named(db: &impl ConnectionTrait, actor: &Actor, id: Uuid) -> Result<Uuid> {
    let found = store::find(db, actor, id).await?;
    let owns = |row: &item::Model| matches!(row.kind, ItemKind::Country | ItemKind::Organisation | ItemKind::Group);
    found
        .filter(owns)
        .map(|row| row.id)
        .ok_or_else(|| Error::invalid("/ownerId", "There is no such country, organisation or group shown to you."))
}

/// What `decide` must know about an item that people write.
pub fn target_of(row: &item::Model) -> Target {
    Target { id: Some(row.id), author: row.keeper, owner: Some(row.owner), ..Target::none(row.kind.word()) }
}

/// 403 for what is not written by people: who sees the directory follows from what it is.
pub fn must_be_written(kind: ItemKind) -> Result<()> {
    match is_written(kind) {
        true => Ok(()),
        false => Err(Error::forbidden(
            "This belongs to the directory: it is not published or withdrawn, and who sees it follows from what it is.",
        )),
    }
}

fn must_propose() -> Error {
    Error::new(
        Code::MustPropose,
        "You may write in that name, but not publish this in it so wide; nothing was stored. Name a narrower \
         audience, or propose it: with `state: PROPOSED`, or as a draft with `POST /v1/items/{id}/propose`.",
    )
}

/// The same about what is proposed already: it need not be proposed.
pub(super) fn proposed_already(error: Error) -> Error {
    if error.code() != Code::MustPropose {
        return error;
    }
    error.saying(
        "It is proposed already, and waits for the word of those asked: they publish it by `POST \
         /v1/items/{id}/confirm`. To publish it narrower yourself, take it back first, `POST \
         /v1/items/{id}/return`, and change its audience.",
    )
}

/// Who may, to those who may not.
async fn refused(unit: &Unit, name: &Name) -> Result<Error> {
    if has_ended(unit, name.owner, name.place).await? {
        return Ok(Error::forbidden(
            "It has ended: nothing is begun, published or changed in its name any more. What stands in its name can be \
             withdrawn, `POST /v1/items/{id}/withdraw`, or transferred to another owner, `POST /v1/items/{id}/transfer`.",
        ));
    }
    Ok(Error::forbidden(NOT_IN_THAT_NAME))
}

/// Who publishes in whose name.
pub(crate) const NOT_IN_THAT_NAME: &str = "You may not publish so in that name: for a body it takes a member of it, for a \
     country its focal point, or a field contact for what is in their field, for a group its editor.";
