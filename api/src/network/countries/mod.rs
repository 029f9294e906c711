//! Stands in for the slice of countries until it is merged.

use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::exchange::items::{PartyInput, PartyInputKind, resolve_parties};

/// The ids of codes, in order.
pub async fn of_codes(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    let named = |code: &String| PartyInput { kind: PartyInputKind::Country, party_id: None, code: Some(code.clone()) };
    let parties: Vec<PartyInput> = codes.iter().map(named).collect();
    Ok(resolve_parties(ctx, &parties, pointer).await?.into_iter().map(|party| party.id).collect())
}
