//! Loaders of one request: what nested relations ask for row by row is fetched for all rows at
//! once, under the sight of the actor the loaders were made for.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;

use crate::ctx::Ctx;
use crate::error::Error;
use crate::network::organisations::loader::{self as organisations, OrganisationLoader};

/// The loaders of one request.
pub struct Loaders {
    /// Bodies, and what is related to them.
    pub organisations: DataLoader<OrganisationLoader>,
}

impl Loaders {
    /// Loaders that see what the context's actor sees.
    pub fn new(ctx: &Ctx) -> Self {
        Self { organisations: organisations::loader(ctx) }
    }
}

/// What went wrong in a loader, for each of those who asked: an error is told once, a loader's to many.
pub fn from_loader(error: Arc<Error>) -> Error {
    match Arc::try_unwrap(error) {
        Ok(error) => error,
        Err(shared) => {
            let told = Error::new(shared.code(), shared.detail());
            match shared.cause() {
                Some(cause) => told.because(cause),
                None => told,
            }
        }
    }
}
