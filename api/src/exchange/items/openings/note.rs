//! Noting that the actor opened an item, or was given its text.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entity::ids::{NETWORK, PUBLIC};
use entity::item;
use entity::vocabulary::OpeningKind;
use uuid::Uuid;

use super::buffer::{Count, Key};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::{ItemParts, store_known};

/// An item whose openings are recorded: not what is for the network or for everybody.
#[derive(Clone, Debug)]
pub struct Openable {
    item: Uuid,
    seen_by: i64,
    /// Whose own reading is none: who wrote it, and who took over from them.
    own: [Option<Uuid>; 2],
    /// One request opens it once, by whatever it asks for of it: the first way that is noted counts.
    noted: Arc<AtomicBool>,
}

impl Openable {
    /// Of an item with its parts.
    pub fn of(row: &item::Model, parts: &ItemParts) -> Option<Self> {
        parts.openings_recorded.then(|| Self::new(row))
    }

    /// The same where the parts are not at hand.
    pub async fn found(ctx: &Ctx, row: &item::Model) -> Result<Option<Self>> {
        let sets = store_known::party_sets(ctx, &[row.seen_by]).await?;
        let wide = sets.values().flat_map(|set| set.iter()).any(|party| [PUBLIC, NETWORK].contains(party));
        Ok((!wide).then(|| Self::new(row)))
    }

    fn new(row: &item::Model) -> Self {
        Self { item: row.id, seen_by: row.seen_by, own: [row.author, row.keeper], noted: Arc::default() }
    }

    /// Step: notes in which way the actor opened it.
    pub fn opened(&self, ctx: &Ctx, kind: OpeningKind) {
        let Some(standing) = ctx.actor.standing().filter(|at| !self.own.contains(&Some(at.party))) else { return };
        if self.noted.swap(true, Ordering::Relaxed) {
            return;
        }
        let key = Key {
            item: self.item,
            reader: standing.party,
            day: ctx.today().number(),
            kind,
            seen_by: self.seen_by,
            sight: ctx.actor.parties().id(),
        };
        ctx.world.openings.add(key, Count { organisation: standing.body, times: 1, first_at: ctx.now().micros() });
    }
}
