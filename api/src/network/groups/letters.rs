//! Letters about groups: to those who speak for a member, and to those who keep the group. They name
//! nothing: the link leads to the group, and sight decides there what is read.

use entity::ids::keepers_of;
use entity::membership;
use entity::vocabulary::PartyKind;
use uuid::Uuid;

use crate::access::{ActType, PartySet, Permit, place_of};
use crate::error::Result;
use crate::exchange::items;
use crate::identity::grants::{store::person_behind, tell};
use crate::ledger::Unit;

/// To those who speak for a member: it is in a group now, or will be.
pub(super) async fn joined<A: ActType>(unit: &mut Unit, permit: &Permit<A>, row: &membership::Model) -> Result<()> {
    let whom = speakers(unit, &[row.member]).await?;
    let text = format!(
        "You, or what you keep, are in a group of the network now: what is shared with the group is shared with you.\n\n\
         The group: {}\nYou can leave it by your own act: POST /v1/groups/{}/leave\n",
        address(unit, row.group_id),
        row.group_id
    );
    tell(unit, permit, &whom, "You are in a group now", &text).await
}

/// To those who speak for a member, and to the group's keepers: the membership has ended.
pub(super) async fn left<A: ActType>(unit: &mut Unit, permit: &Permit<A>, row: &membership::Model) -> Result<()> {
    let whom = speakers(unit, &[row.member]).await?.union(&PartySet::of([keepers_of(row.group_id)]));
    let text = format!(
        "A membership of a group has ended: one of yours, or one in a group that you keep. What is shared with the \
         group is shared with that member no longer.\n\nThe group, where you see it: {}\n",
        address(unit, row.group_id)
    );
    tell(unit, permit, &whom, "A membership has ended", &text).await
}

/// To those who speak for its members, and to its keepers: the group has ended. Written before it ends,
/// since its keepers are none afterwards.
pub(super) async fn ended<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    group: Uuid,
    rows: &[membership::Model],
) -> Result<()> {
    let counted = rows.iter().filter(|row| row.counts_from.is_some()).map(|row| row.member);
    let members: Vec<Uuid> = counted.collect();
    let whom = speakers(unit, &members).await?.union(&PartySet::of([keepers_of(group)]));
    let text = format!(
        "A group that you are in, or keep, was ended: what was shared with it is shared with its members no longer.\n\n\
         The group, where you see it: {}\n",
        address(unit, group)
    );
    tell(unit, permit, &whom, "A group was ended", &text).await
}

/// Who speaks for members: for a post the person, for others those who keep them, or the body of a partner
/// system; for a public authority its country's keepers, too, since it may have no editor.
async fn speakers(unit: &Unit, members: &[Uuid]) -> Result<PartySet> {
    let kinds = items::store::party_kinds(unit.tx(), members).await?;
    let mut whom = Vec::new();
    for member in members {
        match kinds.get(member) {
            Some(PartyKind::Post) => whom.push(*member),
            Some(PartyKind::Country) => whom.push(keepers_of(*member)),
            Some(PartyKind::Partner) => {
                whom.extend(person_behind(unit.tx(), *member).await?.1.map(keepers_of));
            }
            _ => {
                whom.push(keepers_of(*member));
                let place = place_of(unit.tx(), *member, unit.at()).await?.unwrap_or_default();
                whom.extend(place.country.map(keepers_of));
            }
        }
    }
    Ok(PartySet::of(whom))
}

fn address(unit: &Unit, group: Uuid) -> String {
    format!("{}/i/{group}", unit.world().config.public_url())
}
