//! The only queries on the ledger, for readers.

use std::collections::HashMap;

use entity::ledger_record::{Column, Entity, Model};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, UnionType};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::read::AuditFilter;
use crate::error::Result;
use crate::kit::day::Zone;
use crate::kit::page::{Key, Ordering, Place};

pub(super) fn place(row: &Model) -> Place {
    Place { key: Key::Number(row.seq), id: Uuid::nil() }
}

/// The condition of a filter; its plain days are days of the zone.
pub(super) fn fitting(filter: &AuditFilter, zone: &Zone) -> Condition {
    let mut all = Condition::all();
    if let Some(actor) = filter.actor {
        all = all.add(Column::Actor.eq(actor));
    }
    if !filter.act.is_empty() {
        all = all.add(Column::Act.is_in(filter.act.iter().map(|a| a.name())));
    }
    if let Some(target) = filter.target {
        // Each part is found by an index; one condition with OR would have every record read.
        let found =
            |table: &'static str, which: Expr| Query::select().column("seq").from(table).and_where(which).to_owned();
        // What happens to a post happens to its person.
        let posts = Query::select().column("id").from("post").and_where(Expr::col("expert_id").eq(target)).to_owned();
        let parts =
            [("ledger_record", "target"), ("ledger_subject", "thing")].into_iter().flat_map(|(table, column)| {
                let column = Expr::col(column);
                [found(table, column.clone().eq(target)), found(table, column.in_subquery(posts.clone()))]
            });
        let any = parts.reduce(|mut any, part| any.union(UnionType::All, part).to_owned());
        all = all.add_option(any.map(|any| Column::Seq.in_subquery(any)));
    }
    if let Some(from) = filter.from {
        all = all.add(Column::At.gte(from.begin(zone).micros()));
    }
    if let Some(to) = filter.to {
        all = all.add(Column::At.lt(to.past(zone).micros()));
    }
    all
}

pub(super) async fn count(db: &impl ConnectionTrait, fitting: Condition) -> Result<u64> {
    crate::exchange::items::store::count(db, Entity::find().filter(fitting).into_query()).await
}

pub(super) async fn page(
    db: &impl ConnectionTrait,
    fitting: Condition,
    order: Ordering,
    after: Option<&Place>,
    first: u16,
) -> Result<Vec<Model>> {
    let mut query = Entity::find().filter(fitting);
    // The number alone is unique; the second key is the same for all.
    order.cut(QuerySelect::query(&mut query), Expr::col(Column::Seq), Expr::val(Uuid::nil()), after, first);
    Ok(query.all(db).await?)
}

pub(super) async fn reasons(db: &impl ConnectionTrait, seqs: &[i64]) -> Result<HashMap<i64, String>> {
    use entity::ledger_personal::{Column as Personal, Entity as Reasons};
    let rows = Reasons::find().filter(Personal::Seq.is_in(seqs.iter().copied())).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.seq, row.reason)).collect())
}
