//! What went wrong in the words of this door. Verbs know none, and name the REST call where a sentence
//! names one: here it is the field that does the same.

use std::borrow::Cow;

use crate::error::{Code, Error, FieldError};

/// REST calls that sentences name, and their fields here.
const CALLS: &[(&str, &str)] = &[
    ("POST /v1/items/{id}/propose", "proposeItem"),
    ("POST /v1/items/{id}/return", "returnItem"),
    ("POST /v1/items/{id}/confirm", "confirmItem"),
    ("PUT /v1/items/{id}/audience", "changeAudience"),
    ("POST /v1/audiences/preview", "previewAudience"),
    ("/v1/access-requests", "accessRequests"),
    ("/v1/focal-points", "appointFocalPoint"),
];
/// Arguments of lists; every other parameter of a list stands in its filter.
const ARGUMENTS: &[&str] = &["first", "after", "sort"];

/// The sentence of an error for people.
pub fn message(error: &Error) -> String {
    let told = match (error.code(), error.field_errors().first()) {
        (Code::PreconditionRequired, _) => Error::new(
            Code::PreconditionRequired,
            "Say which revision you are changing: give `revision` as you read it.",
        )
        .told(),
        (_, Some(field)) => {
            let told = error.told();
            match told.strip_prefix(field.pointer.as_str()) {
                Some(rest) => format!("{}{rest}", pointer(field)),
                None => told,
            }
        }
        (_, None) => error.told(),
    };
    here(told)
}

/// What is wrong with a field.
pub fn detail(field: &FieldError) -> String {
    here(field.told())
}

/// Where it stands: a parameter of a list is an argument, or a member of its filter.
pub fn pointer(field: &FieldError) -> Cow<'_, str> {
    match field.pointer.strip_prefix('?') {
        None => Cow::Borrowed(&field.pointer),
        Some(parameter) => {
            let name = parameter.split('/').next().unwrap_or(parameter);
            let within = if ARGUMENTS.contains(&name) { "" } else { "/filter" };
            Cow::Owned(format!("{within}/{parameter}"))
        }
    }
}

fn here(mut told: String) -> String {
    for (call, field) in CALLS {
        if told.contains(call) {
            told = told.replace(&format!("`{call}`"), call).replace(call, &format!("`{field}`"));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edge::operations::OPERATIONS;

    #[test]
    fn every_field_that_is_named_exists() {
        for (call, field) in CALLS {
            assert!(OPERATIONS.iter().any(|operation| operation.graphql == Some(field)), "{call}: {field}");
        }
    }

    #[test]
    fn a_call_is_named_by_its_field_and_a_parameter_by_its_place() {
        assert_eq!(
            here("Take it back first, `POST /v1/items/{id}/return`.".into()),
            "Take it back first, `returnItem`."
        );
        assert_eq!(here("use /v1/focal-points.".into()), "use `appointFocalPoint`.");
        for (rest, graphql) in [("?topic/0", "/filter/topic/0"), ("?first", "/first"), ("/title", "/title")] {
            let error = Error::bad_field(rest, "No.");
            assert_eq!(error.field_errors().first().map(pointer).as_deref(), Some(graphql));
            assert_eq!(message(&error), format!("{graphql}: No."));
        }
        let asked = message(&Error::new(Code::PreconditionRequired, "`If-Match` …"));
        assert!(asked.contains("`revision`") && !asked.contains("If-Match"), "{asked}");
    }
}
