//! The only queries on accounts.

use entity::vocabulary::{AccountState, RequestState};
use entity::{account, account_state, address_change};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::access::{ActType, Permit, Rows};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::database::sql;
use crate::kit::timestamp::Timestamp;
use crate::ledger::Unit;

const ACCOUNTS: u8 = Rows::Accounts as u8;

/// The account that has an address, by its key.
pub(crate) async fn holder_of(db: &impl ConnectionTrait, email_key: &str) -> Result<Option<account::Model>> {
    Ok(account::Entity::find().filter(account::Column::EmailKey.eq(email_key)).one(db).await?)
}

/// That an account is enabled at present: the state that has not ended is the present one.
pub(crate) fn enabled() -> SimpleExpr {
    use account_state::Column as State;
    let active = Query::select()
        .expr(Expr::val(1))
        .from(account_state::Entity)
        .and_where(Expr::col((account_state::Entity, State::AccountId)).equals((account::Entity, account::Column::Id)))
        .and_where(State::State.eq(AccountState::Active))
        .and_where(State::UntilAt.is_null())
        .to_owned();
    Expr::exists(active)
}

/// The account of an address, while it is enabled: a suspended one is like none.
pub(crate) async fn enabled_account(db: &impl ConnectionTrait, email_key: &str) -> Result<Option<account::Model>> {
    Ok(account::Entity::find().filter(account::Column::EmailKey.eq(email_key)).filter(enabled()).one(db).await?)
}

/// An account by its own id or by its expert's.
pub(crate) async fn by_id_or_expert(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<account::Model>> {
    let either = Condition::any().add(account::Column::Id.eq(id)).add(account::Column::ExpertId.eq(id));
    Ok(account::Entity::find().filter(either).one(db).await?)
}

/// The present state of an account; suspended where none is known.
pub(crate) async fn state_of(db: &impl ConnectionTrait, account: Uuid) -> Result<AccountState> {
    Ok(present(db, account).await?.map_or(AccountState::Suspended, |row| row.state))
}

/// The state that has not ended.
pub(crate) async fn present(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<account_state::Model>> {
    let row = account_state::Entity::find()
        .filter(account_state::Column::AccountId.eq(account))
        .filter(account_state::Column::UntilAt.is_null())
        .one(db)
        .await?;
    Ok(row)
}

/// How many states an account was in.
pub(super) async fn states(db: &impl ConnectionTrait, account: Uuid) -> Result<i32> {
    let number = account_state::Entity::find().filter(account_state::Column::AccountId.eq(account)).count(db).await?;
    Ok(i32::try_from(number).unwrap_or(i32::MAX))
}

/// The change of address that is under way.
pub(super) async fn pending(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<address_change::Model>> {
    Ok(address_change::Entity::find()
        .filter(address_change::Column::AccountId.eq(account))
        .filter(address_change::Column::State.eq(RequestState::Waiting))
        .order_by_desc(address_change::Column::Id)
        .one(db)
        .await?)
}

pub(super) async fn insert<A: ActType>(unit: &Unit, permit: &Permit<A>, row: account::Model) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    account::Entity::insert(account::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Begins a state of an account at the unit's instant.
pub(super) async fn begin_state<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    account: Uuid,
    state: AccountState,
    shut_out: bool,
) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    let row = account_state::Model {
        id: unit.new_id(),
        account_id: account,
        state,
        from_at: unit.at().micros(),
        until_at: None,
        shut_out,
    };
    account_state::Entity::insert(account_state::ActiveModel::from(row)).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// Ends the present state of an account and begins another.
pub(crate) async fn change_state<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    account: Uuid,
    state: AccountState,
    shut_out: bool,
) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    account_state::Entity::update_many()
        .col_expr(account_state::Column::UntilAt, Expr::value(unit.at().micros()))
        .filter(account_state::Column::AccountId.eq(account))
        .filter(account_state::Column::UntilAt.is_null())
        .exec(unit.tx())
        .await?;
    begin_state(unit, permit, account, state, shut_out).await
}

/// Sets the language of letters. Returns whether that changed it.
pub(crate) async fn set_language<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    account: Uuid,
    language: Option<&str>,
) -> Result<bool> {
    permit.writes::<ACCOUNTS>();
    let differs = match language {
        Some(tag) => Condition::any().add(account::Column::Language.is_null()).add(account::Column::Language.ne(tag)),
        None => Condition::all().add(account::Column::Language.is_not_null()),
    };
    let written = account::Entity::update_many()
        .col_expr(account::Column::Language, Expr::value(language.map(str::to_owned)))
        .filter(account::Column::Id.eq(account))
        .filter(differs)
        .exec(unit.tx())
        .await?;
    Ok(written.rows_affected > 0)
}

/// Sets the hash of a password.
pub(super) async fn set_password<A: ActType>(unit: &Unit, permit: &Permit<A>, account: Uuid, hash: &str) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    account::Entity::update_many()
        .col_expr(account::Column::PasswordHash, Expr::value(hash))
        .filter(account::Column::Id.eq(account))
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// Sets the address.
pub(super) async fn set_address<A: ActType>(
    unit: &Unit,
    permit: &Permit<A>,
    account: Uuid,
    email: &str,
    key: &str,
) -> Result<()> {
    permit.writes::<ACCOUNTS>();
    account::Entity::update_many()
        .col_expr(account::Column::Email, Expr::value(email))
        .col_expr(account::Column::EmailKey, Expr::value(key))
        .filter(account::Column::Id.eq(account))
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// An account, with when its owner was last here, the newest unit then, and what they saw by.
pub(super) async fn visit(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<account::Model>> {
    Ok(entity::account::Entity::find_by_id(account).one(db).await?)
}

/// Marks a visit. It stands outside the ledger, as all that only says what somebody has read.
pub(super) async fn mark_visit(ctx: &Ctx, account: Uuid, at: Timestamp, sight: Uuid) -> Result<()> {
    let text = "UPDATE account SET last_visit_at = $1, last_visit_sight = $2, last_visit_seq = COALESCE(
        (SELECT seq FROM ledger_record WHERE at <= $1 ORDER BY at DESC, seq DESC LIMIT 1), 0) WHERE id = $3";
    let values = [at.micros().into(), sight.into(), account.into()];
    let statement = sql(ctx.world.database.backend(), text, values);
    ctx.world.database.writer().execute_raw(statement).await?;
    Ok(())
}
