//! Reading comments.

use std::collections::HashMap;

use uuid::Uuid;

use super::store::{self, Of, Row};
use super::view::Comment;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::glass::open_item;
use crate::identity::actors::actors_of;
use crate::kit::page::{Ordering, Page, PageRequest};
use crate::kit::top_per_parent::page_of_each;

/// Orders of the list; the first is the usual one.
pub const SORTS: &[&str] = &["createdAt"];

fn name(item: Uuid, order: Ordering) -> String {
    format!("comments on {item} {order:?}")
}

/// Lists comments on an item, oldest first: those made to circles in which the asker is.
pub async fn list(ctx: &Ctx, item: Uuid, page: PageRequest) -> Result<Page<Comment>> {
    ctx.permit(Act::Look, &Target::none("COMMENT"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let name = name(item, order);
    let after = page.after(&ctx.world.cursors, &name)?;
    let opened = open_item(ctx, item).await?;
    let of = Of { item, actor: &ctx.actor, by_glass: opened.by_glass };
    let rows = store::page(ctx.db(), &of, order, after.as_ref(), first).await?;
    let total = match page.count {
        true => Some(store::count(ctx.db(), &of).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).collect();
    Ok(Page::of(rows, first, &ctx.world.cursors, &name).counted(total))
}

/// One comment on an item.
pub async fn one(ctx: &Ctx, item: Uuid, id: Uuid) -> Result<Comment> {
    ctx.permit(Act::Look, &Target::none("COMMENT"))?;
    let opened = open_item(ctx, item).await?;
    let of = Of { item, actor: &ctx.actor, by_glass: opened.by_glass };
    let row = store::one(ctx.db(), &of, id).await?;
    shown(ctx, vec![row]).await?.pop().ok_or_else(Error::not_found)
}

/// The comment that a repeated request made the first time.
pub(super) async fn again(ctx: &Ctx, id: Uuid) -> Result<Comment> {
    let item = store::item_of(ctx.db(), id).await?;
    one(ctx, item, id).await
}

/// A page of the comments on each of several items, oldest first. Its cursors are those of [`list`]: each
/// goes on with the item it came from.
pub async fn of_each(ctx: &Ctx, items: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Comment>>> {
    ctx.permit(Act::Look, &Target::none("COMMENT"))?;
    let (first, order) = (page.first()?, page.ordering(SORTS)?);
    let mut after = None;
    for item in items {
        after = page.after(&ctx.world.cursors, &name(*item, order))?;
    }
    let rows = store::first_of(ctx.db(), &ctx.actor, items, order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store::count_of(ctx.db(), &ctx.actor, items).await?),
        false => None,
    };
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let rows = places.into_iter().zip(shown(ctx, rows).await?).map(|(place, row)| (row.item_id, place, row));
    let of = |item: Uuid, rows| Page::of(rows, first, &ctx.world.cursors, &name(item, order));
    Ok(page_of_each(items, rows, totals.as_ref(), of))
}

/// A page of the comments on an item as they are nested in it: of those that `loaded` finds for many items at once;
/// where the glass of this one was broken, as at their own address.
pub async fn nested(
    ctx: &Ctx,
    item: Uuid,
    page: PageRequest,
    by_glass: bool,
    loaded: impl Future<Output = Result<Page<Comment>>>,
) -> Result<Page<Comment>> {
    match by_glass {
        true => list(ctx, item, page).await,
        false => loaded.await,
    }
}

async fn shown(ctx: &Ctx, rows: Vec<Row>) -> Result<Vec<Comment>> {
    let authors: Vec<Uuid> = rows.iter().map(|row| row.author).collect();
    let authors = actors_of(ctx, &authors).await?;
    let shown = |row: Row| {
        let keeps = ctx.actor.holds_any(&row.kept().keepers());
        let insider = keeps || ctx.actor.party() == Some(row.author);
        let author = authors.at(row.author, row.created_at);
        Comment::new(row, author, insider)
    };
    Ok(rows.into_iter().map(shown).collect())
}
