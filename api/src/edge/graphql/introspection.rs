//! How much one may ask about the schema. Introspection asks nothing of the database, but its answer
//! grows by multiplication (each type's fields, each field's type, its fields …), is made without a
//! pause in which a time limit could act, and is open to everybody. What the usual tools ask for in
//! one go passes with room to spare.

use async_graphql::parser::types::{Field, Selection, SelectionSet};

use super::limits::{FIELDS, Fragments};
use crate::error::{Code, Error, Result};

/// Levels, fragments followed: the usual question follows wrapped types ten levels down.
const DEPTH: usize = 25;
/// Aliases in all introspection of a document: no tool needs one, and each has the same once more.
const ALIASES: usize = 5;
/// Points in a document, by the usual numbers below; the usual question has about a million.
const POINTS: usize = 1_500_000;
/// Members that lead from one type to many others.
const LEADING_ON: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// What was asked about the schema so far.
#[derive(Default)]
pub struct Asked {
    aliases: usize,
    points: usize,
    visited: usize,
}

/// Where a selection stands.
#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    /// How often it is answered.
    times: usize,
    /// Whether one type has led to others already.
    led_on: bool,
}

impl Asked {
    /// Adds one field of a root, `__schema` or `__type`.
    pub fn add(&mut self, field: &Field, fragments: &Fragments) -> Result<()> {
        self.field(field, fragments, Place { depth: 1, times: 1, led_on: false })
    }

    fn field(&mut self, field: &Field, fragments: &Fragments, place: Place) -> Result<()> {
        let name = field.name.node.as_str();
        self.aliases += usize::from(field.alias.is_some());
        if self.aliases > ALIASES {
            return Err(Error::new(Code::TooManyAliases, format!("At most {ALIASES} aliases in introspection.")));
        }
        let leads_on = LEADING_ON.contains(&name);
        if leads_on && place.led_on {
            let detail = format!("Ask for `{name}` of a type of its own, not within the members of another.");
            return Err(Error::new(Code::QueryTooDeep, detail));
        }
        self.costs(place.times.saturating_mul(weight(name)))?;
        let times = place.times.saturating_mul(how_many(name));
        let below = Place { depth: place.depth + 1, times, led_on: place.led_on || leads_on };
        self.set(&field.selection_set.node, fragments, below)
    }

    fn costs(&mut self, points: usize) -> Result<()> {
        self.points = self.points.saturating_add(points);
        self.visited += 1;
        match self.points > POINTS || self.visited > FIELDS {
            true => {
                let detail = "Ask about the schema in several queries, or read /schema.graphql.";
                Err(Error::new(Code::QueryTooComplex, detail))
            }
            false => Ok(()),
        }
    }

    fn set(&mut self, set: &SelectionSet, fragments: &Fragments, place: Place) -> Result<()> {
        if place.depth > DEPTH {
            return Err(Error::new(Code::QueryTooDeep, format!("At most {DEPTH} levels of introspection.")));
        }
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.field(&field.node, fragments, place)?,
                Selection::InlineFragment(inline) => self.set(&inline.node.selection_set.node, fragments, place)?,
                Selection::FragmentSpread(spread) => {
                    self.costs(1)?;
                    if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                        let below = Place { depth: place.depth + 1, ..place };
                        self.set(&fragment.node.selection_set.node, fragments, below)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// How many there are of a member, about, where it is a list.
fn how_many(member: &str) -> usize {
    match member {
        "types" => 400,
        "fields" | "directives" => 12,
        "possibleTypes" => 15,
        "inputFields" | "enumValues" => 8,
        "args" => 3,
        "interfaces" => 2,
        _ => 1,
    }
}

/// Descriptions are sentences.
fn weight(member: &str) -> usize {
    if member == "description" { 10 } else { 1 }
}
