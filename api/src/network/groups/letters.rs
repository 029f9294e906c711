//! Letters about groups: to those who speak for a member, and to those who keep the group. They name
//! nothing: the link leads to the group, and sight decides there what is read.

use entity::ids::keepers_of;
use entity::membership;
use entity::vocabulary::PartyKind;
use uuid::Uuid;

use super::leave::LeavesAs;
use crate::access::{ActType, PartySet, Permit};
use crate::error::Result;
use crate::exchange::items;
use crate::identity::grants::tell;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::texts::{Text, Wording};

/// To those who belong to a member and speak for it: it is in a group now, or will be. They can leave.
pub(super) async fn joined<A: ActType>(unit: &mut Unit, permit: &Permit<A>, row: &membership::Model) -> Result<()> {
    let speakers = speakers(unit, &[row.member]).await?;
    let from = row.counts_from.unwrap_or(row.valid_from).max(unit.at().micros());
    let counts = from <= unit.at().micros();
    let (joined, leave) = match counts {
        true => (
            Text::of("You, or what you keep, are in a group of the network now: what is shared with the group is shared with you."),
            "You can leave it by your own act: {0}",
        ),
        false => (
            Text::of("You, or what you keep, are in a group of the network from {0} on: what is shared with the group is shared with you.")
                .with(Timestamp::from_micros(from)),
            "From then on you can leave it by your own act: {0}",
        ),
    };
    for (leaves_as, whom) in speakers {
        let call = format!("POST /v1/groups/{}/leave {}", row.group_id, leaves_as.body());
        let wording = Wording::new("You are in a group")
            .and(joined.clone())
            .and(Text::of("The group: {0}").with(address(unit, row.group_id)))
            .and(Text::of(leave).with(call));
        tell(unit, permit, &whom, &wording).await?;
    }
    Ok(())
}

/// To those who spoke for a member, and to the group's keepers: the membership has ended.
pub(super) async fn left<A: ActType>(unit: &mut Unit, permit: &Permit<A>, row: &membership::Model) -> Result<()> {
    let whom = everybody(unit, &[row.member]).await?.union(&PartySet::of([keepers_of(row.group_id)]));
    let ended = "A membership of a group has ended: one of yours, or one in a group that you keep. What is shared with the group is shared with that member no longer.";
    let wording = Wording::new("A membership has ended")
        .and(ended)
        .and(Text::of("The group, where you see it: {0}").with(address(unit, row.group_id)));
    tell(unit, permit, &whom, &wording).await
}

/// To those who speak for whoever was in it, and to its keepers: the group has ended. Written before it ends,
/// since its keepers are none afterwards.
pub(super) async fn ended<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    group: Uuid,
    rows: &[membership::Model],
) -> Result<()> {
    let now = unit.at().micros();
    let in_it = rows.iter().filter(|row| row.counts_from.is_some_and(|from| from <= now)).map(|row| row.member);
    let members: Vec<Uuid> = in_it.collect();
    let whom = everybody(unit, &members).await?.union(&PartySet::of([keepers_of(group)]));
    let wording = Wording::new("A group was ended")
        .and("A group that you are in, or keep, was ended: what was shared with it is shared with its members no longer.")
        .and(Text::of("The group, where you see it: {0}").with(address(unit, group)));
    tell(unit, permit, &whom, &wording).await
}

/// Who belongs to members and speaks for them, by what they can leave as: of a post the person, of a body its
/// keepers, of a country its keepers. Nobody else: that there is a group is the business of those who are in it, so
/// that a country's keepers hear nothing of what its authorities are in, nor a body's of what its partner systems
/// are in. Where a body has no editor, nobody is written to.
async fn speakers(unit: &Unit, members: &[Uuid]) -> Result<Vec<(LeavesAs, PartySet)>> {
    let kinds = items::store::party_kinds(unit.tx(), members).await?;
    let whom = members.iter().filter_map(|member| match kinds.get(member)? {
        PartyKind::Post => Some((LeavesAs::Post, PartySet::of([*member]))),
        PartyKind::Country => Some((LeavesAs::Country, PartySet::of([keepers_of(*member)]))),
        PartyKind::Organisation => Some((LeavesAs::Organisation, PartySet::of([keepers_of(*member)]))),
        PartyKind::Partner
        | PartyKind::Public
        | PartyKind::Network
        | PartyKind::Officials
        | PartyKind::Registry
        | PartyKind::Group
        | PartyKind::Keepers => None,
    });
    Ok(whom.collect())
}

async fn everybody(unit: &Unit, members: &[Uuid]) -> Result<PartySet> {
    let speakers = speakers(unit, members).await?;
    Ok(PartySet::of(speakers.iter().flat_map(|(_, whom)| whom.parties())))
}

fn address(unit: &Unit, group: Uuid) -> String {
    format!("{}/i/{group}", unit.world().config.public_url())
}
