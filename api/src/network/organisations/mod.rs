//! Bodies.

use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::access::visible;
use crate::ctx::Ctx;
use crate::error::{Error, Result};

/// A body.
#[derive(Clone, Debug)]
pub struct Organisation {
    /// Id.
    pub id: Uuid,
    /// Stable code.
    pub code: String,
    /// Name.
    pub name: String,
}

async fn some(ctx: &Ctx, which: Condition) -> Result<Vec<Organisation>> {
    let rows = entity::organisation::Entity::find().filter(which).all(ctx.db()).await?;
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let seen = entity::item::Entity::find()
        .filter(entity::item::Column::Id.is_in(ids.iter().copied()))
        .filter(visible(&ctx.actor))
        .all(ctx.db())
        .await?;
    let names =
        crate::network::facts::store::of_items(ctx.db(), &ids, &[entity::vocabulary::FactKind::Name], None).await?;
    Ok(rows
        .into_iter()
        .filter(|r| seen.iter().any(|s| s.id == r.id))
        .map(|r| Organisation {
            id: r.id,
            name: names
                .get(&r.id)
                .and_then(|f| crate::network::facts::view::best_text(&f.iter().collect::<Vec<_>>(), &ctx.languages))
                .unwrap_or_else(|| r.code.clone()),
            code: r.code,
        })
        .collect())
}

/// The bodies of ids.
pub async fn of_ids(ctx: &Ctx, ids: &[Uuid]) -> Result<Vec<Organisation>> {
    some(ctx, Condition::all().add(Expr::col(("organisation", "id")).is_in(ids.iter().copied()))).await
}

/// The ids of codes.
pub async fn of_codes(ctx: &Ctx, codes: &[String], pointer: &str) -> Result<Vec<Uuid>> {
    let rows = some(ctx, Condition::all().add(Expr::col(("organisation", "code")).is_in(codes.to_vec()))).await?;
    codes
        .iter()
        .enumerate()
        .map(|(n, code)| {
            rows.iter().find(|r| r.code == *code).map(|r| r.id).ok_or_else(|| {
                Error::invalid(format!("{pointer}/{n}"), format!("There is no organisation `{code}`."))
            })
        })
        .collect()
}
