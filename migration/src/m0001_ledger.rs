//! The one order of all writes, and what hangs on it.
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
                    .table("ledger_head")
                    .col(integer("id").primary_key())
                    .col(big_integer("seq"))
                    .col(blob("hash"))
                    .col(big_integer("at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ledger_record")
                    .col(big_integer("seq").primary_key())
                    .col(big_integer("at"))
                    .col(text("act"))
                    .col(text("actor_kind"))
                    .col(uuid_null("actor"))
                    .col(uuid_null("actor_post"))
                    .col(uuid_null("grant_id"))
                    .col(text("request_id"))
                    .col(text_null("target_kind"))
                    .col(uuid_null("target"))
                    .col(text("body"))
                    .col(blob("hash"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("ledger_record_target").table("ledger_record").col("target").col("seq").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("ledger_record_actor").table("ledger_record").col("actor").col("seq").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("ledger_record_act").table("ledger_record").col("act").col("seq").to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("ledger_record_at").table("ledger_record").col("at").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ledger_personal")
                    .col(big_integer("seq").primary_key())
                    .col(blob("salt"))
                    .col(text("reason"))
                    .foreign_key(ForeignKey::create().from("ledger_personal", "seq").to("ledger_record", "seq"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ledger_subject")
                    .col(uuid("thing"))
                    .col(big_integer("seq"))
                    .primary_key(Index::create().col("thing").col("seq"))
                    .foreign_key(ForeignKey::create().from("ledger_subject", "seq").to("ledger_record", "seq"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("change")
                    .col(big_integer("seq"))
                    .col(integer("n"))
                    .col(uuid("item"))
                    .col(text("kind"))
                    .col(big_integer_null("seen_before"))
                    .col(big_integer_null("seen_after"))
                    .col(integer("revision"))
                    .primary_key(Index::create().col("seq").col("n"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("change_item").table("change").col("item").col("seq").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("outbox")
                    .col(uuid("id").primary_key())
                    .col(big_integer("seq"))
                    .col(text("topic"))
                    .col(text("payload"))
                    .col(integer("attempts"))
                    .col(big_integer("due_at"))
                    .col(big_integer_null("done_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("outbox_due").table("outbox").col("done_at").col("due_at").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("idempotency")
                    .col(uuid("actor"))
                    .col(text("key"))
                    .col(text("route"))
                    .col(blob("body_hash"))
                    .col(uuid("resource"))
                    .col(boolean("waits"))
                    .col(big_integer("at"))
                    .primary_key(Index::create().col("actor").col("key"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("idempotency_at").table("idempotency").col("at").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("refused_act")
                    .col(big_integer("minute"))
                    .col(uuid("actor"))
                    .col(text("act"))
                    .col(integer("count"))
                    .primary_key(Index::create().col("minute").col("actor").col("act"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("role_table")
                    .col(text("digest").primary_key())
                    .col(text("table_json"))
                    .col(big_integer("seq"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(Table::create().table("setting").col(text("key").primary_key()).col(text("value")).to_owned())
            .await?;
        // Every write begins by taking this row.
        let head = Query::insert()
            .into_table("ledger_head")
            .columns(["id", "seq", "hash", "at"])
            .values_panic([1.into(), 0_i64.into(), vec![0_u8; 32].into(), 0_i64.into()])
            .to_owned();
        manager.execute(head).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Children first, since foreign keys hold.
        for table in [
            "setting",
            "role_table",
            "refused_act",
            "idempotency",
            "outbox",
            "change",
            "ledger_subject",
            "ledger_personal",
            "ledger_record",
            "ledger_head",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
