//! Steps that the verbs on comments share, and what a reader is told before they comment.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use entity::ids::{NETWORK, PUBLIC};
use entity::item;
use entity::vocabulary::{CommentState, ItemState};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::store::{self, Of, Row};
use crate::access::{Act, ActType, Decision, Permit, decide};
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};
use crate::exchange::items::publishing::{must_be_written, target_of};
use crate::exchange::items::store as items;
use crate::exchange::items::{Party, store_known, store_parts};
use crate::ledger::Unit;

/// A comment with its item.
pub(super) struct Found {
    pub item: item::Model,
    pub comment: Row,
}

impl Found {
    /// 409 once it was withdrawn or taken out.
    pub(super) fn still_shown(&self) -> Result<()> {
        match self.comment.state {
            CommentState::Shown => Ok(()),
            CommentState::Withdrawn | CommentState::Moderated => {
                Err(Error::new(Code::Conflict, format!("It is {} and stays so.", self.comment.state)))
            }
        }
    }
}

/// A comment on an item, if the actor is shown both.
pub(super) async fn found(ctx: &Ctx, item: Uuid, id: Uuid) -> Result<Found> {
    let of = Of { item, actor: &ctx.actor, by_glass: false };
    Ok(Found { item: items::one(ctx, item).await?, comment: store::one(ctx.db(), &of, id).await? })
}

/// The same inside a unit.
pub(super) async fn found_in(unit: &Unit, item: Uuid, id: Uuid) -> Result<Found> {
    let of = Of { item, actor: unit.actor(), by_glass: false };
    Ok(Found { item: items::one_in(unit, item).await?, comment: store::one(unit.tx(), &of, id).await? })
}

/// A comment is a change of its item that raises no revision, for the circle that it was made to: where
/// the item is for another one now, the feed would tell that one that something goes on elsewhere.
pub(super) fn note_change(unit: &mut Unit, item: &item::Model, comment: Uuid, circle: i64) {
    unit.note("comment", comment.to_string());
    if circle == item.seen_by {
        unit.changed(item.id, item.kind, Some(item.seen_by), Some(item.seen_by), item.revision);
    }
}

/// Deletes every comment on an item whose text goes: a draft that is deleted, or what is purged. Returns
/// their ids.
pub async fn delete_of<A: ActType>(unit: &Unit, permit: &Permit<A>, item: Uuid) -> Result<Vec<Uuid>> {
    store::delete_of(unit, permit, item).await
}

/// Who reads a comment that is made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CommentCircle {
    /// Everybody, signed in or not; your name those who see you in the directory.
    Public,
    /// The network, with your name.
    Network,
    /// Whoever the item is shared with, and its keepers, with your name.
    Shared,
}

/// What a reader is told before they comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Commenting {
    /// Whether the reader may comment on it.
    pub allowed: bool,
    /// Who will read the comment and the reader's name beside it.
    pub circle: CommentCircle,
    /// Groups whose members are not shown to the network and through which the reader sees the
    /// item: a comment bears the reader's name, and so tells others who read it that the reader is
    /// in one of them. Empty where nothing is told.
    pub tells_membership_of: Vec<Party>,
}

/// What the reader is told before they comment on each of the items, which they have been found to
/// see. Two statements at most and one for names, whatever the number.
pub async fn commenting(ctx: &Ctx, rows: &[item::Model]) -> Result<HashMap<Uuid, Commenting>> {
    let reader = &ctx.actor;
    let groups = |party: &Uuid| reader.standing().is_some_and(|at| at.groups.contains(party));
    let seen_by: Vec<i64> = rows.iter().map(|row| row.seen_by).collect();
    let hits = store_known::party_sets(ctx, &seen_by).await?;
    let mut through: Vec<Uuid> = hits.values().flat_map(|set| set.iter()).copied().filter(groups).collect();
    through.sort_unstable();
    through.dedup();
    let quiet = store_parts::quiet_groups(ctx.db(), &through).await?;
    let names = crate::exchange::items::party_views(ctx, &quiet).await?;
    let told = |row: &item::Model| {
        let parties = hits.get(&row.seen_by).map(|set| &**set).unwrap_or_default();
        let circle = match (parties.contains(&PUBLIC), parties.contains(&NETWORK)) {
            (true, _) => CommentCircle::Public,
            (false, true) => CommentCircle::Network,
            (false, false) => CommentCircle::Shared,
        };
        let may = must_be_written(row.kind).is_ok()
            && row.state != ItemState::Withdrawn
            && matches!(decide(reader, Act::Comment, &target_of(row)), Decision::Allowed(_));
        // Whoever sees it in another way, too, tells nothing.
        let held: Vec<Uuid> = parties.iter().copied().filter(|party| reader.parties().contains(*party)).collect();
        let told = may && held.iter().all(|party| quiet.contains(party));
        let named = held.iter().filter(|_| told).filter_map(|group| names.get(group).cloned());
        let tells_membership_of = named.collect();
        (row.id, Commenting { allowed: may, circle, tells_membership_of })
    };
    Ok(rows.iter().map(told).collect())
}
