//! The only queries on what hangs on items: policy fields and countries, and whether a group that
//! is named shows its members.

use entity::ids::kept_by;
use entity::vocabulary::MembersSeenBy;
use entity::{item_country, item_topic, network_group};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::Actor;
use crate::access::broken::{Rule, broken};
use crate::error::Result;

/// The policy fields of an item.
pub(crate) async fn topics_of(db: &impl ConnectionTrait, item: Uuid) -> Result<Vec<Uuid>> {
    let rows = item_topic::Entity::find().filter(item_topic::Column::ItemId.eq(item)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.competence_id).collect())
}

/// The countries of an item.
pub(crate) async fn countries_of(db: &impl ConnectionTrait, item: Uuid) -> Result<Vec<Uuid>> {
    let rows = item_country::Entity::find().filter(item_country::Column::ItemId.eq(item)).all(db).await?;
    Ok(rows.into_iter().map(|row| row.country_id).collect())
}

/// The groups among `parties` whose members the actor may not see, and the keepers of such: sharing
/// with one opens an item to people the actor cannot count.
pub(super) async fn opaque_groups(
    db: &impl ConnectionTrait,
    actor: &Actor,
    parties: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Uuid>> {
    let parties: Vec<Uuid> = parties.into_iter().collect();
    let groups = parties.iter().flat_map(|party| [*party, kept_by(*party)]);
    let rows = network_group::Entity::find().filter(network_group::Column::Id.is_in(groups)).all(db).await?;
    let shown = |group: &network_group::Model| {
        broken(Rule::MembersStayHidden) || actor.sees_members(group.id, group.members_seen_by)
    };
    let hidden: Vec<Uuid> = rows.iter().filter(|group| !shown(group)).map(|group| group.id).collect();
    Ok(parties.into_iter().filter(|party| hidden.contains(party) || hidden.contains(&kept_by(*party))).collect())
}

/// Those of the groups whose members the network does not see.
pub(super) async fn quiet_groups(db: &impl ConnectionTrait, groups: &[Uuid]) -> Result<Vec<Uuid>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let rows = network_group::Entity::find().filter(network_group::Column::Id.is_in(groups.iter().copied()));
    let rows = rows.filter(network_group::Column::MembersSeenBy.ne(MembersSeenBy::Network)).all(db).await?;
    Ok(rows.into_iter().map(|group| group.id).collect())
}
