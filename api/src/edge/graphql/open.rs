//! Requests that are nobody's by their nature: signing in, refreshing, accepting an invitation.

use async_graphql::Request;
use async_graphql::parser::types::Selection;

use crate::access::Act;
use crate::edge::operations::OPERATIONS;

/// Whether a document asks for nothing but to become somebody. An access token that comes along is then
/// not looked at, as over REST: clients send theirs with everything, and it may have run out.
pub fn is_nobodys(request: &mut Request) -> bool {
    let Ok(document) = request.parsed_query() else { return false };
    let authenticates = |name: &str| {
        OPERATIONS.iter().any(|operation| operation.graphql == Some(name) && operation.act == Act::Authenticate)
    };
    document.operations.iter().all(|(_, operation)| {
        operation.node.selection_set.node.items.iter().all(|selection| match &selection.node {
            Selection::Field(field) => authenticates(&field.node.name.node),
            Selection::FragmentSpread(_) | Selection::InlineFragment(_) => false,
        })
    })
}
