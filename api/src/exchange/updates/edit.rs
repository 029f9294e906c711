//! Changing an update's text and what it is about.

use async_graphql::{InputObject, MaybeUndefined};
use entity::update;
use entity::vocabulary::ItemState;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::one;
use super::revisions::keep_revision;
use super::{Update, store, text};
use crate::access::{Act, PartySet, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::publishing::{must_stay_publishable, target_of};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::kit::markdown;
use crate::network::{competences, countries};

/// What is to be changed. What is left out stays.
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
    pub title: Option<String>,
    /// The body in CommonMark with tables, at most 200 kB.
    pub body_markdown: Option<String>,
    /// One paragraph of at most 1,000 characters; null removes it.
    #[schema(value_type = Option<String>)]
    pub summary: MaybeUndefined<String>,
    /// BCP 47 tag of the text; null removes it.
    #[schema(value_type = Option<String>)]
    pub language: MaybeUndefined<String>,
    /// Codes of the policy fields it is about, all of them.
    pub topics: Option<Vec<String>>,
    /// Codes of the countries it concerns, all of them.
    pub country_codes: Option<Vec<String>>,
}

/// Changes an update's text and what it is about; who it is for stays.
pub async fn edit(ctx: &Ctx, input: EditUpdate) -> Result<Update> {
    let seen = super::read::row(ctx, input.id).await?;
    ctx.permit(Act::EditUpdate, &target_of(&seen))?;
    let mut findings = Findings::default();
    let changed = Changed::checked(ctx, &mut findings, &input).await?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::EditUpdate>(&target_of(&before))?;
    let present = items::store_parts::topics_of(unit.tx(), before.id).await?;
    let topics = changed.topics.clone().unwrap_or_else(|| present.clone());
    if before.state == ItemState::Published {
        let audience = match before.audience {
            Some(id) => items::store::party_set(unit.tx(), id).await?,
            None => PartySet::default(),
        };
        must_stay_publishable(&unit, before.owner, &audience, &topics).await?;
    }
    precondition(input.revision, before.revision)?;
    if before.state == ItemState::Withdrawn {
        return Err(Error::new(Code::Conflict, "It was withdrawn and stays as it was."));
    }
    findings.done()?;
    let text = store::text_in(&unit, before.id).await?;
    let body_markdown = changed.body_markdown.unwrap_or(text.body_markdown);
    let row = update::Model {
        id: text.id,
        title: changed.title.unwrap_or(text.title),
        summary: changed.summary.unwrap_or(text.summary),
        body_html: markdown::to_html(&body_markdown),
        body_markdown,
    };
    store::rewrite(&unit, &permit, row).await?;
    if changed.topics.is_some() || changed.countries.is_some() {
        let countries = match changed.countries {
            Some(countries) => countries,
            None => items::store_parts::countries_of(unit.tx(), before.id).await?,
        };
        items::store::set_subjects(&unit, &permit, before.id, &topics, &countries).await?;
    }
    unit.note_fields(&changed.fields);
    let rewrite = Rewrite { language: changed.language, ..Rewrite::default() };
    let after = rewrite_item(&mut unit, &permit, &before, rewrite).await?;
    keep_revision(&unit, &permit, &after).await?;
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}

/// The input, checked: `None` is what stays.
struct Changed {
    fields: Vec<&'static str>,
    title: Option<String>,
    summary: Option<Option<String>>,
    body_markdown: Option<String>,
    language: Option<Option<String>>,
    topics: Option<Vec<Uuid>>,
    countries: Option<Vec<Uuid>>,
}

impl Changed {
    async fn checked(ctx: &Ctx, findings: &mut Findings, input: &EditUpdate) -> Result<Self> {
        let given = [
            ("title", input.title.is_some()),
            ("summary", !input.summary.is_undefined()),
            ("bodyMarkdown", input.body_markdown.is_some()),
            ("language", !input.language.is_undefined()),
            ("topics", input.topics.is_some()),
            ("countryCodes", input.country_codes.is_some()),
        ];
        let topics = match &input.topics {
            None => None,
            Some(codes) => {
                let codes = text::subjects(findings, codes, "/topics");
                findings.gather(competences::of_codes(ctx, &codes, "/topics").await)?
            }
        };
        let countries = match &input.country_codes {
            None => None,
            Some(codes) => {
                let codes = text::subjects(findings, codes, "/countryCodes");
                findings.gather(countries::of_codes(ctx, &codes, "/countryCodes").await)?
            }
        };
        Ok(Self {
            fields: given.into_iter().filter(|(_, given)| *given).map(|(name, _)| name).collect(),
            title: input.title.as_deref().map(|title| text::title(findings, title)),
            summary: given_or_null(&input.summary).map(|summary| text::summary(findings, summary)),
            body_markdown: input.body_markdown.as_deref().map(|body| text::body(findings, body)),
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
