//! The only queries that read revisions of updates.

use entity::update_revision::{Column, Entity, Model};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};

use crate::access::{Actor, seen_by_column};
use crate::error::Result;
use crate::exchange::items::glass::Opened;
use crate::exchange::items::revisions::{Kept, Of};

/// Revisions of an item that was found to be open: those made to circles in which the actor is.
fn seen(actor: &Actor, opened: &Opened) -> Select<Entity> {
    let all = Entity::find().filter(Column::ItemId.eq(opened.row.id));
    match opened.by_glass {
        true => all,
        false => all.filter(seen_by_column(actor, "update_revision", "seen_by")),
    }
}

pub(crate) async fn page(db: &impl ConnectionTrait, actor: &Actor, of: &Of<'_>) -> Result<Vec<Kept>> {
    let mut select = seen(actor, of.opened);
    if let Some(only) = of.only {
        select = select.filter(Column::Revision.eq(only));
    }
    let query = QuerySelect::query(&mut select);
    of.order.cut(query, Expr::col(Column::Revision), Expr::col(Column::ItemId), of.after, of.first);
    Ok(select.all(db).await?.into_iter().map(kept).collect())
}

pub(crate) async fn count(db: &impl ConnectionTrait, actor: &Actor, opened: &Opened) -> Result<u64> {
    crate::exchange::items::store::count(db, seen(actor, opened).into_query()).await
}

fn kept(row: Model) -> Kept {
    Kept {
        revision: row.revision,
        at: row.at,
        author: row.author,
        title: row.title,
        summary: row.summary,
        body_markdown: Some(row.body_markdown),
    }
}
