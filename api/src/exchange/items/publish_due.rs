//! Job: publishes what is due by its schedule, as an ordinary act each. Whoever released it must
//! still hold the right to publish it so at that instant, else it is a draft again and its keepers
//! are told.

use entity::item;
use entity::vocabulary::{ItemState, PartyKind};
use uuid::Uuid;

use super::publishing::{Name, target_of};
use super::return_item::to_draft;
use super::written::rewrite_written;
use super::{Rewrite, audiences, letters, store, store_parts};
use crate::access::{By, Publishing, acts, load_actor};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::identity::grants;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// Publishes what is due. One that cannot be now does not stand in the way of the others.
pub async fn publish_due(ctx: &Ctx) -> Result<()> {
    for id in store::due(ctx.db(), ctx.now()).await? {
        if let Err(error) = publish_one(ctx, id).await {
            tracing::error!(%id, cause = error.cause().unwrap_or(error.detail()), "a scheduled item was not published; it is tried again");
        }
    }
    Ok(())
}

async fn publish_one(ctx: &Ctx, id: Uuid) -> Result<()> {
    let mut unit = ctx.begin().await?;
    let row = store::beside(unit.tx(), &[id]).await?.remove(&id).ok_or_else(Error::not_found)?;
    // Another replica may have been here meanwhile, or a keeper.
    let is_due = row.publish_at.is_some_and(|at| Timestamp::from_micros(at) <= unit.at());
    if row.state != ItemState::Scheduled || !is_due {
        return Ok(());
    }
    let permit = unit.permit::<acts::PublishScheduled>(&target_of(&row))?;
    if let Some(party) = row.released_by {
        unit.note("releasedBy", party.to_string());
    }
    match right(&unit, &row).await? {
        Some(grant) => {
            unit.note("publishedBy", grant.to_string());
            unit.note_fields(&["state"]);
            let change = Rewrite { state: Some(ItemState::Published), ..Rewrite::default() };
            rewrite_written(&mut unit, &permit, &row, change, row.released_by).await?;
        }
        None => {
            to_draft(&mut unit, &permit, &row).await?;
            letters::not_published(&mut unit, &permit, &row).await?;
        }
    }
    unit.commit(Some(id)).await?;
    Ok(())
}

/// The grant by which whoever released it may publish it so now, in the same post.
async fn right(unit: &Unit, row: &item::Model) -> Result<Option<Uuid>> {
    let Some(party) = row.released_by else { return Ok(None) };
    let by = match store::party_kinds(unit.tx(), &[party]).await?.get(&party) {
        Some(PartyKind::Partner) => Some(By::Partner(party)),
        Some(_) => grants::store::person_behind(unit.tx(), party).await?.0.map(By::Expert),
        None => None,
    };
    let Some(by) = by else { return Ok(None) };
    let releaser = load_actor(unit.tx(), by, unit.at()).await?.filter(|actor| actor.party() == Some(party));
    let Some(releaser) = releaser else { return Ok(None) };
    let audience = audiences::declared(unit.tx(), row).await?.unwrap_or_default();
    let topics = store_parts::topics_of(unit.tx(), row.id).await?;
    let name = Name::of(unit.tx(), unit.at(), row.owner, &topics).await?;
    Ok(match name.published_by(&releaser, &audience) {
        Publishing::Allowed(grant) => Some(grant),
        Publishing::MustPropose | Publishing::Refused => None,
    })
}
