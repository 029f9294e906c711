//! Purging an item: what it held goes for good; its id, owner and the ledger stay. An administrator
//! does so before sight, and is shown nothing of it.

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::ItemState;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::publishing::must_be_written;
use super::written::delete_content;
use super::{comments, erase_item, letters, openings, proposals, store};
use crate::access::{Act, Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::kit::timestamp::Timestamp;

/// What is to be purged.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "PurgeItemInput")]
pub struct PurgeItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// Why. The ledger keeps a salted digest of it; the words are erasable.
    pub reason: String,
}

/// What was purged. Nothing of the item is shown.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Purged {
    /// The item.
    pub item_id: Uuid,
    /// When it was purged.
    pub purged_at: Timestamp,
}

/// Purges an item that people wrote: its text, revisions, comments, proposals, openings and files, and
/// the words of reasons about it and them. Doing it again changes nothing.
pub async fn purge_item(ctx: &Ctx, input: PurgeItem) -> Result<Purged> {
    let target = Target { id: Some(input.id), ..Target::none("ITEM") };
    if let Err(refused) = ctx.permit(Act::PurgeItem, &target) {
        ctx.signed_in()?;
        // Whoever may not purge learns by sight alone whether there is something.
        store::one(ctx, input.id).await?;
        return Err(refused);
    }
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::PurgeItem>(&target)?;
    let before = store::unseen(&unit, &permit, input.id).await?.ok_or_else(Error::not_found)?;
    must_be_written(before.kind)?;
    let reason = crate::ctx::reason(&input.reason)?;
    if before.state == ItemState::Purged {
        return Ok(Purged { item_id: before.id, purged_at: Timestamp::from_micros(before.updated_at) });
    }
    letters::purged(&mut unit, &permit, &before).await?;
    let said = comments::delete_of(&unit, &permit, before.id).await?;
    proposals::store::delete_of_item(&unit, &permit, before.id).await?;
    delete_content(&unit, &permit, &before).await?;
    store::empty(&unit, &permit, before.id).await?;
    erase_item(&mut unit, &permit, &before).await?;
    openings::store::delete_of(unit.tx(), before.id).await?;
    unit.forget_reasons(&[&[before.id], said.as_slice()].concat()).await?;
    unit.note("itemKind", before.kind.word());
    unit.because(&reason);
    let purged_at = unit.at();
    unit.commit(Some(input.id)).await?;
    Ok(Purged { item_id: input.id, purged_at })
}

/// What a repeated request is answered with.
pub async fn purged_before(ctx: &Ctx, id: Uuid) -> Result<Purged> {
    let target = Target { id: Some(id), ..Target::none("ITEM") };
    ctx.permit(Act::PurgeItem, &target)?;
    let row = store::beside(ctx.db(), &[id]).await?.remove(&id).filter(|row| row.state == ItemState::Purged);
    let row = row.ok_or_else(Error::not_found)?;
    Ok(Purged { item_id: id, purged_at: Timestamp::from_micros(row.updated_at) })
}
