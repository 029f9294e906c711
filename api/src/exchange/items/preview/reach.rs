//! Who would see a set of parties now. Pure, over everybody's lives of this instant.

use std::collections::BTreeMap;

use entity::ids::PUBLIC;
use entity::vocabulary::ActorKind;
use uuid::Uuid;

use super::view::ReaderCount;
use crate::access::lives::{Lives, Whose, lives};
use crate::access::{Actor, PartySet, Standing};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// Everybody who stands somewhere today, with what they hold.
pub(super) struct Today(Vec<Actor>);

impl Today {
    pub(super) fn of(lives: &Lives, now: Timestamp) -> Self {
        let actors = lives.people.iter().map(|life| lives.actor_at(life, now.micros()));
        Self(actors.filter(|actor| actor.standing().is_some()).collect())
    }

    /// Those who hold one of the parties.
    pub(super) fn readers<'a>(&'a self, set: &'a PartySet) -> impl Iterator<Item = &'a Actor> {
        self.0.iter().filter(|actor| actor.holds_any(set))
    }
}

/// How many they are.
pub(super) fn counted<'a>(readers: impl Iterator<Item = &'a Actor>) -> ReaderCount {
    readers.fold(ReaderCount::default(), |mut count, actor| {
        match actor.identity() {
            Some((ActorKind::Partner, _)) => count.partner_systems += 1,
            Some((ActorKind::Expert, _)) => count.people += 1,
            Some((ActorKind::System, _)) | None => {}
        }
        count
    })
}

/// How many they are by where they stand; whoever is named and has nobody is there with none.
pub(super) fn by<'a>(
    readers: &[&'a Actor],
    named: impl IntoIterator<Item = Uuid>,
    place: impl Fn(&'a Standing) -> Option<Uuid>,
) -> BTreeMap<Uuid, ReaderCount> {
    let mut counts: BTreeMap<Uuid, ReaderCount> = named.into_iter().map(|id| (id, ReaderCount::default())).collect();
    for actor in readers.iter().copied() {
        if let Some(id) = actor.standing().and_then(&place) {
            let one = counted(std::iter::once(actor));
            let count = counts.entry(id).or_default();
            count.people += one.people;
            count.partner_systems += one.partner_systems;
        }
    }
    counts
}

/// Who would see it today and does not now, as far as the actor may count them; none where everybody
/// would.
pub(in crate::exchange::items) async fn gained(
    ctx: &Ctx,
    old: &PartySet,
    new: &PartySet,
    opaque: &[Uuid],
) -> Result<Option<ReaderCount>> {
    if new.contains(PUBLIC) {
        return Ok(None);
    }
    let now = ctx.now();
    let today = Today::of(&lives(ctx.db(), Whose::All, now, now).await?, now);
    let (old, new) = (without(old, opaque), without(new, opaque));
    Ok(Some(counted(today.readers(&new).filter(|actor| !actor.holds_any(&old)))))
}

/// A set without the parties that are in no total.
pub(super) fn without(set: &PartySet, opaque: &[Uuid]) -> PartySet {
    PartySet::of(set.parties().filter(|party| !opaque.contains(party)))
}
