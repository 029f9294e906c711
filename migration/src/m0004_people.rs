//! Experts, their posts, accounts and contact cards; grants and appointments; partner systems.
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::*;

use crate::bytewise::key_text;
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("expert")
                    .col(uuid("id").primary_key())
                    .col(text("name"))
                    .col(key_text(manager, "sort_key").not_null())
                    .foreign_key(ForeignKey::create().from("expert", "id").to("item", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("expert_sort").table("expert").col("sort_key").col("id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("expert_name")
                    .col(uuid("expert_id"))
                    .col(text("language"))
                    .col(text("name"))
                    .primary_key(Index::create().col("expert_id").col("language"))
                    .foreign_key(ForeignKey::create().from("expert_name", "expert_id").to("expert", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("expert_language")
                    .col(uuid("expert_id"))
                    .col(text("language"))
                    .primary_key(Index::create().col("expert_id").col("language"))
                    .foreign_key(ForeignKey::create().from("expert_language", "expert_id").to("expert", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("expert_language_tag").table("expert_language").col("language").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("expert_field")
                    .col(uuid("expert_id"))
                    .col(uuid("competence_id"))
                    .primary_key(Index::create().col("expert_id").col("competence_id"))
                    .foreign_key(ForeignKey::create().from("expert_field", "expert_id").to("expert", "id"))
                    .foreign_key(ForeignKey::create().from("expert_field", "competence_id").to("competence", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("expert_field_competence").table("expert_field").col("competence_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("account")
                    .col(uuid("id").primary_key())
                    .col(uuid("expert_id").unique_key())
                    .col(text("email"))
                    .col(text("email_key").unique_key())
                    .col(text_null("password_hash"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("last_sign_in_at"))
                    .col(big_integer_null("last_visit_at"))
                    .col(big_integer_null("last_visit_seq"))
                    .col(uuid_null("last_visit_sight"))
                    .col(text_null("language"))
                    .foreign_key(ForeignKey::create().from("account", "expert_id").to("expert", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("account_state")
                    .col(uuid("id").primary_key())
                    .col(uuid("account_id"))
                    .col(text("state"))
                    .col(big_integer("from_at"))
                    .col(big_integer_null("until_at"))
                    .col(boolean("shut_out"))
                    .foreign_key(ForeignKey::create().from("account_state", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("account_state_account")
                    .table("account_state")
                    .col("account_id")
                    .col("until_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("post")
                    .col(uuid("id").primary_key())
                    .col(uuid("expert_id"))
                    .col(text_null("office_telephone"))
                    .col(text_null("office_email"))
                    .col(big_integer("valid_from"))
                    .col(big_integer_null("valid_until"))
                    .col(text("precision"))
                    .col(big_integer_null("counts_from"))
                    .col(big_integer_null("ended_at"))
                    .col(text_null("end_reason"))
                    .col(uuid_null("successor"))
                    .col(big_integer_null("settled_at"))
                    .col(text("state"))
                    .foreign_key(ForeignKey::create().from("post", "id").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("post", "expert_id").to("expert", "id"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(Index::create().name("post_expert").table("post").col("expert_id").to_owned()).await?;
        manager
            .create_index(Index::create().name("post_newest").table("post").col("valid_from").col("id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("post_place")
                    .col(uuid("id").primary_key())
                    .col(uuid("post_id"))
                    .col(uuid("organisation_id"))
                    .col(text("title"))
                    .col(big_integer("from_at"))
                    .col(big_integer_null("until_at"))
                    .foreign_key(ForeignKey::create().from("post_place", "post_id").to("post", "id"))
                    .foreign_key(ForeignKey::create().from("post_place", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("post_place_post").table("post_place").col("post_id").col("until_at").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("post_place_body")
                    .table("post_place")
                    .col("organisation_id")
                    .col("until_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("contact_card")
                    .col(uuid("id").primary_key())
                    .col(uuid("expert_id").unique_key())
                    .col(text_null("telephone"))
                    .col(text_null("email"))
                    .foreign_key(ForeignKey::create().from("contact_card", "id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("contact_card", "expert_id").to("expert", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("partner")
                    .col(uuid("id").primary_key())
                    .col(uuid("organisation_id"))
                    .col(text("name"))
                    .col(text("client_id").unique_key())
                    .col(big_integer("valid_from"))
                    .col(big_integer("valid_until"))
                    .col(big_integer_null("counts_from"))
                    .col(big_integer_null("ended_at"))
                    .col(text_null("end_reason"))
                    .col(big_integer_null("last_used_at"))
                    .foreign_key(ForeignKey::create().from("partner", "id").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("partner", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("partner_body").table("partner").col("organisation_id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("partner_secret")
                    .col(uuid("id").primary_key())
                    .col(uuid("partner_id"))
                    .col(blob("hash").unique_key())
                    .col(big_integer("created_at"))
                    .col(big_integer("valid_until"))
                    .col(big_integer_null("ended_at"))
                    .col(big_integer_null("last_used_at"))
                    .foreign_key(ForeignKey::create().from("partner_secret", "partner_id").to("partner", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("partner_secret_partner").table("partner_secret").col("partner_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("partner_suspension")
                    .col(uuid("id").primary_key())
                    .col(uuid("partner_id"))
                    .col(big_integer("from_at"))
                    .col(big_integer_null("until_at"))
                    .col(boolean("shut_out"))
                    .foreign_key(ForeignKey::create().from("partner_suspension", "partner_id").to("partner", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("partner_suspension_partner")
                    .table("partner_suspension")
                    .col("partner_id")
                    .col("until_at")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("role_grant")
                    .col(uuid("id").primary_key())
                    .col(text("role"))
                    .col(uuid("holder"))
                    .col(text("scope_kind"))
                    .col(uuid_null("scope"))
                    .col(uuid_null("competence_id"))
                    .col(big_integer("valid_from"))
                    .col(big_integer_null("valid_until"))
                    .col(big_integer_null("counts_from"))
                    .col(uuid_null("given_by"))
                    .col(big_integer("given_at"))
                    .col(text("reason"))
                    .col(big_integer_null("ended_at"))
                    .col(uuid_null("ended_by"))
                    .col(text_null("end_reason"))
                    .col(boolean("shut_out"))
                    .foreign_key(ForeignKey::create().from("role_grant", "holder").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("role_grant", "scope").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("role_grant", "competence_id").to("competence", "id"))
                    .foreign_key(ForeignKey::create().from("role_grant", "given_by").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("role_grant", "ended_by").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("role_grant_holder").table("role_grant").col("holder").to_owned())
            .await?;
        manager
            .create_index(
                Index::create().name("role_grant_scope").table("role_grant").col("scope").col("role").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("appointment")
                    .col(uuid("id").primary_key())
                    .col(uuid("grant_id").unique_key())
                    .col(uuid("country_id"))
                    .col(uuid_null("competence_id"))
                    .col(uuid("organisation_id"))
                    .col(text("rank"))
                    .col(text("precision"))
                    .col(text_null("office_telephone"))
                    .col(text_null("office_email"))
                    .foreign_key(ForeignKey::create().from("appointment", "id").to("item", "id"))
                    .foreign_key(ForeignKey::create().from("appointment", "grant_id").to("role_grant", "id"))
                    .foreign_key(ForeignKey::create().from("appointment", "country_id").to("country", "id"))
                    .foreign_key(ForeignKey::create().from("appointment", "competence_id").to("competence", "id"))
                    .foreign_key(ForeignKey::create().from("appointment", "organisation_id").to("organisation", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("appointment_country")
                    .table("appointment")
                    .col("country_id")
                    .col("competence_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("absence")
                    .col(uuid("id").primary_key())
                    .col(uuid("appointment_id"))
                    .col(integer("from_day"))
                    .col(integer("to_day"))
                    .foreign_key(ForeignKey::create().from("absence", "appointment_id").to("appointment", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("absence_appointment").table("absence").col("appointment_id").to_owned())
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("access_request")
                    .col(uuid("id").primary_key())
                    .col(text("act"))
                    .col(text("target_kind"))
                    .col(uuid("target"))
                    .col(uuid_null("result_id"))
                    .col(text("payload"))
                    .col(text("gainers"))
                    .col(uuid_null("requested_by"))
                    .col(big_integer("requested_at"))
                    .col(text("state"))
                    .col(big_integer_null("decided_at"))
                    .col(uuid_null("decided_by"))
                    .col(text_null("decide_reason"))
                    .foreign_key(ForeignKey::create().from("access_request", "requested_by").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("access_request", "decided_by").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("access_request_state").table("access_request").col("state").col("id").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("access_request_target").table("access_request").col("target").to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("access_request_result").table("access_request").col("result_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("access_word")
                    .col(uuid("request_id"))
                    .col(uuid("party_id"))
                    .col(uuid_null("said_by"))
                    .col(big_integer_null("said_at"))
                    .primary_key(Index::create().col("request_id").col("party_id"))
                    .foreign_key(ForeignKey::create().from("access_word", "request_id").to("access_request", "id"))
                    .foreign_key(ForeignKey::create().from("access_word", "party_id").to("party", "id"))
                    .foreign_key(ForeignKey::create().from("access_word", "said_by").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("access_word_party").table("access_word").col("party_id").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Children first, since foreign keys hold.
        for table in [
            "access_word",
            "access_request",
            "absence",
            "appointment",
            "role_grant",
            "partner_suspension",
            "partner_secret",
            "partner",
            "contact_card",
            "post_place",
            "post",
            "account_state",
            "account",
            "expert_field",
            "expert_language",
            "expert_name",
            "expert",
        ] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
