//! Taking somebody's comment out of an item that one keeps.

use async_graphql::InputObject;
use entity::comment::ActiveModel;
use entity::vocabulary::CommentState;
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::steps::{Found, found, found_in, note_change};
use super::store;
use super::view::Comment;
use crate::access::{Act, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Result};
use crate::exchange::items::publishing::target_of;

/// A comment to be taken out.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "ModerateCommentInput")]
pub struct ModerateComment {
    /// The item.
    #[serde(skip)]
    pub item_id: Uuid,
    /// The comment.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Why; its author reads it.
    pub reason: String,
}

/// Takes a comment out: from now on its author and the item's keepers alone read the text, and why.
pub async fn moderate(ctx: &Ctx, input: ModerateComment) -> Result<Comment> {
    let seen = found(ctx, input.item_id, input.id).await?;
    ctx.permit(Act::ModerateComment, &kept(&seen)).map_err(|error| match error.code() {
        Code::Forbidden => error.saying(match ctx.actor.party() == Some(seen.comment.author) {
            true => "Your own comment you withdraw: `POST /v1/items/{id}/comments/{commentId}/withdraw`.",
            false => {
                "Comments are taken out by those who keep the item: whoever wrote it, and the keepers of its owner."
            }
        }),
        _ => error,
    })?;
    let mut unit = ctx.begin().await?;
    let before = found_in(&unit, input.item_id, input.id).await?;
    let permit = unit.permit::<acts::ModerateComment>(&kept(&before))?;
    if input.revision.is_some() {
        precondition(input.revision, before.comment.revision)?;
    }
    before.still_shown()?;
    let reason = crate::ctx::reason(&input.reason)?;
    let row = ActiveModel {
        id: Unchanged(input.id),
        state: Set(CommentState::Moderated),
        revision: Set(before.comment.revision + 1),
        ended_at: Set(Some(unit.at().micros())),
        end_reason: Set(Some(reason.clone())),
        ..Default::default()
    };
    store::rewrite(&unit, &permit, row).await?;
    unit.note_fields(&["state"]);
    unit.because(&reason);
    note_change(&mut unit, &before.item, input.id, before.comment.seen_by);
    unit.commit(Some(input.id)).await?;
    one(ctx, input.item_id, input.id).await
}

/// The item decides who keeps it; the record is about the comment.
fn kept(found: &Found) -> Target {
    Target { kind: "COMMENT", id: Some(found.comment.id), ..target_of(&found.item) }
}
