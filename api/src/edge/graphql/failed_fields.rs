//! A field that failed is null in the answer; where its type cannot be, what it stands in is (GraphQL, section
//! 6.4.4). The library leaves it out instead, and clients that read by the schema find neither a value nor null.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, OperationType, Type, TypeKind, TypeSystemDefinition};
use async_graphql::{PathSegment, Response, Value};

use super::build_schema;
use super::field_order::FieldOrder;

/// The type of each field of each type.
struct Types(HashMap<String, HashMap<String, Type>>);

/// Read only once something has failed.
static TYPES: LazyLock<Types> = LazyLock::new(|| Types::of(&build_schema().sdl()));

/// Puts null where fields failed.
pub(super) fn fill(order: &FieldOrder, operation: OperationType, response: &mut Response) {
    if matches!(response.data, Value::Null) {
        return;
    }
    let root = match operation {
        OperationType::Query => "Query",
        OperationType::Mutation => "Mutation",
        OperationType::Subscription => "Subscription",
    };
    for error in response.errors.iter().filter(|error| !error.path.is_empty()) {
        if TYPES.fill(order, root, &mut response.data, &error.path) {
            response.data = Value::Null;
            return;
        }
    }
}

impl Types {
    fn of(sdl: &str) -> Self {
        let document = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        let types = document.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(definition) => {
                let fields = match definition.node.kind {
                    TypeKind::Object(object) => object.fields,
                    TypeKind::Interface(interface) => interface.fields,
                    TypeKind::Scalar | TypeKind::Union(_) | TypeKind::Enum(_) | TypeKind::InputObject(_) => {
                        return None;
                    }
                };
                let fields = fields.into_iter().map(|field| (field.node.name.node.to_string(), field.node.ty.node));
                Some((definition.node.name.node.to_string(), fields.collect()))
            }
            TypeSystemDefinition::Schema(_) | TypeSystemDefinition::Directive(_) => None,
        });
        Self(types.collect())
    }

    /// Whether the object itself becomes null, since something in it failed that cannot be.
    fn fill(&self, order: &FieldOrder, of: &str, object: &mut Value, path: &[PathSegment]) -> bool {
        let (Value::Object(fields), Some((PathSegment::Field(key), rest))) = (object, path.split_first()) else {
            return false;
        };
        let Some(asked) = order.asked(key) else { return false };
        let on = asked.on.as_ref().map_or(of, |on| on.as_str());
        let ty = self.0.get(on).and_then(|fields| fields.get(asked.field.as_str()));
        let value = fields.entry(async_graphql::Name::new(key)).or_insert(Value::Null);
        match ty {
            Some(ty) => self.fill_value(&asked.below, ty, value, rest),
            None => false,
        }
    }

    /// Whether what holds a value of a type becomes null, since the value would be and cannot.
    fn fill_value(&self, order: &FieldOrder, ty: &Type, value: &mut Value, path: &[PathSegment]) -> bool {
        let failed = match (&ty.base, path.split_first()) {
            (_, None) => true,
            (BaseType::List(of), Some((PathSegment::Index(at), rest))) => match value {
                Value::List(values) => values.get_mut(*at).is_some_and(|value| self.fill_value(order, of, value, rest)),
                Value::Null => true,
                _ => false,
            },
            (BaseType::Named(name), Some(_)) => match value {
                // Left out, since what is below failed.
                Value::Null => true,
                _ => self.fill(order, name.as_str(), value, path),
            },
            (BaseType::List(_), Some(_)) => false,
        };
        if failed {
            *value = Value::Null;
        }
        failed && !ty.nullable
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a document that is wrong fails its test")]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::edge::graphql::field_order::AnswerOrder;

    const SDL: &str = "
        type Query { maybe: Thing always: Thing! many: [Thing]! all: [Thing!] any: Any }
        interface Any { id: Int! } type Thing implements Any { id: Int! name: String thing: Thing! maybe: Thing }";

    fn filled(query: &str, data: Json, path: Json) -> Json {
        let document = parse_query(query).expect("a document");
        let AnswerOrder { order, .. } = AnswerOrder::of(&document, None);
        let mut data = Value::from_json(data).expect("a value");
        let path: Vec<PathSegment> = path.as_array().expect("a path").iter().map(segment).collect();
        if Types::of(SDL).fill(&order, "Query", &mut data, &path) {
            data = Value::Null;
        }
        data.into_json().expect("JSON")
    }

    fn segment(segment: &Json) -> PathSegment {
        match segment.as_u64() {
            Some(at) => PathSegment::Index(usize::try_from(at).expect("an index")),
            None => PathSegment::Field(segment.as_str().expect("a name").to_owned()),
        }
    }

    #[test]
    fn what_failed_is_null_and_so_is_what_cannot_hold_null() {
        let query = "{ maybe { id name thing { id } } x: always { id } many { id } all { id } any { ... on Thing { name maybe { thing { id } } } } }";
        for (data, path, expected) in [
            (json!({ "x": {} }), json!(["maybe"]), json!({ "maybe": null, "x": {} })),
            (json!({ "maybe": { "id": 1 } }), json!(["maybe", "name"]), json!({ "maybe": { "id": 1, "name": null } })),
            (json!({ "maybe": { "id": 1 } }), json!(["maybe", "thing"]), json!({ "maybe": null })),
            (json!({ "maybe": { "id": 1 } }), json!(["maybe", "thing", "id"]), json!({ "maybe": null })),
            (json!({ "maybe": {} }), json!(["x"]), Json::Null),
            (json!({ "x": {} }), json!(["x", "id"]), Json::Null),
            (json!({ "many": [{}, { "id": 2 }] }), json!(["many", 0, "id"]), json!({ "many": [null, { "id": 2 }] })),
            (json!({ "all": [{}, { "id": 2 }] }), json!(["all", 0, "id"]), json!({ "all": null })),
            (json!({ "any": {} }), json!(["any", "name"]), json!({ "any": { "name": null } })),
            (json!({ "any": {} }), json!(["any", "maybe", "thing"]), json!({ "any": { "maybe": null } })),
        ] {
            assert_eq!(filled(query, data, path.clone()), expected, "{path}");
        }
    }
}
