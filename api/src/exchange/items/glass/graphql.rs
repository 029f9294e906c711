//! The glass over GraphQL.

use async_graphql::{Context, Object};

use super::{BreakGlass, GlassBroken, break_glass};
use crate::edge::graphql::{call, payloads};
use crate::error::Result;

/// Mutations.
#[derive(Default)]
pub struct GlassMutation;

payloads! {
    /// What breaking the glass returns.
    BreakGlassPayload => {
        /// For how long the item is open.
        glass: GlassBroken,
    }
}

#[Object]
impl GlassMutation {
    /// Opens an item to the administrator's own account for one hour; its keepers are told at once.
    async fn break_glass(&self, ctx: &Context<'_>, input: BreakGlass) -> Result<BreakGlassPayload> {
        Ok(BreakGlassPayload { glass: break_glass(call(ctx)?, input).await? })
    }
}
