//! Ends of sessions that are part of an act.

use uuid::Uuid;

use super::store::{self, Of};
use crate::access::{ActType, Permit};
use crate::error::Result;
use crate::ledger::Unit;

/// Step: ends the sessions that began in a post, as a post that ends does.
pub async fn end_sessions_of_post<A: ActType>(unit: &mut Unit, permit: &Permit<A>, post: Uuid) -> Result<()> {
    store::end_in(unit, permit, Of::Post(post), None).await.map(|_| ())
}

/// Step: ends the sessions of an account, but for one that may go on.
pub async fn end_sessions_of_account<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    account: Uuid,
    but: Option<Uuid>,
) -> Result<i32> {
    store::end_in(unit, permit, Of::Account(account), but).await
}
