//! Withdrawing what was published.

use async_graphql::InputObject;
use entity::vocabulary::{ItemState, ProposalKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::any_item::{Item, one_item};
use super::publishing::{must_be_written, target_of};
use super::written::rewrite_written;
use super::{Rewrite, proposals, store};
use crate::access::{Act, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Result};

/// What is to be withdrawn.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "WithdrawItemInput")]
pub struct WithdrawItem {
    /// The item.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Why.
    pub reason: String,
}

/// Withdraws what was published: from now on only its keepers see it.
pub async fn withdraw_item(ctx: &Ctx, input: WithdrawItem) -> Result<Item> {
    let seen = store::one(ctx, input.id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::WithdrawItem, &target_of(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::WithdrawItem>(&target_of(&before))?;
    if input.revision.is_some() {
        precondition(input.revision, before.revision)?;
    }
    if before.state != ItemState::Published {
        return Err(Error::new(
            Code::Conflict,
            format!(
                "Only what is published is withdrawn; this is {}. A draft can be deleted; what is proposed or \
                 scheduled is made a draft again by `POST /v1/items/{{id}}/return`.",
                before.state
            ),
        ));
    }
    let reason = crate::ctx::reason(&input.reason)?;
    unit.note_fields(&["state"]);
    let change = Rewrite { state: Some(ItemState::Withdrawn), ..Rewrite::default() };
    let after = rewrite_written(&mut unit, &permit, &before, change, None).await?;
    // A change of what is not published any longer has nothing to wait for.
    proposals::close_waiting(&unit, &permit, &after, &[ProposalKind::Revision], None).await?;
    unit.because(&reason);
    unit.commit(Some(input.id)).await?;
    one_item(ctx, input.id).await
}
