//! Fields of an answer stand in the order they were asked in (GraphQL, section 7.2.2). They are
//! resolved at once and come as they get ready, so the order is made afterwards, by the document; and what failed is
//! null there, as its type wants it (see `failed_fields`).

use std::collections::HashSet;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet};
use async_graphql::{Name, Response, Value};

use super::failed_fields;

/// The names of an answer, in order, each with those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldOrder(Vec<Asked>);

/// One name of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// As it stands in the answer.
    key: Name,
    /// The field of the schema.
    pub(super) field: Name,
    /// The type it was asked of, where that is not the type of what it stands in.
    pub(super) on: Option<Name>,
    /// What is asked of it.
    pub(super) below: FieldOrder,
}

/// An answer's order, and to which kind of operation it is the answer.
#[derive(Clone, Debug)]
pub(super) struct AnswerOrder {
    operation: OperationType,
    pub(super) order: FieldOrder,
}

impl AnswerOrder {
    /// The order in which the operation that would run asks for its fields.
    pub(super) fn of(document: &ExecutableDocument, name: Option<&str>) -> Self {
        let mut operations = document.operations.iter();
        let chosen = operations.find(|(n, _)| name.is_none() || n.map(Name::as_str) == name);
        match chosen {
            None => Self { operation: OperationType::Query, order: FieldOrder::default() },
            Some((_, operation)) => {
                Self { operation: operation.node.ty, order: FieldOrder::of_operation(document, &operation.node) }
            }
        }
    }

    /// Whether it is a mutation's.
    pub(super) fn is_of_mutation(&self) -> bool {
        self.operation == OperationType::Mutation
    }

    /// Puts the fields of an answer into that order, those that failed among them.
    pub(super) fn arrange(&self, mut response: Response) -> Response {
        failed_fields::fill(&self.order, self.operation, &mut response);
        self.order.arrange_value(&mut response.data);
        response
    }
}

impl FieldOrder {
    fn of_operation(document: &ExecutableDocument, operation: &OperationDefinition) -> Self {
        let mut order = Self::default();
        order.add(document, &operation.selection_set.node, None, &mut HashSet::new());
        order
    }

    /// What stands under a name of the answer.
    pub(super) fn asked(&self, key: &str) -> Option<&Asked> {
        self.0.iter().find(|asked| asked.key == *key)
    }

    /// A fragment that spreads itself is refused later, by validation: `within` ends the walk here.
    fn add<'a>(
        &mut self,
        document: &'a ExecutableDocument,
        set: &'a SelectionSet,
        on: Option<&'a Name>,
        within: &mut HashSet<&'a Name>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    let at = self.0.iter().position(|asked| asked.key == *key).unwrap_or_else(|| {
                        let field = field.node.name.node.clone();
                        self.0.push(Asked { key: key.clone(), field, on: on.cloned(), below: Self::default() });
                        self.0.len() - 1
                    });
                    if let Some(asked) = self.0.get_mut(at) {
                        asked.below.add(document, &field.node.selection_set.node, None, within);
                    }
                }
                Selection::InlineFragment(inline) => {
                    let on = inline.node.type_condition.as_ref().map(|condition| &condition.node.on.node).or(on);
                    self.add(document, &inline.node.selection_set.node, on, within);
                }
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name).filter(|_| within.insert(name)) {
                        let on = Some(&fragment.node.type_condition.node.on.node);
                        self.add(document, &fragment.node.selection_set.node, on, within);
                        within.remove(name);
                    }
                }
            }
        }
    }

    fn arrange_value(&self, value: &mut Value) {
        match value {
            Value::List(values) => values.iter_mut().for_each(|value| self.arrange_value(value)),
            Value::Object(fields) => {
                let mut rest = self.0.iter();
                let is_in_order = fields.keys().all(|name| rest.any(|asked| asked.key == *name));
                if !is_in_order {
                    fields.sort_by_cached_key(|name, _| self.0.iter().position(|asked| asked.key == *name));
                }
                let mut rest = self.0.iter();
                for (name, value) in fields.iter_mut() {
                    if let Some(asked) = rest.find(|asked| asked.key == *name) {
                        asked.below.arrange_value(value);
                    }
                }
            }
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
    }
}

#[cfg(test)]
#[expect(clippy::expect_used, reason = "a document that is wrong fails its test")]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::{Response, Value};
    use serde_json::json;

    use super::AnswerOrder;

    #[test]
    fn an_answer_is_put_into_the_order_of_the_question() {
        let document =
            "query A { x } query B { b { ...F z } a: d { id } ... on Query { c } b { y } } fragment F on T { w }";
        let order = AnswerOrder::of(&parse_query(document).expect("a document"), Some("B"));
        let answer = json!({ "c": 1, "a": [{ "id": 1 }], "b": { "y": 1, "z": 2, "w": 3 } });
        let answer = Response::new(Value::from_json(answer).expect("a value"));
        let arranged = serde_json::to_string(&order.arrange(answer).data).expect("a text");
        assert_eq!(arranged, r#"{"b":{"w":3,"z":2,"y":1},"a":[{"id":1}],"c":1}"#);
    }
}
