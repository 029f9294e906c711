//! The database schema, step by step. A step that was released is never changed: a new one follows it.

mod bytewise;
mod m0001_ledger;
mod m0002_sight;
mod m0003_directory;
mod m0004_people;
mod m0005_identity;
mod m0006_updates;
mod m0007_circle;
mod m0008_proposals;
mod m0009_changes;
mod whole;

use sea_orm_migration::prelude::*;
use whole::Whole;

pub use sea_orm_migration::{MigrationTrait, MigratorTrait};

/// All steps, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        let steps: Vec<Box<dyn MigrationTrait>> = vec![
            Box::new(m0001_ledger::Migration),
            Box::new(m0002_sight::Migration),
            Box::new(m0003_directory::Migration),
            Box::new(m0004_people::Migration),
            Box::new(m0005_identity::Migration),
            Box::new(m0006_updates::Migration),
            Box::new(m0007_circle::Migration),
            Box::new(m0008_proposals::Migration),
            Box::new(m0009_changes::Migration),
        ];
        steps.into_iter().map(|step| Box::new(Whole(step)) as Box<dyn MigrationTrait>).collect()
    }
}
