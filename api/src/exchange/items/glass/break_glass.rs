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
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::texts::{Named, Text, Wording};

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
    let wording = Wording::new("An administrator looked into something you keep")
        .and(
            Text::of("An administrator has opened an item that you keep and that is not shared with them ({0}).")
                .told(row.kind.name()),
        )
        .and(Text::of("Why: {0}").with(reason))
        .and(
            Text::of("It is open to them until {0}. Who it was stands in the audit log; ask an auditor.")
                .at(&unit.world().zone, at.plus(HOUR)),
        )
        .and(Text::of("The item: {0}").with(format!("{url}/i/{}", row.id)));
    for reader in grants::store::readers(unit.tx(), &people).await? {
        unit.mail(&wording.to(&reader)).await?;
    }
    Ok(())
}
