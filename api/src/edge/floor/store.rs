//! The one statement.

use sea_orm::ConnectionTrait;
use tokio::sync::OnceCell;

use super::page::Page;
use crate::access::PartySet;
use crate::ctx::World;
use crate::error::{Error, Result};
use crate::kit::database::{Database, sql};

/// Connections of the floor's own, where PostgreSQL would take longer to plan the statement than to carry
/// it out: they plan it once. (The product's statements are such that it plans them once of itself.)
#[derive(Default)]
pub(super) struct Planned(OnceCell<Database>);

impl Planned {
    async fn of<'d>(&'d self, world: &'d World, page: &Page) -> Result<&'d Database> {
        if !(page.joined && page.by_audience) {
            return Ok(&world.database);
        }
        let url = world.config.database_url();
        let sign = if url.contains('?') { '&' } else { '?' };
        let url = format!("{url}{sign}options[plan_cache_mode]=force_generic_plan");
        Ok(self.0.get_or_try_init(|| Database::connect(&url, world.config.database_pool)).await?)
    }
}

pub(super) async fn newest(planned: &Planned, world: &World, parties: &PartySet, page: &Page) -> Result<String> {
    let db = planned.of(world, page).await?.reader();
    let text = page.statement(db.get_database_backend(), parties.len());
    let values = parties.parties().map(Into::into).chain(page.published_from.map(Into::into));
    let row = db.query_one_raw(sql(db.get_database_backend(), &text, values)).await?;
    let row = row.ok_or_else(|| Error::internal("a page without a row"))?;
    Ok(row.try_get_by_index::<String>(0)?)
}
