//! Adding and correcting policy fields.

use async_graphql::{InputObject, MaybeUndefined};
use entity::competence;
use entity::vocabulary::{FactKind, ItemKind, ItemState};
use sea_orm::ActiveValue::Set;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::read::{one, one_for_new};
use super::store;
use super::view::Competence;
use crate::access::{Act, ActType, PartySet, Permit, Target, acts};
use crate::ctx::{Ctx, precondition};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, NewItem, Rewrite, insert_item, rewrite_item};
use crate::ledger::Unit;
use crate::network::facts::view::LanguageText;
use crate::network::facts::{NewFact, Span, restate_facts, state_facts};
use crate::network::focal_points::view::means_all_fields;

/// A policy field to be added.
#[derive(Clone, Debug, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[graphql(name = "CreateCompetenceInput")]
pub struct CreateCompetence {
    /// Stable code: lower-case letters, digits and hyphens.
    #[schema(example = "family-reunification")]
    pub code: String,
    /// Code of the broader field; without it, it stands at the top.
    pub parent_code: Option<String>,
    /// Place among its siblings; 0 if not given.
    pub position: Option<i32>,
    /// Labels; the first is the one of the working language.
    pub labels: Vec<LanguageText>,
    /// What belongs to the field, in the language of the first label.
    pub definition: Option<String>,
}

/// What is to be corrected. What is left out stays; null removes only what may be none.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "UpdateCompetenceInput")]
pub struct UpdateCompetence {
    /// The policy field.
    #[serde(skip)]
    pub id: Uuid,
    /// The revision that was read (REST: `If-Match`).
    #[serde(skip)]
    pub revision: Option<i32>,
    /// Code of the broader field; null puts it at the top.
    #[schema(value_type = Option<String>)]
    pub parent_code: MaybeUndefined<String>,
    /// Place among its siblings.
    #[schema(value_type = i32)]
    pub position: MaybeUndefined<i32>,
    /// Labels, all of them; the first is the one of the working language.
    #[schema(value_type = Vec<LanguageText>)]
    pub labels: MaybeUndefined<Vec<LanguageText>>,
    /// What belongs to the field; null removes it.
    #[schema(value_type = Option<String>)]
    pub definition: MaybeUndefined<String>,
}

/// Adds a policy field.
pub async fn create(ctx: &Ctx, input: CreateCompetence) -> Result<Competence> {
    ctx.permit(Act::CreateCompetence, &Target::none("COMPETENCE"))?;
    checked(Some(&input.code), Some(&input.labels), input.definition.as_deref())?;
    let parent_id = match &input.parent_code {
        Some(code) => Some(one_for_new(ctx, code, "/parentCode").await?),
        None => None,
    };
    let owner = ctx.world.secretariat().await?;
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::CreateCompetence>(&Target::none("COMPETENCE"))?;
    if store::codes(unit.tx()).await?.contains(&input.code) {
        return Err(Error::new(Code::Conflict, format!("There is a policy field `{}` already.", input.code)));
    }
    let new = NewCompetence {
        code: input.code,
        parent_id,
        position: input.position.unwrap_or_default(),
        facts: labelled(&input.labels, input.definition.as_deref()),
        span: Span::ALWAYS,
    };
    let id = add_competence(&mut unit, &permit, owner, new).await?;
    unit.commit(Some(id)).await?;
    one(ctx, id).await
}

/// A policy field as a step writes it.
pub struct NewCompetence {
    /// Stable code.
    pub code: String,
    /// Broader field.
    pub parent_id: Option<Uuid>,
    /// Place among its siblings.
    pub position: i32,
    /// Labels and definition.
    pub facts: Vec<NewFact>,
    /// When it is in use.
    pub span: Span,
}

/// Step: writes a policy field, owned by the Secretariat's body and PUBLIC.
pub async fn add_competence<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    owner: Uuid,
    new: NewCompetence,
) -> Result<Uuid> {
    let id = unit.new_id();
    let item = NewItem {
        id,
        kind: ItemKind::Competence,
        owner,
        author: unit.actor().party(),
        language: None,
        state: ItemState::Published,
        audience: Some(PartySet::of([entity::ids::PUBLIC])),
    };
    insert_item(unit, permit, item).await?;
    let row = competence::Model { id, code: new.code, parent_id: new.parent_id, position: new.position };
    store::insert(unit, permit, row).await?;
    items::store::set_words(unit, permit, id, &words(&new.facts)).await?;
    let mut facts = new.facts;
    facts.push(NewFact::life(new.span));
    state_facts(unit, permit, id, facts).await?;
    Ok(id)
}

