//! Step: noting that the actor opened an item.

use entity::item;
use entity::vocabulary::OpeningKind;

use super::buffer::{Count, Key};
use crate::ctx::Ctx;
use crate::exchange::items::ItemParts;

/// Notes that the actor opened an item at its own address, where that is recorded: not for what is
/// for the network or for everybody, and not for the author's own reading, or theirs who
/// took over from the author.
pub fn note_opening(ctx: &Ctx, row: &item::Model, parts: &ItemParts, kind: OpeningKind) {
    let Some(standing) = ctx
        .actor
        .standing()
        .filter(|at| parts.openings_recorded && ![row.author, row.keeper].contains(&Some(at.party)))
    else {
        return;
    };
    let key = Key {
        item: row.id,
        reader: standing.party,
        day: ctx.today().number(),
        kind,
        seen_by: row.seen_by,
        sight: ctx.actor.parties().id(),
    };
    ctx.world.openings.add(key, Count { organisation: standing.body, times: 1, first_at: ctx.now().micros() });
}
