//! Correcting what is held about oneself.

use async_graphql::{InputObject, MaybeUndefined};
use serde::Deserialize;
use utoipa::ToSchema;

use super::read::me;
use super::store_person;
use super::view::Me;
use crate::access::{Act, Target, acts, place_of};
use crate::ctx::{Ctx, precondition};
use crate::error::{Findings, Result};
use crate::exchange::items::{Rewrite, rewrite_item, store as items};
use crate::kit::fold::fold_words;
use crate::network::facts::view::LanguageText;

/// What is to be corrected. What is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "UpdateMeInput")]
pub struct UpdateMe {
    /// The revision that was read: `expert.revision` (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Name in Latin letters.
    pub name: Option<String>,
    /// Names in other scripts and languages, all of them.
    #[schema(value_type = Option<Vec<LanguageText>>)]
    pub native_names: MaybeUndefined<Vec<LanguageText>>,
    /// Languages spoken (BCP 47), all of them.
    #[schema(value_type = Option<Vec<String>>)]
    pub languages: MaybeUndefined<Vec<String>>,
}

/// Corrects what is held about oneself.
pub async fn update_me(ctx: &Ctx, input: UpdateMe) -> Result<Me> {
    let expert = ctx.expert()?;
    let (_, item) = store_person::expert(ctx.db(), expert).await?;
    let place = place_of(ctx.db(), item.owner, ctx.now()).await?.unwrap_or_default();
    let target = Target { person: Some(expert), ..Target::at("EXPERT", Some(expert), place) };
    ctx.permit(Act::UpdateExpert, &target)?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::UpdateExpert>(&target)?;
    let (person, before) = store_person::expert(unit.tx(), expert).await?;
    precondition(input.revision, before.revision)?;
    checked(&input)?;
    let mut fields = Vec::new();
    let mut names: Vec<String> =
        store_person::names(unit.tx(), expert).await?.into_iter().map(|row| row.name).collect();
    let mut name = person.name;
    if let Some(given) = input.name {
        fields.push("name");
        given.trim().clone_into(&mut name);
        store_person::set_name(&unit, &permit, expert, &name).await?;
    }
    if !input.native_names.is_undefined() {
        fields.push("nativeNames");
        let given = input.native_names.take().unwrap_or_default();
        let pairs: Vec<(String, String)> =
            given.into_iter().map(|text| (text.language, text.name.trim().to_owned())).collect();
        store_person::set_names(&unit, &permit, expert, &pairs).await?;
        names = pairs.into_iter().map(|(_, name)| name).collect();
    }
    if !input.languages.is_undefined() {
        fields.push("languages");
        let mut tags = input.languages.take().unwrap_or_default();
        tags.sort_unstable();
        tags.dedup();
        store_person::set_languages(&unit, &permit, expert, &tags).await?;
    }
    let words: std::collections::BTreeSet<String> =
        names.iter().chain([&name]).flat_map(|text| fold_words(text)).collect();
    items::set_words(&unit, &permit, expert, &words.into_iter().collect::<Vec<_>>()).await?;
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.note_fields(&fields);
    unit.commit(Some(expert)).await?;
    me(ctx).await
}

fn checked(input: &UpdateMe) -> Result<()> {
    let mut findings = Findings::default();
    let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= 200;
    if let Some(name) = &input.name {
        findings.check(fits(name), "/name", "Give a name of at most 200 characters.");
    }
    let mut languages: Vec<&str> = Vec::new();
    for (n, text) in input.native_names.value().into_iter().flatten().enumerate() {
        findings.check(fits(&text.name), &format!("/nativeNames/{n}/name"), "Give a name of at most 200 characters.");
        let pointer = format!("/nativeNames/{n}/language");
        findings.check(is_tag(&text.language), &pointer, "Give a language tag like uk (BCP 47).");
        findings.check(!languages.contains(&text.language.as_str()), &pointer, "One name a language.");
        languages.push(&text.language);
    }
    for (n, tag) in input.languages.value().into_iter().flatten().enumerate() {
        findings.check(is_tag(tag), &format!("/languages/{n}"), "Give a language tag like uk (BCP 47).");
    }
    findings.done()
}

/// The form of a language tag (RFC 5646), without looking it up.
fn is_tag(tag: &str) -> bool {
    tag.len() <= 35
        && tag.split('-').enumerate().all(|(n, part)| {
            (1..=8).contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_alphanumeric())
                && (n > 0 || (part.len() >= 2 && part.bytes().all(|b| b.is_ascii_alphabetic())))
        })
}
