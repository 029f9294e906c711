//! What is shown of sessions.

use async_graphql::SimpleObject;
use entity::session;
use entity::vocabulary::SessionKind;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::authn::tokens::ACCESS_TOKEN_SECONDS;
use crate::kit::timestamp::Timestamp;

/// Tokens of a session. Whoever holds them is signed in: keep them secret.
#[derive(Clone, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// JWT to send as `Authorization: Bearer …`; it says who asks, never what they may do.
    pub access_token: String,
    /// Always `Bearer` (RFC 6750).
    #[schema(example = "Bearer")]
    pub token_type: String,
    /// Seconds until the access token runs out.
    #[schema(example = 600)]
    pub expires_in: u32,
    /// Buys the next access token, once: the answer to it holds the next one.
    pub refresh_token: String,
}

impl Session {
    pub(super) fn new(access_token: String, refresh_token: String) -> Self {
        Self { access_token, token_type: "Bearer".to_owned(), expires_in: ACCESS_TOKEN_SECONDS, refresh_token }
    }
}

/// One place where one is signed in.
#[derive(Clone, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SessionEntry {
    /// Id.
    pub id: Uuid,
    /// API, PAGE or PARTNER.
    pub kind: SessionKind,
    /// Whether it is the one that asks.
    pub current: bool,
    /// What the client called itself.
    pub user_agent: Option<String>,
    /// The post it began in: it ends with it.
    pub post_id: Option<Uuid>,
    /// When it began.
    pub created_at: Timestamp,
    /// Last sign-in or refresh.
    pub last_used_at: Timestamp,
    /// When it ends by itself.
    pub expires_at: Timestamp,
}

impl SessionEntry {
    pub(super) fn new(row: session::Model, current: Option<Uuid>) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            current: current == Some(row.id),
            user_agent: row.user_agent,
            post_id: row.post_id,
            created_at: Timestamp::from_micros(row.created_at),
            last_used_at: Timestamp::from_micros(row.last_used_at),
            expires_at: Timestamp::from_micros(row.expires_at),
        }
    }
}

/// What signing out ended.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct SignedOut {
    /// How many sessions were ended.
    pub ended_sessions: i32,
}

/// Whose sessions were ended, and how many.
#[derive(Clone, Copy, Debug, Serialize, ToSchema, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct EndedSessions {
    /// The account, organisation or partner system.
    pub target_id: Uuid,
    /// How many sessions were ended.
    pub ended_sessions: i32,
}
