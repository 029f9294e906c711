//! What is said about items, and who opened them.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("comment")
                    .col(uuid("id").primary_key())
                    .col(uuid("item_id"))
                    .col(big_integer("seen_by"))
                    .col(uuid("author"))
                    .col(text("body_markdown"))
                    .col(text("body_html"))
                    .col(text("state"))
                    .col(integer("revision"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("edited_at"))
                    .col(big_integer_null("ended_at"))
                    .col(text_null("end_reason"))
                    .foreign_key(ForeignKey::create().from("comment", "item_id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("comment", "seen_by").to("audience", "id"))
                    .foreign_key(ForeignKey::create().from("comment", "author").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("comment_item")
                    .table("comment")
                    .col("item_id")
                    .col("created_at")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("comment_author").table("comment").col("author").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("opening")
                    .col(uuid("item_id"))
                    .col(uuid("reader"))
                    .col(integer("day"))
                    .col(text("kind"))
                    .col(big_integer("seen_by"))
                    .col(uuid("sight"))
                    .col(uuid("organisation_id"))
                    .col(integer("times"))
                    .col(big_integer("first_at"))
                    .primary_key(
                        Index::create().col("item_id").col("reader").col("day").col("kind").col("seen_by").col("sight"),
                    )
                    .foreign_key(ForeignKey::create().from("opening", "item_id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("opening", "reader").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("opening", "organisation_id").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("opening_day").table("opening").col("day").to_owned()).await?;
        manager.create_index(Index::create().name("opening_reader").table("opening").col("reader").to_owned()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["opening", "comment"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
