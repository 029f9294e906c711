//! The only queries on what hangs on items: policy fields and countries, and whether a group that
//! is named shows its members.

use std::collections::HashMap;

use entity::ids::kept_by;
use entity::vocabulary::MembersSeenBy;
use entity::{item_country, item_topic, network_group};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::access::Actor;
use crate::access::broken::{Rule, broken};
use crate::error::Result;

#[derive(FromQueryResult)]
struct Coded {
    item_id: Uuid,
    code: String,
}

/// Codes of the policy fields of each item, sorted.
pub(super) async fn topic_codes(db: &impl ConnectionTrait, items: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    codes(db, items, "item_topic", "competence_id", "competence").await
}

/// Codes of the countries of each item, sorted.
pub(super) async fn country_codes(db: &impl ConnectionTrait, items: &[Uuid]) -> Result<HashMap<Uuid, Vec<String>>> {
    codes(db, items, "item_country", "country_id", "country").await
}

// Policy fields and countries are PUBLIC: their codes are shown to whoever sees the item.
async fn codes(
    db: &impl ConnectionTrait,
    items: &[Uuid],
    table: &'static str,
    column: &'static str,
    of: &'static str,
) -> Result<HashMap<Uuid, Vec<String>>> {
    let select = Query::select()
        .column((table, "item_id"))
        .column((of, "code"))
        .from(table)
        .join(JoinType::InnerJoin, of, Expr::col((of, "id")).equals((table, column)))
        .and_where(Expr::col((table, "item_id")).is_in(items.iter().copied()))
        .to_owned();
    let rows = Coded::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    let mut by_item: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        by_item.entry(row.item_id).or_default().push(row.code);
    }
    by_item.values_mut().for_each(|codes| codes.sort_unstable());
    Ok(by_item)
}

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
        broken(Rule::MembersStayHidden)
            || actor.keeps(group.id)
            || match group.members_seen_by {
                MembersSeenBy::Keepers => false,
                MembersSeenBy::Members => actor.parties().contains(group.id),
                MembersSeenBy::Network => actor.parties().contains(entity::ids::NETWORK),
            }
    };
    let hidden: Vec<Uuid> = rows.iter().filter(|group| !shown(group)).map(|group| group.id).collect();
    Ok(parties.into_iter().filter(|party| hidden.contains(party) || hidden.contains(&kept_by(*party))).collect())
}

#[derive(FromQueryResult)]
struct Hit {
    audience_id: i64,
    party_id: Uuid,
}

/// Which of the parties each of the audiences holds.
pub(super) async fn members_among(
    db: &impl ConnectionTrait,
    audiences: &[i64],
    parties: &[Uuid],
) -> Result<HashMap<i64, Vec<Uuid>>> {
    let select = Query::select()
        .columns(["audience_id", "party_id"].map(|column| ("audience_member", column)))
        .from("audience_member")
        .and_where(Expr::col(("audience_member", "audience_id")).is_in(audiences.iter().copied()))
        .and_where(Expr::col(("audience_member", "party_id")).is_in(parties.iter().copied()))
        .to_owned();
    let rows = Hit::find_by_statement(db.get_database_backend().build(&select)).all(db).await?;
    let mut held: HashMap<i64, Vec<Uuid>> = HashMap::new();
    for row in rows {
        held.entry(row.audience_id).or_default().push(row.party_id);
    }
    Ok(held)
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
