//! Reading revisions.

use entity::item;
use entity::vocabulary::{ItemKind, OpeningKind};
use uuid::Uuid;

use super::view::Revision;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::glass::{Opened, open_item};
use crate::exchange::items::openings::Openable;
use crate::exchange::updates;
use crate::identity::actors::{actors_of, system};
use crate::kit::page::{Key, Ordering, Page, PageRequest, Place};
use crate::kit::timestamp::Timestamp;

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["-revision"];

/// The text of a revision, as the kind's own table keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub revision: i32,
    pub at: i64,
    pub author: Option<Uuid>,
    pub title: String,
    pub summary: Option<String>,
    pub body_markdown: Option<String>,
}

/// Which revisions of an opened item: all where its glass was broken, else those made to circles in
/// which the actor is.
pub(crate) struct Of<'a> {
    pub opened: &'a Opened,
    pub order: Ordering,
    pub after: Option<&'a Place>,
    pub first: u16,
    pub only: Option<i32>,
}

/// Lists revisions of an item, newest first.
pub async fn list(ctx: &Ctx, id: Uuid, page: PageRequest) -> Result<Page<Revision>> {
    ctx.permit(Act::Look, &Target::none("REVISION"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = format!("revisions of {id} {order:?}");
    let after = page.after(&ctx.world.cursors, &name)?;
    let opened = open_item(ctx, id).await?;
    let of = Of { opened: &opened, order, after: after.as_ref(), first, only: None };
    let rows = kept(ctx, &of).await?;
    note_opened(ctx, &opened, &rows).await?;
    let places = rows.iter().map(|row| Place { key: Key::Number(row.revision.into()), id });
    let places: Vec<Place> = places.collect();
    let rows = places.into_iter().zip(shown(ctx, &opened.row, rows).await?).collect();
    let page_of = Page::of(rows, first, &ctx.world.cursors, &name);
    let total = match page.count {
        true => Some(count(ctx, &opened).await?),
        false => None,
    };
    Ok(page_of.counted(total))
}

/// One revision of an item.
pub async fn one(ctx: &Ctx, id: Uuid, revision: i32) -> Result<Revision> {
    ctx.permit(Act::Look, &Target::none("REVISION"))?;
    let opened = open_item(ctx, id).await?;
    let order = Ordering { name: "revision", descending: true };
    let of = Of { opened: &opened, order, after: None, first: 1, only: Some(revision) };
    let rows = kept(ctx, &of).await?;
    note_opened(ctx, &opened, &rows).await?;
    shown(ctx, &opened.row, rows).await?.pop().ok_or_else(Error::not_found)
}

/// Whoever reads what an item said before reads the item.
async fn note_opened(ctx: &Ctx, opened: &Opened, rows: &[Kept]) -> Result<()> {
    if rows.is_empty() || opened.by_glass {
        return Ok(());
    }
    if let Some(openable) = Openable::found(ctx, &opened.row).await? {
        openable.opened(ctx, OpeningKind::Read);
    }
    Ok(())
}

/// Each kind keeps its revisions in a table of its own.
async fn kept(ctx: &Ctx, of: &Of<'_>) -> Result<Vec<Kept>> {
    match of.opened.row.kind {
        ItemKind::Update => updates::store_revisions::page(ctx.db(), &ctx.actor, of).await,
        // What the directory said before stands in the history of its facts.
        ItemKind::Country
        | ItemKind::Group
        | ItemKind::Membership
        | ItemKind::Organisation
        | ItemKind::Expert
        | ItemKind::ContactCard
        | ItemKind::Appointment
        | ItemKind::Competence => Ok(Vec::new()),
    }
}

async fn count(ctx: &Ctx, opened: &Opened) -> Result<u64> {
    match opened.row.kind {
        ItemKind::Update => updates::store_revisions::count(ctx.db(), &ctx.actor, opened).await,
        ItemKind::Country
        | ItemKind::Group
        | ItemKind::Membership
        | ItemKind::Organisation
        | ItemKind::Expert
        | ItemKind::ContactCard
        | ItemKind::Appointment
        | ItemKind::Competence => Ok(0),
    }
}

async fn shown(ctx: &Ctx, item: &item::Model, rows: Vec<Kept>) -> Result<Vec<Revision>> {
    let authors: Vec<Uuid> = rows.iter().filter_map(|row| row.author).collect();
    let authors = actors_of(ctx, &authors).await?;
    let shown = |row: Kept| Revision {
        item_id: item.id,
        kind: item.kind,
        revision: row.revision,
        at: Timestamp::from_micros(row.at),
        author: row.author.map_or_else(|| Some(system()), |author| authors.at(author, row.at)),
        title: row.title,
        summary: row.summary,
        body_markdown: row.body_markdown,
    };
    Ok(rows.into_iter().map(shown).collect())
}
