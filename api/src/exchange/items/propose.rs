//! Proposing a draft to those who may publish it so.

use async_graphql::InputObject;
use entity::item;
use entity::vocabulary::{ItemState, ProposalKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::any_item::{Item, one_item};
use super::asked::keepers_named;
use super::decided::comment;
use super::proposals::{self, NewProposal};
use super::publishing::{must_be_written, publish_at, target_of};
use super::written::rewrite_written;
use super::{PartyInput, Release, Rewrite, audiences, letters, store};
use crate::access::{Act, ActType, PartySet, Permit, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

/// A draft that is to be proposed.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ProposeItemInput")]
pub struct ProposeItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Whose keepers to ask: the owner, its country, or the Secretariat's body. If not given, the
    /// country for its authorities, for other bodies the body's keepers and the Secretariat.
    pub to: Option<PartyInput>,
    /// Words for those asked, at most 2,000 characters.
    pub comment: Option<String>,
    /// When it is to be published by itself once it is confirmed; at once if not given.
    pub publish_at: Option<Timestamp>,
}

/// Proposes a draft: those asked see it, and confirm it or give it back.
pub async fn propose_item(ctx: &Ctx, input: ProposeItem) -> Result<Item> {
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::ProposeItem, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::ProposeItem>(&target_of(&before))?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    if before.state != ItemState::Draft {
        let what = match before.state {
            ItemState::Scheduled => "this is scheduled: cancel that first, `POST /v1/items/{id}/return`",
            ItemState::Published => "this is published: change it, and what you may not publish so is proposed",
            _ => "this is not one",
        };
        return Err(Error::new(Code::Conflict, format!("Only a draft is proposed; {what} ({}).", before.state)));
    }
    let audience = audiences::declared(unit.tx(), &before).await?.filter(|audience| !audience.is_empty());
    let audience = audience
        .ok_or_else(|| Error::invalid("/audience", "Say first who it is for: `PUT /v1/items/{id}/audience`."))?;
    let publish_at = publish_at(input.publish_at, unit.at())?;
    let comment = comment(input.comment.as_deref())?;
    let asked = keepers_named(&unit, before.owner, &audience, input.to.as_ref()).await?;
    unit.note_fields(&["state"]);
    let release = Release { asked: Some(asked.clone()), publish_at, released_by: None };
    let change = Rewrite { state: Some(ItemState::Proposed), release: Some(release.clone()), ..Rewrite::default() };
    let after = rewrite_written(&mut unit, &permit, &before, change, None).await?;
    ask_for_publication(&mut unit, &permit, &after, audience, release, comment).await?;
    unit.commit(Some(input.id)).await?;
    one_item(ctx, input.id).await
}

/// Step: puts an item that is PROPOSED before those asked.
pub(crate) async fn ask_for_publication<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    item: &item::Model,
    audience: PartySet,
    release: Release,
    comment: Option<String>,
) -> Result<()> {
    let asked = release.asked.unwrap_or_default();
    if let Some(words) = &comment {
        unit.because(words);
    }
    let new = NewProposal {
        kind: ProposalKind::Publication,
        asked: asked.clone(),
        comment,
        content: None,
        audience: Some(audience),
        to_owner: None,
        publish_at: release.publish_at,
    };
    let id = proposals::add(unit, permit, item, new).await?;
    letters::asked(unit, permit, item, ProposalKind::Publication, id, &asked).await
}
