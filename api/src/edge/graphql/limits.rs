//! How much one query may ask for. Judged on the parsed document, before anything is run; each
//! limit has its code.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::types::{
    ExecutableDocument, FragmentDefinition, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql_value::{Name, Value};

use super::introspection::Asked;
use crate::error::{Code, Error, Result};
use crate::kit::long_list;

/// Levels of nesting, fragments followed.
pub const DEPTH: usize = 15;
/// Points: a field is one, a page its rows times what each row costs.
pub const COMPLEXITY: usize = 20_000;
/// Aliases in the whole document.
pub const ALIASES: usize = 30;
/// Root fields of an operation.
pub const ROOT_FIELDS: usize = 30;
/// Directives on one field.
pub const DIRECTIVES: usize = 5;
/// Bytes of the document.
pub const BYTES: usize = 64 * 1024;
/// Fields visited: an end to fragments that multiply.
pub const FIELDS: usize = 5_000;

/// The fragments of a document, by name.
pub type Fragments = HashMap<Name, Positioned<FragmentDefinition>>;

#[derive(Default)]
struct Seen {
    fields: usize,
    aliases: usize,
    schema: Asked,
}

/// Refuses a document that asks for too much. Introspection is counted by itself.
pub fn check(document: &ExecutableDocument) -> Result<()> {
    let mut seen = Seen::default();
    for (_, operation) in document.operations.iter() {
        let set = &operation.node.selection_set.node;
        if set.items.len() > ROOT_FIELDS {
            return Err(Error::new(Code::TooManyAliases, format!("At most {ROOT_FIELDS} root fields an operation.")));
        }
        let variables = &operation.node.variable_definitions;
        let mut defaults = variables.iter().filter_map(|variable| variable.node.default_value.as_ref());
        if defaults.any(|value| has_long_list(&value.node.clone().into_value())) {
            return Err(Error::new(Code::BadRequest, long_list::too_long()));
        }
        walk(set, 1, &document.fragments, &mut seen)?;
    }
    Ok(())
}

/// What the operation that would run is; `None` where there is no such operation.
pub fn kind(document: &ExecutableDocument, name: Option<&str>) -> Option<OperationType> {
    chosen(document, name).map(|operation| operation.ty)
}

/// The operation that is to run: the one of the name, or the only one.
pub fn chosen<'d>(document: &'d ExecutableDocument, name: Option<&str>) -> Option<&'d OperationDefinition> {
    let mut operations = document.operations.iter();
    let chosen = match name {
        Some(name) => operations.find(|(n, _)| n.is_some_and(|n| n.as_str() == name)),
        None => operations.next(),
    };
    chosen.map(|(_, operation)| &operation.node)
}

fn has_long_list(value: &Value) -> bool {
    match value {
        Value::List(values) => values.len() > long_list::MOST || values.iter().any(has_long_list),
        Value::Object(fields) => fields.values().any(has_long_list),
        _ => false,
    }
}

fn walk(set: &SelectionSet, depth: usize, fragments: &Fragments, seen: &mut Seen) -> Result<()> {
    if depth > DEPTH {
        return Err(Error::new(Code::QueryTooDeep, format!("At most {DEPTH} levels of nesting.")));
    }
    for selection in &set.items {
        seen.fields += 1;
        if seen.fields > FIELDS {
            return Err(Error::new(
                Code::QueryTooComplex,
                format!("At most {FIELDS} fields, fragments counted each time."),
            ));
        }
        let directives = match &selection.node {
            Selection::Field(field) => field.node.directives.len(),
            Selection::FragmentSpread(spread) => spread.node.directives.len(),
            Selection::InlineFragment(inline) => inline.node.directives.len(),
        };
        if directives > DIRECTIVES {
            return Err(Error::new(Code::TooManyDirectives, format!("At most {DIRECTIVES} directives on one field.")));
        }
        match &selection.node {
            Selection::Field(field) => {
                seen.aliases += usize::from(field.node.alias.is_some());
                if seen.aliases > ALIASES {
                    return Err(Error::new(Code::TooManyAliases, format!("At most {ALIASES} aliases.")));
                }
                if field.node.arguments.iter().any(|(_, value)| has_long_list(&value.node)) {
                    return Err(Error::new(Code::BadRequest, long_list::too_long()));
                }
                match field.node.name.node.as_str() {
                    "__schema" | "__type" => seen.schema.add(&field.node, fragments)?,
                    _ => walk(&field.node.selection_set.node, depth + 1, fragments, seen)?,
                }
            }
            Selection::InlineFragment(inline) => walk(&inline.node.selection_set.node, depth, fragments, seen)?,
            Selection::FragmentSpread(spread) => {
                // A fragment that is missing or spreads itself is refused by validation; the
                // depth is raised so that this walk ends.
                if let Some(fragment) = fragments.get(&spread.node.fragment_name.node) {
                    walk(&fragment.node.selection_set.node, depth + 1, fragments, seen)?;
                }
            }
        }
    }
    Ok(())
}
