//! A GraphQL variable that is not given is absent, and not null.
//!
//! The GraphQL specification (October 2021, section 3.10 "Input Coercion") leaves a field out of an input object where
//! its variable is not given; async-graphql 7.2 reads it as null. In a patch that is the difference between leaving a
//! field alone and clearing it, so the document is mended between being read and being validated.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{
    Name, Positioned, ServerResult, Variables,
    extensions::{Extension, ExtensionContext, ExtensionFactory, NextParseQuery},
    parser::types::{Directive, DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value;

/// The extension to be given to the schema: `Schema::build(…).extension(AbsentVariables)`.
///
/// Arguments and fields of input objects whose nullable variable is neither given nor has a default are taken out of
/// the document, and so is the variable where nothing uses it any more. Price: where such a variable has the wrong
/// type, that is noticed only when it is given.
#[derive(Clone, Copy, Debug)]
pub struct AbsentVariables;

impl ExtensionFactory for AbsentVariables {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_graphql::async_trait::async_trait]
impl Extension for AbsentVariables {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let mut document = next.run(ctx, query, variables).await?;
        leave_out(&mut document, variables);
        Ok(document)
    }
}

fn leave_out(document: &mut ExecutableDocument, given: &Variables) {
    let mut absent = absent(&document.operations, given);
    if absent.is_empty() {
        return;
    }
    let mut pass = Pass { absent: &absent, dropped: HashSet::new(), used: HashSet::new() };
    for operation in operations_mut(&mut document.operations) {
        pass.directives(&operation.node.directives);
        pass.selection(&mut operation.node.selection_set.node);
    }
    for fragment in document.fragments.values_mut() {
        pass.directives(&fragment.node.directives);
        pass.selection(&mut fragment.node.selection_set.node);
    }
    // One that never was used is left for the validation to complain about.
    let gone: HashSet<Name> = pass.dropped.difference(&pass.used).cloned().collect();
    absent.retain(|name| gone.contains(name));
    for operation in operations_mut(&mut document.operations) {
        operation.node.variable_definitions.retain(|definition| !absent.contains(&definition.node.name.node));
    }
}

/// Those not given that every operation lets be left out: nullable, without a default.
fn absent(operations: &DocumentOperations, given: &Variables) -> HashSet<Name> {
    let (mut absent, mut wanted) = (HashSet::new(), HashSet::new());
    for definition in operations.iter().flat_map(|(_, operation)| &operation.node.variable_definitions) {
        let name = &definition.node.name.node;
        let optional = definition.node.var_type.node.nullable && definition.node.default_value.is_none();
        if optional && !given.contains_key(name) { &mut absent } else { &mut wanted }.insert(name.clone());
    }
    absent.retain(|name| !wanted.contains(name));
    absent
}

fn operations_mut(operations: &mut DocumentOperations) -> Vec<&mut Positioned<OperationDefinition>> {
    match operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    }
}

struct Pass<'a> {
    absent: &'a HashSet<Name>,
    dropped: HashSet<Name>,
    used: HashSet<Name>,
}

