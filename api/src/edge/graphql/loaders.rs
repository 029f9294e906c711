//! Loaders of one request: what nested relations ask for row by row is fetched for all rows at
//! once, under the sight of the actor the loaders were made for.

use crate::ctx::Ctx;
use crate::network::experts::loaders::PeopleLoaders;

/// The loaders of one request.
pub struct Loaders {
    /// Relations of people.
    pub people: PeopleLoaders,
}

impl Loaders {
    /// Loaders that see what the context's actor sees.
    pub fn new(ctx: &Ctx) -> Self {
        Self { people: PeopleLoaders::new(ctx) }
    }
}
