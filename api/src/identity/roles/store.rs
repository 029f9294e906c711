//! The only queries on recorded tables. Each release's table is recorded in the ledger, at start, when its
//! digest is new: so the past stays explicable.

use entity::role_table::{ActiveModel, Entity};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;

use super::view::{matrix, table};
use crate::access::{Target, acts};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ledger::chain::digest_of;

/// Records the table of this release, if it is new.
pub async fn record_table(ctx: &Ctx) -> Result<()> {
    let text = serde_json::to_string(&(table(), matrix())).map_err(Error::internal)?;
    let digest = digest_of(&text);
    if known(ctx, &digest).await? {
        return Ok(());
    }
    let mut unit = ctx.begin().await?;
    let permit = unit.permit::<acts::RecordRoleTable>(&Target::none("ROLE_TABLE"))?;
    permit.writes::<{ crate::access::Rows::Settings as u8 }>();
    if Entity::find_by_id(digest.clone()).one(unit.tx()).await?.is_some() {
        return Ok(());
    }
    let row = ActiveModel { digest: Set(digest.clone()), table_json: Set(text), seq: Set(unit.seq()) };
    Entity::insert(row).exec_without_returning(unit.tx()).await?;
    unit.note("digest", digest);
    unit.commit(None).await?;
    Ok(())
}

async fn known(ctx: &Ctx, digest: &str) -> Result<bool> {
    Ok(Entity::find_by_id(digest.to_owned()).one(ctx.db()).await?.is_some())
}
