//! What of a GraphQL schema's promises a later one breaks.

use std::collections::BTreeMap;

use async_graphql_parser::parse_schema;
use async_graphql_parser::types::{
    BaseType, ConstDirective, FieldDefinition, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use focalpoint_api::kit::day::Day;

use super::may_go;

/// Each promise that is broken, in a line.
pub fn broken(then: &str, now: &str, on: Day) -> Vec<String> {
    let (then, now) = (types(then), types(now));
    let mut broken = Vec::new();
    for (name, before) in &then {
        match now.get(name) {
            None => broken.push(format!("type {name} is gone")),
            Some(after) => compare(name, before, after, on, &mut broken),
        }
    }
    broken
}

fn types(sdl: &str) -> BTreeMap<String, TypeKind> {
    let document = parse_schema(sdl).expect("SDL");
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(found) => Some((found.node.name.node.to_string(), found.node.kind)),
        _ => None,
    });
    types.collect()
}

fn compare(name: &str, before: &TypeKind, after: &TypeKind, on: Day, broken: &mut Vec<String>) {
    match (before, after) {
        (TypeKind::Object(before), TypeKind::Object(after)) => {
            let left = before.implements.iter().filter(|i| !after.implements.iter().any(|a| a.node == i.node));
            broken.extend(left.map(|i| format!("{name} is no {} any more", i.node)));
            let (before, after) = (before.fields.iter(), after.fields.iter());
            fields(name, before.map(|f| &f.node).collect(), after.map(|f| &f.node).collect(), on, broken);
        }
        (TypeKind::Interface(before), TypeKind::Interface(after)) => {
            let (before, after) = (before.fields.iter(), after.fields.iter());
            fields(name, before.map(|f| &f.node).collect(), after.map(|f| &f.node).collect(), on, broken);
        }
        (TypeKind::InputObject(before), TypeKind::InputObject(after)) => {
            let (before, after) = (before.fields.iter(), after.fields.iter());
            inputs(name, before.map(|f| &f.node).collect(), after.map(|f| &f.node).collect(), on, broken);
        }
        (TypeKind::Enum(before), TypeKind::Enum(after)) => {
            for value in &before.values {
                let kept = after.values.iter().any(|a| a.node.value.node == value.node.value.node);
                if !kept && !may_go(sunset(&value.node.directives).as_deref(), on) {
                    broken.push(format!("{name} has no {} any more", value.node.value.node));
                }
            }
        }
        (TypeKind::Union(before), TypeKind::Union(after)) => {
            let left = before.members.iter().filter(|m| !after.members.iter().any(|a| a.node == m.node));
            broken.extend(left.map(|m| format!("{name} has no {} any more", m.node)));
        }
        (TypeKind::Scalar, TypeKind::Scalar) => {}
        _ => broken.push(format!("{name} is of another kind")),
    }
}

fn fields(name: &str, before: Vec<&FieldDefinition>, after: Vec<&FieldDefinition>, on: Day, broken: &mut Vec<String>) {
    for field in before {
        let at = format!("{name}.{}", field.name.node);
        let Some(now) = after.iter().find(|a| a.name.node == field.name.node) else {
            if !may_go(sunset(&field.directives).as_deref(), on) {
                broken.push(format!("{at} is gone"));
            }
            continue;
        };
        if !gives(&field.ty.node, &now.ty.node) {
            broken.push(format!("{at} was {}, now it is {}", field.ty.node, now.ty.node));
        }
        let (before, after) = (field.arguments.iter(), now.arguments.iter());
        inputs(&at, before.map(|a| &a.node).collect(), after.map(|a| &a.node).collect(), on, broken);
    }
}

fn inputs(
    name: &str,
    before: Vec<&InputValueDefinition>,
    after: Vec<&InputValueDefinition>,
    on: Day,
    broken: &mut Vec<String>,
) {
    for input in &before {
        match after.iter().find(|a| a.name.node == input.name.node) {
            None if may_go(sunset(&input.directives).as_deref(), on) => {}
            None => broken.push(format!("{name}.{} is taken no more", input.name.node)),
            // What was accepted is accepted still: what a client sent is of the new type, too.
            Some(now) if !gives(&now.ty.node, &input.ty.node) && !only_a_default(input, now) => {
                broken.push(format!("{name}.{} took {}, now it takes {}", input.name.node, input.ty.node, now.ty.node));
            }
            Some(_) => {}
        }
    }
    for input in after {
        let new = !before.iter().any(|b| b.name.node == input.name.node);
        if new && !input.ty.node.nullable && input.default_value.is_none() {
            broken.push(format!("{name}.{} is new and asked of everybody", input.name.node));
        }
    }
}

/// `Int = 1` and `Int! = 1` take the same from whoever leaves it out.
fn only_a_default(before: &InputValueDefinition, after: &InputValueDefinition) -> bool {
    before.default_value.is_some() && after.default_value.is_some() && before.ty.node.base == after.ty.node.base
}

/// Whether `after` gives all that `before` gave: the same, or the same and never null.
fn gives(before: &Type, after: &Type) -> bool {
    (before.nullable || !after.nullable)
        && match (&before.base, &after.base) {
            (BaseType::Named(before), BaseType::Named(after)) => before == after,
            (BaseType::List(before), BaseType::List(after)) => gives(before, after),
            _ => false,
        }
}

/// The day that a mark of deprecation names: `Since …; gone from <day> on.`
fn sunset(directives: &[async_graphql_parser::Positioned<ConstDirective>]) -> Option<String> {
    let mark = directives.iter().find(|d| d.node.name.node == "deprecated")?;
    let reason = mark.node.arguments.iter().find(|(name, _)| name.node == "reason")?.1.node.to_string();
    let (_, rest) = reason.split_once("gone from ")?;
    rest.get(..10).map(str::to_owned)
}
