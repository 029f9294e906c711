//! What hangs on a group: shown before it ends, nothing goes silently.

use async_graphql::SimpleObject;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store_members;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items;
use crate::exchange::items::store_owned::{Written, owned_by};
use crate::identity::grants::store as grants;
use crate::network::experts::GoesTo;
use crate::network::organisations::Hung;

/// What hangs on a group. What stands in its name stays as it is: nobody keeps it for the group any more, so that it
/// can be withdrawn, or transferred to another owner, by who wrote it, and not be changed. Transfer before what is
/// to be kept up.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
#[graphql(name = "GroupHanging")]
#[schema(as = GroupHanging)]
pub struct Hanging {
    /// Memberships that run, will run, or wait for a word.
    pub memberships: Hung,
    /// Grants in its scope, those of its editors among them.
    pub grants: Hung,
    /// What is not yet published in its name: drafts, what is proposed, what is scheduled.
    pub drafts: Hung,
    /// What was published in its name.
    pub items: Hung,
}

/// Step: what hangs on a group, as the actor may know it.
pub(super) async fn hanging(ctx: &Ctx, group: Uuid) -> Result<Hanging> {
    let db = ctx.db();
    let memberships = store_members::open_of(db, group, ctx.now()).await?;
    let memberships: Vec<Uuid> = memberships.into_iter().map(|row| row.id).collect();
    let seen = items::store::seen(ctx, &memberships).await?;
    let memberships = memberships.into_iter().filter(|id| seen.contains_key(id)).collect();
    let running = grants::running_in(db, group, ctx.now()).await?;
    let drafts = owned_by(db, &ctx.actor, &[group], Written::Drafts).await?;
    let written = owned_by(db, &ctx.actor, &[group], Written::Published).await?;
    Ok(Hanging {
        memberships: Hung::of(memberships, GoesTo::Ends),
        grants: Hung::of(grants::known(db, &ctx.actor, &running).await?, GoesTo::Ends),
        drafts: Hung::many(drafts, GoesTo::Stays),
        items: Hung::many(written, GoesTo::Stays),
    })
}
