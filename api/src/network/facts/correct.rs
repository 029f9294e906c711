//! Correcting what the network says: another statement takes the place of one that was wrong, which
//! stays on record with the time it was believed.

use async_graphql::{InputObject, MaybeUndefined};
use entity::fact;
use entity::vocabulary::{Confidence, CountryPart, FactKind, ItemKind};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::history::history_of;
use super::span::{Bound, Span};
use super::steps::{NewFact, state_facts};
use super::store;
use super::view::FactView;
use crate::access::{Act, ActType, Permit, Target, acts};
use crate::ctx::{Ctx, reason};
use crate::error::{Code, Error, Findings, Result};
use crate::exchange::items::{self, Rewrite, rewrite_item};
use crate::kit::day::Day;
use crate::kit::fold::fold_words;
use crate::kit::language::normal_tag;
use crate::kit::partial_date::PartialDate;
use crate::ledger::Unit;
use crate::network::organisations::{Superior, check_spell, check_superiors};

/// Names and lives are corrected, and never taken away.
const NONE_LEFT: &str = "It would be left without one: correct it instead.";

/// A correction of one statement. What is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema, InputObject)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[graphql(name = "CorrectFactInput")]
pub struct CorrectFact {
    /// The statement: `factId` of a history.
    #[serde(skip)]
    pub id: Uuid,
    /// The right text, where it is one.
    pub text: Option<String>,
    /// The right BCP 47 tag of a name or text.
    pub language: Option<String>,
    /// Since when it holds, to the precision it is known; null if always.
    #[schema(value_type = Option<PartialDate>)]
    pub valid_from: MaybeUndefined<PartialDate>,
    /// Until when it holds (inclusive); null if open. The end of a life is an act of its own: here only
    /// one that has passed is corrected.
    #[schema(value_type = Option<PartialDate>)]
    pub valid_to: MaybeUndefined<PartialDate>,
    /// Where it is from; null removes it.
    #[schema(value_type = Option<String>)]
    pub source: MaybeUndefined<String>,
    /// How sure it is.
    pub confidence: Option<Confidence>,
    /// What a reader should know; null removes it.
    #[schema(value_type = Option<String>)]
    pub note: MaybeUndefined<String>,
    /// The statement is withdrawn and nothing takes its place.
    pub retract: Option<bool>,
    /// Why.
    pub reason: String,
}

impl CorrectFact {
    /// Whether it is no correction of anything.
    fn says_nothing(&self) -> bool {
        let dates = self.valid_from.is_undefined() && self.valid_to.is_undefined();
        let rest = self.source.is_undefined() && self.note.is_undefined() && self.confidence.is_none();
        dates && rest && self.text.is_none() && self.language.is_none() && !self.retract.unwrap_or_default()
    }
}

/// Corrects a statement about a country, organisation, group or policy field: for whoever may correct
/// that. Returns the history of the thing, oldest statement first.
pub async fn correct(ctx: &Ctx, input: CorrectFact) -> Result<Vec<FactView>> {
    let row = store::one(ctx.db(), input.id).await?.ok_or_else(Error::not_found)?;
    let item = items::store::one(ctx, row.item_id).await?;
    match item.kind {
        ItemKind::Organisation => {
            let target = Target { id: Some(item.id), ..Target::none("ORGANISATION") };
            write::<acts::UpdateOrganisation>(ctx, &input, &row, target, Act::UpdateOrganisation).await?;
        }
        ItemKind::Country => {
            let target = Target { id: Some(item.id), ..Target::none("COUNTRY") };
            write::<acts::UpdateCountry>(ctx, &input, &row, target, Act::UpdateCountry).await?;
        }
        ItemKind::Group => {
            let target = Target { id: Some(item.id), ..Target::none("GROUP") };
            write::<acts::UpdateGroup>(ctx, &input, &row, target, Act::UpdateGroup).await?;
        }
        ItemKind::Competence => {
            let target = Target { id: Some(item.id), ..Target::none("COMPETENCE") };
            write::<acts::UpdateCompetence>(ctx, &input, &row, target, Act::UpdateCompetence).await?;
        }
        // Nothing is said of them in dated facts.
        ItemKind::Membership | ItemKind::Expert | ItemKind::ContactCard | ItemKind::Appointment | ItemKind::Update => {
            return Err(Error::not_found());
        }
    }
    history_of(ctx, item.id, None).await
}

async fn write<A: ActType>(ctx: &Ctx, input: &CorrectFact, row: &fact::Model, target: Target, act: Act) -> Result<()> {
    ctx.permit_at(act, &target, row.item_id).await?;
    let mut unit = ctx.begin().await?;
    let before = items::store::one_in(&unit, row.item_id).await?;
    let permit = unit.permit_at::<A>(&target, row.item_id).await?;
    let row = store::one(unit.tx(), input.id).await?.ok_or_else(Error::not_found)?;
    // Whoever corrects at the same time finds the statement gone: nothing is overwritten.
    if row.until_seq.is_some() {
        return Err(Error::new(Code::Conflict, "Another statement took the place of this one; correct that."));
    }
    let why = reason(&input.reason)?;
    if input.says_nothing() {
        return Err(Error::new(Code::Invalid, "Say what is to be corrected: give a field, or `retract`."));
    }
    let right = match input.retract.unwrap_or_default() {
        true => None,
        false => Some(corrected(input, &row)),
    };
    checked(&unit, &permit, input, &row, right.as_ref(), ctx.today()).await?;
    if let Some(right) = &right {
        superiors_fit(&unit, &row, right).await?;
    }
    store::supersede_one(&unit, &permit, row.id).await?;
    if let Some(right) = right {
        if matches!(right.kind, FactKind::Name | FactKind::NativeName) {
            let words: Vec<String> = right.text.as_deref().map(fold_words).unwrap_or_default();
            items::store::add_words(&unit, &permit, row.item_id, &words).await?;
        }
        state_facts(&unit, &permit, row.item_id, vec![right]).await?;
    }
    unit.note("fact", row.id.to_string());
    unit.note("factKind", row.kind.word());
    unit.because(&why);
    rewrite_item(&mut unit, &permit, &before, Rewrite::default()).await?;
    unit.commit(Some(row.item_id)).await?;
    Ok(())
}

