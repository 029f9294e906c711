//! Stand-in for the slice of countries: only what organisations need.

pub mod graphql;

use async_graphql::SimpleObject;
use entity::country::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// A participating state.
#[derive(Clone, Debug, SimpleObject)]
#[graphql(complex)]
pub struct Country {
    /// Id.
    pub id: Uuid,
    /// ISO 3166-1 alpha-2.
    pub code: String,
}

/// The countries of ids.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Country>> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().copied())).all(ctx.db()).await?;
    Ok(rows.into_iter().map(|row| Country { id: row.id, code: row.code }).collect())
}

/// The ids of codes, in order; what is unknown is 422.
pub async fn of_codes(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    let rows = Entity::find().filter(Column::Code.is_in(codes.to_vec())).all(ctx.db()).await?;
    let found = codes.iter().enumerate().map(|(n, code)| {
        let row = rows.iter().find(|row| row.code == *code).map(|row| row.id);
        row.ok_or_else(|| Error::invalid(format!("{pointer}/{n}"), format!("There is no country `{code}`.")))
    });
    found.collect()
}
