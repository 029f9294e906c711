//! The one statement.

use sea_orm::ConnectionTrait;

use super::page::Page;
use crate::access::PartySet;
use crate::ctx::World;
use crate::error::{Error, Result};
use crate::kit::database::sql;

pub(super) async fn newest(world: &World, parties: &PartySet, page: &Page) -> Result<String> {
    let db = world.database.reader();
    let text = page.statement(db.get_database_backend(), parties.len());
    let values = parties.parties().map(Into::into).chain(page.published_from.map(Into::into));
    let row = db.query_one_raw(sql(db.get_database_backend(), &text, values)).await?;
    let row = row.ok_or_else(|| Error::internal("a page without a row"))?;
    Ok(row.try_get_by_index::<String>(0)?)
}