/// Corrects a policy field.
pub async fn update(ctx: &Ctx, input: UpdateCompetence) -> Result<Competence> {
    items::store::one_of(ctx, ItemKind::Competence, input.id).await?;
    let target = Target { id: Some(input.id), ..Target::none("COMPETENCE") };
    ctx.permit(Act::UpdateCompetence, &target)?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, input.id).await?;
    let permit = unit.permit::<acts::UpdateCompetence>(&target)?;
    precondition(input.revision, before.revision)?;
    let mut findings = Findings::default();
    findings.not_null("/labels", &input.labels);
    findings.not_null("/position", &input.position);
    findings.done()?;
    checked(None, input.labels.value().map(Vec::as_slice), input.definition.value().map(String::as_str))?;
    let mut fields = Vec::new();
    let stored = store::row(unit.tx(), input.id).await?;
    let mut row = competence::ActiveModel { id: Set(input.id), ..Default::default() };
    if !input.parent_code.is_undefined() {
        let parent_id = match input.parent_code.value() {
            Some(code) => Some(broader(ctx, &unit, input.id, code).await?),
            None => None,
        };
        if parent_id != stored.parent_id {
            fields.push("parentCode");
            row.parent_id = Set(parent_id);
        }
    }
    if let Some(position) = input.position.value().copied().filter(|position| *position != stored.position) {
        fields.push("position");
        row.position = Set(position);
    }
    if !fields.is_empty() {
        store::rewrite(&unit, &permit, row).await?;
    }
    if let Some(labels) = input.labels.value() {
        let facts = labelled(labels, None);
        let words = words(&facts);
        if restate_facts(&unit, &permit, input.id, &[FactKind::Name], facts).await? {
            fields.push("labels");
            items::store::set_words(&unit, &permit, input.id, &words).await?;
        }
    }
    if !input.definition.is_undefined() {
        // In the language it is in already; else in that of the first label, as where it is first given.
        let shown = one(ctx, input.id).await?;
        let labels = input.labels.value().unwrap_or(&shown.labels);
        let language = shown.definitions.first().or(labels.first()).map_or("en", |text| text.language.as_str());
        let facts = input.definition.value().map(|text| NewFact::text(FactKind::Definition, language, text));
        let facts = facts.into_iter().collect();
        if restate_facts(&unit, &permit, input.id, &[FactKind::Definition], facts).await? {
            fields.push("definition");
        }
    }
    if fields.is_empty() {
        unit.changes_nothing();
        return one(ctx, input.id).await;
    }
    unit.note_fields(&fields);
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.commit(Some(input.id)).await?;
    one(ctx, input.id).await
}

/// The broader field of a code: none that lies under the field itself, so that the tree stays one.
async fn broader(ctx: &Ctx, unit: &Unit, field: Uuid, code: &str) -> Result<Uuid> {
    let parent = one_for_new(ctx, code, "/parentCode").await?;
    let chain = store::chains(unit.tx(), &[parent]).await?.pop().unwrap_or_default();
    match chain.contains(&field) {
        true => Err(Error::invalid("/parentCode", "A policy field does not stand under itself.")),
        false => Ok(parent),
    }
}

fn checked(code: Option<&str>, labels: Option<&[LanguageText]>, definition: Option<&str>) -> Result<()> {
    let mut findings = Findings::default();
    if let Some(code) = code {
        findings.code("/code", code, 100);
        findings.check(!means_all_fields(code), "/code", "`ALL` stands for all policy fields; choose another code.");
    }
    if let Some(labels) = labels {
        findings.check(!labels.is_empty(), "/labels", "Give at least one label.");
        for (n, label) in labels.iter().enumerate() {
            let fits = !label.name.trim().is_empty() && label.name.chars().count() <= 200;
            let pointer = format!("/labels/{n}/name");
            findings.check(fits, &pointer, "A label has 1 to 200 characters.");
            findings.one_line(&pointer, &label.name);
            findings.language(&format!("/labels/{n}/language"), &label.language);
            let again = labels.iter().take(n).any(|other| other.language == label.language);
            findings.check(!again, &format!("/labels/{n}/language"), "One label a language.");
        }
    }
    let short = definition.is_none_or(|text| !text.trim().is_empty() && text.chars().count() <= 2_000);
    findings.plain("/definition", definition.unwrap_or_default());
    findings.check(short, "/definition", "A definition has 1 to 2,000 characters; null removes it.");
    findings.done()
}

fn labelled(labels: &[LanguageText], definition: Option<&str>) -> Vec<NewFact> {
    let language = labels.first().map_or("en", |label| label.language.as_str());
    labels
        .iter()
        .map(|label| NewFact::text(FactKind::Name, &label.language, label.name.trim()))
        .chain(definition.map(|text| NewFact::text(FactKind::Definition, language, text)))
        .collect()
}

fn words(facts: &[NewFact]) -> Vec<String> {
    let names = facts.iter().filter(|f| f.kind == FactKind::Name);
    names.filter_map(|f| f.text.as_deref()).flat_map(crate::kit::fold::fold_words).collect()
}
