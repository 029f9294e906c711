//! From who an item is for to who sees it, as the numbers that its row holds.

use entity::vocabulary::ItemState;

use super::store::{intern_all, number_in};
use crate::access::{ActType, Kept, PartySet, Permit, seen_by};
use crate::error::Result;
use crate::ledger::Unit;

/// What decides who sees an item.
#[derive(Clone, Debug)]
pub(in crate::exchange) struct Wanted {
    /// Who keeps it.
    pub kept: Kept,
    /// Its state.
    pub state: ItemState,
    /// Who it is declared to be for; none in a draft that names nobody yet.
    pub declared: Option<PartySet>,
    /// The keepers whose word it waits for.
    pub asked: Option<PartySet>,
}

/// The sets of an item's row, by their numbers.
#[derive(Clone, Copy, Debug)]
pub(in crate::exchange) struct Numbers {
    /// Who it is declared to be for.
    pub declared: Option<i64>,
    /// Whose word it waits for.
    pub asked: Option<i64>,
    /// Who sees it.
    pub seen_by: i64,
}

/// The numbers of one item.
pub(in crate::exchange) async fn numbers<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    wanted: Wanted,
) -> Result<Numbers> {
    let sets = Sets::of(wanted);
    let known = intern_all(unit, permit, &sets.all()).await?;
    sets.numbers(&known)
}

/// The numbers of many items, in order and in a few statements.
pub(in crate::exchange) async fn numbers_of<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    wanted: Vec<Wanted>,
) -> Result<Vec<Numbers>> {
    let sets: Vec<Sets> = wanted.into_iter().map(Sets::of).collect();
    let all: Vec<PartySet> = sets.iter().flat_map(Sets::all).collect();
    let known = intern_all(unit, permit, &all).await?;
    sets.iter().map(|sets| sets.numbers(&known)).collect()
}

struct Sets {
    declared: Option<PartySet>,
    asked: Option<PartySet>,
    seen_by: PartySet,
}

impl Sets {
    fn of(wanted: Wanted) -> Self {
        let Wanted { kept, state, declared, asked } = wanted;
        // For nobody yet has one form: none.
        let declared = declared.filter(|set| !set.is_empty());
        let seen_by = seen_by(&kept, state, declared.as_ref(), asked.as_ref());
        Self { declared, asked, seen_by }
    }

    fn all(&self) -> Vec<PartySet> {
        self.declared.iter().chain(&self.asked).chain([&self.seen_by]).cloned().collect()
    }

    fn numbers(&self, known: &std::collections::HashMap<PartySet, i64>) -> Result<Numbers> {
        let of = |set: &Option<PartySet>| set.as_ref().map(|set| number_in(known, set)).transpose();
        Ok(Numbers {
            declared: of(&self.declared)?,
            asked: of(&self.asked)?,
            seen_by: number_in(known, &self.seen_by)?,
        })
    }
}
