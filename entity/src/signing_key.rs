//! An Ed25519 key that signs access tokens; the private part is sealed with the server's secret.

use sea_orm::entity::prelude::*;

/// An Ed25519 key that signs access tokens; the private part is sealed with the server's secret.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "signing_key")]
pub struct Model {
    /// Key id (RFC 7638 thumbprint).
    #[sea_orm(primary_key, auto_increment = false)]
    pub kid: String,
    /// Private key (PKCS#8 DER), sealed.
    pub sealed: Vec<u8>,
    /// Public key, 32 bytes.
    pub public: Vec<u8>,
    /// Microseconds since the Unix epoch.
    pub created_at: i64,
    /// First instant it signs; it is published before.
    pub signs_from: i64,
    /// First instant at which it is neither published nor accepted.
    pub retired_at: Option<i64>,
}

/// Joins are written where they are needed.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
