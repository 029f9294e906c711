//! Saying something, correcting it, taking it back.

use async_graphql::InputObject;
use entity::comment::{ActiveModel, Model};
use entity::item;
use entity::vocabulary::{CommentState, ItemState};
use sea_orm::ActiveValue::{Set, Unchanged};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::steps::{Found, found, found_in, note_change};
use super::view::Comment;
use super::{store, text};
use crate::access::{Act, ActType, Permit, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::publishing::{must_be_written, target_of};
use crate::exchange::items::store as items;
use crate::kit::markdown::Rendered;
use crate::ledger::Unit;

/// A comment to be made.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "CommentOnItemInput")]
pub struct CommentOnItem {
    /// The item.
    #[serde(skip)]
    pub item_id: Uuid,
    /// The text in CommonMark with tables, at most 20 kB. Raw HTML and images are not shown.
    #[schema(example = "Thank you. Does it open at **weekends**, too?")]
    pub body_markdown: String,
}

/// A comment's text, corrected.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "EditCommentInput")]
pub struct EditComment {
    /// The item.
    #[serde(skip)]
    pub item_id: Uuid,
    /// The comment.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// The text in CommonMark with tables, at most 20 kB.
    #[schema(example = "Thank you. Does it open at weekends, too?")]
    pub body_markdown: String,
}

/// A comment that its author takes back.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "WithdrawCommentInput")]
pub struct WithdrawComment {
    /// The item.
    #[serde(skip)]
    pub item_id: Uuid,
    /// The comment.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read; not asked of this act, but honoured where it is given.
    #[serde(skip)]
    pub revision: Option<i32>,
}

/// Says something about an item to whoever sees it now. It bears its author's name for whoever sees
/// the expert.
pub async fn comment(ctx: &Ctx, input: CommentOnItem) -> Result<Comment> {
    let seen = items::one(ctx, input.item_id).await?;
    must_be_written(seen.kind)?;
    ctx.permit(Act::Comment, &target_of(&seen))?;
    let mut findings = Findings::default();
    let body = text::body(&mut findings, &input.body_markdown).await?;
    let mut unit = ctx.begin().await?;
    let item = items::one_in(&unit, input.item_id).await?;
    let permit = unit.permit::<acts::Comment>(&target_of(&item))?;
    if item.state == ItemState::Withdrawn {
        return Err(Error::new(Code::Conflict, "It was withdrawn: nothing is said about it any more."));
    }
    findings.done()?;
    let author = unit.actor().party().ok_or_else(|| Error::forbidden("You stand in no body."))?;
    let row = row(&unit, &item, author, body);
    let id = row.id;
    store::insert(&unit, &permit, row).await?;
    note_change(&mut unit, &item, id, item.seen_by);
    unit.commit(Some(id)).await?;
    one(ctx, input.item_id, id).await
}

/// Step: writes many comments, each said by a post about an item as it is now.
pub async fn add_comments<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    new: Vec<(&item::Model, Uuid, Rendered)>,
) -> Result<()> {
    unit.note("comments", new.len());
    let mut rows = Vec::with_capacity(new.len());
    for (item, author, body) in new {
        rows.push(row(unit, item, author, body));
        unit.changed(item.id, item.kind, Some(item.seen_by), Some(item.seen_by), item.revision);
    }
    store::insert_all(unit, permit, rows).await
}

fn row(unit: &Unit, item: &item::Model, author: Uuid, body: Rendered) -> Model {
    Model {
        id: unit.new_id(),
        item_id: item.id,
        seen_by: item.seen_by,
        author,
        body_html: body.html,
        body_markdown: body.markdown,
        state: CommentState::Shown,
        revision: 1,
        created_at: unit.at().micros(),
        edited_at: None,
        ended_at: None,
        end_reason: None,
    }
}

/// Corrects one's own comment. It stays in the circle it was made for.
pub async fn edit(ctx: &Ctx, input: EditComment) -> Result<Comment> {
    let seen = found(ctx, input.item_id, input.id).await?;
    ctx.permit(Act::EditComment, &own(&seen))?;
    let mut findings = Findings::default();
    let body = text::body(&mut findings, &input.body_markdown).await?;
    let mut unit = ctx.begin().await?;
    let before = found_in(&unit, input.item_id, input.id).await?;
    let permit = unit.permit::<acts::EditComment>(&own(&before))?;
    precondition(input.revision, before.comment.revision)?;
    before.still_shown()?;
    findings.done()?;
    let row = ActiveModel {
        id: Unchanged(input.id),
        body_html: Set(body.html),
        body_markdown: Set(body.markdown),
        revision: Set(before.comment.revision + 1),
        edited_at: Set(Some(unit.at().micros())),
        ..Default::default()
    };
    store::rewrite(&unit, &permit, row).await?;
    unit.note_fields(&["bodyMarkdown"]);
    note_change(&mut unit, &before.item, input.id, before.comment.seen_by);
    unit.commit(Some(input.id)).await?;
    one(ctx, input.item_id, input.id).await
}

/// Takes one's own comment back: its text is deleted, that it was there stays.
pub async fn withdraw(ctx: &Ctx, input: WithdrawComment) -> Result<Comment> {
    let seen = found(ctx, input.item_id, input.id).await?;
    ctx.permit(Act::EditComment, &own(&seen))?;
    let mut unit = ctx.begin().await?;
    let before = found_in(&unit, input.item_id, input.id).await?;
    let permit = unit.permit::<acts::EditComment>(&own(&before))?;
    if input.revision.is_some() {
        precondition(input.revision, before.comment.revision)?;
    }
    before.still_shown()?;
    let row = ActiveModel {
        id: Unchanged(input.id),
        body_html: Set(String::new()),
        body_markdown: Set(String::new()),
        state: Set(CommentState::Withdrawn),
        revision: Set(before.comment.revision + 1),
        ended_at: Set(Some(unit.at().micros())),
        ..Default::default()
    };
    store::rewrite(&unit, &permit, row).await?;
    unit.note_fields(&["state"]);
    note_change(&mut unit, &before.item, input.id, before.comment.seen_by);
    unit.commit(Some(input.id)).await?;
    one(ctx, input.item_id, input.id).await
}

/// What is one's own to change: the comment of the post one holds.
fn own(found: &Found) -> Target {
    Target { id: Some(found.comment.id), author: Some(found.comment.author), ..Target::none("COMMENT") }
}
