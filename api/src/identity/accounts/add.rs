//! A new account: a step of whoever lets somebody in.

use uuid::Uuid;

use super::store;
use crate::access::{ActType, Permit};
use crate::error::{Code, Error, Result};
use crate::kit::{mail, password};
use crate::ledger::Unit;

/// The key under which an address is looked up: accounts differ by it. Lower case, since hardly a
/// mail server tells `Ana@` from `ana@`.
pub fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Step: makes the account of an expert, enabled, with a password or (until one is set by a link)
/// without. 422 where `email` is no address, 409 where somebody else has it.
pub async fn add_account<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    email: &str,
    password: Option<&str>,
) -> Result<Uuid> {
    let hashed = match password {
        Some(password) => Some(password::hash(password).await.map_err(Error::internal)?),
        None => None,
    };
    insert_account(unit, permit, expert, email, hashed).await
}

/// Step: the same with a password that was hashed before: hashing takes time, and a unit holds the
/// ledger's head.
pub async fn insert_account<A: ActType>(
    unit: &mut Unit,
    permit: &Permit<A>,
    expert: Uuid,
    email: &str,
    password_hash: Option<String>,
) -> Result<Uuid> {
    let email = email.trim();
    if !mail::is_address(email) {
        return Err(Error::invalid("/email", "This is no e-mail address."));
    }
    let key = email_key(email);
    if store::holder_of(unit.tx(), &key).await?.is_some() {
        return Err(Error::new(Code::Conflict, "There is an account with this address already."));
    }
    let id = unit.new_id();
    let row = entity::account::Model {
        id,
        expert_id: expert,
        email: email.to_owned(),
        email_key: key,
        password_hash,
        created_at: unit.at().micros(),
        last_sign_in_at: None,
        last_visit_at: None,
        last_visit_seq: None,
        last_visit_sight: None,
        language: None,
    };
    store::insert(unit, permit, row).await?;
    store::begin_state(unit, permit, id, entity::vocabulary::AccountState::Active, false).await?;
    Ok(id)
}

/// The account and the expert of an address, for commands on the host.
pub async fn account_of_address(db: &impl sea_orm::ConnectionTrait, email: &str) -> Result<Option<(Uuid, Uuid)>> {
    Ok(store::holder_of(db, &email_key(email)).await?.map(|row| (row.id, row.expert_id)))
}
