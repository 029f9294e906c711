//! What the GraphQL door says of itself.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::harness::Client;

/// All types, by name.
pub struct Types(HashMap<String, Type>);

/// A type.
#[derive(Default)]
pub struct Type {
    pub kind: String,
    pub fields: HashMap<String, Field>,
    pub members: HashMap<String, TypeRef>,
    pub possible: Vec<String>,
}

/// A field of an object.
pub struct Field {
    pub ty: TypeRef,
    pub arguments: HashMap<String, TypeRef>,
}

/// A use of a type.
#[derive(Clone)]
pub struct TypeRef {
    /// As it is written in a query.
    pub written: String,
    /// Its name without lists and exclamation marks.
    pub name: String,
    pub list: bool,
}

const QUERY: &str = "query { __schema { types { kind name possibleTypes { name }
    fields(includeDeprecated: true) { name type { ...T } args { name type { ...T } } }
    inputFields { name type { ...T } } } } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

impl Types {
    pub async fn read(client: &Client) -> Self {
        let data = client.graphql(QUERY, json!({})).await.data();
        let types = each(&data["__schema"]["types"]).map(|t| (text(&t["name"]), of(t)));
        Self(types.collect())
    }

    pub fn get(&self, name: &str) -> Option<&Type> {
        self.0.get(name)
    }

    /// A root field and its operation.
    pub fn root(&self, field: &str) -> Option<(&'static str, &Field)> {
        let of = |ty: &str| self.get(ty).and_then(|t| t.fields.get(field));
        of("Query").map(|f| ("query", f)).or_else(|| of("Mutation").map(|f| ("mutation", f)))
    }
}

fn of(ty: &Value) -> Type {
    let typed = |list: &Value| each(list).map(|f| (text(&f["name"]), reference(&f["type"]))).collect();
    let fields = each(&ty["fields"])
        .map(|f| (text(&f["name"]), Field { ty: reference(&f["type"]), arguments: typed(&f["args"]) }));
    Type {
        kind: text(&ty["kind"]),
        fields: fields.collect(),
        members: typed(&ty["inputFields"]),
        possible: each(&ty["possibleTypes"]).map(|p| text(&p["name"])).collect(),
    }
}

fn reference(ty: &Value) -> TypeRef {
    let inner = || reference(&ty["ofType"]);
    match ty["kind"].as_str() {
        Some("NON_NULL") => {
            let inner = inner();
            TypeRef { written: format!("{}!", inner.written), ..inner }
        }
        Some("LIST") => {
            let inner = inner();
            TypeRef { written: format!("[{}]", inner.written), list: true, ..inner }
        }
        _ => TypeRef { written: text(&ty["name"]), name: text(&ty["name"]), list: false },
    }
}

fn each(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
