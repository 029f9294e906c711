//! Correcting an expert.

use async_graphql::InputObject;
use entity::expert;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::add::{distinct, pairs, words_of};
use super::named::check_named;
use super::read::one;
use super::store;
use super::view::Expert;
use crate::access::{Act, Target, acts, place_of};
use crate::ctx::{Ctx, precondition};
use crate::error::{Error, Findings, Result};
use crate::exchange::items::{self, ExternalId, Rewrite, check_external_ids, rewrite_item};
use crate::kit::fold::sort_key;
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
    let place = place_of(ctx.db(), item.owner, ctx.now()).await?.unwrap_or_default();
    let target = Target { person: Some(input.id), ..Target::at("EXPERT", Some(input.id), place) };
    ctx.permit(Act::UpdateExpert, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit_at::<acts::UpdateExpert>(&target, before.owner).await?;
    precondition(input.revision, before.revision)?;
    checked(&input)?;
    let fields = match &input.fields {
        Some(codes) => Some(competences::of_codes(ctx, codes, "/fields").await?),
        None => None,
    };
    let mut noted = Vec::new();
    let known = store::model(unit.tx(), input.id).await?.ok_or_else(Error::not_found)?;
    let name = input.name.as_deref().map_or(known.name.as_str(), str::trim).to_owned();
    if name != known.name {
        noted.push("name");
        let row = expert::Model { id: input.id, sort_key: sort_key(&name), name: name.clone() };
        store::rewrite(&unit, &permit, row).await?;
    }
    if let Some(names) = &input.native_names {
        noted.push("nativeNames");
        store::set_names(&unit, &permit, input.id, &pairs(names)).await?;
    }
    if let Some(languages) = input.languages {
        noted.push("languages");
        store::set_languages(&unit, &permit, input.id, &distinct(languages)).await?;
    }
    if let Some(fields) = fields {
        noted.push("fields");
        store::set_fields(&unit, &permit, input.id, &distinct(fields)).await?;
    }
    if let Some(ids) = input.external_ids {
        noted.push("externalIds");
        let ids = distinct(ids.into_iter().map(|id| (id.system, id.value)).collect());
        items::store::set_external_ids(&unit, &permit, input.id, &ids).await?;
    }
    let native = match input.native_names {
        Some(names) => names,
        None => native_names(&store::described(unit.tx(), &[input.id]).await?, input.id),
    };
    items::store::set_words(&unit, &permit, input.id, &words_of(&name, &native)).await?;
    unit.note_fields(&noted);
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}

fn native_names(described: &store::Described, id: Uuid) -> Vec<LanguageText> {
    let names = described.names.get(&id).map(Vec::as_slice).unwrap_or_default();
    names.iter().map(|name| LanguageText { language: name.language.clone(), name: name.name.clone() }).collect()
}

fn checked(input: &UpdateExpert) -> Result<()> {
    let mut findings = Findings::default();
    let (native, languages) = (input.native_names.as_deref(), input.languages.as_deref());
    check_named(input.name.as_deref(), native.unwrap_or_default(), languages.unwrap_or_default(), &mut findings);
    check_external_ids(&mut findings, input.external_ids.as_deref().unwrap_or_default());
    findings.done()
}
