//! The bodies above a body: none is its own superior, at whatever remove.

use std::collections::BTreeSet;

use entity::vocabulary::FactKind;
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::ledger::Unit;
use crate::network::facts::store as facts;

/// 422 where one of the superiors that a body is to have today stands below it. A statement for each level.
pub(super) async fn no_circle(unit: &Unit, body: Uuid, wanted: Vec<Uuid>) -> Result<()> {
    let today = unit.world().zone.day_of(unit.at());
    let (mut above, mut known) = (wanted, BTreeSet::new());
    while !above.is_empty() {
        if above.contains(&body) {
            let detail = "One of these stands below this organisation itself: end that first, or name another.";
            return Err(Error::invalid("/parents", detail));
        }
        known.extend(above.iter().copied());
        let facts = facts::of_items(unit.tx(), &above, &[FactKind::Parent], Some(today)).await?;
        let next = facts.into_values().flatten().filter_map(|fact| fact.ref_id);
        above = next.filter(|id| !known.contains(id)).collect();
    }
    Ok(())
}
