//! Where a body or group keeps items and has no keeper left, those who may make one are told the
//! number, never the titles.

use entity::vocabulary::{Role, ScopeKind};
use uuid::Uuid;

use super::store;
use crate::access::{ActType, Holder, Permit, Place, Which, holders, place_of, roles};
use crate::error::Result;
use crate::exchange::items;
use crate::kit::mail::Letter;
use crate::ledger::Unit;

/// What nobody keeps any more once some grants have ended.
struct Unkept {
    /// The role whose holders kept it.
    role: Role,
    /// The body or group.
    kept: Uuid,
    /// How many items stand in its name.
    number: u64,
    /// The experts who may make a keeper: the number is for them.
    told: Vec<Uuid>,
}

/// Step: after grants have ended (or their holders were suspended), tells of what nobody keeps any
/// more because of it.
pub async fn tell_unkept<A: ActType>(unit: &mut Unit, permit: &Permit<A>, ended: &[Uuid]) -> Result<()> {
    for unkept in unkept_without(unit, ended).await? {
        tell(unit, permit, unkept).await?;
    }
    Ok(())
}

/// Step: before grants end, how many items nobody would keep without them. It counts what the actor does not see,
/// too, and so is for those who may make a keeper; none for everybody else, and where there is nothing to tell.
pub async fn would_be_unkept(unit: &Unit, ended: &[Uuid]) -> Result<Option<i32>> {
    let Some(expert) = unit.actor().expert() else { return Ok(None) };
    let all = unkept_without(unit, ended).await?;
    let mine = all.iter().filter(|unkept| unkept.told.contains(&expert)).map(|unkept| unkept.number);
    Ok(mine.reduce(|a, b| a + b).map(|n| i32::try_from(n).unwrap_or(i32::MAX)))
}

async fn unkept_without(unit: &Unit, ended: &[Uuid]) -> Result<Vec<Unkept>> {
    let mut kept: Vec<(Role, Uuid)> = Vec::new();
    for row in store::rows(unit.tx(), ended).await? {
        let keeps = matches!(row.role, Role::OrganisationEditor | Role::GroupEditor);
        kept.extend(row.scope.filter(|_| keeps && row.counts_from.is_some()).map(|scope| (row.role, scope)));
    }
    kept.sort_unstable();
    kept.dedup();
    if kept.is_empty() {
        return Ok(Vec::new());
    }
    let at = unit.at();
    let mut holding = holders(unit.tx(), Which::WithAWord, at, at).await?;
    holding.retain(|h| !ended.contains(&h.grant));
    let mut all = Vec::new();
    for (role, kept) in kept {
        let keeps = |h: &Holder| h.role == role && (h.scope == Some(kept) || h.standing.bodies.contains(&kept));
        let number = if holding.iter().any(keeps) { 0 } else { items::store::owned(unit.tx(), kept).await? };
        if number > 0 {
            let place = place_of(unit.tx(), kept, at).await?.unwrap_or_default();
            let told = holding.iter().filter(|h| may_make_one(h, role, place)).filter_map(|h| h.expert).collect();
            all.push(Unkept { role, kept, number, told });
        }
    }
    Ok(all)
}

fn may_make_one(h: &Holder, role: Role, place: Place) -> bool {
    match roles::scope_of(h.role) {
        _ if !roles::may_grant(h.role).contains(&role) => false,
        ScopeKind::Network => true,
        ScopeKind::Country => h.scope.is_some() && h.scope == place.country,
        ScopeKind::Organisation | ScopeKind::Group => false,
    }
}

async fn tell<A: ActType>(unit: &mut Unit, _: &Permit<A>, unkept: Unkept) -> Result<()> {
    let Unkept { role, kept, number, told } = unkept;
    let url = unit.world().config.public_url();
    let (a, what) = if role == Role::GroupEditor { ("A", "group") } else { ("An", "organisation") };
    for to in store::addresses(unit.tx(), &told).await? {
        let text = format!(
            "{a} {what} has no editor any more, and {number} items stand in its name.\n\n\
             Nobody keeps them until somebody is made its editor ({role}): {url}/v1/{what}s/{kept}\n"
        );
        unit.mail(&Letter { to, subject: format!("{number} items that nobody keeps"), text }).await?;
    }
    unit.note("unkeptItems", number);
    Ok(())
}
