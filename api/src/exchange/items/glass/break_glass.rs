//! Breaking the glass of an item.

use async_graphql::InputObject;
use entity::item;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::open::to_be_opened;
use super::store::HOUR;
use super::view::GlassBroken;
use crate::access::{Target, Which, acts, holders, keeping_author};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::grants;
use crate::kit::mail::Letter;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// An item to be looked into, and why.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "BreakGlassInput")]
pub struct BreakGlass {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// Why; its keepers read it.
    pub reason: String,
}

/// Opens an item to the administrator's own account for one hour, with its revisions and comments, at
/// its own address. It stays closed to every act, and lists, search, feed and export do not open.
pub async fn break_glass(ctx: &Ctx, input: BreakGlass) -> Result<GlassBroken> {
    ctx.signed_in()?;
    let row = to_be_opened(ctx, input.id).await?;
    let target = Target { id: Some(row.id), owner: Some(row.owner), ..Target::none(row.kind.word()) };
    let mut unit = ctx.begin().await?;
    unit.permit::<acts::BreakGlass>(&target)?;
    let reason = crate::ctx::reason(&input.reason)?;
    tell_keepers(&mut unit, &row, &reason).await?;
    let at = unit.at();
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    Ok(answer(&row, at))
}

/// What a repeated request is answered with: until when the item is open since.
pub(super) async fn broken_before(ctx: &Ctx, id: Uuid) -> Result<GlassBroken> {
    let row = to_be_opened(ctx, id).await?;
    let now = ctx.now();
    let looks = super::store::looks_at(ctx.db(), id, now, now).await?;
    let own = looks.iter().rev().find(|look| Some(look.expert) == ctx.actor.expert());
    Ok(answer(&row, own.map_or(now, |look| look.at)))
}

fn answer(row: &item::Model, at: Timestamp) -> GlassBroken {
    GlassBroken { item_id: row.id, kind: row.kind, at, until: at.plus(HOUR) }
}

/// A letter to everybody who keeps the item. It tells no title: it leads to the item, where they read it.
async fn tell_keepers(unit: &mut Unit, row: &item::Model, reason: &str) -> Result<()> {
    let at = unit.at();
    let holding = holders(unit.tx(), Which::WithAWord, at, at).await?;
    let of_owner = holding.iter().filter(|holder| holder.keeps(row.owner));
    let mut people: Vec<Uuid> = of_owner.filter_map(|holder| holder.expert).collect();
    if let Some(post) = keeping_author(row) {
        people.extend(grants::store::person_behind(unit.tx(), post).await?.0);
    }
    people.sort_unstable();
    people.dedup();
    let url = unit.world().config.public_url();
    for address in grants::store::addresses(unit.tx(), &people).await? {
        let letter = Letter {
            to: address,
            subject: "An administrator looked into something you keep".to_owned(),
            text: format!(
                "An administrator has opened an item that you keep and that is not shared with them ({}).\n\nWhy: {reason}\n\nIt is open to them until {}. Who it was stands in the audit log; ask an auditor.\n\nThe item: {url}/i/{}\n",
                row.kind,
                at.plus(HOUR),
                row.id,
            ),
        };
        unit.mail(&letter).await?;
    }
    Ok(())
}
