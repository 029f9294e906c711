//! Each release's table is recorded in the ledger, at start, when its digest is new: so the past stays explicable.

use super::store;
use super::view::{matrix, table};
use crate::access::{Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ledger::chain::digest_of;

/// Records the table of this release, if it is new.
pub async fn record_table(ctx: &Ctx) -> Result<()> {
    let text = serde_json::to_string(&(table(), matrix())).map_err(Error::internal)?;
    let digest = digest_of(&text);
    if store::is_recorded(ctx.db(), &digest).await? {
        return Ok(());
    }
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::RecordRoleTable>(&Target::none("ROLE_TABLE"))?;
    // Another replica may have been here meanwhile.
    if store::is_recorded(unit.tx(), &digest).await? {
        return Ok(());
    }
    store::insert(&unit, &permit, &digest, text).await?;
    unit.note("digest", digest);
    unit.commit(None).await?;
    Ok(())
}
