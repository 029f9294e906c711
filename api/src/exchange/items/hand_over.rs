//! What one post keeps and another one keeps from now on, however much it is, in a few statements: the ledger waits
//! meanwhile.

use entity::item;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::audiences::{Wanted, numbers_of, party_sets};
use super::written::keep_texts;
use super::{proposals, store_many};
use crate::access::broken::{Rule, broken};
use crate::access::{ActType, Kept, PartySet, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// Step: a post keeps items, which people write, in the place of whoever kept them; who wrote them stays who wrote
/// them. Each gets a revision with the text it has, and leaves a change, as by a rewrite of its own.
pub async fn hand_over<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    before: Vec<item::Model>,
    to: Uuid,
) -> Result<()> {
    let wanted = wanted(unit.tx(), &before, to).await?;
    let numbers = numbers_of(unit, permit, wanted).await?;
    let now = unit.at().micros();
    let follows = |(row, seen_by): (&item::Model, i64)| item::Model {
        keeper: Some(to),
        seen_by,
        revision: row.revision + 1,
        updated_at: now,
        ..row.clone()
    };
    let after: Vec<_> = before.iter().zip(numbers.iter().map(|numbers| numbers.seen_by)).map(follows).collect();
    store_many::put_keepers(unit, permit, &after).await?;
    for (before, after) in before.iter().zip(&after) {
        unit.changed(after.id, after.kind, Some(before.seen_by), Some(after.seen_by), after.revision);
    }
    if !broken(Rule::ProposalsFollowKeepers) {
        let both: Vec<_> = before.iter().zip(&after).collect();
        proposals::follow_keepers(unit, permit, &both).await?;
    }
    keep_texts(unit, permit, &after).await
}

/// What decides who sees each of them, with its new keeper.
async fn wanted(db: &impl ConnectionTrait, rows: &[item::Model], keeper: Uuid) -> Result<Vec<Wanted>> {
    let named: Vec<i64> = rows.iter().flat_map(|row| [row.audience, row.asked]).flatten().collect();
    let sets = party_sets(db, &named).await?;
    let set = |number: Option<i64>| number.map(|number| PartySet::of(sets.get(&number).into_iter().flatten().copied()));
    let of = |row: &item::Model| Wanted {
        kept: Kept { keeper: Some(keeper), ..Kept::from(row) },
        state: row.state,
        declared: set(row.audience),
        asked: set(row.asked),
    };
    Ok(rows.iter().map(of).collect())
}