impl Pass<'_> {
    fn selection(&mut self, set: &mut SelectionSet) {
        for selection in &mut set.items {
            match &mut selection.node {
                Selection::Field(field) => {
                    field.node.arguments.retain_mut(|(_, value)| self.keeps(&mut value.node));
                    self.directives(&field.node.directives);
                    self.selection(&mut field.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) => self.directives(&spread.node.directives),
                Selection::InlineFragment(fragment) => {
                    self.directives(&fragment.node.directives);
                    self.selection(&mut fragment.node.selection_set.node);
                }
            }
        }
    }

    /// Directives stay as they are: `@include(if: $x)` without `$x` is an error, and shall be one.
    fn directives(&mut self, directives: &[Positioned<Directive>]) {
        for (_, value) in directives.iter().flat_map(|directive| &directive.node.arguments) {
            self.uses(&value.node);
        }
    }

    /// Whether an argument or a field of an input object stays; what is inside it is mended.
    fn keeps(&mut self, value: &mut Value) -> bool {
        match value {
            Value::Variable(name) if self.absent.contains(name) => {
                self.dropped.insert(name.clone());
                return false;
            }
            Value::Variable(name) => {
                self.used.insert(name.clone());
            }
            Value::Object(fields) => fields.retain(|_, value| self.keeps(value)),
            // An entry of a list cannot be left out; the specification makes it null.
            Value::List(entries) => entries.iter_mut().for_each(|entry| match entry {
                Value::Variable(_) => self.uses(entry),
                other => {
                    self.keeps(other);
                }
            }),
            Value::Null
            | Value::Number(_)
            | Value::String(_)
            | Value::Boolean(_)
            | Value::Binary(_)
            | Value::Enum(_) => {}
        }
        true
    }

    fn uses(&mut self, value: &Value) {
        match value {
            Value::Variable(name) => {
                self.used.insert(name.clone());
            }
            Value::Object(fields) => fields.values().for_each(|value| self.uses(value)),
            Value::List(entries) => entries.iter().for_each(|entry| self.uses(entry)),
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
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use async_graphql::{EmptyMutation, EmptySubscription, InputObject, MaybeUndefined, Object, Request, Schema};
    use serde_json::json;

    use super::*;

    #[derive(Debug, InputObject)]
    struct Edit {
        a: MaybeUndefined<String>,
        b: Option<Vec<Option<String>>>,
        inner: Option<Box<Inner>>,
    }

    #[derive(Debug, InputObject)]
    struct Inner {
        c: MaybeUndefined<i32>,
    }

    struct Query;
    #[Object]
    impl Query {
        async fn edit(&self, input: Edit, #[graphql(default = 7)] n: i32) -> String {
            format!("{input:?} {n}")
        }
    }

    async fn ask(query: &str, variables: serde_json::Value) -> Result<String, String> {
        let schema = Schema::build(Query, EmptyMutation, EmptySubscription).extension(AbsentVariables).finish();
        let answer = schema.execute(Request::new(query).variables(Variables::from_json(variables))).await;
        answer
            .into_result()
            .map(|answer| answer.data.to_string())
            .map_err(|errors| errors.first().unwrap().message.clone())
    }

    const ALL: &str = "query ($a: String, $b: String, $c: Int, $n: Int) { \
        x: edit(input: {a: $a, b: [$b], inner: {c: $c}}, n: $n) ...f } fragment f on Query { edit(input: {a: $a}) }";

    #[tokio::test]
    async fn a_variable_that_is_not_given_leaves_its_field_out() {
        let nothing = ask(ALL, json!({})).await.unwrap();
        assert!(
            nothing.contains("a: Undefined, b: Some([None]), inner: Some(Inner { c: Undefined }) } 7"),
            "{nothing}"
        );
        let nulls = ask(ALL, json!({"a": null, "c": null})).await.unwrap();
        assert!(nulls.contains("a: Null") && nulls.contains("c: Null") && !nulls.contains("Undefined"), "{nulls}");
        let values = ask(ALL, json!({"a": "x", "b": "y", "c": 1, "n": 2})).await.unwrap();
        assert!(values.contains("Value(") && values.contains("c: Value(1) }) } 2"), "{values}");
    }

    #[tokio::test]
    async fn defaults_required_ones_and_mistakes_are_as_before() {
        let default = ask("query ($a: String = \"d\") { edit(input: {a: $a}) }", json!({})).await.unwrap();
        assert!(default.contains("Value(") && default.contains('d'));
        assert!(ask("query ($a: String!) { edit(input: {a: $a}) }", json!({})).await.is_err());
        assert!(ask("query ($z: String) { edit(input: {}) }", json!({})).await.unwrap_err().contains("not used"));
        assert!(ask("query { edit(input: {a: $a}) }", json!({})).await.unwrap_err().contains("not defined"));
        assert!(ask("query ($i: Edit) { edit(input: $i) }", json!({})).await.is_err());
    }
}
