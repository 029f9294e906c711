//! Correcting a post: a new title or office keeps it.

use async_graphql::{InputObject, MaybeUndefined};
use entity::{post, post_place};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::begin_post::touch;
use super::named::check_title;
use super::posts::one_post;
use super::store_post_steps as store;
use super::view::Post;
use crate::access::{Act, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items;

/// What is to be corrected. What is left out stays; null removes only what may be none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "UpdatePostInput")]
pub struct UpdatePost {
    /// The post.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Title of the position; the one before stays in the history.
    #[schema(value_type = String)]
    pub title: MaybeUndefined<String>,
    /// Telephone of the office.
    #[schema(value_type = Option<String>)]
    pub office_telephone: MaybeUndefined<String>,
    /// Mailbox of the office.
    #[schema(value_type = Option<String>)]
    pub office_email: MaybeUndefined<String>,
}

/// Corrects a post's title and office.
pub async fn update_post(ctx: &Ctx, input: UpdatePost) -> Result<Post> {
    let shown = one_post(ctx, input.id).await?;
    let target = Target { id: Some(input.id), person: Some(shown.expert_id), ..Target::none("POST") };
    ctx.permit_at(Act::UpdatePost, &target, input.id).await?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, shown.expert_id).await?;
    let permit = unit.permit_at::<acts::UpdatePost>(&target, input.id).await?;
    precondition(input.revision, before.revision)?;
    let row = store::model(unit.tx(), input.id).await?;
    let at = unit.at().micros();
    if row.ended_at.into_iter().chain(row.valid_until).any(|until| until <= at) {
        return Err(Error::new(Code::Conflict, "This post has ended; its history stays as it was."));
    }
    let mut findings = Findings::default();
    findings.not_null("/title", &input.title);
    if let Some(title) = input.title.value() {
        check_title(&mut findings, "/title", title);
    }
    checked_office(
        &mut findings,
        input.office_telephone.value().map(String::as_str),
        input.office_email.value().map(String::as_str),
    );
    findings.done()?;
    let mut fields = Vec::new();
    let last = store::last_place(unit.tx(), input.id).await?;
    if let Some(title) = input.title.value().map(|title| title.trim().to_owned()).filter(|title| *title != last.title) {
        fields.push("title");
        let from = last.from_at.max(at);
        store::end_place(&unit, &permit, last.id, from).await?;
        let next = post_place::Model { id: unit.new_id(), title, from_at: from, until_at: None, ..last };
        store::insert_place(&unit, &permit, next).await?;
    }
    let mut change = post::ActiveModel { id: Set(input.id), ..Default::default() };
    if !input.office_telephone.is_undefined() && input.office_telephone.value() != row.office_telephone.as_ref() {
        fields.push("officeTelephone");
        change.office_telephone = Set(input.office_telephone.value().cloned());
    }
    if !input.office_email.is_undefined() && input.office_email.value() != row.office_email.as_ref() {
        fields.push("officeEmail");
        change.office_email = Set(input.office_email.value().cloned());
    }
    if change.office_telephone.is_set() || change.office_email.is_set() {
        store::rewrite(&unit, &permit, change).await?;
    }
    if fields.is_empty() {
        unit.changes_nothing();
        return one_post(ctx, input.id).await;
    }
    unit.note_fields(&fields);
    touch(&mut unit, &permit, shown.expert_id, None).await?;
    unit.commit(Some(input.id)).await?;
    one_post(ctx, input.id).await
}

/// What is wrong with an office's contact.
pub(crate) fn checked_office(findings: &mut Findings, telephone: Option<&str>, email: Option<&str>) {
    findings.office(("/officeTelephone", telephone), ("/officeEmail", email));
}
