//! What is asked of the database once a network is drawn.

use entity::{audience, comment, expert, item};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::ctx::World;
use crate::error::Result;
use entity::vocabulary::ItemKind;

/// What there is in a drawn network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Items.
    pub items: u64,
    /// Those of them that are updates.
    pub updates: u64,
    /// Experts.
    pub experts: u64,
    /// Comments.
    pub comments: u64,
    /// Distinct effective audiences of items.
    pub seen_by: u64,
    /// Audiences in all.
    pub audiences: u64,
}

/// How many items there are now.
pub(super) async fn items(world: &World) -> Result<u64> {
    Ok(item::Entity::find().count(world.database.reader()).await?)
}

/// What there is.
pub(super) async fn counted(world: &World) -> Result<Counted> {
    let db = world.database.reader();
    let seen_by = item::Entity::find().select_only().column(item::Column::SeenBy).distinct();
    Ok(Counted {
        items: items(world).await?,
        updates: item::Entity::find().filter(item::Column::Kind.eq(ItemKind::Update)).count(db).await?,
        experts: expert::Entity::find().count(db).await?,
        comments: comment::Entity::find().count(db).await?,
        seen_by: seen_by.count(db).await?,
        audiences: audience::Entity::find().count(db).await?,
    })
}

/// What PostgreSQL does by itself some time after so many rows came in, done at once. SQLite does
/// nothing of the kind by itself, so nothing is done there.
pub(super) async fn prepare_planner(world: &World) -> Result<()> {
    if world.database.backend() == DbBackend::Postgres {
        world.database.writer().execute_unprepared("VACUUM ANALYZE").await?;
    }
    Ok(())
}
