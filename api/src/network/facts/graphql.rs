//! Corrections over GraphQL.

use async_graphql::{Context, Object};

use super::view::FactView;
use super::{CorrectFact, correct};
use crate::edge::graphql::{call, payloads};
use crate::error::Result;

/// Mutations.
#[derive(Default)]
pub struct FactMutation;

payloads! {
    /// What a correction returns.
    CorrectFactPayload => {
        /// The history as it now is, oldest statement first.
        history: Vec<FactView>,
    }
}

#[Object]
impl FactMutation {
    /// Corrects a statement about a country, organisation, group or policy field.
    async fn correct_fact(&self, ctx: &Context<'_>, input: CorrectFact) -> Result<CorrectFactPayload> {
        Ok(CorrectFactPayload { history: correct(call(ctx)?, input).await? })
    }
}
