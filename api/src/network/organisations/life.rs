//! Whether a body lives, and the end of its life.

use entity::vocabulary::{FactKind, SuccessionState};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store_standing as standing;
use crate::access::{ActType, Permit};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::store as items;
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::ledger::{Look, Unit};
use crate::network::facts::life::{last_day, life, rights_begin, rights_end};
use crate::network::facts::{Bound, NewFact, Span, restate_facts};

/// Whoever is told so sees the body.
const NOT_MADE: &str =
    "The making of this body waits for a word, or the word was refused: nobody enters it, and it enters nothing.";

/// What is wrong with entering a body, or registering something for it, at the field that names it: it must live
/// beyond today, and when it is entered. One that was taken over has ended, too: whoever is meant is named by the
/// one that took it over. What begins in a body whose end was said lasts no longer than the body: the steps that
/// write it see to that.
pub(crate) async fn check_lives(
    look: &impl Look,
    body: Uuid,
    pointer: &str,
    from: Option<Timestamp>,
    findings: &mut Findings,
) -> Result<()> {
    check_made(look, body, pointer, findings).await?;
    let Some(end) = rights_end(look, body).await? else { return Ok(()) };
    let today = look.world().zone.day_of(look.at());
    let lives = look.world().zone.day_of(end) > today.plus(1);
    findings.check(lives, pointer, "This body has ended, or ends today; name the one that lives on.");
    let in_time = !lives || from.is_none_or(|from| from < end);
    findings.check(in_time, pointer, "This body ends before that begins; name the one that lives on.");
    Ok(())
}

/// 409 for a body whose end was said, or whose life is still to begin: nothing is carried on in it.
pub(super) async fn lives_on(unit: &Unit, body: Uuid) -> Result<()> {
    if let Some(begins) = rights_begin(unit, body).await? {
        let day = unit.world().zone.day_of(begins);
        return Err(Error::new(
            Code::Conflict,
            format!("This organisation begins on {day}: nothing is carried on in it before that day."),
        ));
    }
    match last_day(unit.tx(), body).await? {
        None => Ok(()),
        Some(day) => Err(Error::new(
            Code::Conflict,
            format!("This organisation ends on {day}: nothing is carried on in it; name the one that lives on."),
        )),
    }
}

/// The same of a body whose making waits for a word: nobody enters it, and it enters nothing.
pub(crate) async fn check_made(look: &impl Look, body: Uuid, pointer: &str, findings: &mut Findings) -> Result<()> {
    findings.check(items::is_published(look.db(), body).await?, pointer, NOT_MADE);
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
    let fact = fact.during(Span { from, to: Bound::Dated(to) });
    restate_facts(unit, permit, body, &[FactKind::Life], vec![fact]).await?;
    Ok(())
}

/// The day a body began, where it is known.
pub(super) async fn began(db: &impl ConnectionTrait, body: Uuid) -> Result<Day> {
    Ok(life(db, body).await?.map_or(Day::MIN, |row| Span::of(&row).first_day()))
}
