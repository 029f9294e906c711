//! The queries of the token endpoint. Sessions and last use stand outside the ledger.

use entity::session;
use entity::vocabulary::SessionKind;
use sea_orm::{ConnectionTrait, EntityTrait, FromQueryResult};
use uuid::Uuid;

use crate::access::counts;
use crate::error::Result;
use crate::kit::database::{Database, sql};
use crate::kit::timestamp::Timestamp;

/// A client whose credentials count.
#[derive(Clone, Debug, FromQueryResult)]
pub(super) struct Client {
    /// The partner system.
    pub id: Uuid,
    /// First instant it no longer runs.
    pub valid_until: i64,
    /// The secret.
    pub secret_id: Uuid,
    /// First instant the secret no longer counts.
    pub secret_until: i64,
}

/// The client of an identifier and the hash of a secret, where both count now.
pub(super) async fn client(
    db: &impl ConnectionTrait,
    client_id: &str,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Client>> {
    let text = format!(
        "
SELECT r.id, r.valid_until, s.id AS secret_id, s.valid_until AS secret_until
FROM partner r JOIN partner_secret s ON s.partner_id = r.id
WHERE r.client_id = $1 AND s.hash = $2
  AND {}
  AND NOT EXISTS (SELECT 1 FROM partner_suspension z WHERE z.partner_id = r.id AND z.until_at IS NULL)
  AND s.valid_until > $3 AND (s.ended_at IS NULL OR s.ended_at > $3)",
        counts("r", "$3", "$3")
    );
    let values = [client_id.into(), hash.to_vec().into(), now.micros().into()];
    Ok(Client::find_by_statement(sql(db.get_database_backend(), &text, values)).one(db).await?)
}

/// A session to be begun.
pub(super) struct NewSession {
    pub id: Uuid,
    pub client: Client,
    pub scopes: Option<String>,
    pub user_agent: Option<String>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// Begins a session and notes the last use of partner system and secret. False, and nothing is begun,
/// where one of them was ended since it was looked up.
pub(super) async fn begin_session(database: &Database, new: NewSession) -> Result<bool> {
    let tx = database.begin().await?;
    let row = session::Model {
        id: new.id,
        kind: SessionKind::Partner,
        account_id: None,
        partner_id: Some(new.client.id),
        post_id: None,
        token_hash: None,
        scopes: new.scopes,
        user_agent: new.user_agent,
        created_at: new.now.micros(),
        expires_at: new.expires_at.micros(),
        ended_at: None,
        last_used_at: new.now.micros(),
    };
    session::Entity::insert(session::ActiveModel::from(row)).exec_without_returning(&tx).await?;
    let uses = [("partner", new.client.id), ("partner_secret", new.client.secret_id)];
    for (table, id) in uses {
        let text =
            format!("UPDATE {table} SET last_used_at = $1 WHERE id = $2 AND (ended_at IS NULL OR ended_at > $1)");
        let values = [new.now.micros().into(), id.into()];
        if tx.execute_raw(sql(tx.get_database_backend(), &text, values)).await?.rows_affected() != 1 {
            return Ok(false);
        }
    }
    tx.commit().await?;
    Ok(true)
}
