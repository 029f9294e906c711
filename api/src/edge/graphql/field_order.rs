//! Fields of an answer stand in the order they were asked in (GraphQL, section 7.2.2). They are
//! resolved at once and come as they get ready, so the order is made afterwards, by the document.

use std::collections::HashSet;

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Response, Value};

/// The names of an answer, in order, each with those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldOrder(Vec<(Name, FieldOrder)>);

impl FieldOrder {
    /// The order in which the operation that would run asks for its fields.
    pub(super) fn of(document: &ExecutableDocument, name: Option<&str>) -> Self {
        let mut operations = document.operations.iter();
        let chosen = operations.find(|(n, _)| name.is_none() || n.map(Name::as_str) == name);
        chosen.map_or_else(Self::default, |(_, operation)| Self::of_operation(document, &operation.node))
    }

    fn of_operation(document: &ExecutableDocument, operation: &OperationDefinition) -> Self {
        let mut order = Self::default();
        order.add(document, &operation.selection_set.node, &mut HashSet::new());
        order
    }

    /// A fragment that spreads itself is refused later, by validation: `within` ends the walk here.
    fn add<'a>(&mut self, document: &'a ExecutableDocument, set: &'a SelectionSet, within: &mut HashSet<&'a Name>) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = &field.node.response_key().node;
                    let at = self.0.iter().position(|(name, _)| name == key).unwrap_or_else(|| {
                        self.0.push((key.clone(), Self::default()));
                        self.0.len() - 1
                    });
                    if let Some((_, below)) = self.0.get_mut(at) {
                        below.add(document, &field.node.selection_set.node, within);
                    }
                }
                Selection::InlineFragment(inline) => self.add(document, &inline.node.selection_set.node, within),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name).filter(|_| within.insert(name)) {
                        self.add(document, &fragment.node.selection_set.node, within);
                        within.remove(name);
                    }
                }
            }
        }
    }

    /// Puts the fields of an answer into that order.
    pub(super) fn arrange(&self, mut response: Response) -> Response {
        self.arrange_value(&mut response.data);
        response
    }

    fn arrange_value(&self, value: &mut Value) {
        match value {
            Value::List(values) => values.iter_mut().for_each(|value| self.arrange_value(value)),
            Value::Object(fields) => {
                let mut rest = self.0.iter();
                let is_in_order = fields.keys().all(|name| rest.any(|(key, _)| key == name));
                if !is_in_order {
                    fields.sort_by_cached_key(|name, _| self.0.iter().position(|(key, _)| key == name));
                }
                let mut rest = self.0.iter();
                for (name, value) in fields.iter_mut() {
                    if let Some((_, below)) = rest.find(|(key, _)| key == name) {
                        below.arrange_value(value);
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

    use super::FieldOrder;

    #[test]
    fn an_answer_is_put_into_the_order_of_the_question() {
        let document =
            "query A { x } query B { b { ...F z } a: d { id } ... on Query { c } b { y } } fragment F on T { w }";
        let order = FieldOrder::of(&parse_query(document).expect("a document"), Some("B"));
        let answer = json!({ "c": 1, "a": [{ "id": 1 }], "b": { "y": 1, "z": 2, "w": 3 } });
        let answer = Response::new(Value::from_json(answer).expect("a value"));
        let arranged = serde_json::to_string(&order.arrange(answer).data).expect("a text");
        assert_eq!(arranged, r#"{"b":{"w":3,"z":2,"y":1},"a":[{"id":1}],"c":1}"#);
    }
}
