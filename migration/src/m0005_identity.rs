//! Sessions, keys, one-time links, invitations.
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
                    .table("signing_key")
                    .col(text("kid").primary_key())
                    .col(blob("sealed"))
                    .col(blob("public"))
                    .col(big_integer("created_at"))
                    .col(big_integer("signs_from"))
                    .col(big_integer_null("retired_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("session")
                    .col(uuid("id").primary_key())
                    .col(text("kind"))
                    .col(uuid_null("account_id"))
                    .col(uuid_null("partner_id"))
                    .col(uuid_null("post_id"))
                    .col(blob_null("token_hash").unique_key())
                    .col(text_null("scopes"))
                    .col(text_null("user_agent"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("ended_at"))
                    .col(big_integer("last_used_at"))
                    .foreign_key(ForeignKey::create().from("session", "account_id").to("account", "id"))
                    .foreign_key(ForeignKey::create().from("session", "partner_id").to("partner", "id"))
                    .foreign_key(ForeignKey::create().from("session", "post_id").to("post", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("session_account").table("session").col("account_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("session_partner").table("session").col("partner_id").to_owned())
            .await?;
        manager.create_index(Index::create().name("session_post").table("session").col("post_id").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("refresh_token")
                    .col(blob("hash").primary_key())
                    .col(uuid("session_id"))
                    .col(big_integer("issued_at"))
                    .col(big_integer_null("used_at"))
                    .foreign_key(ForeignKey::create().from("refresh_token", "session_id").to("session", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("refresh_token_session").table("refresh_token").col("session_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("one_time_link")
                    .col(blob("hash").primary_key())
                    .col(text("purpose"))
                    .col(uuid("subject"))
                    .col(blob_null("sealed"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("used_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("one_time_link_subject").table("one_time_link").col("subject").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("address_change")
                    .col(uuid("id").primary_key())
                    .col(uuid("account_id"))
                    .col(text("email"))
                    .col(big_integer("requested_at"))
                    .col(big_integer_null("new_confirmed_at"))
                    .col(big_integer("effective_at"))
                    .col(big_integer_null("done_at"))
                    .col(text("state"))
                    .foreign_key(ForeignKey::create().from("address_change", "account_id").to("account", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create().name("address_change_account").table("address_change").col("account_id").to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("invitation")
                    .col(uuid("id").primary_key())
                    .col(uuid_null("batch_id"))
                    .col(text("email"))
                    .col(text("email_key"))
                    .col(uuid("expert_id"))
                    .col(uuid("post_id"))
                    .col(uuid_null("invited_by"))
                    .col(text_null("message"))
                    .col(big_integer("created_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("accepted_at"))
                    .col(big_integer_null("withdrawn_at"))
                    .col(text("send_state"))
                    .col(text_null("language"))
                    .foreign_key(ForeignKey::create().from("invitation", "expert_id").to("expert", "id"))
                    .foreign_key(ForeignKey::create().from("invitation", "post_id").to("post", "id"))
                    .foreign_key(ForeignKey::create().from("invitation", "invited_by").to("party", "id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(Index::create().name("invitation_email").table("invitation").col("email_key").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("invitation_batch").table("invitation").col("batch_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("invitation_post").table("invitation").col("post_id").to_owned())
            .await?;
        manager
            .create_index(Index::create().name("invitation_expert").table("invitation").col("expert_id").to_owned())
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Children first, since foreign keys hold.
        for table in ["invitation", "address_change", "one_time_link", "refresh_token", "session", "signing_key"] {
            manager.drop_table(Table::drop().table(table).to_owned()).await?;
        }
        Ok(())
    }
}
