//! The one function that consults the glass: it reads one item.

use entity::item;
use entity::vocabulary::ItemKind;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::store;
use crate::access::{Act, Decision, Target, decide};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::exchange::items::store as items;

/// An item that is open to the actor.
pub(crate) struct Opened {
    /// Its row.
    pub row: item::Model,
    /// Whether the actor has broken its glass within the hour: then all that was ever said in it is
    /// open, too.
    pub by_glass: bool,
}

/// One item, where it is shared with the actor or they have broken its glass. Seeing by glass permits
/// no act: verbs that write begin with [`items::one`], which asks sight alone.
pub(crate) async fn open_item(ctx: &Ctx, id: Uuid) -> Result<Opened> {
    let by_glass = has_broken(ctx, id).await?;
    let seen = items::one(ctx, id).await;
    let unseen = match by_glass {
        true => store::unseen(ctx.db(), id).await?,
        false => None,
    };
    match (seen, unseen.filter(|row| row.kind != ItemKind::ContactCard)) {
        (Ok(row), _) | (Err(_), Some(row)) => Ok(Opened { row, by_glass }),
        (Err(error), None) => Err(error),
    }
}

/// Whether the actor has broken the glass of an item within the hour, and still may.
async fn has_broken(ctx: &Ctx, id: Uuid) -> Result<bool> {
    let Some(expert) = ctx.actor.expert() else { return Ok(false) };
    match decide(&ctx.actor, Act::BreakGlass, &Target::none("ITEM")) {
        Decision::Refused(_) => Ok(false),
        Decision::Allowed(_) => {
            let looks = store::looks_at(ctx.db(), id, ctx.now(), ctx.now()).await?;
            Ok(looks.iter().any(|look| look.expert == expert && ctx.now() < look.until))
        }
    }
}

/// An item before sight, for those who may break its glass; for all others as they see it, so that
/// they do not learn what there is.
pub(super) async fn to_be_opened(ctx: &Ctx, id: Uuid) -> Result<item::Model> {
    match decide(&ctx.actor, Act::BreakGlass, &Target::none("ITEM")) {
        Decision::Refused(_) => {
            items::one(ctx, id).await?;
            // Counts the refusal.
            ctx.permit(Act::BreakGlass, &Target { id: Some(id), ..Target::none("ITEM") })?;
            Err(Error::not_found())
        }
        Decision::Allowed(_) => must_exist(ctx.db(), id).await,
    }
}

/// An item whose glass can be broken: never a contact card.
pub(super) async fn must_exist(db: &impl ConnectionTrait, id: Uuid) -> Result<item::Model> {
    let found = store::unseen(db, id).await?;
    found.filter(|row| row.kind != ItemKind::ContactCard).ok_or_else(Error::not_found)
}
