//! Countries, groups, organisations, policy fields.
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
                    .table("country")
                    .col(uuid("id").primary_key())
                    .col(text("code").unique_key())
                    .col(text("alpha3"))
                    .col(integer("numeric"))
                    .col(text("official_name"))
                    .col(text("official_languages"))
                    .col(integer_null("eu_accession_day"))
                    .col(integer_null("schengen_day"))
                    .col(text_null("accession_group"))
                    .col(text_null("process_role"))
                    .col(text("land_borders"))
                    .col(text_null("note"))
                    .foreign_key(ForeignKey::create().from("country", "id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("competence")
                    .col(uuid("id").primary_key())
                    .col(text("code").unique_key())
                    .col(uuid_null("parent_id"))
                    .col(integer("position"))
                    .foreign_key(ForeignKey::create().from("competence", "id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("competence", "parent_id").to("competence", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("organisation")
                    .col(uuid("id").primary_key())
                    .col(text("code").unique_key())
                    .col(text_null("acronym"))
                    .col(text_null("acronym_native"))
                    .col(text_null("city"))
                    .col(uuid_null("host_country_id"))
                    .col(uuid_null("asked_country_id"))
                    .col(text_null("website"))
                    .col(text_null("telephone"))
                    .col(text_null("email"))
                    .col(text_null("role_in_process"))
                    .col(text_null("note"))
                    .foreign_key(ForeignKey::create().from("organisation", "id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("organisation", "host_country_id").to("country", "id"))
                    .foreign_key(ForeignKey::create().from("organisation", "asked_country_id").to("country", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("organisation_status")
                    .col(uuid("id").primary_key())
                    .col(uuid("organisation_id"))
                    .col(text("type"))
                    .col(uuid_null("country_id"))
                    .col(boolean("official"))
                    .col(big_integer("from_at"))
                    .col(big_integer_null("until_at"))
                    .foreign_key(
                        ForeignKey::create().from("organisation_status", "organisation_id").to("organisation", "id"),
                    )
                    .foreign_key(ForeignKey::create().from("organisation_status", "country_id").to("country", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("organisation_status_body")
                    .table("organisation_status")
                    .col("organisation_id")
                    .col("until_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("organisation_status_country")
                    .table("organisation_status")
                    .col("country_id")
                    .col("until_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("succession")
                    .col(uuid("id").primary_key())
                    .col(uuid("old_id"))
                    .col(uuid("new_id"))
                    .col(integer("day"))
                    .col(text("precision"))
                    .col(text_null("source"))
                    .col(big_integer_null("counts_from"))
                    .col(text("state"))
                    .foreign_key(ForeignKey::create().from("succession", "old_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("succession", "new_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("succession_old").table("succession").col("old_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("succession_new").table("succession").col("new_id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("succession_line")
                    .col(uuid("body_id"))
                    .col(uuid("heir_id"))
                    .col(uuid("next_id"))
                    .col(big_integer("from_at"))
                    .col(big_integer_null("until_at"))
                    .primary_key(Index::create().col("body_id").col("heir_id").col("next_id").col("from_at"))
                    .foreign_key(ForeignKey::create().from("succession_line", "body_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("succession_line", "heir_id").to("organisation", "id"))
                    .foreign_key(ForeignKey::create().from("succession_line", "next_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("succession_line_heir").table("succession_line").col("heir_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("network_group")
                    .col(uuid("id").primary_key())
                    .col(text_null("code").unique_key())
                    .col(text("kind"))
                    .col(text_null("description"))
                    .col(text("members_seen_by"))
                    .foreign_key(ForeignKey::create().from("network_group", "id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("membership")
                    .col(uuid("id").primary_key())
                    .col(uuid("group_id"))
                    .col(uuid("member"))
                    .col(big_integer("valid_from"))
                    .col(big_integer_null("valid_until"))
                    .col(text("precision"))
                    .col(big_integer_null("counts_from"))
                    .col(big_integer_null("ended_at"))
                    .col(text_null("end_reason"))
                    .col(text_null("source"))
                    .col(text("confidence"))
                    .foreign_key(ForeignKey::create().from("membership", "id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("membership", "group_id").to("network_group", "id"))
                    .foreign_key(ForeignKey::create().from("membership", "member").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("membership_group").table("membership").col("group_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("membership_member").table("membership").col("member").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Children first, since foreign keys hold.
        for table in [
            "membership",
            "network_group",
            "succession_line",
            "succession",
            "organisation_status",
            "organisation",
            "competence",
            "country",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
