//! Where a body or group keeps items and has no keeper left, those who may make one are told the
//! number, never the titles.

use entity::vocabulary::{Role, ScopeKind};
use uuid::Uuid;

use super::store;
use crate::access::{ActType, Holder, Permit, Which, holders, place_of, roles};
use crate::error::Result;
use crate::exchange::items;
use crate::kit::mail::Letter;
use crate::ledger::Unit;

/// Step: after grants have ended (or their holders were suspended), tells of what nobody keeps any
/// more because of it.
pub async fn tell_unkept<A: ActType>(unit: &mut Unit, permit: &Permit<A>, ended: &[Uuid]) -> Result<()> {
    let mut kept: Vec<(Role, Uuid)> = Vec::new();
    for row in store::rows(unit.tx(), ended).await? {
        let keeps = matches!(row.role, Role::OrganisationEditor | Role::GroupEditor);
        kept.extend(row.scope.filter(|_| keeps && row.counts_from.is_some()).map(|scope| (row.role, scope)));
    }
    kept.sort_unstable();
    kept.dedup();
    if kept.is_empty() {
        return Ok(());
    }
    let at = unit.at();
    let holding = holders(unit.tx(), Which::WithAWord, at, at).await?;
    for (role, scope) in kept {
        let bodies = |h: &Holder| h.scope == Some(scope) || h.standing.bodies.contains(&scope);
        if !holding.iter().any(|h| h.role == role && bodies(h)) {
            tell(unit, permit, &holding, role, scope).await?;
        }
    }
    Ok(())
}

async fn tell<A: ActType>(unit: &mut Unit, _: &Permit<A>, holding: &[Holder], role: Role, kept: Uuid) -> Result<()> {
    let number = items::store::owned(unit.tx(), kept).await?;
    if number == 0 {
        return Ok(());
    }
    let place = place_of(unit.tx(), kept, unit.at()).await?.unwrap_or_default();
    let may = |h: &&Holder| match roles::scope_of(h.role) {
        _ if !roles::may_grant(h.role).contains(&role) => false,
        ScopeKind::Network => true,
        ScopeKind::Country => h.scope.is_some() && h.scope == place.country,
        ScopeKind::Organisation | ScopeKind::Group => false,
    };
    let told: Vec<Uuid> = holding.iter().filter(may).filter_map(|h| h.expert).collect();
    let url = unit.world().config.public_url();
    let what = if role == Role::GroupEditor { "group" } else { "organisation" };
    for to in store::addresses(unit.tx(), &told).await? {
        let text = format!(
            "An {what} has no editor any more, and {number} items stand in its name.\n\n\
             Nobody keeps them until somebody is made its editor ({role}): {url}/v1/{what}s/{kept}\n"
        );
        let text = text.replace("An group", "A group");
        unit.mail(&Letter { to, subject: format!("{number} items that nobody keeps"), text }).await?;
    }
    unit.note("unkeptItems", number);
    Ok(())
}
