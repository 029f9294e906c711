//! Breaking the glass of an item.

use std::time::Duration;

use async_graphql::InputObject;
use entity::item;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::open::{must_exist, to_be_opened};
use super::store::HOUR;
use super::view::GlassBroken;
use crate::access::{Kept, Permit, Target, acts};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::identity::grants;
use crate::kit::mail::Letter;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// For how long a request is known again.
const REMEMBERED: Duration = Duration::from_secs(24 * 3_600);

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
    to_be_opened(ctx, input.id).await?;
    let mut unit = ctx.begin().await?;
    // As it is under the lock: its keepers may have changed meanwhile.
    let row = must_exist(unit.tx(), input.id).await?;
    let target = Target { id: Some(row.id), owner: Some(row.owner), ..Target::none(row.kind.word()) };
    let permit = unit.permit::<acts::BreakGlass>(&target)?;
    let reason = crate::ctx::reason(&input.reason)?;
    tell_keepers(&mut unit, &permit, &row, &reason).await?;
    let at = unit.at();
    unit.because(&reason);
    unit.commit(Some(row.id)).await?;
    Ok(answer(&row, at))
}

/// What a repeated request is answered with: from when until when the item was open to the actor the last
/// time. What is repeated is a day old at most.
pub(super) async fn broken_before(ctx: &Ctx, id: Uuid) -> Result<GlassBroken> {
    let row = to_be_opened(ctx, id).await?;
    let now = ctx.now();
    let looks = super::store::looks_at(ctx.db(), id, now.minus(REMEMBERED), now).await?;
    let own = looks.iter().rev().find(|look| Some(look.expert) == ctx.actor.expert());
    Ok(answer(&row, own.map_or(now, |look| look.at)))
}

fn answer(row: &item::Model, at: Timestamp) -> GlassBroken {
    GlassBroken { item_id: row.id, kind: row.kind, at, until: at.plus(HOUR) }
}

/// A letter to everybody who keeps the item now, whoever did it among them: their account may be in
/// other hands. It tells no title: it leads to the item, where they read it.
async fn tell_keepers(
    unit: &mut Unit,
    permit: &Permit<acts::BreakGlass>,
    row: &item::Model,
    reason: &str,
) -> Result<()> {
    let at = unit.at();
    let people = grants::everybody_behind(unit, permit, &Kept::from(row).keepers()).await?;
    let url = unit.world().config.public_url();
    for address in grants::store::addresses(unit.tx(), &people).await? {
        let letter = Letter {
            to: address,
            subject: "An administrator looked into something you keep".to_owned(),
            text: format!(
                "An administrator has opened an item that you keep and that is not shared with them ({}).\n\nWhy: {reason}\n\nIt is open to them until {}. Who it was stands in the audit log; ask an auditor.\n\nThe item: {url}/i/{}\n",
                row.kind,
                crate::texts::Language::ENGLISH.instant(&unit.world().zone, at.plus(HOUR)),
                row.id,
            ),
        };
        unit.mail(&letter).await?;
    }
    Ok(())
}
