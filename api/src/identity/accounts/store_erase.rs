//! The queries that forget what is personal of an account.

use entity::{account, address_change, one_time_link, refresh_token, session};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::error::Result;
use crate::ledger::Unit;

/// Forgets address, password, changes of address, links, and from where the account was used.
pub(super) async fn forget<A: ActType>(unit: &Unit, permit: &Permit<A>, id: Uuid) -> Result<()> {
    permit.writes::<{ Rows::Accounts as u8 }>();
    permit.writes::<{ Rows::Sessions as u8 }>();
    let tx = unit.tx();
    let changes = address_change::Entity::find()
        .select_only()
        .column(address_change::Column::Id)
        .filter(address_change::Column::AccountId.eq(id))
        .into_query();
    let links = Condition::any()
        .add(one_time_link::Column::Subject.eq(id))
        .add(one_time_link::Column::Subject.in_subquery(changes));
    one_time_link::Entity::delete_many().filter(links).exec(tx).await?;
    address_change::Entity::delete_many().filter(address_change::Column::AccountId.eq(id)).exec(tx).await?;
    let sessions = session::Entity::find()
        .select_only()
        .column(session::Column::Id)
        .filter(session::Column::AccountId.eq(id))
        .into_query();
    let tokens = refresh_token::Column::SessionId.in_subquery(sessions);
    refresh_token::Entity::delete_many().filter(tokens).exec(tx).await?;
    session::Entity::update_many()
        .set(session::ActiveModel { user_agent: Set(None), token_hash: Set(None), ..Default::default() })
        .filter(session::Column::AccountId.eq(id))
        .exec(tx)
        .await?;
    let blank = account::ActiveModel {
        id: Set(id),
        email: Set(String::new()),
        // Addresses differ by their keys, and no address has a space.
        email_key: Set(format!("erased {id}")),
        password_hash: Set(None),
        last_sign_in_at: Set(None),
        last_visit_at: Set(None),
        last_visit_seq: Set(None),
        last_visit_sight: Set(None),
        language: Set(None),
        ..Default::default()
    };
    account::Entity::update(blank).exec(tx).await?;
    Ok(())
}
