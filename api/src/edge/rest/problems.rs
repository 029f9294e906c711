//! The problems that operations may answer with, for the OpenAPI document.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::{Ref, RefOr, Response};

/// Refusals as `application/problem+json`. Which of them an operation has follows from its method,
/// its body and its act, and is filled in when the document is finished (`edge/openapi`); a handler
/// says by this only that it answers by the house's rules.
#[derive(Debug)]
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        BTreeMap::from([("400".to_owned(), RefOr::Ref(Ref::from_response_name("Problem400")))])
    }
}
