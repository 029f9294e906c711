//! The only queries on exports that can be gone on with. They stand outside the ledger, since whoever
//! only reads makes them.

use entity::export_pass::{ActiveModel, Column, Entity, Model};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::kit::timestamp::Timestamp;

/// Exports of a reader that may be meant: the one that is named, else the newest and all that did not
/// come to their end, however long ago.
pub(super) async fn passes(ctx: &Ctx, reader: &str, named: Option<Uuid>) -> Result<Vec<Model>> {
    let of_reader = Entity::find().filter(Column::Reader.eq(reader));
    if let Some(id) = named {
        return Ok(of_reader.filter(Column::Id.eq(id)).all(ctx.db()).await?);
    }
    let all = of_reader.order_by_desc(Column::Id).all(ctx.db()).await?;
    Ok(all.into_iter().enumerate().filter(|(n, pass)| *n == 0 || !pass.complete).map(|(_, pass)| pass).collect())
}

/// Begins one. What is older than `forgotten` goes, where nobody could mean it any more.
pub(super) async fn begin(ctx: &Ctx, id: Uuid, reader: &str, forgotten: Timestamp) -> Result<()> {
    let db = ctx.world.database.writer();
    // What broke off so long ago is gone on with no more, so that none of them comes to its end behind the next line.
    Entity::update_many()
        .col_expr(Column::Ranges, Expr::value(Vec::<u8>::new()))
        .filter(Column::At.lt(forgotten.micros()))
        .filter(Column::Complete.eq(false))
        .exec(db)
        .await?;
    // The newest of each reader's that broke off before that stays: whoever goes on with it, or with an older one, after
    // a month is told that it may be one of several, and not given what a later one told.
    let newer = Query::select()
        .expr(Expr::val(1))
        .from_as("export_pass", "newer")
        .and_where(Expr::col(("newer", "reader")).equals(("export_pass", "reader")))
        .and_where(Expr::col(("newer", "complete")).eq(false))
        .and_where(Expr::col(("newer", "at")).lt(forgotten.micros()))
        .and_where(Expr::col(("newer", "id")).gt(Expr::col(("export_pass", "id"))))
        .to_owned();
    let needless = Condition::any().add(Column::Complete.eq(true)).add(Expr::exists(newer));
    Entity::delete_many().filter(Column::At.lt(forgotten.micros())).filter(needless).exec(db).await?;
    let row = ActiveModel {
        id: Set(id),
        reader: Set(reader.to_owned()),
        ranges: Set(Vec::new()),
        at: Set(ctx.now().micros()),
        complete: Set(false),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Keeps what an export brings its reader to.
pub(super) async fn keep(ctx: &Ctx, id: Uuid, ranges: Vec<u8>) -> Result<()> {
    let row = ActiveModel { id: Set(id), ranges: Set(ranges), at: Set(ctx.now().micros()), ..Default::default() };
    row.update(ctx.world.database.writer()).await?;
    Ok(())
}

/// All of it was sent.
pub(super) async fn complete(ctx: &Ctx, id: Uuid) -> Result<()> {
    let row = ActiveModel { id: Set(id), complete: Set(true), ..Default::default() };
    row.update(ctx.world.database.writer()).await?;
    Ok(())
}
