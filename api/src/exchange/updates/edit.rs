//! Changing an update's text and what it is about.

use async_graphql::{InputObject, MaybeUndefined};
use entity::vocabulary::ItemState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::revisions::{apply_content, content_in};
use super::{Update, text};
use crate::access::{Act, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Findings, Result};
use crate::exchange::items::proposals::Content;
use crate::exchange::items::publishing::{
    is_released, must_be_changeable, must_publish, rereleased, stays_publishable, target_of,
};
use crate::exchange::items::revise::{Base, base_of, propose_revision};
use crate::exchange::items::written::rewrite_written;
use crate::exchange::items::{self, Rewrite};
use crate::kit::markdown::Rendered;
use crate::network::{competences, countries};

/// What is to be changed. What is left out stays; null removes only what may be none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "EditUpdateInput")]
pub struct EditUpdate {
    /// The update.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Title, one line of 1 to 300 characters.
    #[schema(value_type = String)]
    pub title: MaybeUndefined<String>,
    /// The body in CommonMark with tables, at most 200 kB.
    #[schema(value_type = String)]
    pub body_markdown: MaybeUndefined<String>,
    /// One paragraph of at most 1,000 characters; null removes it.
    #[schema(value_type = Option<String>)]
    pub summary: MaybeUndefined<String>,
    /// BCP 47 tag of the text; null removes it.
    #[schema(value_type = Option<String>)]
    pub language: MaybeUndefined<String>,
    /// Codes of the policy fields it is about, all of them.
    #[schema(value_type = Vec<String>)]
    pub topics: MaybeUndefined<Vec<String>>,
    /// Codes of the countries it concerns, all of them.
    #[schema(value_type = Vec<String>)]
    pub country_codes: MaybeUndefined<Vec<String>>,
}

/// Changes an update's text and what it is about; who it is for stays. Where the actor may not
/// publish the result, the change is proposed and the update stays as it is.
pub async fn edit(ctx: &Ctx, input: EditUpdate) -> Result<items::Changed<Update>> {
    let seen = super::read::row(ctx, input.id).await?;
    ctx.permit(Act::EditUpdate, &target_of(&seen))?;
    let mut findings = Findings::default();
    let changed = Fields::checked(ctx, &mut findings, &input).await?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::EditUpdate>(&target_of(&before))?;
    let present = content_in(&unit, &before).await?;
    let topics = changed.topics.as_ref().unwrap_or(&present.topics);
    let audience = items::audiences::declared(unit.tx(), &before).await?.unwrap_or_default();
    let publishable = match before.state {
        ItemState::Published => stays_publishable(&unit, before.owner, &audience, topics).await?,
        state if is_released(state) => must_publish(&mut unit, before.owner, &audience, topics).await.map(|()| true)?,
        _ => true,
    };
    precondition(input.revision, before.revision)?;
    must_be_changeable(before.state)?;
    findings.done()?;
    let (fields, language) = (changed.fields.clone(), changed.language.clone());
    // What is proposed beside a published text builds on what the proposer proposed before.
    let base = match publishable {
        true => None,
        false => Some(base_of(&unit, &permit, &before).await?),
    };
    let stands = base.as_ref().map_or(&present, |base| &base.content).clone();
    let content = changed.over(stands.clone());
    // What waits already is not in it yet: said again, it is proposed again, and not answered as done.
    if content == stands && content == present {
        unit.changes_nothing();
        return Ok(items::Changed { thing: one(ctx, input.id).await?, proposal: None });
    }
    unit.note_fields(&fields);
    if let Some(base) = base {
        let base = Base { content, ..base };
        let id = propose_revision(&mut unit, &permit, &before, base).await?;
        unit.commit(Some(input.id)).await?;
        let proposal = Some(items::proposals::one(ctx, id).await?);
        return Ok(items::Changed { thing: one(ctx, input.id).await?, proposal });
    }
    items::store::set_subjects(&unit, &permit, before.id, &content.topics, &content.countries).await?;
    apply_content(&unit, &permit, before.id, content).await?;
    let rewrite = Rewrite { language, release: rereleased(&unit, &before), ..Rewrite::default() };
    rewrite_written(&mut unit, &permit, &before, rewrite, None).await?;
    unit.commit(Some(input.id)).await?;
    Ok(items::Changed { thing: one(ctx, input.id).await?, proposal: None })
}

/// The input, checked: `None` is what stays.
struct Fields {
    fields: Vec<&'static str>,
    title: Option<String>,
    summary: Option<Option<String>>,
    body: Option<Rendered>,
    language: Option<Option<String>>,
    topics: Option<Vec<Uuid>>,
    countries: Option<Vec<Uuid>>,
}

impl Fields {
    /// The whole text with what is changed in it.
    fn over(self, present: Content) -> Content {
        Content {
            title: self.title.unwrap_or(present.title),
            summary: self.summary.unwrap_or(present.summary),
            body: self.body.unwrap_or(present.body),
            language: self.language.unwrap_or(present.language),
            topics: self.topics.unwrap_or(present.topics),
            countries: self.countries.unwrap_or(present.countries),
        }
    }

    async fn checked(ctx: &Ctx, findings: &mut Findings, input: &EditUpdate) -> Result<Self> {
        let given = [
            ("title", input.title.is_value()),
            ("summary", !input.summary.is_undefined()),
            ("bodyMarkdown", input.body_markdown.is_value()),
            ("language", !input.language.is_undefined()),
            ("topics", input.topics.is_value()),
            ("countryCodes", input.country_codes.is_value()),
        ];
        findings.not_null("/title", &input.title);
        findings.not_null("/bodyMarkdown", &input.body_markdown);
        findings.not_null_list("/topics", &input.topics);
        findings.not_null_list("/countryCodes", &input.country_codes);
        let body = match input.body_markdown.value() {
            None => None,
            Some(body) => Some(text::body(findings, body).await?),
        };
        let topics = match input.topics.value() {
            None => None,
            Some(codes) => {
                let codes = text::subjects(findings, codes, "/topics");
                findings.take(competences::of_codes(ctx, &codes, "/topics").await)?
            }
        };
        let countries = match input.country_codes.value() {
            None => None,
            Some(codes) => {
                let codes = text::subjects(findings, codes, "/countryCodes");
                findings.take(countries::of_codes(ctx, &codes, "/countryCodes").await)?
            }
        };
        Ok(Self {
            fields: given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect(),
            title: input.title.value().map(|title| text::title(findings, title)),
            summary: given_or_null(&input.summary).map(|summary| text::summary(findings, summary)),
            body,
            language: given_or_null(&input.language).map(|tag| text::language(findings, tag)),
            topics,
            countries,
        })
    }
}

fn given_or_null(field: &MaybeUndefined<String>) -> Option<Option<&str>> {
    match field {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
