//! Proposals: what waits for the word of somebody who may.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let key = |column: &'static str, table: &'static str| {
            ForeignKey::create().from("proposal", column).to(table, "id").to_owned()
        };
        manager
            .create_table(
                Table::create()
                    .table("proposal")
                    .col(uuid("id").primary_key())
                    .col(uuid("item_id"))
                    .col(text("kind"))
                    .col(big_integer("seen_by"))
                    .col(big_integer("asked"))
                    .col(uuid_null("proposed_by"))
                    .col(big_integer("proposed_at"))
                    .col(text_null("comment"))
                    .col(integer("base_revision"))
                    .col(text("title"))
                    .col(text_null("content"))
                    .col(big_integer_null("audience"))
                    .col(uuid("from_owner"))
                    .col(uuid_null("to_owner"))
                    .col(big_integer_null("publish_at"))
                    .col(text("state"))
                    .col(big_integer_null("decided_at"))
                    .col(uuid_null("decided_by"))
                    .col(text_null("decide_comment"))
                    .foreign_key(&mut key("item_id", "item"))
                    .foreign_key(&mut key("seen_by", "audience"))
                    .foreign_key(&mut key("asked", "audience"))
                    .foreign_key(&mut key("audience", "audience"))
                    .foreign_key(&mut key("proposed_by", "party"))
                    .foreign_key(&mut key("decided_by", "party"))
                    .foreign_key(&mut key("to_owner", "party"))
                    .to_owned(),
            )
            .await?;
        for (name, columns) in
            [("proposal_item", ["item_id", "state", "id"]), ("proposal_newest", ["state", "proposed_at", "id"])]
        {
            let mut index = Index::create().name(name).table("proposal").to_owned();
            for column in columns {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        let mut index = Index::create().name("proposal_by").table("proposal").to_owned();
        manager.create_index(index.col("proposed_by").to_owned()).await?;
        // Whom what waits is shown to besides the item's keepers, from when to when: for auditors. It
        // outlives the proposal and its item, as change records do.
        manager
            .create_table(
                Table::create()
                    .table("proposal_sight")
                    .col(uuid("proposal_id"))
                    .col(big_integer("since"))
                    .col(big_integer_null("until_at"))
                    .col(uuid("item_id"))
                    .col(big_integer("shown_to"))
                    .primary_key(Index::create().col("proposal_id").col("since"))
                    .foreign_key(ForeignKey::create().from("proposal_sight", "shown_to").to("audience", "id"))
                    .to_owned(),
            )
            .await?;
        let mut index = Index::create().name("proposal_sight_item").table("proposal_sight").to_owned();
        manager.create_index(index.col("item_id").to_owned()).await?;
        // What is due to be published by itself: a short list, whatever the number of items.
        let due = "CREATE INDEX item_due ON item (publish_at, id) WHERE state = 'SCHEDULED'";
        manager.get_connection().execute_unprepared(due).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.drop_index(Index::drop().name("item_due").table("item").to_owned()).await?;
        manager.drop_table(Table::drop().table("proposal_sight").to_owned()).await?;
        manager.drop_table(Table::drop().table("proposal").to_owned()).await
    }
}
