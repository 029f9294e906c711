//! The GraphQL door: one schema, built from every slice's queries and mutations.

mod door;
pub mod limits;
pub mod loaders;
pub mod node;
mod open;
mod paging;
pub mod schema;
mod socket;

pub use loaders::Loaders;
pub use paging::{Paging, Totals, connected};
pub use schema::{Schema, build_schema};

use async_graphql::Context;

use crate::ctx::Ctx;
use crate::error::{Error, Result};

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