/// With other dates a superior is asked the same as one that is named anew.
async fn superiors_fit(unit: &Unit, row: &fact::Model, right: &NewFact) -> Result<()> {
    let (FactKind::Parent, Some(id)) = (row.kind, right.ref_id) else { return Ok(()) };
    if Span::of(row) == right.span {
        return Ok(());
    }
    let body = row.item_id;
    let others = store::of_items(unit.tx(), &[body], &[FactKind::Parent], None).await?.remove(&body);
    let others = others.unwrap_or_default().into_iter().filter(|other| other.id != row.id);
    let mut findings = Findings::default();
    check_spell(&mut findings, "/validFrom", right.span, others.map(|other| Span::of(&other)));
    findings.done()?;
    let superior = Superior { id, span: right.span, pointer: "/validFrom".to_owned() };
    check_superiors(unit, body, "/validFrom", &[superior]).await
}

fn corrected(input: &CorrectFact, row: &fact::Model) -> NewFact {
    let mut right = NewFact::from(row);
    if let Some(text) = &input.text {
        right.text = Some(text.trim().to_owned());
    }
    if let Some(language) = &input.language {
        right.language = Some(normal_tag(language).unwrap_or_else(|| language.clone()));
    }
    let bound = |given: &MaybeUndefined<PartialDate>, stays: Bound| match given {
        MaybeUndefined::Undefined => stays,
        MaybeUndefined::Null => Bound::Open,
        MaybeUndefined::Value(date) => Bound::Dated(*date),
    };
    right.span = Span { from: bound(&input.valid_from, right.span.from), to: bound(&input.valid_to, right.span.to) };
    if !input.source.is_undefined() {
        right.source = input.source.value().cloned();
    }
    if !input.note.is_undefined() {
        right.note = input.note.value().cloned();
    }
    right.confidence = input.confidence.unwrap_or(right.confidence);
    // Whoever corrects it says all of it.
    right.confirmed = None;
    right
}

async fn checked<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    input: &CorrectFact,
    row: &fact::Model,
    right: Option<&NewFact>,
    today: Day,
) -> Result<()> {
    let mut findings = Findings::default();
    let is_text = matches!(row.kind, FactKind::Name | FactKind::NativeName | FactKind::Definition);
    if let Some(text) = &input.text {
        // As long as where it is first said: names are sorted by.
        let most = if row.kind == FactKind::Definition { 2_000 } else { 300 };
        let fits = !text.trim().is_empty() && text.chars().count() <= most;
        let is_part = row.kind == FactKind::CountryPart && CountryPart::from_word(text).is_some();
        findings.check(is_text && fits || is_part, "/text", "This statement has no such text.");
        match row.kind {
            FactKind::Definition => findings.plain("/text", text),
            _ => findings.one_line("/text", text),
        }
    }
    if let Some(tag) = &input.language {
        findings.check(is_text && normal_tag(tag).is_some(), "/language", "Use a BCP 47 tag, like uk, for a text.");
    }
    findings.at_most(2_000, "/source", input.source.value().map(String::as_str));
    findings.at_most(2_000, "/note", input.note.value().map(String::as_str));
    match right {
        Some(right) => {
            let right_way = right.span.first_day() <= right.span.last_day();
            findings.check(right_way, "/validTo", "It cannot end before it began.");
            let begun = row.kind != FactKind::Life || right.span.first_day() <= today;
            findings.check(begun, "/validFrom", "It lives today, and cannot begin in the future.");
            let ended = Span::of(row).last_day() < today && right.span.last_day() < today;
            let moved = row.kind == FactKind::Life && !input.valid_to.is_undefined() && !ended;
            findings.check(
                !moved,
                "/validTo",
                "What lives is ended by its own act; here only a past end is corrected.",
            );
        }
        None => {
            let alone = row.kind == FactKind::Life && store::number_of(unit, permit, row.item_id, row.kind).await? < 2;
            findings.check(!alone, "/retract", NONE_LEFT);
        }
    }
    if row.kind == FactKind::Name && !stays_named(unit, row, right, today).await? {
        let pointer = match (right, input.valid_from.is_undefined()) {
            (None, _) => "/retract",
            (Some(_), false) => "/validFrom",
            (Some(_), true) => "/validTo",
        };
        findings.add(pointer, NONE_LEFT);
    }
    findings.done()
}

/// Whether a thing has a name today, where it had one, after one of its names was corrected or withdrawn.
async fn stays_named(unit: &Unit, row: &fact::Model, right: Option<&NewFact>, today: Day) -> Result<bool> {
    let names = store::of_items(unit.tx(), &[row.item_id], &[FactKind::Name], None).await?.remove(&row.item_id);
    let others: Vec<Span> = names.unwrap_or_default().iter().filter(|name| name.id != row.id).map(Span::of).collect();
    let holds = |span: Span| span.holds_on(today);
    let present = right.is_some_and(|right| holds(right.span)) || others.iter().any(|span| holds(*span));
    // What has ended keeps its last name, whatever day that was of.
    Ok(present || !holds(Span::of(row)) && (right.is_some() || !others.is_empty()))
}
