//! Correcting an expert.

use async_graphql::{InputObject, MaybeUndefined};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::correct::{Correction, correct_expert};
use super::named::check_named;
use super::read::one;
use super::view::Expert;
use crate::access::{Act, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Error, Findings, Result};
use crate::exchange::items::{self, ExternalId, Rewrite, check_external_ids, rewrite_item};
use crate::network::competences;
use crate::network::facts::view::LanguageText;

/// What is to be corrected. What is left out stays; nothing of it is null.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "UpdateExpertInput")]
pub struct UpdateExpert {
    /// The expert.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Name in Latin letters.
    #[schema(value_type = String)]
    pub name: MaybeUndefined<String>,
    /// The name in other languages, all of them.
    #[schema(value_type = Vec<LanguageText>)]
    pub native_names: MaybeUndefined<Vec<LanguageText>>,
    /// Languages the expert works in (BCP 47), all of them.
    #[schema(value_type = Vec<String>)]
    pub languages: MaybeUndefined<Vec<String>>,
    /// Codes of policy fields the expert knows, all of them.
    #[schema(value_type = Vec<String>)]
    pub fields: MaybeUndefined<Vec<String>>,
    /// What other systems call the expert, all of it.
    #[schema(value_type = Vec<ExternalId>)]
    pub external_ids: MaybeUndefined<Vec<ExternalId>>,
}

/// Corrects an expert: for the person, the editors of their body, and the country's focal points.
pub async fn update_expert(ctx: &Ctx, input: UpdateExpert) -> Result<Expert> {
    let item = items::store::one(ctx, input.id).await?;
    if item.kind != entity::vocabulary::ItemKind::Expert {
        return Err(Error::not_found());
    }
    let target = Target { id: Some(input.id), person: Some(input.id), ..Target::none("EXPERT") };
    ctx.permit_at(Act::UpdateExpert, &target, item.owner).await?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit_at::<acts::UpdateExpert>(&target, before.owner).await?;
    precondition(input.revision, before.revision)?;
    checked(&input)?;
    let fields = match input.fields.value() {
        Some(codes) => Some(competences::of_codes(ctx, codes, "/fields").await?),
        None => None,
    };
    let correction = Correction {
        name: input.name.take(),
        native_names: input.native_names.take(),
        languages: input.languages.take(),
        fields,
        external_ids: input.external_ids.take(),
    };
    let noted = correct_expert(&mut unit, &permit, input.id, correction).await?;
    if noted.is_empty() {
        unit.changes_nothing();
        return one(ctx, input.id).await;
    }
    unit.note_fields(&noted);
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}

fn checked(input: &UpdateExpert) -> Result<()> {
    let mut findings = Findings::default();
    findings.not_null("/name", &input.name);
    findings.not_null_list("/nativeNames", &input.native_names);
    findings.not_null_list("/languages", &input.languages);
    findings.not_null_list("/fields", &input.fields);
    findings.not_null_list("/externalIds", &input.external_ids);
    let native = input.native_names.value().map(Vec::as_slice).unwrap_or_default();
    let languages = input.languages.value().map(Vec::as_slice).unwrap_or_default();
    check_named(input.name.value().map(String::as_str), native, languages, &mut findings);
    check_external_ids(&mut findings, input.external_ids.value().map(Vec::as_slice).unwrap_or_default());
    findings.done()
}
