//! Reading the change feed.

use std::collections::HashMap;
use std::time::Duration;

use async_graphql::Enum;
use entity::vocabulary::ItemKind;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cursor::{Mark, open};
use super::drain::{Cursor, Op, Way};
use super::nameless::nameless;
use super::page::{Asked, Feed, Present, Told, page};
use super::view::{Change, ChangePage};
use super::waiting;
use crate::access::{Act, Target};
use crate::authn::watch::news;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::{AnyItem, items_of_any_kind};
use crate::kit::page::{PageInfo, PageRequest};

/// Longest wait, in seconds.
const LONGEST: u16 = 30;

/// What a page may carry besides the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema, Enum)]
#[serde(rename_all = "lowercase")]
pub enum Include {
    /// The items themselves.
    Item,
}

/// Which changes.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
pub struct ChangeFilter {
    /// Only items of these kinds, separated by commas. Cursors belong to the kinds asked for.
    #[serde(default, deserialize_with = "crate::kit::comma::list")]
    #[param(style = Form, explode = false)]
    pub kind: Vec<ItemKind>,
    /// `item` adds each item itself.
    #[param(inline)]
    pub include: Option<Include>,
    /// Where there is nothing to tell, wait for it so many seconds, up to 30. Where too many wait
    /// already, it is answered at once.
    #[serde(default, deserialize_with = "crate::kit::comma::text")]
    #[param(value_type = Option<u16>, minimum = 0, maximum = 30)]
    pub wait: Option<u16>,
}

/// A page of the change feed.
pub async fn changes(ctx: &Ctx, filter: ChangeFilter, request: PageRequest) -> Result<ChangePage> {
    if request.sort.is_some() {
        return Err(Error::bad_field("?sort", "The feed has one order; leave `sort` out."));
    }
    if request.count {
        return Err(Error::bad_field("?count", "What is still to come is not counted; leave `count` out."));
    }
    let wait = match filter.wait.unwrap_or_default() {
        wait @ 0..=LONGEST => Duration::from_secs(wait.into()),
        _ => return Err(Error::bad_field("?wait", format!("Wait for 0 to {LONGEST} seconds."))),
    };
    let asked = Asked { way: Way::Feed, most: request.first()?.into() };
    let feed = Feed::of(ctx, &filter.kind);
    let (cursor, mark) = start(ctx, &feed, request.after.as_deref())?;
    ctx.permit(Act::Look, &Target::none("CHANGE"))?;
    let (until, mut commits) = (Instant::now() + wait, ctx.world.commits.waiter());
    let mut place = (!wait.is_zero()).then(|| ctx.world.watch.place(&ctx.actor));
    let mut drained = page(ctx, &feed, &cursor, mark, asked).await?;
    let seat = waiting::seat(&ctx.actor).filter(|_| !wait.is_zero());
    // A server that is told to stop waits for nothing more.
    let leaving = &ctx.world.leaving;
    while seat.is_some() && drained.told.is_empty() && Instant::now() < until && !leaving.has_begun() {
        let mut turn = None;
        if drained.caught_up {
            tokio::select! {
                () = commits.woken_within(until - Instant::now()) => {}
                _ = news(&mut place, &drained.reader) => {}
                () = leaving.begun() => {}
            }
            turn = waiting::turn().await;
        }
        drained = page(ctx, &feed, &drained.cursor, Some(drained.mark), asked).await?;
        drop(turn);
    }
    let (caught_up, sealed) = (drained.caught_up, drained.sealed.clone());
    let reader = Ctx { actor: drained.reader, ..ctx.clone() };
    let items = shown(&reader, drained.told, filter.include.is_some()).await?;
    Ok(ChangePage { items, page_info: PageInfo { end_cursor: Some(sealed), has_next_page: !caught_up }, caught_up })
}

fn start(ctx: &Ctx, feed: &Feed, after: Option<&str>) -> Result<(Cursor, Option<Mark>)> {
    match after {
        None => Ok((Cursor::beginning(), None)),
        Some(after) => open(ctx, &feed.binding, after).map(|(cursor, mark)| (cursor, Some(mark))),
    }
}

/// What a page tells, as its reader, the context's actor, is shown it. An item that went out of sight since the page was
/// read is REMOVED.
pub async fn shown(ctx: &Ctx, told: Vec<Told>, with_items: bool) -> Result<Vec<Change>> {
    let present: Vec<(ItemKind, Uuid)> =
        told.iter().filter(|told| told.present.is_some()).map(|told| (told.kind, told.item)).collect();
    let mut items = match with_items {
        true => items_of_any_kind(ctx, &present).await?,
        false => HashMap::new(),
    };
    let public = ctx.world.config.public_url();
    told.into_iter().map(|told| change(told, &mut items, with_items, &public)).collect()
}

fn change(told: Told, items: &mut HashMap<Uuid, AnyItem>, with_items: bool, public: &str) -> Result<Change> {
    let Told { item: item_id, kind, op, cursor, present } = told;
    let node = items.remove(&item_id);
    let removed = Change {
        cursor,
        op: Op::Removed,
        item_id,
        kind: None,
        revision: None,
        at: None,
        url: None,
        item: None,
        node: None,
    };
    match present {
        Some(Present { revision, at, .. }) if node.is_some() || !with_items => Ok(Change {
            op,
            kind: Some(kind),
            revision: Some(revision),
            at: Some(at),
            url: Some(format!("{public}/i/{item_id}")),
            item: node.as_ref().map(nameless).transpose()?,
            node,
            ..removed
        }),
        _ => Ok(removed),
    }
}
