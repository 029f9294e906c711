//! Relations to appointments, whose pages are fetched for all parents at once.

use std::collections::HashMap;

use uuid::Uuid;

use super::read::{shown, speaking};
use super::store::{self, Parent, Row};
use super::view::Appointment;
use crate::access::{Act, Target};
use crate::ctx::Ctx;
use crate::edge::graphql::Relation;
use crate::error::Result;
use crate::kit::page::{Ordering, Page, PageRequest};
use crate::kit::top_per_parent::page_of_each;

/// From a country to what is appointed for it today, the longest appointed first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SpeakingFor;

/// From an expert to the appointments that they hold today, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HeldBy;

impl Relation for SpeakingFor {
    type Node = Appointment;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Appointment>>> {
        of_each(ctx, Parent::Country, parents, page).await
    }
}

impl Relation for HeldBy {
    type Node = Appointment;

    async fn pages(ctx: &Ctx, parents: &[Uuid], page: &PageRequest) -> Result<HashMap<Uuid, Page<Appointment>>> {
        of_each(ctx, Parent::Expert, parents, page).await
    }
}

async fn of_each(
    ctx: &Ctx,
    parent: Parent,
    parents: &[Uuid],
    page: &PageRequest,
) -> Result<HashMap<Uuid, Page<Appointment>>> {
    ctx.permit(Act::Look, &Target::none("APPOINTMENT"))?;
    let (first, name) = (page.first()?, format!("appointments of {parent:?}"));
    let order = Ordering { name: "validFrom", descending: false };
    let after = page.after(&ctx.world.cursors, &name)?;
    let which = speaking(ctx, None).await?.add(parent.among(&ctx.actor, parents));
    let rows = store::page_of_each(ctx.db(), &ctx.actor, which.clone(), parent, order, after.as_ref(), first).await?;
    let totals = match page.count {
        true => Some(store::count_of_each(ctx.db(), &ctx.actor, which, parent).await?),
        false => None,
    };
    let keys: Vec<_> = rows.iter().map(|row: &Row| (parent.of(row), row.place(order))).collect();
    let rows = keys.into_iter().zip(shown(ctx, rows).await?).map(|((id, place), view)| (id, place, view));
    Ok(page_of_each(parents, rows, totals.as_ref(), |_, rows| Page::of(rows, first, &ctx.world.cursors, &name)))
}
