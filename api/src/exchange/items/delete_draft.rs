//! Deleting a draft: the one thing that truly disappears.

use async_graphql::InputObject;
use entity::vocabulary::ItemState;
use uuid::Uuid;

use super::publishing::{must_be_written, target_of};
use super::written::delete_content;
use super::{comments, proposals, store};
use crate::access::{Act, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};

/// A draft that is to be deleted.
#[derive(Clone, Debug, Default, InputObject)]
#[graphql(name = "DeleteDraftInput")]
pub struct DeleteDraft {
    /// The draft.
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    pub revision: Option<i32>,
}

/// What is to be done instead, by what it is.
fn stays(state: ItemState) -> Error {
    let detail = match state {
        ItemState::Proposed => format!(
            "Only a draft that was never published is deleted. This is {state}: take the proposal back first, `POST \
             /v1/items/{{id}}/return`: then it is a draft again."
        ),
        ItemState::Scheduled => format!(
            "Only a draft that was never published is deleted. This is {state}: cancel its publication first, `POST \
             /v1/items/{{id}}/return`: then it is a draft again."
        ),
        ItemState::Published => format!(
            "Only a draft that was never published is deleted. This is {state}: withdraw it, `POST \
             /v1/items/{{id}}/withdraw`: then its keepers alone see it."
        ),
        ItemState::Draft | ItemState::Withdrawn | ItemState::Purged => format!(
            "Only a draft that was never published is deleted. This is {state}: it was published, and stays with its \
             keepers; what must be gone for good an administrator purges."
        ),
    };
    Error::new(Code::Conflict, detail)
}

/// Deletes a draft that was never published, for good. Returns its id.
pub async fn delete_draft(ctx: &Ctx, input: DeleteDraft) -> Result<Uuid> {
    ctx.signed_in()?;
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::DeleteDraft, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::DeleteDraft>(&target_of(&before))?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    if before.state != ItemState::Draft || before.published_at.is_some() {
        return Err(stays(before.state));
    }
    let said = comments::delete_of(&unit, &permit, before.id).await?;
    proposals::store::delete_of_item(&unit, &permit, before.id).await?;
    delete_content(&unit, &permit, &before).await?;
    store::delete_draft(&mut unit, &permit, &before).await?;
    unit.forget_reasons(&[&[before.id], said.as_slice()].concat()).await?;
    unit.commit(Some(before.id)).await?;
    Ok(before.id)
}
