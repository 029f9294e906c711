//! The only queries on exports under way. They stand outside the ledger, since whoever only reads
//! makes them.

use entity::export_pass::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::ctx::{Ctx, World};
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// Exports of a reader that can be gone on with: the one that is named, else those that are under way,
/// or were when the newest began.
pub(super) async fn passes(ctx: &Ctx, reader: &str, named: Option<Uuid>) -> Result<Vec<Model>> {
    let of_reader = Entity::find().filter(Column::Reader.eq(reader));
    let wanted = match named {
        Some(id) => of_reader.filter(Column::Id.eq(id)),
        None => of_reader.filter(Column::Superseded.eq(false)),
    };
    Ok(wanted.all(ctx.db()).await?)
}

/// Begins one. Those of the same reader that have ended must be named from now on; what is older than
/// `forgotten` goes.
pub(super) async fn begin(ctx: &Ctx, id: Uuid, reader: &str, forgotten: Timestamp) -> Result<()> {
    let db = ctx.world.database.writer();
    Entity::delete_many().filter(Column::At.lt(forgotten.micros())).exec(db).await?;
    Entity::update_many()
        .col_expr(Column::Superseded, Expr::value(true))
        .filter(Column::Reader.eq(reader))
        .filter(Column::Ended.eq(true))
        .exec(db)
        .await?;
    let row = ActiveModel {
        id: Set(id),
        reader: Set(reader.to_owned()),
        ranges: Set(Vec::new()),
        at: Set(ctx.now().micros()),
        ended: Set(false),
        superseded: Set(false),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Keeps what an export brings its reader to; it is under way.
pub(super) async fn keep(ctx: &Ctx, id: Uuid, ranges: Vec<u8>) -> Result<()> {
    let row = ActiveModel {
        id: Set(id),
        ranges: Set(ranges),
        at: Set(ctx.now().micros()),
        ended: Set(false),
        ..Default::default()
    };
    row.update(ctx.world.database.writer()).await?;
    Ok(())
}

/// Nobody reads it any more.
pub(super) async fn end(world: &World, id: Uuid) -> Result<()> {
    let row = ActiveModel { id: Set(id), ended: Set(true), ..Default::default() };
    row.update(world.database.writer()).await?;
    Ok(())
}
