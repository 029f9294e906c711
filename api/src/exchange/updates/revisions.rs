//! Steps: every revision's text is kept with who could see it when it was made. What was said to a
//! circle stays in it.

use entity::{item, update_revision};
use uuid::Uuid;

use super::store;
use crate::access::{ActType, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// Keeps the present text as the revision that `item` has just got, with its effective audience of
/// now. Every unit that raises an update's revision ends with it.
pub async fn keep_revision<A: ActType>(unit: &Unit, permit: &Permit<A>, item: &item::Model) -> Result<()> {
    let text = store::text_in(unit, item.id).await?;
    let row = update_revision::Model {
        item_id: item.id,
        revision: item.revision,
        seen_by: item.seen_by,
        title: text.title,
        summary: text.summary,
        body_markdown: text.body_markdown,
        author: unit.actor().party().or(item.author.filter(|_| item.revision == 1)),
        at: unit.at().micros(),
    };
    store::insert_revision(unit, permit, row).await
}

/// Deletes a draft's text with its revisions; the item's own row goes after it.
pub async fn delete_text<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    store::delete(unit, permit, id).await
}
