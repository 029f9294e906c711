//! Text that both databases compare byte by byte.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

/// A text column for keys made in Rust: PostgreSQL would sort it by the locale, and cursors made on
/// one database would then mean something else on the other. SQLite compares bytes by itself.
pub(crate) fn key_text(manager: &SchemaManager<'_>, name: &'static str) -> ColumnDef {
    let mut column = ColumnDef::new(name);
    column.text();
    if manager.get_database_backend() == DbBackend::Postgres {
        column.extra("COLLATE \"C\"");
    }
    column
}
