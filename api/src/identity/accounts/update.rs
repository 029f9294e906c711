//! Correcting what is held about oneself.

use async_graphql::{InputObject, MaybeUndefined};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::password::own_account;
use super::read::me;
use super::view::Me;
use super::{store, store_person};
use crate::access::{Act, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Findings, Result};
use crate::exchange::items::{Rewrite, rewrite_item};
use crate::network::competences;
use crate::network::experts::{CorrectedCard, Correction, check_card, check_named, correct_card, correct_expert};
use crate::network::facts::view::LanguageText;
use crate::texts::Language;

/// What is to be corrected. What is left out stays; nothing of it but the language is null.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "UpdateMeInput")]
pub struct UpdateMe {
    /// The revision that was read: `expert.revision` (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Name in Latin letters.
    #[serde(default)]
    #[schema(value_type = String)]
    pub name: MaybeUndefined<String>,
    /// Names in other scripts and languages, all of them.
    #[serde(default)]
    #[schema(value_type = Vec<LanguageText>)]
    pub native_names: MaybeUndefined<Vec<LanguageText>>,
    /// Languages spoken (BCP 47), all of them.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub languages: MaybeUndefined<Vec<String>>,
    /// Codes of policy fields one knows, all of them.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub fields: MaybeUndefined<Vec<String>>,
    /// The language of letters to oneself (BCP 47): one that the server writes, at present `en` or `uk`; null takes the
    /// choice back.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "uk")]
    pub language: MaybeUndefined<String>,
    /// What one's contact card says. Who sees it is said beside the expert.
    #[serde(default)]
    #[schema(value_type = CorrectedCard)]
    pub contact_card: MaybeUndefined<CorrectedCard>,
}

/// Corrects what is held about oneself.
pub async fn update_me(ctx: &Ctx, input: UpdateMe) -> Result<Me> {
    let expert = ctx.expert()?;
    let (_, item) = store_person::expert(ctx.db(), expert).await?;
    let target = Target { id: Some(expert), person: Some(expert), ..Target::none("EXPERT") };
    ctx.permit_at(Act::UpdateExpert, &target, item.owner).await?;
    let mut unit = ctx.begin().await?;
    let (_, before) = store_person::expert(unit.tx(), expert).await?;
    let permit = unit.permit_at::<acts::UpdateExpert>(&target, before.owner).await?;
    precondition(input.revision, before.revision)?;
    let known_fields = checked(ctx, &input).await?;
    let account = own_account(ctx).await?;
    let correction = Correction {
        name: input.name.take(),
        native_names: input.native_names.take(),
        languages: input.languages.take(),
        fields: known_fields,
        external_ids: None,
    };
    let mut fields = correct_expert(&mut unit, &permit, expert, correction).await?;
    if let Some(card) = input.contact_card.value() {
        let own = Target { person: Some(expert), ..Target::none("CONTACT_CARD") };
        let permit = unit.permit::<acts::UpdateContactCard>(&own)?;
        fields.extend(correct_card(&mut unit, &permit, expert, card).await?.then_some("contactCard"));
    }
    if !input.language.is_undefined() {
        let own = Target { id: Some(account.id), person: Some(expert), ..Target::none("ACCOUNT") };
        let permit = unit.permit::<acts::KeepOwnAccount>(&own)?;
        let language = input.language.value().and_then(|tag| Language::named(tag));
        let changed = store::set_language(&unit, &permit, account.id, language.map(Language::tag)).await?;
        fields.extend(changed.then_some("language"));
    }
    if fields.is_empty() {
        unit.changes_nothing();
        return me(ctx).await;
    }
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.note_fields(&fields);
    unit.commit(Some(expert)).await?;
    me(ctx).await
}

/// What is wrong, all of it; else the policy fields that were named.
async fn checked(ctx: &Ctx, input: &UpdateMe) -> Result<Option<Vec<Uuid>>> {
    let mut findings = Findings::default();
    findings.not_null("/name", &input.name);
    findings.not_null_list("/nativeNames", &input.native_names);
    findings.not_null_list("/languages", &input.languages);
    findings.not_null_list("/fields", &input.fields);
    findings.not_null("/contactCard", &input.contact_card);
    let native = input.native_names.value().map(Vec::as_slice).unwrap_or_default();
    let languages = input.languages.value().map(Vec::as_slice).unwrap_or_default();
    check_named(input.name.value().map(String::as_str), native, languages, &mut findings);
    if input.language.value().is_some_and(|tag| Language::named(tag).is_none()) {
        let known: Vec<&str> = Language::all().map(Language::tag).collect();
        findings.add("/language", format!("Letters are written in: {}.", known.join(", ")));
    }
    if let Some(card) = input.contact_card.value() {
        let mut of_card = Findings::default();
        check_card(&card.telephone, &card.email, &mut of_card);
        findings.take(of_card.done().map_err(|error| error.under("/contactCard")))?;
    }
    let fields = match input.fields.value() {
        None => None,
        Some(codes) => findings.take(competences::of_codes(ctx, codes, "/fields").await)?,
    };
    findings.done()?;
    Ok(fields)
}
