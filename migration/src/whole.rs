//! A step is taken whole or not at all, on both databases: a server that was killed while it migrated
//! starts again as if it had not begun the step. (Left alone, SQLite would keep half of it.)

use sea_orm_migration::prelude::*;

/// A step in a transaction of its own.
pub(crate) struct Whole(pub Box<dyn MigrationTrait>);

impl MigrationName for Whole {
    fn name(&self) -> &str {
        self.0.name()
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Whole {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.up(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        self.0.down(manager).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
