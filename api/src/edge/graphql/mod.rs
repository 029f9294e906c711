//! The GraphQL door: one schema, built from every slice's queries and mutations.

mod cost;
mod documents;
mod door;
mod failed_fields;
mod field_order;
mod introspection;
pub mod limits;
pub mod loaders;
mod marked;
mod nesting;
pub mod node;
mod open;
mod paging;
mod payloads;
pub mod relation;
mod roots;
pub mod schema;
mod socket;
mod values;
mod wording;

pub use loaders::Loaders;
pub use paging::{Paging, Totals, connected};
pub(crate) use payloads::payloads;
pub use relation::{Relation, nested};
pub use roots::Roots;
pub use schema::{Schema, build_schema, build_schema_with};
pub use socket::Seats;

use async_graphql::Context;
use async_graphql::parser::types::OperationType;

use super::operations::OPERATIONS;
use crate::access::Act;
use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};

/// The routes: `/graphql`, and `/graphql/ws` for what is followed.
pub fn routes(config: &mut actix_web::web::ServiceConfig) {
    door::routes(config);
    socket::routes(config);
}

/// The context of the request.
pub fn call<'a>(ctx: &Context<'a>) -> Result<&'a Ctx> {
    let call = ctx.data_opt::<Ctx>().ok_or_else(|| Error::internal("a query without a context"))?;
    if changes(ctx) {
        call.signed_in()?;
    }
    Ok(call)
}

/// Whether a root field changes something as somebody. As over REST, nobody is told to sign in before
/// anything is looked at.
fn changes(ctx: &Context<'_>) -> bool {
    let root = ctx.path_node.is_some_and(|node| node.parent.is_none());
    if !root || ctx.query_env.operation.node.ty != OperationType::Mutation {
        return false;
    }
    let name = ctx.field().name();
    !OPERATIONS.iter().any(|operation| operation.graphql == Some(name) && operation.act == Act::Authenticate)
}

/// The loaders of the request.
pub fn loaders<'a>(ctx: &Context<'a>) -> Result<&'a Loaders> {
    ctx.data_opt::<Loaders>().ok_or_else(|| Error::internal("a query without loaders"))
}

/// One thing by its id: null where there is nothing, or nothing shared with the asker.
pub fn or_null<T>(found: Result<T>) -> Result<Option<T>> {
    match found {
        Err(error) if error.code() == Code::NotFound => Ok(None),
        other => other.map(Some),
    }
}
