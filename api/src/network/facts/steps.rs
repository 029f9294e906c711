//! Steps that state facts.

use entity::fact;
use entity::vocabulary::{Confidence, FactKind};
use uuid::Uuid;

use super::span::Span;
use super::store;
use crate::access::{ActType, Permit, Standing, place_of};
use crate::error::Result;
use crate::kit::any_order::same_in_any_order;
use crate::ledger::Unit;

/// A fact to be stated.
#[derive(Clone, Debug)]
pub struct NewFact {
    /// What it says.
    pub kind: FactKind,
    /// BCP 47 tag of a name or text.
    pub language: Option<String>,
    /// The value, where it is text.
    pub text: Option<String>,
    /// The value, where it is another item.
    pub ref_id: Option<Uuid>,
    /// When it holds.
    pub span: Span,
    /// Where it is from.
    pub source: Option<String>,
    /// How sure it is.
    pub confidence: Confidence,
    /// What a reader should know about it.
    pub note: Option<String>,
    /// Whether those whose it is to say have said it; none where that follows from who states it now.
    pub confirmed: Option<bool>,
}

impl NewFact {
    /// A text, for ever, stated by whoever keeps the thing.
    pub fn text(kind: FactKind, language: &str, text: &str) -> Self {
        Self {
            kind,
            language: Some(language.to_owned()),
            text: Some(text.to_owned()),
            ref_id: None,
            span: Span::ALWAYS,
            source: None,
            confidence: Confidence::High,
            note: None,
            confirmed: None,
        }
    }

    /// A relation to another item.
    pub fn reference(kind: FactKind, ref_id: Uuid) -> Self {
        Self { language: None, text: None, ref_id: Some(ref_id), ..Self::text(kind, "", "") }
    }

    /// The thing exists from when to when.
    pub fn life(span: Span) -> Self {
        Self { language: None, text: None, span, ..Self::text(FactKind::Life, "", "") }
    }

    /// The same within a span.
    pub fn during(self, span: Span) -> Self {
        // With other dates it is another statement, by whoever makes it.
        let confirmed = self.confirmed.filter(|_| span == self.span);
        Self { span, confirmed, ..self }
    }

    /// The same with its provenance.
    pub fn from_source(self, source: Option<String>, confidence: Confidence, note: Option<String>) -> Self {
        Self { source, confidence, note, ..self }
    }
}

impl From<&fact::Model> for NewFact {
    /// The same statement made again, as when a part of what is said changes and the rest stays.
    fn from(row: &fact::Model) -> Self {
        Self {
            kind: row.kind,
            language: row.language.clone(),
            text: row.text.clone(),
            ref_id: row.ref_id,
            span: Span::of(row),
            source: row.source.clone(),
            confidence: row.confidence,
            note: row.note.clone(),
            confirmed: Some(row.confirmed),
        }
    }
}

/// States facts about an item.
pub async fn state_facts<A: ActType>(unit: &Unit, permit: &Permit<A>, item: Uuid, facts: Vec<NewFact>) -> Result<()> {
    let rows = rows(unit, item, facts).await?;
    store::insert(unit, permit, rows).await
}

async fn rows(unit: &Unit, item: Uuid, facts: Vec<NewFact>) -> Result<Vec<fact::Model>> {
    let own = stands_there(unit, item).await?;
    let row = |new: NewFact| {
        let [from, to] = new.span.columns();
        let sort_key = new.text.as_deref().filter(|_| new.kind == FactKind::Name).map(crate::kit::fold::sort_key);
        fact::Model {
            id: unit.new_id(),
            item_id: item,
            kind: new.kind,
            language: new.language,
            sort_key,
            text: new.text,
            ref_id: new.ref_id,
            from_day: from.0.number(),
            from_kind: from.1,
            from_precision: from.2,
            to_day: to.0.number(),
            to_kind: to.1,
            to_precision: to.2,
            confidence: new.confidence,
            // What SYSTEM loads without a source is said by those who keep the files.
            confirmed: new.confirmed.or(own).unwrap_or(new.source.is_none()),
            source: new.source,
            note: new.note,
            since_seq: unit.seq(),
            until_seq: None,
        }
    };
    Ok(facts.into_iter().map(row).collect())
}

/// Whether the actor stands in what a fact is about: the body, or the country (whose public authority it is). None
/// where nobody stands: SYSTEM, and what is no party, as policy fields.
async fn stands_there(unit: &Unit, item: Uuid) -> Result<Option<bool>> {
    if unit.actor().is_system() {
        return Ok(None);
    }
    let Some(place) = place_of(unit.tx(), item, unit.at()).await? else { return Ok(None) };
    let own = |at: &Standing| {
        let body = place.body.is_some_and(|body| at.bodies.contains(&body));
        let group = place.group.is_some_and(|group| at.groups.contains(&group));
        body || group || place.country.is_some() && place.country == at.country
    };
    Ok(Some(unit.actor().standing().is_some_and(own)))
}

/// Replaces what the network says about an item in some kinds of fact: what stood is superseded in
/// the ledger's time and stays on record. Returns whether anything is said otherwise now: where it says
/// what stands already, nothing is written. The same name said by the country itself is another statement.
pub async fn restate_facts<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    item: Uuid,
    kinds: &[FactKind],
    facts: Vec<NewFact>,
) -> Result<bool> {
    let standing = store::of_items(unit.tx(), &[item], kinds, None).await?.remove(&item).unwrap_or_default();
    let rows = rows(unit, item, facts).await?;
    // What it says, without when and as which row that was said.
    let said = |row: &fact::Model| fact::Model { id: item, since_seq: 0, ..row.clone() };
    let [before, after] = [&standing, &rows].map(|rows| rows.iter().map(said).collect::<Vec<_>>());
    if same_in_any_order(&before, &after) {
        return Ok(false);
    }
    store::supersede(unit, permit, item, kinds).await?;
    store::insert(unit, permit, rows).await?;
    Ok(true)
}
