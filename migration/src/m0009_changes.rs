//! The change feed: sights that cursors name, exports under way, and the order in which it reads.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create().table("sight").col(uuid("id").primary_key()).col(big_integer("made_at")).to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("sight_party")
                    .col(uuid("sight_id"))
                    .col(uuid("party_id"))
                    .primary_key(Index::create().col("sight_id").col("party_id"))
                    .foreign_key(ForeignKey::create().from("sight_party", "sight_id").to("sight", "id"))
                    .foreign_key(ForeignKey::create().from("sight_party", "party_id").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("export_pass")
                    .col(uuid("id").primary_key())
                    .col(text("reader"))
                    .col(blob("ranges"))
                    .col(big_integer("at"))
                    .col(boolean("complete").default(false))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("export_pass_reader").table("export_pass").col("reader").to_owned())
            .await?;
        // What one audience holds, in order of id: the first drain of a reader of little.
        let in_order =
            Index::create().name("item_seen_by_id").table("item").col("seen_by").col("id").col("kind").to_owned();
        manager.create_index(in_order).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("item_seen_by_id").table("item").to_owned()).await?;
        for table in ["export_pass", "sight_party", "sight"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
