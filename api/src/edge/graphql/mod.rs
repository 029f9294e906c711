//! The GraphQL door: one schema, built from every slice's queries and mutations.

mod documents;
mod door;
mod field_order;
pub mod limits;
pub mod loaders;
mod marked;
pub mod node;
mod open;
mod paging;
mod roots;
pub mod schema;
mod socket;

pub use loaders::Loaders;
pub use paging::{Paging, Totals, connected};
pub use roots::Roots;
pub use schema::{Schema, build_schema, build_schema_with};

use async_graphql::Context;

use crate::ctx::Ctx;
use crate::error::{Code, Error, Result};

/// The routes: `/graphql`, and `/graphql/ws` for what is followed.
pub fn routes(config: &mut actix_web::web::ServiceConfig) {
    door::routes(config);
    socket::routes(config);
}

/// The context of the request.
pub fn call<'a>(ctx: &Context<'a>) -> Result<&'a Ctx> {
    ctx.data_opt::<Ctx>().ok_or_else(|| Error::internal("a query without a context"))
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
