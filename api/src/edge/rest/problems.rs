//! The problems that every operation may answer with, for the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use crate::error::Problem;

/// 400 to 429 and 503 as `application/problem+json`.
#[derive(Debug)]
pub struct Problems;

const STATUSES: &[(&str, &str)] = &[
    ("400", "The request cannot be read: `errors` points at what is wrong."),
    ("401", "Sign in first, or the session has ended."),
    ("403", "Seen, but not allowed."),
    ("404", "Nothing here, or not shared with you."),
    ("409", "Something stands in the way."),
    ("412", "It was changed meanwhile."),
    ("413", "The body is too large."),
    ("415", "Send `application/json`."),
    ("422", "The input is not right: `errors` points at what is wrong."),
    ("428", "Say which revision you are changing."),
    ("429", "Too many tries: wait as long as `Retry-After` says."),
    ("503", "Not now: try again later."),
];

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let problem = || {
            let schema = Ref::from_schema_name(Problem::name());
            ContentBuilder::new().schema(Some(schema)).build()
        };
        STATUSES
            .iter()
            .map(|(status, what)| {
                let response =
                    ResponseBuilder::new().description(*what).content("application/problem+json", problem()).build();
                ((*status).to_owned(), RefOr::T(response))
            })
            .collect()
    }
}
