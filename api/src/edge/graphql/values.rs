//! Values are read before anything runs (GraphQL, October 2021, sections 5.6.1 and 6.1.2), so that of several
//! mutations none is carried out where a value of another is wrong. The library reads scalars only as it comes to
//! them, and misses a variable only where it is used.

use std::sync::LazyLock;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet};
use async_graphql::registry::{MetaType, MetaTypeName, Registry};
use async_graphql::{OutputType, Pos, ScalarType, SubscriptionType, Value, Variables};
use uuid::Uuid;

use super::limits;
use super::schema::{Mutation, Query, Subscription};
use crate::error::{Code, Error, Result};
use crate::kit::day::Day;
use crate::kit::partial_date::PartialDate;
use crate::kit::timestamp::Timestamp;
use crate::kit::when::When;

static TYPES: LazyLock<Registry> = LazyLock::new(|| {
    let mut types = Registry::default();
    Query::create_type_info(&mut types);
    Mutation::create_type_info(&mut types);
    Subscription::create_type_info(&mut types);
    types
});

/// An error where a variable of the operation `name` is missing, or a scalar in one is wrong; of a mutation, where
/// one in an argument is.
pub(super) fn check(document: &ExecutableDocument, name: Option<&str>, variables: &Variables) -> Result<()> {
    let Some(operation) = limits::chosen(document, name) else { return Ok(()) };
    given(operation, variables)?;
    match operation.ty {
        OperationType::Mutation => arguments(document, &operation.selection_set.node),
        OperationType::Query | OperationType::Subscription => Ok(()),
    }
}

fn given(operation: &OperationDefinition, variables: &Variables) -> Result<()> {
    for definition in operation.variable_definitions.iter().map(|definition| &definition.node) {
        let (name, ty) = (&definition.name.node, &definition.var_type.node);
        let pointer = format!("/variables/{name}");
        match variables.get(name) {
            None if definition.default_value.is_some() || ty.nullable => {}
            Some(Value::Null) if ty.nullable => {}
            None => return Err(wrong(pointer, format!("The variable `${name}` of type `{ty}` is not given."))),
            Some(Value::Null) => {
                return Err(wrong(pointer, format!("The variable `${name}` of type `{ty}` cannot be null.")));
            }
            Some(value) => read(&ty.to_string(), value, &pointer)?,
        }
    }
    Ok(())
}

/// The arguments of root fields. Variables in them were read already.
fn arguments(document: &ExecutableDocument, set: &SelectionSet) -> Result<()> {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                let field = &field.node;
                let of = TYPES.types.get(&*Mutation::type_name()).and_then(|root| root.field_by_name(&field.name.node));
                for (name, value) in &field.arguments {
                    let argument = of.and_then(|of| of.args.get(name.node.as_str()));
                    let value = value.node.clone().into_const_with(|_| Ok::<_, Error>(Value::Null))?;
                    let pointer = format!("/{}/{}", field.response_key().node, name.node);
                    argument.map_or(Ok(()), |argument| read(&argument.ty, &value, &pointer))?;
                }
            }
            Selection::InlineFragment(fragment) => arguments(document, &fragment.node.selection_set.node)?,
            Selection::FragmentSpread(spread) => {
                // Fragments in a circle were refused with the limits.
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    arguments(document, &fragment.node.selection_set.node)?;
                }
            }
        }
    }
    Ok(())
}

fn read(ty: &str, value: &Value, pointer: &str) -> Result<()> {
    match (MetaTypeName::create(ty), value) {
        (_, Value::Null) => Ok(()),
        (MetaTypeName::NonNull(ty), _) => read(ty, value, pointer),
        (MetaTypeName::List(ty), Value::List(values)) => {
            let mut each = values.iter().enumerate();
            each.try_for_each(|(n, value)| read(ty, value, &format!("{pointer}/{n}")))
        }
        // One value stands for a list of it.
        (MetaTypeName::List(ty), _) => read(ty, value, pointer),
        (MetaTypeName::Named(name), Value::Object(given)) => {
            let Some(MetaType::InputObject { input_fields, .. }) = TYPES.types.get(name) else { return Ok(()) };
            let mut each =
                given.iter().filter_map(|(name, value)| Some((name, value, input_fields.get(name.as_str())?)));
            each.try_for_each(|(name, value, field)| read(&field.ty, value, &format!("{pointer}/{name}")))
        }
        (MetaTypeName::Named(name), _) => scalar(name, value).map_err(|why| wrong(pointer.to_owned(), why)),
    }
}

/// Reads a scalar that has a form of its own; those of the specification are read by the library, and enumerations
/// are.
fn scalar(name: &str, value: &Value) -> std::result::Result<(), String> {
    match name {
        "UUID" => of::<Uuid>(value),
        "Timestamp" => of::<Timestamp>(value),
        "Day" => of::<Day>(value),
        "PartialDate" => of::<PartialDate>(value),
        "When" => of::<When>(value),
        _ => Ok(()),
    }
}

fn of<T: ScalarType + async_graphql::InputType>(value: &Value) -> std::result::Result<(), String> {
    let read = <T as ScalarType>::parse(value.clone());
    read.map(|_| ()).map_err(|error| error.into_server_error(Pos::default()).message)
}

fn wrong(pointer: String, why: String) -> Error {
    Error::bad_field(pointer, why).with_code(Code::QueryInvalid)
}
