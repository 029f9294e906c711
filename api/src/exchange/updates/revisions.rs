//! Steps: every revision's text is kept with who could see it when it was made. What was said to a
//! circle stays in it.

use entity::{item, update, update_revision};
use uuid::Uuid;

use super::store;
use crate::access::{ActType, Permit};
use crate::error::Result;
use crate::exchange::items::proposals::Content;
use crate::exchange::items::store_parts;
use crate::kit::markdown::Rendered;
use crate::ledger::Unit;

/// Keeps the present text as the revision that `item` has just got, with its effective audience of
/// now. Every unit that raises an update's revision ends with it. It is the actor's, or `by`'s.
pub async fn keep_revision<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: &item::Model,
    by: Option<Uuid>,
) -> Result<()> {
    let text = store::text_in(unit, item.id).await?;
    store::insert_revision(unit, permit, kept(unit, item, text, by)).await
}

/// Step: the same for many that the actor rewrote, in a few statements.
pub async fn keep_revisions<A: ActType>(unit: &Unit, permit: &Permit<A>, items: &[Uuid]) -> Result<()> {
    store::keep_texts(unit, permit, items).await
}

/// A text as the revision that `item` has.
pub(super) fn kept(unit: &Unit, item: &item::Model, text: update::Model, by: Option<Uuid>) -> update_revision::Model {
    update_revision::Model {
        item_id: item.id,
        revision: item.revision,
        seen_by: item.seen_by,
        title: text.title,
        summary: text.summary,
        body_markdown: text.body_markdown,
        author: by.or(unit.actor().party()).or(item.author.filter(|_| item.revision == 1)),
        at: unit.at().micros(),
    }
}

/// Deletes a draft's text with its revisions; the item's own row goes after it.
pub async fn delete_text<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    store::delete(unit, permit, id).await
}

/// An update's title.
pub(crate) async fn title_in(unit: &Unit, id: Uuid) -> Result<String> {
    Ok(store::text_in(unit, id).await?.title)
}

/// An update's whole text, as a proposed change of it begins.
pub(crate) async fn content_in(unit: &Unit, item: &item::Model) -> Result<Content> {
    let text = store::text_in(unit, item.id).await?;
    Ok(Content {
        title: text.title,
        summary: text.summary,
        body: Rendered { markdown: text.body_markdown, html: text.body_html },
        language: item.language.clone(),
        topics: store_parts::topics_of(unit.tx(), item.id).await?,
        countries: store_parts::countries_of(unit.tx(), item.id).await?,
    })
}

/// Writes a text over the present one; its policy fields and countries and the item's row follow.
pub(crate) async fn apply_content<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    id: Uuid,
    content: Content,
) -> Result<()> {
    let row = update::Model {
        id,
        title: content.title,
        summary: content.summary,
        body_markdown: content.body.markdown,
        body_html: content.body.html,
    };
    store::rewrite(unit, permit, row).await
}
