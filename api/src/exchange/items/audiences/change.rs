//! Step: what another audience opens and closes. `PUT …/audience` asks for a confirmation by it, and
//! the preview shows it before.

use uuid::Uuid;

use crate::access::PartySet;

/// What another audience changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::exchange) struct Change {
    /// Parties to which it opens.
    pub widens: Vec<Uuid>,
    /// Parties to which it closes.
    pub narrows: Vec<Uuid>,
}

/// From what sees it now (its keepers, too) and what it was declared for, to `new`. Naming a group
/// whose members the actor may not see always counts as widening.
pub(in crate::exchange) fn change(seen_by: &PartySet, declared: &PartySet, new: &PartySet, opaque: &[Uuid]) -> Change {
    let opens = |party: &Uuid| opaque.contains(party) || !PartySet::of([*party]).is_within(seen_by);
    let closes = |party: &Uuid| !PartySet::of([*party]).is_within(new);
    Change { widens: new.parties().filter(opens).collect(), narrows: declared.parties().filter(closes).collect() }
}
