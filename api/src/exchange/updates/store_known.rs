//! Texts of updates by revision, looked up once and known from then on: what a revision says never
//! changes. Who may read it was asked before.

use std::collections::HashMap;
use std::sync::Arc;

use entity::{item, update};
use sea_orm::FromQueryResult;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Query};
use uuid::Uuid;

use crate::access::visible;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::remembered::Remembered;

/// Texts that are remembered, and how long they are at most: long ones are read when they are asked for.
const MANY: usize = 4_000;
const LONG: usize = 8_000;

/// Texts by item and revision.
#[derive(Debug)]
pub struct Texts(Remembered<(Uuid, i32), Arc<update::Model>>);

impl Default for Texts {
    fn default() -> Self {
        Self(Remembered::of(MANY))
    }
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    revision: i32,
    title: String,
    summary: Option<String>,
    body_markdown: String,
    body_html: String,
}

/// What lets the actor read texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    /// That they see the items.
    Sight,
    /// That they broke the glass of the item.
    Glass,
}

/// The texts of items that were found to be open to the actor. What is read is of one revision, since it
/// is read in one statement with it; if that is not the row's any more, it is shown as it now is, to
/// whoever sees it now.
pub(super) async fn texts(ctx: &Ctx, items: &[item::Model], by: By) -> Result<HashMap<Uuid, update::Model>> {
    let memory = &ctx.world.texts.0;
    let mut all = HashMap::with_capacity(items.len());
    let mut missing = Vec::new();
    for row in items {
        match memory.get(&(row.id, row.revision)) {
            Some(text) => {
                all.insert(row.id, update::Model::clone(&text));
            }
            None => missing.push(row.id),
        }
    }
    if missing.is_empty() {
        return Ok(all);
    }
    let columns = ["id", "title", "summary", "body_markdown", "body_html"];
    let select = Query::select()
        .columns(columns.map(|column| ("update", column)))
        .column(("item", "revision"))
        .from("update")
        .join(JoinType::InnerJoin, "item", Expr::col(("item", "id")).equals(("update", "id")))
        .and_where(Expr::col(("update", "id")).is_in(missing))
        .cond_where(match by {
            By::Sight => visible(&ctx.actor),
            By::Glass => Condition::all(),
        })
        .to_owned();
    for row in Row::find_by_statement(ctx.db().get_database_backend().build(&select)).all(ctx.db()).await? {
        let Row { id, revision, title, summary, body_markdown, body_html } = row;
        let text = update::Model { id, title, summary, body_markdown, body_html };
        if text.body_html.len() + text.body_markdown.len() <= LONG {
            memory.put((id, revision), Arc::new(text.clone()));
        }
        all.insert(id, text);
    }
    Ok(all)
}
