//! Parties, audiences, items: the whole of sight.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;
use sea_orm_migration::sea_orm::prelude::Uuid;

use crate::bytewise::key_text;
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(Table::create().table("party").col(uuid("id").primary_key()).col(text("kind")).to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("audience")
                    .col(big_integer("id").primary_key())
                    .col(blob("digest").unique_key())
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("audience_member")
                    .col(big_integer("audience_id"))
                    .col(uuid("party_id"))
                    .primary_key(Index::create().col("audience_id").col("party_id"))
                    .foreign_key(ForeignKey::create().from("audience_member", "audience_id").to("audience", "id"))
                    .foreign_key(ForeignKey::create().from("audience_member", "party_id").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("audience_member_party")
                    .table("audience_member")
                    .col("party_id")
                    .col("audience_id")
                    .to_owned(),
            )
            .await?;
        // A party may stand in thousands of audiences through which it sees no update: lists of one kind
        // look only into those through which an item of the kind was seen once.
        manager
            .create_table(
                Table::create()
                    .table("audience_of_kind")
                    .col(uuid("party_id"))
                    .col(text("kind"))
                    .col(big_integer("audience_id"))
                    .primary_key(Index::create().col("party_id").col("kind").col("audience_id"))
                    .foreign_key(
                        ForeignKey::create()
                            .from("audience_of_kind", ("audience_id", "party_id"))
                            .to("audience_member", ("audience_id", "party_id")),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("item")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(big_integer_null("audience"))
                    .col(big_integer("seen_by"))
                    .col(uuid("owner"))
                    .col(uuid_null("author"))
                    .col(uuid_null("keeper"))
                    .col(text_null("language"))
                    .col(text("state"))
                    .col(big_integer_null("asked"))
                    .col(big_integer_null("publish_at"))
                    .col(uuid_null("released_by"))
                    .col(integer("revision"))
                    .col(big_integer("created_at"))
                    .col(big_integer("updated_at"))
                    .col(big_integer_null("published_at"))
                    .col(big_integer_null("published_seq"))
                    .foreign_key(ForeignKey::create().from("item", "audience").to("audience", "id"))
                    .foreign_key(ForeignKey::create().from("item", "seen_by").to("audience", "id"))
                    .foreign_key(ForeignKey::create().from("item", "owner").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("item", "author").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("item", "keeper").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("item", "asked").to("audience", "id"))
                    .foreign_key(ForeignKey::create().from("item", "released_by").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        // The order of a list of what people write: what was not published yet stands where it was begun.
        // By itself, within one audience as it works or as it was declared, within one owner, and within one
        // audience of one owner.
        for (name, first) in [
            ("item_newest", ""),
            ("item_seen_newest", "seen_by, "),
            ("item_shared_newest", "audience, "),
            ("item_owner_newest", "owner, "),
            ("item_owner_seen_newest", "owner, seen_by, "),
        ] {
            let index = format!("CREATE INDEX {name} ON item ({first}kind, (COALESCE(published_at, created_at)), id)");
            manager.get_connection().execute_unprepared(&index).await?;
        }
        for (name, first, column) in [
            ("item_changed", None, "updated_at"),
            ("item_seen_changed", Some("seen_by"), "updated_at"),
            ("item_shared_changed", Some("audience"), "updated_at"),
            ("item_begun", None, "created_at"),
            ("item_seen_begun", Some("seen_by"), "created_at"),
            ("item_shared_begun", Some("audience"), "created_at"),
        ] {
            let mut index = Index::create().name(name).table("item").to_owned();
            for column in first.into_iter().chain(["kind", column, "id"]) {
                index.col(column);
            }
            manager.create_index(index).await?;
        }
        manager.create_index(Index::create().name("item_author").table("item").col("author").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("fact")
                    .col(uuid("id").primary_key())
                    .col(uuid("item_id"))
                    .col(text("kind"))
                    .col(text_null("language"))
                    .col(text_null("text"))
                    .col(key_text(manager, "sort_key").null())
                    .col(uuid_null("ref_id"))
                    .col(integer("from_day"))
                    .col(text("from_kind"))
                    .col(text("from_precision"))
                    .col(integer("to_day"))
                    .col(text("to_kind"))
                    .col(text("to_precision"))
                    .col(text_null("source"))
                    .col(text("confidence"))
                    .col(text_null("note"))
                    .col(boolean("confirmed"))
                    .col(big_integer("since_seq"))
                    .col(big_integer_null("until_seq"))
                    .foreign_key(ForeignKey::create().from("fact", "item_id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("fact", "ref_id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("fact_item").table("fact").col("item_id").col("kind").col("until_seq").to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("fact_ref").table("fact").col("ref_id").col("kind").to_owned())
            .await?;
        manager
            .create_index(
                Index::create().name("fact_sort").table("fact").col("kind").col("sort_key").col("item_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("item_word")
                    .col(key_text(manager, "word").not_null())
                    .col(uuid("item_id"))
                    .primary_key(Index::create().col("word").col("item_id"))
                    .foreign_key(ForeignKey::create().from("item_word", "item_id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("item_word_item").table("item_word").col("item_id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("external_id")
                    .col(uuid("item_id"))
                    .col(text("system"))
                    .col(text("value"))
                    .primary_key(Index::create().col("item_id").col("system").col("value"))
                    .foreign_key(ForeignKey::create().from("external_id", "item_id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("external_id_value").table("external_id").col("system").col("value").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("item_topic")
                    .col(uuid("item_id"))
                    .col(uuid("competence_id"))
                    .col(big_integer("seen_by"))
                    .col(big_integer("newest"))
                    .primary_key(Index::create().col("item_id").col("competence_id"))
                    .foreign_key(ForeignKey::create().from("item_topic", "item_id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("item_topic", "competence_id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("item_topic_newest")
                    .table("item_topic")
                    .col("competence_id")
                    .col("newest")
                    .col("item_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("item_topic_seen_newest")
                    .table("item_topic")
                    .col("competence_id")
                    .col("seen_by")
                    .col("newest")
                    .col("item_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("item_country")
                    .col(uuid("item_id"))
                    .col(uuid("country_id"))
                    .col(big_integer("seen_by"))
                    .col(big_integer("newest"))
                    .primary_key(Index::create().col("item_id").col("country_id"))
                    .foreign_key(ForeignKey::create().from("item_country", "item_id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("item_country", "country_id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("item_country_newest")
                    .table("item_country")
                    .col("country_id")
                    .col("newest")
                    .col("item_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("item_country_seen_newest")
                    .table("item_country")
                    .col("country_id")
                    .col("seen_by")
                    .col("newest")
                    .col("item_id")
                    .to_owned(),
            )
            .await?;
        // The built-in parties; `entity::ids` names the same ids.
        let mut parties = Query::insert().into_table("party").columns(["id", "kind"]).to_owned();
        for (n, kind) in [(1_u128, "PUBLIC"), (2, "NETWORK"), (3, "OFFICIALS"), (4, "REGISTRY")] {
            let id = Uuid::from_u128(0x8000_8000_0000_0000_0000 + n);
            parties.values_panic([id.into(), kind.into()]);
        }
        manager.execute(parties).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Children first, since foreign keys hold.
        for table in [
            "item_country",
            "item_topic",
            "external_id",
            "item_word",
            "fact",
            "item",
            "audience_of_kind",
            "audience_member",
            "audience",
            "party",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
