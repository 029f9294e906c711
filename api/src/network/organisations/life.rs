//! Whether a body lives, and the end of its life.

use entity::fact;
use entity::vocabulary::{FactKind, SuccessionState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store_standing as standing;
use crate::access::{ActType, Permit};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::store as items;
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;
use crate::network::facts::{Bound, NewFact, Span, restate_facts, store as facts};

/// Whoever is told so sees the body.
const NOT_MADE: &str =
    "The making of this body waits for a word, or the word was refused: nobody enters it, and it enters nothing.";

async fn life(db: &impl ConnectionTrait, body: Uuid) -> Result<Option<fact::Model>> {
    let mut rows = facts::of_items(db, &[body], &[FactKind::Life], None).await?;
    Ok(rows.remove(&body).and_then(|mut rows| rows.pop()))
}

/// What is wrong with entering a body, or registering something for it, at the field that names it: it must live
/// today. One that was taken over has ended, too: whoever is meant is named by the one that took it over.
pub async fn check_lives(unit: &Unit, body: Uuid, pointer: &str, findings: &mut Findings) -> Result<()> {
    check_made(unit, body, pointer, findings).await?;
    let today = unit.world().zone.day_of(unit.at());
    let lives = life(unit.tx(), body).await?.is_none_or(|row| Span::of(&row).last_day() >= today);
    findings.check(lives, pointer, "This body has ended; name the one that lives today.");
    Ok(())
}

/// The same of a body whose making waits for a word: nobody enters it, and it enters nothing.
pub async fn check_made(unit: &Unit, body: Uuid, pointer: &str, findings: &mut Findings) -> Result<()> {
    findings.check(items::is_published(unit.tx(), body).await?, pointer, NOT_MADE);
    Ok(())
}

/// The field that names a body, of the two that may.
pub fn pointer_of(by_id: Option<Uuid>) -> &'static str {
    if by_id.is_some() { "/organisationId" } else { "/organisationCode" }
}

/// 409 for a body that was not made yet, has ended or was taken over: its standing no longer changes.
pub(super) async fn still_stands(unit: &Unit, body: Uuid) -> Result<()> {
    if !items::is_published(unit.tx(), body).await? {
        return Err(Error::new(Code::Conflict, NOT_MADE));
    }
    let today = unit.world().zone.day_of(unit.at());
    if life(unit.tx(), body).await?.is_some_and(|row| Span::of(&row).last_day() < today) {
        return Err(Error::new(Code::Conflict, "This organisation has ended; what it was stays as it was."));
    }
    let taken = standing::successions(unit.tx(), &[body], &[SuccessionState::Running]).await?;
    match taken.iter().any(|row| row.old_id == body) {
        true => Err(Error::new(Code::Conflict, "This organisation was taken over; turn to the one that took it over.")),
        false => Ok(()),
    }
}

/// 409 for the Secretariat's body: the network stands on it.
pub(super) async fn not_the_secretariat(unit: &Unit, bodies: &[Uuid]) -> Result<()> {
    match standing::secretariat(unit.tx()).await?.is_some_and(|id| bodies.contains(&id)) {
        true => Err(Error::new(
            Code::Conflict,
            "The network stands on the Secretariat's body: it cannot end, merge or change its status.",
        )),
        false => Ok(()),
    }
}

/// Step: the body lives until a day, inclusive; its beginning stays.
pub(super) async fn end_life<A: ActType>(unit: &Unit, permit: &Permit<A>, body: Uuid, to: PartialDate) -> Result<()> {
    let before = life(unit.tx(), body).await?;
    let from = before.as_ref().map_or(Bound::Open, |row| Span::of(row).from);
    let fact = before.as_ref().map_or_else(|| NewFact::life(Span::ALWAYS), NewFact::from);
    restate_facts(unit, permit, body, &[FactKind::Life], vec![fact.during(Span { from, to: Bound::Dated(to) })]).await
}

/// The day a body began, where it is known.
pub(super) async fn began(db: &impl ConnectionTrait, body: Uuid) -> Result<Day> {
    Ok(life(db, body).await?.map_or(Day::MIN, |row| Span::of(&row).first_day()))
}
