//! Erasing a person. What is held about them goes; what they wrote stays the organisation's, and the
//! ledger keeps ids. Nobody sees the expert any more, so that a mirror is told they are REMOVED.

use async_graphql::{InputObject, SimpleObject};
use entity::vocabulary::{ItemKind, PostState};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::begin_post::refuse_post;
use super::end_post::end_post_step;
use super::{store, store_cards, store_post_steps};
use crate::access::{Act, ActType, Permit, Target, acts};
use crate::ctx::{Ctx, reason};
use crate::error::{Code, Error, Result};
use crate::exchange::items::{self, erase_item};
use crate::identity::access_requests::store as requests;
use crate::identity::accounts::forget_account;
use crate::identity::grants::{end_grant, forget_grants};
use crate::identity::invitations::forget_invitations;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;
use crate::network::focal_points::{forget_absences, touch_appointments};

const WHY: &str = "The person was erased.";

/// A person to be erased.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EraseExpertInput")]
pub struct EraseExpert {
    /// The expert.
    #[serde(skip)]
    pub id: Uuid,
    /// Why: how the person asked for it, without personal data.
    pub reason: String,
}

/// A person who was erased.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct ErasedPerson {
    /// Id of the expert: it stays in the ledger, and names nobody.
    pub expert_id: Uuid,
    /// When.
    pub erased_at: Timestamp,
}

/// Erases a person who has left and asked for it: for an administrator. Whoever still has a post
/// erases themselves, at `/v1/me/erase`.
pub async fn erase_expert(ctx: &Ctx, input: EraseExpert) -> Result<ErasedPerson> {
    let item = items::store::one_of(ctx, ItemKind::Expert, input.id).await?;
    let target = Target { id: Some(input.id), person: Some(input.id), ..Target::none("EXPERT") };
    ctx.permit_at(Act::EraseExpert, &target, item.owner).await?;
    let reason = reason(&input.reason)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit_at::<acts::EraseExpert>(&target, before.owner).await?;
    if !store_post_steps::unfinished(unit.tx(), input.id, unit.at()).await?.is_empty() {
        let detail = "This person has a post, or one that waits: end it first, or have them erase themselves.";
        return Err(Error::new(Code::Conflict, detail));
    }
    let erased_at = unit.at();
    erase_person(&mut unit, &permit, input.id).await?;
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    Ok(ErasedPerson { expert_id: input.id, erased_at })
}

/// Step: ends what runs, and forgets everything that is held about the person. Their posts stay as
/// parties without a name, so that the past stays explicable.
pub async fn erase_person<A: ActType>(unit: &mut Unit, permit: &Permit<A>, expert: Uuid) -> Result<()> {
    let at = unit.at();
    for post in store_post_steps::unfinished(unit.tx(), expert, at).await? {
        match post.state {
            PostState::Confirmed => end_post_step(unit, permit, post.id, at, WHY).await?,
            PostState::Waiting => put_aside(unit, permit, post.id).await?,
            PostState::Refused => {}
        }
    }
    let mut known = vec![expert];
    if let Some(card) = store_cards::of_expert(unit, permit, expert).await? {
        let before = items::store::row(unit, permit, card.id).await?;
        store_cards::delete(unit, permit, card.id).await?;
        erase_item(unit, permit, &before).await?;
        known.push(card.id);
    }
    let posts = store_post_steps::forget(unit, permit, expert).await?;
    items::openings::store::forget_readers(unit, &posts).await?;
    known.extend(forget_absences(unit, permit, &posts).await?);
    known.extend(forget_grants(unit, permit, &posts).await?);
    known.extend(forget_invitations(unit, permit, expert).await?);
    known.extend(forget_account(unit, permit, expert).await?);
    known.extend(posts);
    store::forget(unit, permit, expert).await?;
    items::store::set_words(unit, permit, expert, &[]).await?;
    items::store::set_external_ids(unit, permit, expert, &[]).await?;
    let before = items::store::row(unit, permit, expert).await?;
    erase_item(unit, permit, &before).await?;
    unit.forget_reasons(&known).await
}

/// A post that waits for a word, with the grants and appointments that wait beside it.
async fn put_aside<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid) -> Result<()> {
    let grants = store_post_steps::open_grants(unit.tx(), post, unit.at()).await?;
    let waiting: Vec<Uuid> = grants.iter().copied().chain([post]).collect();
    requests::withdraw_for(unit, permit, &waiting, WHY).await?;
    for grant in &grants {
        end_grant(unit, permit, *grant, WHY, false).await?;
    }
    touch_appointments(unit, permit, &grants).await?;
    refuse_post(unit, permit, post).await
}
