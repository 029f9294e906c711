//! What the schema says of its root fields, for the other door to agree with.

use std::collections::{BTreeMap, BTreeSet};

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition};

/// The root fields, and the members of their inputs.
#[derive(Clone, Debug, Default)]
pub struct Roots {
    inputs: BTreeMap<String, Option<String>>,
    mutations: BTreeSet<String>,
    members: BTreeMap<String, BTreeSet<String>>,
    fields: BTreeMap<String, BTreeSet<String>>,
}

impl Roots {
    /// Reads the SDL.
    pub fn of(sdl: &str) -> Self {
        let mut out = Self::default();
        let definitions = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        for definition in definitions {
            let TypeSystemDefinition::Type(found) = definition else { continue };
            let name = found.node.name.node.to_string();
            match found.node.kind {
                TypeKind::Object(object) => {
                    let root = matches!(name.as_str(), "Query" | "Mutation" | "Subscription");
                    let mutation = name == "Mutation";
                    let fields = out.fields.entry(name).or_default();
                    for field in object.fields {
                        let field = field.node;
                        fields.insert(field.name.node.to_string());
                        if mutation {
                            out.mutations.insert(field.name.node.to_string());
                        }
                        if root {
                            out.inputs.insert(field.name.node.to_string(), input_of(&field));
                        }
                    }
                }
                TypeKind::InputObject(object) => {
                    let members = object.fields.iter().map(|field| field.node.name.node.to_string());
                    out.members.insert(name, members.collect());
                }
                _ => {}
            }
        }
        out
    }

    /// Names of all root fields.
    pub fn names(&self) -> BTreeSet<String> {
        self.inputs.keys().cloned().collect()
    }

    /// Whether a type has a field.
    pub fn has(&self, ty: &str, field: &str) -> bool {
        self.fields.get(ty).is_some_and(|fields| fields.contains(field))
    }

    /// Whether a type or an input has a member.
    pub fn has_member(&self, ty: &str, name: &str) -> bool {
        self.has(ty, name) || self.members.get(ty).is_some_and(|members| members.contains(name))
    }

    /// Whether there is an object type of that name.
    pub fn has_type(&self, ty: &str) -> bool {
        self.fields.contains_key(ty)
    }

    /// Whether a root field changes something.
    pub fn changes(&self, field: &str) -> bool {
        self.mutations.contains(field)
    }

    /// Whether a mutation's input carries the revision that was read.
    pub fn takes_revision(&self, field: &str) -> bool {
        let input = self.inputs.get(field).and_then(Option::as_ref).and_then(|name| self.members.get(name));
        input.is_some_and(|members| members.contains("revision"))
    }
}

fn input_of(field: &FieldDefinition) -> Option<String> {
    let input = field.arguments.iter().find(|argument| argument.node.name.node == "input")?;
    Some(named(&input.node.ty.node))
}

fn named(ty: &Type) -> String {
    match &ty.base {
        BaseType::Named(name) => name.to_string(),
        BaseType::List(inner) => named(inner),
    }
}
