//! Ends of sessions that are part of an act.

use uuid::Uuid;

use super::store;
use crate::access::{ActType, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// Step: ends the sessions that began in a post, as a post that ends does.
pub async fn end_sessions_of_post<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid) -> Result<()> {
    store::end_of_post(unit, permit, post).await
}
