//! Updates and their revisions.
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
                    .table("update")
                    .col(uuid("id").primary_key())
                    .col(text("title"))
                    .col(text_null("summary"))
                    .col(text("body_markdown"))
                    .col(text("body_html"))
                    .foreign_key(ForeignKey::create().from("update", "id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("update_revision")
                    .col(uuid("item_id"))
                    .col(integer("revision"))
                    .col(big_integer("seen_by"))
                    .col(text("title"))
                    .col(text_null("summary"))
                    .col(text("body_markdown"))
                    .col(uuid_null("author"))
                    .col(big_integer("at"))
                    .primary_key(Index::create().col("item_id").col("revision"))
                    .foreign_key(ForeignKey::create().from("update_revision", "item_id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("update_revision", "seen_by").to("audience", "id"))
                    .foreign_key(ForeignKey::create().from("update_revision", "author").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Children first, since foreign keys hold.
        for table in ["update_revision", "update"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
