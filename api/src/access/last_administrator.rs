//! There is always an administrator with an open-ended grant, post and body and an enabled account.

use sea_orm::ConnectionTrait;

use super::broken::{Rule, broken};
use crate::error::{Code, Error, Result};
use crate::kit::database::sql;
use crate::ledger::Unit;

const ONE: &str = "
SELECT 1 FROM role_grant g
JOIN post p ON p.id = g.holder
JOIN account a ON a.expert_id = p.expert_id
WHERE g.role = 'ADMINISTRATOR' AND g.counts_from <= $1 AND g.valid_until IS NULL AND g.ended_at IS NULL
  AND p.counts_from <= $1 AND p.valid_until IS NULL AND p.ended_at IS NULL
  AND EXISTS (SELECT 1 FROM account_state s WHERE s.account_id = a.id AND s.state = 'ACTIVE' AND s.until_at IS NULL)
LIMIT 1";

/// Asked after what an act writes and before its commit: 409 where it would leave no administrator.
/// Asked under the ledger's lock, so that two who remove each other cannot cross.
pub async fn keep_an_administrator(unit: &Unit) -> Result<()> {
    let statement = sql(unit.tx().get_database_backend(), ONE, [unit.at().micros().into()]);
    match unit.tx().query_one_raw(statement).await? {
        Some(_) => Ok(()),
        None if broken(Rule::LastAdministrator) => Ok(()),
        None => Err(Error::new(
            Code::LastAdministrator,
            "There must always be an administrator with an open-ended grant and post and an enabled account; make another one first.",
        )),
    }
}
