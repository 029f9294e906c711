//! Correcting an expert.

use async_graphql::InputObject;
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

/// What is to be corrected. What is left out stays.
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
    pub name: Option<String>,
    /// The name in other languages, all of them.
    pub native_names: Option<Vec<LanguageText>>,
    /// Languages the expert works in (BCP 47), all of them.
    pub languages: Option<Vec<String>>,
    /// Codes of policy fields the expert knows, all of them.
    pub fields: Option<Vec<String>>,
    /// What other systems call the expert, all of it.
    pub external_ids: Option<Vec<ExternalId>>,
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
    let fields = match &input.fields {
        Some(codes) => Some(competences::of_codes(ctx, codes, "/fields").await?),
        None => None,
    };
    let correction = Correction {
        name: input.name,
        native_names: input.native_names,
        languages: input.languages,
        fields,
        external_ids: input.external_ids,
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
    let (native, languages) = (input.native_names.as_deref(), input.languages.as_deref());
    check_named(input.name.as_deref(), native.unwrap_or_default(), languages.unwrap_or_default(), &mut findings);
    check_external_ids(&mut findings, input.external_ids.as_deref().unwrap_or_default());
    findings.done()
}
