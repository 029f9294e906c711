//! The queries from a party to the groups that hold it, where the actor sees both the group and the
//! membership.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query, SelectStatement};
use sea_orm::{ConnectionTrait, FromQueryResult};
use uuid::Uuid;

use super::store_members::holding_at;
use crate::access::{Actor, visible};
use crate::error::Result;
use crate::exchange::items::filters;
use crate::exchange::items::store::count_each;
use crate::kit::day::Day;
use crate::kit::led_by::LedBy;
use crate::kit::page::{Key, Ordering, Place};
use crate::kit::timestamp::Timestamp;
use crate::kit::top_per_parent::top_per_parent;

/// Which parties are held, and when.
pub(super) struct Holding<'a> {
    pub members: &'a [Uuid],
    pub at: Timestamp,
    pub today: Day,
}

/// A party in a group.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Held {
    pub member: Uuid,
    pub id: Uuid,
    pub sort_name: String,
}

impl Held {
    pub(super) fn place(&self) -> Place {
        Place { key: Key::Text(self.sort_name.clone()), id: self.id }
    }
}

impl Holding<'_> {
    /// Each party and each group that holds it, once, with the group's name: first under sight of the
    /// memberships, then of the groups.
    fn select(&self, actor: &Actor) -> SelectStatement {
        let memberships = Query::select()
            .distinct()
            .columns([("membership", "group_id"), ("membership", "member")])
            .from("membership")
            .join_item("membership")
            .and_where(Expr::col(("membership", "member")).is_in(self.members.iter().copied()))
            .cond_where(holding_at(self.at))
            .cond_where(visible(actor))
            .to_owned();
        let of_group = Expr::col(("held", "group_id")).equals(("network_group", "id"));
        let groups = Query::select()
            .columns([("held", "member"), ("network_group", "id")])
            .expr_as(filters::name_key(self.today), "sort_name")
            .from("network_group")
            .join_item("network_group")
            .join_subquery(JoinType::InnerJoin, memberships, "held", of_group)
            .cond_where(visible(actor))
            .to_owned();
        Query::select()
            .columns(["member", "id", "sort_name"].map(|column| ("in_group", column)))
            .from_subquery(groups, "in_group")
            .to_owned()
    }
}

/// A page of the groups of each party, by name, all in one statement.
pub(super) async fn page_of_each(
    db: &impl ConnectionTrait,
    actor: &Actor,
    holding: &Holding<'_>,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Held>> {
    let key = (Expr::col(("in_group", "sort_name")), Expr::col(("in_group", "id")));
    let select = top_per_parent(holding.select(actor), ("in_group", "member"), order, key, after, first);
    Ok(Held::find_by_statement(db.get_database_backend().build(&select)).all(db).await?)
}

/// How many groups hold each party.
pub(super) async fn count_of_each(
    db: &impl ConnectionTrait,
    actor: &Actor,
    holding: &Holding<'_>,
) -> Result<HashMap<Uuid, u64>> {
    count_each(db, holding.select(actor), ("in_group", "member")).await
}
