//! Publishes the sample's updates as their authors, each on its day, by the verb that users call:
//! what an author may not publish does not get into the sample.

use std::sync::Arc;
use std::time::Duration;

use super::files::{PartyRef, SampleFiles, Update, UpdateState};
use super::reference::{Codes, id};
use crate::access::{By, load_actor};
use crate::ctx::{Ctx, World};
use crate::error::{Error, Result};
use crate::exchange::items::{AudienceInput, PartyInput, PartyInputKind, WithdrawItem, withdraw_item};
use crate::exchange::updates::{PublishState, PublishUpdate, publish};
use crate::kit::clock::ManualClock;
use crate::kit::day::Day;

/// Nine in the morning in the network's zone.
const OPENING: Duration = Duration::from_secs(9 * 60 * 60);

pub(super) async fn load_updates(
    world: &Arc<World>,
    clock: &ManualClock,
    files: &SampleFiles,
    codes: &Codes,
    progress: &dyn Fn(&str),
) -> Result<()> {
    for update in &files.updates {
        progress(&update.title);
        if let Some(day) = update.published.as_deref() {
            set(world, clock, day)?;
        }
        let made = publish(&author(world, codes, update).await?, input(codes, update)?).await;
        let made = made.map_err(|error| Error::internal(format!("{}: {error}", update.file)))?;
        clock.advance(Duration::from_secs(17 * 60));
        if let (UpdateState::Withdrawn, Some(day)) = (update.state, update.withdrawn.as_deref()) {
            let back = crate::kit::clock::Clock::now(clock);
            set(world, clock, day)?;
            let reason = update.reason.clone().unwrap_or_else(|| "Out of date.".to_owned());
            let ctx = author(world, codes, update).await?;
            withdraw_item(&ctx, WithdrawItem { id: made.id, revision: None, reason }).await?;
            clock.set(back);
        }
    }
    Ok(())
}

/// Later by the clock, never earlier: the ledger is one order.
fn set(world: &World, clock: &ManualClock, day: &str) -> Result<()> {
    let day = Day::parse(day).map_err(Error::internal)?;
    let at = world.zone.first_instant(day).plus(OPENING);
    if at > crate::kit::clock::Clock::now(clock) {
        clock.set(at);
    }
    Ok(())
}

async fn author(world: &Arc<World>, codes: &Codes, update: &Update) -> Result<Ctx> {
    let expert = id(&codes.experts, &update.author)?;
    let actor = load_actor(world.database.reader(), By::Expert(expert), world.clock.now()).await?;
    let actor = actor.ok_or_else(|| Error::internal(format!("{} has no account", update.author)))?;
    Ok(Ctx::new(world, actor))
}

fn input(codes: &Codes, update: &Update) -> Result<PublishUpdate> {
    let owner_id = match &update.owner {
        None => None,
        Some(PartyRef::Country(code)) => Some(id(&codes.countries, code)?),
        Some(PartyRef::Group(code)) => Some(id(&codes.groups, code)?),
        Some(PartyRef::Organisation(code)) => Some(id(&codes.organisations, code)?),
        Some(other) => return Err(Error::internal(format!("{other} cannot own an update"))),
    };
    let parties: Vec<PartyInput> = update.audience.iter().map(|party| named(codes, party)).collect::<Result<_>>()?;
    Ok(PublishUpdate {
        title: update.title.clone(),
        body_markdown: update.body_markdown.clone(),
        summary: update.summary.clone(),
        language: Some(update.language.clone()),
        topics: update.topics.clone(),
        country_codes: update.countries.clone(),
        owner_id,
        audience: (!parties.is_empty()).then_some(AudienceInput { parties }),
        publish_at: None,
        state: (update.state == UpdateState::Draft).then_some(PublishState::Draft),
    })
}

fn named(codes: &Codes, party: &PartyRef) -> Result<PartyInput> {
    let code = |kind, code: &str| PartyInput { kind, party_id: None, code: Some(code.to_owned()) };
    let of = |kind, id| PartyInput { kind, party_id: Some(id), code: None };
    let plain = |kind| PartyInput { kind, party_id: None, code: None };
    Ok(match party {
        PartyRef::Public => plain(PartyInputKind::Public),
        PartyRef::Network => plain(PartyInputKind::Network),
        PartyRef::Officials => plain(PartyInputKind::Officials),
        PartyRef::Country(c) => code(PartyInputKind::Country, c),
        PartyRef::Organisation(c) => code(PartyInputKind::Organisation, c),
        // Sharing groups have no code.
        PartyRef::Group(c) => of(PartyInputKind::Group, id(&codes.groups, c)?),
        PartyRef::Expert(key) => of(PartyInputKind::Expert, id(&codes.experts, key)?),
    })
}
