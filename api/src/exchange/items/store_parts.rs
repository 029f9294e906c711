//! The only queries on what hangs on items: policy fields and countries, and whether a group that
//! is named shows its members.

use std::collections::HashMap;

use entity::vocabulary::MembersSeenBy;
use entity::{item_country, item_topic, network_group};
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use crate::access::{Actor, PartySet};
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

/// The groups in `set` whose members the actor may not see: sharing with one opens an item to
/// people the actor cannot count.
pub(super) async fn opaque_groups(db: &impl ConnectionTrait, actor: &Actor, set: &PartySet) -> Result<Vec<Uuid>> {
    let rows = network_group::Entity::find().filter(network_group::Column::Id.is_in(set.parties())).all(db).await?;
    let shown = |group: &network_group::Model| {
        actor.keeps(group.id)
            || match group.members_seen_by {
                MembersSeenBy::Keepers => false,
                MembersSeenBy::Members => actor.parties().contains(group.id),
                MembersSeenBy::Network => actor.parties().contains(entity::ids::NETWORK),
            }
    };
    Ok(rows.into_iter().filter(|group| !shown(group)).map(|group| group.id).collect())
}
